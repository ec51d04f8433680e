"""What the provider keeps of a client: a registration (RFC 7591 2)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin, InvalidScopeError, scope_to_list

from .errors import BadRegistration
from .keys import Key

_PRINTABLE = re.compile(r"[\x20-\x7e]+")  # RFC 6749 A.1
_RUNS_IN_BROWSER = ("javascript", "data", "vbscript", "file", "blob", "about")


@dataclass(frozen=True)
class Registration(ClientMixin):
    """One client. `scopes` it may ask for, and `resources`: scopes that are APIs.

    `basic_encoding` is how its Basic credentials are taken: "form" (RFC 6749 2.3.1) or "raw".
    """

    client_id: str
    redirect_uris: tuple[str, ...]
    token_endpoint_auth_method: str
    client_secret: str | None = field(repr=False)
    public_key: Key | None
    basic_encoding: str
    id_token_signed_response_alg: str
    require_pkce: bool
    scopes: tuple[str, ...]
    resources: tuple[str, ...]
    strict_scopes: bool

    @property
    def client_metadata(self) -> dict[str, Any]:
        """What Authlib asks for at logout. The redirect addresses serve for coming back from there, too."""
        return {"post_logout_redirect_uris": list(self.redirect_uris)}

    def get_client_id(self) -> str:
        """Return the client's name at this provider."""
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """Return the address for a request that names none: possible when one is registered (RFC 6749 3.1.2.3)."""
        return self.redirect_uris[0] if len(self.redirect_uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return the scopes that are known here, or None when there is none.

        Unknown ones are ignored (OIDC Core 3.1.2.1), or refused by a strict provider (RFC 6749 4.1.2.1). Two APIs at
        once are refused: a token for both could be misused by either (RFC 9068 3).
        """
        asked = dict.fromkeys(scope_to_list(scope or ""))
        known = [s for s in asked if s in self.scopes or s in self.resources]
        if sum(s in self.resources for s in known) > 1:
            raise InvalidScopeError("Ask for one API at a time; two resource scopes cannot share a token.")
        if self.strict_scopes and len(known) < len(asked):
            raise InvalidScopeError("The client does not have access to all of these scopes.")
        return " ".join(known) or None

    def resource(self, scope: str) -> str | None:
        """Return the API among these scopes."""
        return next((s for s in scope_to_list(scope) if s in self.resources), None)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Compare character by character (RFC 9700 2.1)."""
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Compare in constant time."""
        return self.client_secret is not None and secrets.compare_digest(
            self.client_secret.encode(), client_secret.encode("utf-8", "replace")
        )

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """One method for every endpoint."""
        return method == self.token_endpoint_auth_method

    def check_response_type(self, response_type: str) -> bool:
        """Only the code flow."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes, and refresh tokens for those who were given one."""
        return grant_type in ("authorization_code", "refresh_token")


def require_sound(client_id: str, redirect_uris: tuple[str, ...]) -> None:
    """Raise `BadRegistration` for what cannot be registered."""
    if not isinstance(client_id, str) or not _PRINTABLE.fullmatch(client_id):
        raise BadRegistration("client_id holds printable ASCII only and is not empty (RFC 6749 A.1).")
    for uri in redirect_uris:
        if not isinstance(uri, str) or not _is_whole(uri):
            raise BadRegistration(
                "redirect_uri must be a whole address without a fragment, such as http://127.0.0.1:9000/callback "
                "(RFC 6749 3.1.2)."
            )


def _is_whole(uri: str) -> bool:
    """Tell whether a browser can be sent to this address, and runs nothing of it."""
    try:
        scheme = urlsplit(uri).scheme
    except ValueError:  # brackets around what is no IPv6 address
        return False
    return bool(scheme) and scheme not in _RUNS_IN_BROWSER and "#" not in uri and " " not in uri and uri.isprintable()
