"""Lesson 08: your own provider, without giving a secret away."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .answers import days
from .exercises import exercise
from .readings import Reading, choices, conditions

_BASE = "https://login.example.com"
_FATES = {
    "the correlation id": "send",
    "the client_id": "send",
    "the saved run": "send",
    "the text of curl()": "send",
    "the values of shell_variables()": "keep",
    "an access token": "keep",
    "the Authorization header": "keep",
    "a HAR file of the browser": "keep",
}
# What stands in a report: the number for the provider's support, the error, the day and the time, and the client.
_NUMBER = re.compile(r"(?i)(?:ecid|(?:correlation|trace|request)[ _-]?id)\W+[\w-]{8,}")
_TIME = re.compile(r"(?<!\d)\d?\d:\d\d")
# What must not: a Basic header, a token, a code or a secret as the oracle profile makes them.
_LEAKED = re.compile(r"Basic [A-Za-z0-9+/]{8}|eyJ[\w-]{8}|AQIDB[\w-]{8}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
# Nor what is called by such a name and has a value behind it; a variable of a shell, or a fingerprint, is none.
_NAMED = re.compile(
    r"""(?i)(?:secret|password|code_verifier|(?:access|refresh|id)_token|authorization)"""
    r"""(?:"?\s*[:=]\s*|\s+(?!\d{4}-\d\d)(?=\S*\d))["']?(?![$<{"'])[^\s&"']{6}"""
    r"""|\bcode=["']?(?![$<{"'])[^\s&"']{6}"""
)


@exercise(
    "08.1",
    wants="the ProviderMetadata",
    hint="`ProviderMetadata(issuer=..., authorization_endpoint=..., token_endpoint=...)`, each a whole address.",
    why="With these three a browser can be sent and a code exchanged. The keys, and UserInfo, are for later steps.",
)
def by_hand(answer: Any) -> Reading:
    """What is the metadata of the provider in the text, by hand?"""
    wanted = {
        "the issuer, to the letter": lambda made: made.issuer == _BASE,
        "the whole address of the authorization endpoint": lambda made: made.authorization_endpoint == f"{_BASE}/authorize",
        "the whole address of the token endpoint": lambda made: made.token_endpoint == f"{_BASE}/token",
    }
    return conditions(answer, wanted, "Your answer is a ProviderMetadata.", of="")


@exercise(
    "08.2",
    hint="Keep whatever lets somebody else act as you, or as the person who signed in. A fingerprint lets nobody do anything.",
    why="A browser's HAR file has it all: cookies, codes, tokens. The record was made so that there is something else to send.",
)
def send_or_keep(answer: Any) -> Reading:
    """What may be sent to the support of your provider, and what do you keep?"""
    return choices(answer, _FATES, among=("send", "keep"))


@exercise(
    "08.3",
    hint="It needs the error, the number with its name before it as in `ECID: ...`, the time as `2026-01-31 12:00`, and the client; and no secret.",
    why="With these four the support finds the request in its own logs, where it sees what you cannot.",
)
def report(answer: Any) -> Reading:
    """What do you write to the support about the refusal?"""
    wanted: dict[str, Callable[[Any], object]] = {
        "the error": lambda told: "invalid_grant" in told,
        "the correlation id, whole, with its name before it": _NUMBER.search,
        "the day and the time": lambda told: _TIME.search(told) and days(told),
        "the client": lambda told: "client" in told.casefold(),
        "a text without a secret": lambda told: not _leaks(_NUMBER.sub("", told)),  # some numbers look like secrets
    }
    return conditions(answer, wanted, "Your answer is a text of a few lines.", of="")


def _leaks(text: str) -> bool:
    told = _FINGERPRINT.sub("", text)
    return bool(_LEAKED.search(told) or _NAMED.search(told))


_FINGERPRINT = re.compile(r"<[\w ]+ [0-9a-f]{8}>")
