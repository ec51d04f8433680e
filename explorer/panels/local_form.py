"""The half of step 1 for the local provider: which profile, and which kind of client."""

from __future__ import annotations

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..protocol.authentication import METHODS
from .parts import box, field, fold_box, make, marked, said, visible
from .setup import LocalChoice

_PROFILES = [("standard: by the book", "standard"), ("oracle: with Oracle's paths and habits", "oracle")]
_KINDS = [("confidential: it can keep a secret", False), ("public: it cannot, such as an app in a browser", True)]
_METHODS = [method.name for method in METHODS.values() if method.needs]
_ENCODINGS = [("form: encoded first", "form"), ("raw: as it is", "raw")]


class LocalForm:
    """Profile, kind of client, and how it proves who it is."""

    def __init__(self) -> None:
        self.profile = make(W.Dropdown, options=_PROFILES, description="Profile")
        self.kind = make(W.Dropdown, options=_KINDS, description="Client")
        self.method = make(W.Dropdown, options=_METHODS, description="token_endpoint_auth_method")
        self.encoding = make(W.Dropdown, options=_ENCODINGS, description="Basic encoding")
        self.controls = (self.profile, self.kind, self.method, self.encoding)
        self._method = field(self.method, said(_METHOD))
        marked(self._method, "fxp-at-token_endpoint_auth_method", True)  # where an advice of step 4 leads
        self._encoding = field(self.encoding, said(_ENCODING))
        self._proof = fold_box("How this client proves who it is", self._method, self._encoding)
        self.widget = box(field(self.profile, said(_PROFILE)), field(self.kind, said(_KIND)), self._proof, kind="fxp-fields")

    @property
    def choice(self) -> LocalChoice:
        """What is chosen now."""
        method = "none" if self.kind.value else self.method.value
        takes_encoding = "basic_encoding" in METHODS[method].fields
        return LocalChoice(self.profile.value, method, self.encoding.value if takes_encoding else "form")

    def take(self, choice: LocalChoice) -> None:
        """Write a choice into the form."""
        self.profile.value = choice.profile
        self.kind.value = METHODS[choice.token_endpoint_auth_method].needs is None
        if not self.kind.value:
            self.method.value, self.encoding.value = choice.token_endpoint_auth_method, choice.basic_encoding

    def unfold(self) -> None:
        """Open the fold in which the client's way to prove itself is chosen."""
        self._proof.children[0].value = True

    def draw(self) -> None:
        """Show what can be chosen."""
        visible(self._proof, not self.kind.value)
        visible(self._encoding, "basic_encoding" in METHODS[self.choice.token_endpoint_auth_method].fields)


_ENCODING = (
    "How id and secret are written in the Basic header. `form`: each is form-encoded first, as RFC 6749 2.3.1 has it. `raw`: as they "
    "are, as many servers expect. They differ only where the secret has characters such as `+` or `%`."
)
_PROFILE = (
    "The standard profile does what the specifications say. The oracle profile answers at `/oauth2/v1/authorize` and "
    "`/oauth2/v1/token`, names itself with one issuer for all tenants, and keeps its keys closed, as Oracle's identity domains do."
)
_KIND = "A confidential client runs on a server and has a secret; a public one runs where everybody can read it (RFC 6749 2.1)."
_METHOD = "How the client proves at the token endpoint who it is (OIDC Core 9): with a secret in a header or in the form, or by a JWT that it signs."
