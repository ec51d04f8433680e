"""Where else a discovery document may be asked for, where it was not had or speaks for somebody else: an address, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from .case import Case
from .issuers import difference
from .page import leads_to_login, points_to

_WELL_KNOWN = "/.well-known/openid-configuration"


def _asked(case: Case) -> str:
    return str(case.request("discover").get("url") or "")


def _twin(case: Case) -> str:
    """Where RFC 8414 3.1 has the document that is not there by the address of OpenID Connect; empty where nobody asked there."""
    asked = _asked(case)
    issuer = asked.removesuffix(_WELL_KNOWN)
    parts = urlsplit(issuer)
    if issuer == asked or case.symptom.status not in (400, 404):
        return ""
    return f"{parts.scheme}://{parts.netloc}/.well-known/oauth-authorization-server{parts.path}"


def path_of_endpoint(address: str) -> str:
    """The end of an address that is the path of an endpoint, and no issuer's; empty where there is none."""
    found = _ENDPOINT.search(urlsplit(address.removesuffix(_WELL_KNOWN)).path)
    return found[0] if found and found[0] != "/auth" else ""  # below which some have all their realms


_ENDPOINT = re.compile(
    r"(?:/protocol/openid-connect|/o)?(?:/oauth2?|/connect|/oidc)?(?:/v\d[\d.]*)?/(?:auth|authori[sz]e|authori[sz]ation|token|userinfo)/?\Z"
)


def _before_endpoint(case: Case) -> str:
    """The address without the path of an endpoint at its end."""
    path = path_of_endpoint(_asked(case))
    return _asked(case).removesuffix(_WELL_KNOWN).removesuffix(path) if path else ""


def _other_scheme(case: Case) -> str:
    """The same issuer by http in place of https, or the other way round; a port of its own stays."""
    scheme, _, rest = _asked(case).removesuffix(_WELL_KNOWN).partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}" if rest else ""


def _named(case: Case) -> str:
    """The issuer that the document names, where it is one that may be reached from here."""
    named = str(case.run.metadata.get("issuer") or "")
    is_address = named.startswith(("https://", "http://")) and difference(case) in ("", "port")
    return named if is_address and case.symptom.leg == "discovery" else ""


def _pointed(case: Case) -> str:
    """Where a redirect of the document leads, where that is an address of such a document too."""
    address = points_to(case) if case.symptom.leg == "discovery" else ""
    is_document = address.startswith(("https://", "http://")) and address.endswith(_WELL_KNOWN) and not leads_to_login(case)
    return address.removesuffix(_WELL_KNOWN) if is_document else ""


def _same(case: Case) -> str:
    """The issuer that was asked."""
    return _asked(case).removesuffix(_WELL_KNOWN)


ELSEWHERE: Mapping[str, Callable[[Case], str]] = {
    "other-document": _twin,
    "other-scheme": _other_scheme,
    "document-before": _before_endpoint,
    "named-issuer": _named,
    "authority-file": _same,
    "pointed-address": _pointed,
}
