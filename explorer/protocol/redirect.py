"""Step 2, the authorization response: whatever was pasted, taken apart (OIDC Core 3.1.2.5 and 3.1.2.6, RFC 9207).

People copy the address bar, part of it, a page's text, a form body, or the code alone. Every change made to the text
is written down, since a trimmed or decoded character may be the very bug that is hunted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from ..errors import Mistake
from ..messages import brief, brief_names, place
from ..secret import Secret, Text, reveal
from .credentials import marked
from .pasted.reading import exactly, understand
from .pasted.text import Answer, Kind, Known
from .provider_words import ProviderWords, each_once, words_in_params

LONGEST = 100_000  # characters; longer than any redirect, short enough to answer at once

_NAMES = {
    "url": "the address to which the browser returned",
    "fragment": "an answer that stands after the # of an address",
    "parameters": "the parameters of the answer, without the address",
    "code": "a bare code",
    "code_and_state": "a code with its state behind it, without the address",
    "page": "a page of the provider, which did not send the browser back",
}
_PART_OF_URL = "the address to which the browser returned, which was not copied whole"


@dataclass(frozen=True)
class AuthorizationResponse:
    """What the browser brought back: a code, or the provider's refusal.

    `kind` says what was recognised in the text, `changes` every alteration made to it, `address` where the browser
    landed, None where that is not in the text. A bare code has no state and no iss, so neither can be checked.
    """

    kind: Kind
    params: tuple[tuple[str, Text], ...] = field(metadata={"exact": ("state", "iss")})  # they are compared
    address: str | None = None
    changes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        refused = f"error {brief(self.error)}; " if self.error else ""
        where = f" at {brief(self.address, 200)}" if self.address else ""
        return f"<AuthorizationResponse{where}: {refused}{brief_names(name for name, _ in self.params) or 'nothing'}>"

    def get(self, name: str) -> Text | None:
        """Return the first parameter of that name, or None."""
        return next((value for key, value in self.params if key == name), None)

    def _plain(self, name: str) -> str | None:
        value = self.get(name)
        return None if value is None else reveal(value)

    @property
    def recognised(self) -> str:
        """In a few words, what the text is."""
        return _PART_OF_URL if self.kind == "url" and self._is_cut else _NAMES[self.kind]

    @property
    def _is_cut(self) -> bool:
        """Its last parameter is cut in its name, as in &sta, or before its value; or state is missing, which nearly all have."""
        name, value = self.params[-1] if self.params else ("", "")
        return not reveal(value) and any(known.startswith(name) for known in ("code", "state", "error", "iss"))

    @property
    def code(self) -> Secret | None:
        """The one-time code, or None when the provider refused."""
        value = self.get("code")
        return Secret(reveal(value), "code") if value else None

    @property
    def state(self) -> str | None:
        """The state that came back."""
        return self._plain("state")

    @property
    def iss(self) -> str | None:
        """The provider that answers, by its own word (RFC 9207 2)."""
        return self._plain("iss")

    @property
    def error(self) -> str | None:
        """The provider's error code, or None (RFC 6749 4.1.2.1); the vendor's own where there is no standard one, and no code."""
        error = self._plain("error")
        return error if error or self.code or self.kind == "page" else self.said.code or self.said.text or error

    @property
    def error_description(self) -> str | None:
        """The provider's own sentence, whatever the parameter is called; hostile until escaped."""
        whole = each_once((name, reveal(value)) for name, value in self.params if name == "error_description")
        return whole.get("error_description") or (None if self.code else self.said.text)

    @property
    def said(self) -> ProviderWords:
        """What the provider says in its own words."""
        return words_in_params(self.params)

    @property
    def repeated(self) -> tuple[str, ...]:
        """Parameters that came more than once, which none may (RFC 6749 3.1)."""
        counted = Counter(name for name, _ in self.params)
        return tuple(sorted(name for name, times in counted.items() if times > 1))


def parse_redirect(
    pasted: Text,
    *,
    as_is: bool = False,
    state: str | None = None,
    redirect_uri: str | None = None,
    through: str | None = None,
    own: Iterable[tuple[str, Text | None]] = (),
    provider: str | None = None,
) -> AuthorizationResponse:
    """Return what a pasted text says, whatever it is wrapped in: an address, parameters, a form, a log, a bare code.

    With `as_is` the text is not cleaned at all. `state` and `redirect_uri` are those of the flow, where there is one:
    the state tells where a broken address ends. `through` is the path by which a browser that is elsewhere finds the
    redirect_uri, at an origin that nobody here knows: an address with that path is the redirect_uri's. `own` are pairs of
    what it is, and a text of the flow that is never a code: its secret, its nonce. `provider` is an address of the provider,
    the authorization endpoint, which people paste in place of the answer. Raises `Mistake` for a text that cannot
    be the answer, naming what it looks like: the authorize request itself, a token, a token response, an address without
    an answer.
    """
    text = reveal(pasted)
    if not isinstance(text, str):
        raise Mistake(
            f"Expected the address to which the browser returned, as a text; got one of the type {type(text).__name__}."
        )
    if len(text) > LONGEST:
        raise Mistake(
            f"Expected the address to which the browser returned; this text has {len(text):,} characters. Copy it again."
        )
    known = Known(state, redirect_uri, tuple((what, reveal(value)) for what, value in own if value), provider)
    answer = exactly(text, known) if as_is else understand(text, known)
    return _brought_home(_response(answer), redirect_uri, through)


def _brought_home(response: AuthorizationResponse, redirect_uri: str | None, through: str | None) -> AuthorizationResponse:
    """The answer at the redirect_uri itself, where the browser has come to it through a proxy: it is the same page."""
    if not (redirect_uri and through and response.address):
        return response
    home, path = redirect_uri.partition("?")[0], through.partition("?")[0]
    same_if_root = (f"{path}/",) if not urlsplit(home).path else ()  # an empty path is / (RFC 3986 6.2.3)
    landed, expected = place(response.address), place(f"http://localhost{path}")
    if landed is None or expected is None or landed[3] not in (expected[3], *same_if_root):
        return response
    told = f"the address is Jupyter's, which carries {brief(path)} to {brief(home)}: it was read as that"
    return replace(response, address=home, changes=(*response.changes, told))


def _response(answer: Answer) -> AuthorizationResponse:
    params = tuple((name, marked(name, value)) for name, value in answer.pairs)
    return AuthorizationResponse(answer.kind, params, answer.address, tuple(answer.changes))
