"""What is known of the flow, what was changed in the text, and what an answer is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["url", "fragment", "parameters", "code", "code_and_state", "page"]
Pairs = list[tuple[str, str]]

# Parameters of which one makes an answer; behind them those that stand beside it.
VENDOR_ERRORS = ("error_message", "error_code", "error_reason")  # some vendors refuse in words of their own
ANSWERS = ("code", "error", "access_token", "id_token", "response", *VENDOR_ERRORS)
BESIDE = (
    "state",
    "iss",
    "session_state",
    "error_description",
    "error_uri",
    "error_subcode",
    "scope",
    "client_info",
    "expires_in",
    "token_type",
)
NAMES = (*ANSWERS, *BESIDE)
ANSWER = f"(?:{'|'.join(sorted(ANSWERS, key=len, reverse=True))})"
NAME = f"(?:{'|'.join(sorted(NAMES, key=len, reverse=True))})"

# A request to the token endpoint has a code in it too, and one to the authorization endpoint a state.
TOKEN_REQUEST = {"grant_type", "code_verifier", "client_secret", "client_assertion"}

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,60}:(?:/|(?!\d{1,5}(?:[/?#]|$))(?=[^\s?#]{0,500}[?#]))")


def _host_and_port(address: str) -> str:
    found = re.match(r"(?:[^/?#]+://|//)?([^/?#]+)", address)
    return found[1].lower() if found else ""


@dataclass(frozen=True)
class Known:
    """What the flow knows already: its state, its redirect_uri, and texts of its own that can never be a code.

    `own` are pairs of what it is, in words, and the text. `provider` is an address of the provider, where the browser is sent
    first.
    """

    state: str | None = None
    redirect_uri: str | None = None
    own: tuple[tuple[str, str], ...] = ()
    provider: str | None = None

    def what(self, text: str) -> str | None:
        """Say which text of the flow's own this is; None where it is none."""
        if text and text == self.state:
            return "the state of this flow"
        return next((name for name, value in self.own if value == text), None)

    @property
    def landing(self) -> str | None:
        """The redirect_uri without its query, None where it is not known."""
        return re.split(r"[?#]", self.redirect_uri, maxsplit=1)[0] or None if self.redirect_uri else None

    def is_of_provider(self, address: str) -> bool:
        """Tell whether an address is one of the provider: its host and port, with which browsers show it."""
        return self.provider is not None and _host_and_port(address) == _host_and_port(self.provider) != ""


@dataclass
class Answer:
    """Parameters that answer, where they stood, and every change that was made on the way to them."""

    kind: Kind
    pairs: Pairs
    address: str | None = None
    changes: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """Return the first parameter of that name, or None."""
        return next((value for key, value in self.pairs if key == name), None)

    @property
    def core(self) -> tuple[str | None, ...]:
        """What tells two answers apart."""
        return tuple(self.get(name) for name in ANSWERS)


def record_change(changes: list[str], text: str) -> None:
    """Write a change down, once."""
    if text not in changes:
        changes.append(text)


def answers(pairs: Iterable[tuple[str, str]]) -> bool:
    """Tell whether one of these parameters makes an answer."""
    return any(name in ANSWERS for name, _ in pairs)


def has_scheme(text: str, known: Known) -> bool:
    """Tell whether the text begins with a scheme: http://..., com.example.app:/callback or myapp:callback? (RFC 8252 7.1).

    `localhost:9999/callback` has none: digits behind the colon are a port.
    """
    landing = known.landing
    return _SCHEME.match(text) is not None or (landing is not None and ":" in landing and text.startswith(landing))


def looks_like_parameters(text: str) -> bool:
    """Tell whether a text begins as the parameters of an answer do."""
    return re.match(rf"(?:[A-Za-z_.-]{{1,60}}=[^&]*&)*(?:{NAME})=", text) is not None
