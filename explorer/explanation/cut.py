"""What was cut when it was copied: half a token, half an address, half a JSON text. It is named as what it probably was.

Half of a thing is the commonest thing that is pasted, and to call it nothing sends people looking in the wrong place.
"""

from __future__ import annotations

import base64
import dataclasses
import re
from collections.abc import Mapping
from typing import Any

from ..messages import parse_form
from ..protocol.credentials import redact_credentials
from ..protocol.json_text import JsonProblem, parse_json
from .cut_json import completed
from .parts import claim_parts
from .value import Explanation, Part

_TOKEN = re.compile(r"[A-Za-z0-9_.\u2026-]{3,}")
_LETTERS = re.compile(r"[A-Za-z0-9_-]*")
_GAP = re.compile(r"\.{2,}|\u2026")  # as logs and consoles shorten what is long
_COPY = "Copy it again, as a whole: a token has three parts with two dots between them, and nothing else."
_RESPONSE = ("code", "state", "error", "iss", "session_state", "error_description")
_REQUEST = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method")
_MESSAGES = {"authorization_response": _RESPONSE, "authorization_request": _REQUEST}


def explain_cut_token(text: str) -> Explanation | None:
    """Explain a JWT that lost a part (RFC 7519 3); None for a whole one, and for what is none."""
    if "eyJ" not in text or not _TOKEN.fullmatch(text):
        return None
    if _GAP.search(text):
        return _token(text, "It was shortened where dots stand in the place of its letters, as logs and consoles do it.")
    parts = text.split(".")
    if not text.startswith("eyJ"):
        return _token(text, "Its beginning is missing.") if len(parts) > 1 and parts[1].startswith("eyJ") else None
    if len(parts) == 1:
        return _one_part(text)
    if len(parts) <= 3 and parts[1] and _members(parts[0]) is not None and _members(parts[1]) is None:
        return _token(text, "It ends within its claims.") if not any(parts[2:]) else None
    return _token(text, "Its claims are missing.") if len(parts) == 2 and not parts[1] else None


def _one_part(text: str) -> Explanation | None:
    """A header alone, or half of it; or a token whose dots were lost. Some providers have codes that begin like one."""
    second = text.find("eyJ", 3)
    if second > 0 and _members(text[:second]) is not None:
        return _token(text[:second], "The dots between its parts were lost.")
    if _members(text) is not None:
        return _token(text, "This is its header; the claims behind it are missing.")
    decoded = _decoded(text)
    return _token(text, "It ends within its header.") if completed(decoded) and decoded.isprintable() else None


def _token(text: str, how: str) -> Explanation:
    first, _, rest = text.partition(".")
    claims = rest.partition(".")[0]
    parts = (*_parts(first, "header"), *_parts(claims, "claims"))
    shown = " What can be read of it stands below." if parts else ""
    return Explanation("cut", "a token (JWT) that was cut off", "likely", f"{how} {_COPY}{shown}", parts)


def _parts(text: str, group: str) -> tuple[Part, ...]:
    """What can be read of a part of a token, without what is a credential."""
    members = _members(text) or _members_of(completed(_decoded(text)) or "")
    if not members:
        return ()
    return claim_parts(members, group, "header") if group == "header" else claim_parts(_redacted(members), group)


def _redacted(members: Mapping[str, Any]) -> Mapping[str, Any]:
    return redact_credentials(members, of_a_token=True)  # type: ignore[no-any-return]


def _members(text: str) -> dict[str, Any] | None:
    return _members_of(_decoded(text))


def _members_of(text: str) -> dict[str, Any] | None:
    try:
        value = parse_json(text.encode())
    except JsonProblem:
        return None
    return value if isinstance(value, dict) else None


def _decoded(text: str) -> str:
    found = _LETTERS.match(text)
    letters = found[0] if found else ""
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]  # a single letter stands for no byte
    return base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4)).decode("utf-8", "replace")


def explain_cut_address(text: str) -> Explanation | None:
    """Explain an address that says where it would lead: to discovery, to a sign-in, back to a client. None for any other."""
    found = re.fullmatch(r"(?:(https?)://)?([^\s/?#@]*)(/[^\s?#]*)?(?:\?(\S*))?", text)
    if found is None or not (found[1] or found[3]):
        return None
    path, query = (found[3] or "").lower(), found[4]
    if "/.well-known" in path:
        return _discovery(path)
    last = query.rpartition("&")[2] if query else ""
    kind = next((kind for kind, names in _MESSAGES.items() if _begins(last, names)), "") if "=" not in last else ""
    if kind == "authorization_response" and not _is_sign_in(path):
        return _address(
            "the address at which the browser came back, cut off", "It ends before its code. Copy the whole address bar."
        )
    if kind or _is_sign_in(path):
        return _address(
            "the address of a sign-in, without what is asked for", "Copy the whole link, with all that stands behind the ?."
        )
    if re.search(r"/(?:\w*callback\w*|cb|redirect\w*|signin-oidc|oauth2?|login/oauth2?/code)(?:/|$)", path):
        return _address(
            "the address of a client, without an answer in it",
            "The code or the error stands behind the ?, and is missing. Copy the whole address bar.",
        )
    return None


def _is_sign_in(path: str) -> bool:
    return re.search(r"/(?:authori[sz]e|auth|authorization)(?:/|$)", path) is not None


def _begins(word: str, names: tuple[str, ...]) -> bool:
    return bool(word) and any(name.startswith(word) for name in names)


def _discovery(path: str) -> Explanation:
    whole = path.rstrip("/").endswith(("/openid-configuration", "/oauth-authorization-server"))
    if whole or "/openid-configuration/" in path or "/oauth-authorization-server/" in path:
        return _address(
            "the address of a discovery document", "Open it, and paste what it shows; or give it as the provider of a flow."
        )
    return _address(
        "the address of a discovery document, cut off", "It ends with /.well-known/openid-configuration (Discovery 4)."
    )


def _address(title: str, sentence: str) -> Explanation:
    return Explanation("cut", title, "likely", sentence)


def explain_cut_json(text: str) -> tuple[str, Explanation] | None:
    """Return the JSON that a cut text would be without its last, half member, and the words for it; None for a whole text."""
    whole = completed(text) if text[:1] in ("{", "[") else None
    if whole is None:
        return None
    return whole, Explanation("cut", "a JSON text that was cut off", "likely", f"{_JSON} Copy it again, as a whole.")


_JSON = "It ends before its last bracket."


def said_to_be_cut(found: Explanation) -> Explanation:
    """What was read of a cut JSON text, which says less than the whole one."""
    return dataclasses.replace(
        found,
        title=f"{found.title}, cut off",
        sure="likely",
        sentence=f"{found.sentence} {_JSON} What stood behind that is missing.",
    )


def with_cut_end(found: Explanation, text: str) -> Explanation:
    """Add to an address that was read as far as it went, where its last parameter is cut in its name or has no value."""
    names, query = _MESSAGES.get(found.kind, ()), text.strip().rpartition("?")[2].partition("#")[0]
    pairs = parse_form(query) if names and query else []
    if not pairs or pairs[-1][1] or not _begins(pairs[-1][0], names) or pairs[-1][0] == "state":
        return found
    how = f"Its last parameter, {pairs[-1][0]}, has no value: the address was not copied whole."
    return dataclasses.replace(found, title=f"{found.title}, cut off", sentence=f"{found.sentence} {how}")
