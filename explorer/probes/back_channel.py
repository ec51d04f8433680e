"""What an endpoint of the back channel answered, by what is seen on the wire."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..messages import auth_params, brief
from ..secret import Secret
from .answer import Answer, Mark
from .line import Seen

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)(?:\s+(.*))?\s*$", re.S)
_REFUSED_BEFORE = {405: "405", 404: "404", 415: "415", 501: "405"}


@dataclass(frozen=True)
class Challenge:
    """A WWW-Authenticate header; `scheme` is empty where it is only a list of parameters, which is malformed."""

    scheme: str
    params: Mapping[str, str]

    @property
    def told(self) -> str:
        """It in plain words."""
        inside = ", ".join(self.params) or "no parameters"
        return f"{self.scheme or 'a challenge without a scheme'} ({inside})"


def challenge_of(header: str | None) -> Challenge | None:
    """Return a challenge (RFC 9110 11.6.1), also a malformed one; None where there is none."""
    if header is None:
        return None
    found = _SCHEME.match(header)
    scheme, rest = (found[1], found[2] or "") if found else ("", header)
    if re.match(r"\s*[A-Za-z0-9_-]+\s*=", header):
        scheme, rest = "", header
    return Challenge(scheme, {name.lower(): value for name, value in auth_params(rest)})


@dataclass(frozen=True)
class Back:
    """An answer of the back channel.

    `word` is "tokens", the name of an error, "error in 200", "ok" (another success), "401 (challenge)", "405", "404", "415",
    "html", "empty", "crash", or "http-error" with the status in `status`.
    """

    seen: Seen

    def __repr__(self) -> str:
        return f"<Back {self.word} {self.status}>"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.seen.status

    @cached_property
    def members(self) -> Mapping[str, Any]:
        """The JSON object that came; empty where none did."""
        return self.seen.json if isinstance(self.seen.json, dict) else {}

    @property
    def error(self) -> str:
        """The name of the error; empty where there is none."""
        value = self.members.get("error")
        if isinstance(value, str) and value:
            return value
        challenge = self.challenge
        return challenge.params.get("error", "") if challenge and self.status >= 400 else ""

    @property
    def challenge(self) -> Challenge | None:
        """Its WWW-Authenticate header."""
        return challenge_of(self.seen.response.header("WWW-Authenticate"))

    @property
    def refuses_client(self) -> bool:
        """Whether the client was refused, rather than what it asked for (RFC 6749 5.2)."""
        return self.error == "invalid_client" or (self.status == 401 and self.error != "invalid_grant")

    @property
    def has_tokens(self) -> bool:
        """Whether tokens came, with a status that says so."""
        came = any(isinstance(self.members.get(name), str) and self.members[name] for name in ("access_token", "id_token"))
        return came and 200 <= self.status < 300

    @property
    def is_ok(self) -> bool:
        """Whether it is a success."""
        return 200 <= self.status < 300 and not self.members.get("error")

    @cached_property
    def word(self) -> str:
        """What it is, in a word."""
        if self.has_tokens:
            return "tokens"
        if self.status >= 500:
            return self.error or "crash"
        if 200 <= self.status < 300:
            return self._success()
        if self.error:
            return self.error
        if self.status in _REFUSED_BEFORE:
            return _REFUSED_BEFORE[self.status]
        if self.status == 401:
            return f"401 ({self.challenge.scheme or 'malformed challenge'})" if self.challenge else "401"
        if "html" in self.seen.media_type:
            return "html"
        return "http-error" if self.seen.response.content() else "empty"

    def _success(self) -> str:
        if self.members.get("error"):
            return "error in 200"
        if "html" in self.seen.media_type:
            return "html"
        return "ok" if self.seen.response.content() or self.status in (200, 204) else "empty"

    @property
    def is_refusal(self) -> bool:
        """Whether it is recognisably a no: an error's name, or a method or media type that is not taken."""
        return not self.has_tokens and (bool(self.error) or self.status in (400, 401, 403, 404, 405, 415, 422))

    @property
    def told(self) -> str:
        """It in plain words."""
        description = self.members.get("error_description")
        words = (
            f": {brief(self.seen.received(description), 200)}"
            if isinstance(description, str) and description and not self.has_tokens
            else ""
        )
        error = f" {self.error}" if self.error and not self.has_tokens else ""
        return f"status {self.status}{error}{words}"

    def answer(self, word: str = "", mark: Mark | None = None, detail: str = "") -> Answer:
        """Return this as an answer, under its own word unless another one is given."""
        facts = {"status": self.status, **({"error": self.error} if self.error else {})}
        return Answer(word or self.word, detail or self.told, mark, facts)

    def token(self, name: str) -> Secret | None:
        """Return a token that came, or None."""
        value = self.members.get(name)
        return Secret(value, name) if isinstance(value, str) and value else None
