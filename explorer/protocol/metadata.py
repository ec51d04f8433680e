"""What a provider says about itself (OpenID Connect Discovery 1.0, RFC 8414)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import Mistake, told_alone
from ..messages import Response, brief, brief_names, split_url, unquoted
from ..printable import counted
from ..redactor import redact
from ..secret import refuse_secrets
from .json_text import JsonProblem, parse_json, read_answer

WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
    "introspection_endpoint",
    "revocation_endpoint",
    "end_session_endpoint",
)
_EXACT = {"exact": True}  # an address is needed as it came, whatever stands in it; `redactor.values` shows it redacted


@told_alone
@dataclass(frozen=True, kw_only=True)
class ProviderMetadata:
    """A provider's own description: its name (`issuer`) and where its endpoints are.

    Build it by hand for a tenant without discovery; everything but `issuer` may be left out until a step needs it.
    `members` holds the whole discovery document as it came. Raises `Mistake` for an endpoint that is not an address.
    """

    issuer: str = field(metadata=_EXACT)
    authorization_endpoint: str | None = field(default=None, metadata=_EXACT)
    token_endpoint: str | None = field(default=None, metadata=_EXACT)
    userinfo_endpoint: str | None = field(default=None, metadata=_EXACT)
    jwks_uri: str | None = field(default=None, metadata=_EXACT)
    introspection_endpoint: str | None = field(default=None, metadata=_EXACT)
    revocation_endpoint: str | None = field(default=None, metadata=_EXACT)
    end_session_endpoint: str | None = field(default=None, metadata=_EXACT)
    members: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        refuse_secrets(issuer=self.issuer)
        if not isinstance(self.members, Mapping):
            raise Mistake(f"members is the discovery document as a dictionary; got {unquoted(self.members)}.")
        for name in ENDPOINTS:
            if (value := getattr(self, name)) is not None:
                require_url(value, name)

    def __repr__(self) -> str:
        endpoints = [name for name in ENDPOINTS if getattr(self, name)]
        members = f"; {counted(len(self.members), 'member')} in all" if self.members else ""
        return f"<ProviderMetadata {brief(redact(self.issuer, ()), 200)}: {brief_names(endpoints) or 'no endpoints'}{members}>"

    @classmethod
    def preset(cls, name: str, base: str) -> ProviderMetadata:
        """Return the endpoints of a known product at your tenant's address, for when its discovery cannot be read.

        `name` is "oracle" (Oracle Identity Cloud Service, OCI identity domains); `base` the tenant's address.
        """
        if name != "oracle":
            raise Mistake(f"There is a preset for 'oracle', not for {unquoted(name)}; give the endpoints by hand instead.")
        base = require_url(base, "the tenant's address").rstrip("/")
        paths: dict[str, Any] = {key: base + path for key, path in _ORACLE_PATHS.items()}
        return cls(issuer="https://identity.oraclecloud.com/", **paths)

    def endpoint(self, name: str) -> str:
        """Return the address of an endpoint; `Mistake` says what to do when the provider has none."""
        refuse_secrets(name=name)
        value: str | None = getattr(self, name)
        if value is None and self.members.get(name) is not None:
            raise Mistake(
                f"The discovery document gives {brief(self.members[name], 200)} as {name}, which cannot be used as an address: white "
                f"space, a placeholder, no whole address? Give the right one in ProviderMetadata({name}=...)."
            )
        if value is None:
            raise Mistake(
                f"This provider's metadata has no {name}, so this step has nowhere to go; give it in ProviderMetadata({name}=...)."
            )
        return value

    @property
    def promises_iss(self) -> bool:
        """True when the provider says that it names itself in every redirect (RFC 9207 3)."""
        return self.members.get("authorization_response_iss_parameter_supported") is True


# The issuer is one constant for every tenant, whatever its address (reference/providers.toml, oracle).
_ORACLE_PATHS = {
    "authorization_endpoint": "/oauth2/v1/authorize",
    "token_endpoint": "/oauth2/v1/token",
    "userinfo_endpoint": "/oauth2/v1/userinfo",
    "jwks_uri": "/admin/v1/SigningCert/jwk",
    "introspection_endpoint": "/oauth2/v1/introspect",
    "revocation_endpoint": "/oauth2/v1/revoke",
    "end_session_endpoint": "/oauth2/v1/userlogout",
}


_HOST_ALONE = re.compile(
    r"(?:[\w-]{1,63}\.){1,8}[\w-]{1,63}(?::\d{1,5})?(?:/[^\s#?@]{0,500})?|localhost(?::\d{1,5})?(?:/[^\s#?@]{0,500})?"
)
_FORBIDDEN = re.compile(r"[\x00-\x20#\s]")  # in an endpoint's address


def require_url(text: str, what: str) -> str:
    """Return `text` when it is an absolute http or https address without spaces; raise `Mistake` when it is not.

    A fragment is refused too: no endpoint may have one (RFC 6749 3.1 and 3.2, RFC 8414 2).
    """
    parts = split_url(text)
    is_whole = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    if parts is None or not is_whole or parts.username is not None or _FORBIDDEN.search(text):
        lacks = " Put https:// before it." if isinstance(text, str) and _HOST_ALONE.fullmatch(text) else ""
        if parts is not None and parts.hostname and parts.scheme not in ("http", "https"):
            lacks = " It has to begin with https:// (or http:// on this machine)."
        raise Mistake(
            f"{what} must be a whole address such as https://tenant.example/path, without a user name or a #; got {unquoted(text)}.{lacks}"
        )
    return text


def require_provider(provider: str | ProviderMetadata, pinned: str | None) -> str | ProviderMetadata:
    """Return the address where a provider describes itself, or the description that was given.

    Raises `Mistake` for what is no address, and for an issuer with a user name before its host, which it does not quote.
    """
    given = provider.issuer if isinstance(provider, ProviderMetadata) else None
    for issuer in (pinned, given):
        parts = split_url(issuer)
        if parts is not None and "@" in parts.netloc:
            raise Mistake(f"An issuer has no user name and no password before its host (Discovery 3); got {unquoted(issuer)}.")
    return provider if isinstance(provider, ProviderMetadata) else discovery_url(provider)


def discovery_url(issuer: str) -> str:
    """Return where a provider of that name describes itself (Discovery 4.1); a whole discovery URL is left as it is.

    Raises `Mistake` for what is no address, and for a name with a query, which no issuer has (Discovery 3).
    """
    require_url(issuer, "The issuer")
    if "/.well-known/" in issuer:
        return issuer
    if "?" in issuer:
        raise Mistake(
            f"An issuer has no query, and this one has ({unquoted(issuer)}). "
            "If your provider's discovery wants it, give the whole address of the discovery document."
        )
    return issuer.rstrip("/") + WELL_KNOWN


# What vendors write in place of the registered names (RFC 8414 2): Oracle's own page has the first, older Keycloaks the second.
OTHER_NAMES = {
    "introspect_endpoint": "introspection_endpoint",
    "token_introspection_endpoint": "introspection_endpoint",
    "token_revocation_endpoint": "revocation_endpoint",
    "revoke_endpoint": "revocation_endpoint",
    "endsession_endpoint": "end_session_endpoint",
}


def parse_metadata(body: bytes) -> ProviderMetadata:
    """Return the metadata in a discovery document.

    Members of the wrong type are left out of the fields and stay in `members`. Raises `Mistake` when the document is
    not a JSON object with an `issuer`, which is less than any step can work with (Discovery 3).
    """
    return _metadata(lambda: parse_json(body))


def read_metadata(response: Response) -> ProviderMetadata:
    """Return the metadata in an answer, in whatever encoding it came. Raises `Mistake` as `parse_metadata` does."""
    return _metadata(lambda: read_answer(response).value)


def _metadata(read: Callable[[], Any]) -> ProviderMetadata:
    try:
        document = read()
    except JsonProblem as problem:
        raise Mistake(f"Expected a discovery document, which is a JSON object; {problem}.") from None
    if not isinstance(document, dict) or not isinstance(document.get("issuer"), str):
        raise Mistake(
            "Expected a discovery document with an issuer; this JSON has none. Is the address that of an OpenID Provider?"
        )
    known = {name: document[name] for name in ENDPOINTS if is_usable(document.get(name))}
    for other, name in OTHER_NAMES.items():
        if name not in known and name not in document and is_usable(document.get(other)):
            known[name] = document[other]
    return ProviderMetadata(issuer=document["issuer"], members=document, **known)


def is_usable(value: object) -> bool:
    """Tell whether a value is an address that can be used as it is: see `require_url`."""
    if not isinstance(value, str):
        return False
    try:
        require_url(value, "")
    except Mistake:
        return False
    return True
