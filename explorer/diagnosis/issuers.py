"""In what the issuer of a discovery document differs from the address where it was found, and what to do about each."""

from __future__ import annotations

from ..messages.address import split_url
from .case import Case
from .reached import is_of_the_inside
from .symptom import host_of

PASS_ON = (
    "At what stands before the provider, pass on the host and scheme by which it was reached (Host, X-Forwarded-Host, X-Forwarded-Proto, "
    "Forwarded), or tell the provider its public address. Until then give the endpoints by hand: ProviderMetadata(...)."
)
USE_IT = "Use the issuer as the document has it: a / at the end, the tenant, the host. Where tokens name another one on purpose: Flow(issuer=...)."
_BY_DIFFERENCE = {
    "scheme": f"Do not change to http. {PASS_ON}",
    "inside": f"Nobody outside reaches that host, so it is no issuer to use here. {PASS_ON}",
    "port": f"Where the port is the one of the inside: {PASS_ON[0].lower()}{PASS_ON[1:]} Where it is public, use the issuer as the document has it.",
    "template": "One document serves many tenants: put the id of yours in the place of what stands for all (common, organizations), or pin the name "
    "that the tokens have: Flow(issuer=...).",
}


def difference(case: Case) -> str:
    """In what the two differ: scheme, inside, port, template; empty for anything else, such as a tenant."""
    named, asked = str(case.run.metadata.get("issuer") or ""), str(case.request("discover").get("url") or "")
    one, other = split_url(named), split_url(asked)
    if "{" in named:
        return "template"
    if one is None or other is None or not one.hostname or not other.hostname:
        return ""
    if one.hostname != other.hostname:
        return "inside" if is_of_the_inside(host_of(named)) and not is_of_the_inside(host_of(asked)) else ""
    if one.scheme != other.scheme:
        return "scheme" if one.scheme == "http" else ""
    return "port" if one.port != other.port else ""


def issuer_advice(case: Case) -> str:
    """What to do about an issuer that is not the address where its document was found."""
    found = difference(case)
    own = _OWN_SETTING if found in ("", "port") and _has_origin_of_its_own(case) else ""
    return f"{_BY_DIFFERENCE.get(found, USE_IT)} {own}".rstrip()


_OWN_SETTING = (
    "The endpoints of the document lie there too: where nothing answers at them, the provider's own setting of its issuer or public address "
    "is wrong, and is to be corrected there."
)


def _has_origin_of_its_own(case: Case) -> bool:
    """The endpoints lie where the document's issuer does, and not where the document was found."""
    named, asked = host_of(str(case.run.metadata.get("issuer") or "")), host_of(str(case.request("discover").get("url") or ""))
    endpoints = {host_of(str(case.run.metadata.get(f"{name}_endpoint") or "")) for name in ("authorization", "token")}
    return endpoints == {named} and named != asked
