"""What a provider says about itself, read once for all questions (OpenID Connect Discovery 1.0, RFC 8414)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ...messages import is_this_machine, origin, split_url
from ...protocol.jose import parse_jwt
from ...reference import member
from ..answer import Answer, NotAsked, listed
from ..asking import Ask
from ..registry import probe

REQUIRED = (
    *("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported"),
    *("subject_types_supported", "id_token_signing_alg_values_supported"),
)
_LISTS = re.compile(r"_(supported|values)$")
_FLAGS = re.compile(
    r"^(claims_parameter|request_parameter|request_uri_parameter|authorization_response_iss_parameter|frontchannel_logout"
    r"|frontchannel_logout_session|backchannel_logout|backchannel_logout_session)_supported$|^(require_|tls_client_certificate_bound)"
)
_KNOWN_EXTRAS = (
    *("introspection_endpoint", "revocation_endpoint", "pushed_authorization_request_endpoint", "registration_endpoint"),
    *("device_authorization_endpoint", "mtls_endpoint_aliases", "dpop_signing_alg_values_supported"),
)
_OF_OTHER_QUESTIONS = re.compile(
    r"_supported$|^(issuer|authorization_endpoint|token_endpoint|userinfo_endpoint|jwks_uri|end_session_endpoint|check_session_iframe"
    r"|service_documentation|op_policy_uri|op_tos_uri|signed_metadata|require_\w+|tls_client_certificate_bound_access_tokens)$"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def _addresses(members: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the members that are addresses, those of the mTLS aliases too."""
    for name, value in members.items():
        if name == "issuer" or name.endswith(("_endpoint", "_uri", "_iframe")):
            yield from [(name, value)] if isinstance(value, str) else []
        if name == "mtls_endpoint_aliases" and isinstance(value, dict):
            yield from ((f"{name}.{alias}", each) for alias, each in value.items() if isinstance(each, str))


def _list(ask: Ask, name: str) -> list[Any] | None:
    value = ask.document.get(name)
    return value if isinstance(value, list) else None


def _told(ask: Ask, *names: str) -> str:
    return "; ".join(f"{name}: {listed(value)}" for name in names if (value := _list(ask, name)) is not None)


def _faults(members: Mapping[str, Any]) -> list[str]:
    found = []
    for name, value in members.items():
        if value is None:
            found.append(f"{name} is null")
        elif _FLAGS.search(name):
            found += [] if isinstance(value, bool) else [f"{name} is no boolean"]
        elif _LISTS.search(name) and member(name) is not None:
            found += (
                [] if isinstance(value, list) and all(isinstance(i, str) for i in value) else [f"{name} is no list of texts"]
            )
        elif name.endswith(("_endpoint", "_uri", "_iframe")) or name == "issuer":
            parts = split_url(value)
            whole = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
            found += [] if whole else [f"{name} is no whole address"]
    return found


@probe(
    "disc-document",
    spec="Discovery 4, 4.2",
    says="must",
    covers=("C discovery-endpoint-verification",),
    wrong=("redirected", "absent", "not-json", "wrong-type"),
)
def disc_document(ask: Ask) -> Answer:
    """Is there a discovery document, as JSON and with status 200?"""
    seen = ask.discovery
    word = "redirected" if 300 <= seen.status < 400 else "absent" if seen.status in (404, 410) else ""
    if not word:
        word = (
            "not-json" if not isinstance(seen.json, dict) else "ok" if seen.media_type == "application/json" else "wrong-type"
        )
    told = f"status {seen.status}, {seen.media_type or 'no media type'}"
    return Answer(word, f"{told}, to {seen.location}" if seen.location else told, facts={"status": seen.status})


@probe(
    "disc-issuer",
    spec="Discovery 4.3; RFC 8414 3.3",
    says="must",
    covers=("C discovery-endpoint-verification",),
    wrong=("alias", "missing", "final-slash"),
)
def disc_issuer(ask: Ask) -> Answer:
    """Is the issuer in the document, letter for letter, the one that was asked?"""
    asked, said = ask.asked_issuer, ask.document.get("issuer")
    if not isinstance(said, str):
        return Answer("missing")
    word = "equal" if said == asked else "final-slash" if said.rstrip("/") == asked.rstrip("/") else "alias"
    return Answer(word, f"asked {asked}, it says {said}")


@probe("disc-required-members", spec="Discovery 3", says="must", covers=("C discovery-endpoint-verification",))
def disc_required_members(ask: Ask) -> Answer:
    """Are all members there that no provider may leave out?"""
    missing = [name for name in REQUIRED if ask.document.get(name) in (None, "", [])]
    return Answer("all") if not missing else Answer(listed(missing), "these are missing", "wrong")


@probe("disc-well-formed", spec="Discovery 3, 4.2; RFC 8414 3.2", covers=("C discovery-endpoint-verification",))
def disc_well_formed(ask: Ask) -> Answer:
    """Are lists lists, flags booleans, and addresses whole addresses; and is nothing null?"""
    found = _faults(ask.document)
    return Answer("clean") if not found else Answer("faults", listed(found), "wrong", {"faults": found})


@probe("disc-authorize-fragment", spec="RFC 6749 3.1", says="must", covers=("O AuthEndpoint.HasFragment",), wrong=("fragment",))
def disc_authorize_fragment(ask: Ask) -> Answer:
    """Has the address of the authorization endpoint a query or a fragment of its own?"""
    parts = split_url(ask.members.get("authorization_endpoint"))
    if parts is None:
        raise NotAsked("no authorization_endpoint is published")
    return Answer("fragment" if parts.fragment else "query" if parts.query else "none")


@probe(
    "disc-https",
    spec="Discovery 3; RFC 6749 3.1.2.1, 3.2; RFC 7009 2; OIDC Core 16.17",
    says="must",
    covers=(
        "O Revocation.IsRevocationEndpointSecure",
        "C discovery-endpoint-verification",
        "C rp-initiated-logout-discovery-endpoint-verification",
    ),
)
def disc_https(ask: Ask) -> Answer:
    """Are all published addresses https?"""
    plain = [(name, url) for name, url in _addresses(ask.members) if url.startswith("http:")]
    near = [name for name, url in plain if is_this_machine((split_url(url) or split_url("http://x")).hostname)]  # type: ignore[union-attr]
    far = [name for name, _ in plain if name not in near]
    if not plain:
        return Answer("all")
    return (
        Answer(listed(near), "plain http, on this machine only")
        if not far
        else Answer(listed(far), "these are plain http", "alarm")
    )


@probe("disc-hosts", spec="no standard")
def disc_hosts(ask: Ask) -> Answer:
    """On which hosts do the endpoints live?"""
    hosts: dict[str, list[str]] = {}
    for name, url in _addresses(ask.members):
        hosts.setdefault(origin(url), []).append(name)
    return Answer(listed(list(hosts)), "; ".join(f"{host}: {listed(names)}" for host, names in hosts.items()))


@probe("disc-oauth-twin", spec="RFC 8414 3, 5", says="may")
def disc_oauth_twin(ask: Ask) -> Answer:
    """Is there an OAuth metadata document too, and does it say the same?"""
    parts = split_url(ask.asked_issuer)
    path = parts.path.rstrip("/") if parts else ""
    for url in (
        f"{origin(ask.asked_issuer)}/.well-known/oauth-authorization-server{path}",
        f"{ask.asked_issuer.rstrip('/')}/.well-known/oauth-authorization-server",
    ):
        document = ask.get(url).json
        if isinstance(document, dict) and "issuer" in document:
            names = sorted({*document, *ask.document})
            other = [name for name in names if document.get(name) != ask.document.get(name)]
            return Answer("differs", listed(other)) if other else Answer("same")
    return Answer("absent")


@probe("disc-response-types", spec="Discovery 3", says="must", covers=("C discovery-endpoint-verification",))
def disc_response_types(ask: Ask) -> Answer:
    """Which response types are announced?"""
    found = _list(ask, "response_types_supported")
    if found is None:
        return Answer("missing", mark="wrong")
    return Answer(listed(found), "" if "code" in found else "code is not among them", "" if "code" in found else "wrong")


@probe("disc-response-modes", spec="Discovery 3; Form Post 2; JARM 3", says="may")
def disc_response_modes(ask: Ask) -> Answer:
    """Which response modes are announced?"""
    found = _list(ask, "response_modes_supported")
    return Answer("default", "query and fragment, since nothing is said") if found is None else Answer(listed(found))


@probe("disc-grant-types", spec="Discovery 3; RFC 9700 2.1.2", says="must", covers=("C discovery-endpoint-verification",))
def disc_grant_types(ask: Ask) -> Answer:
    """Which grants are announced, and are password or implicit among them?"""
    found = _list(ask, "grant_types_supported")
    if found is None:
        return Answer("default", "authorization_code and implicit, since nothing is said")
    old = [name for name in ("password", "implicit") if name in found]
    return Answer(listed(found), f"advised against: {listed(old)}" if old else "")


@probe("disc-auth-methods", spec="Discovery 3; RFC 8414 2")
def disc_auth_methods(ask: Ask) -> Answer:
    """Which ways of client authentication are announced, for which endpoints?"""
    names = [
        f"{where}_endpoint_auth_{what}_supported"
        for where in ("token", "introspection", "revocation")
        for what in ("methods", "signing_alg_values")
    ]
    unsigned = [name for name in names if "signing" in name and "none" in (_list(ask, name) or [])]
    methods = _list(ask, "token_endpoint_auth_methods_supported")
    word = "default" if methods is None else listed(methods)
    return Answer(word, _told(ask, *names), "wrong" if unsigned else None)


@probe("disc-pkce", spec="RFC 8414 2; RFC 9700 2.1.1", says="must", covers=("C discovery-endpoint-verification",))
def disc_pkce(ask: Ask) -> Answer:
    """Is PKCE announced, and with which methods?"""
    found = _list(ask, "code_challenge_methods_supported")
    if not found:
        return Answer("absent")
    known = {("S256",): "S256 only", ("S256", "plain"): "S256+plain", ("plain",): "plain only"}
    return Answer(known.get(tuple(sorted(set(found))), "more"), listed(found))


@probe("disc-iss-parameter", spec="RFC 9207 3")
def disc_iss_parameter(ask: Ask) -> Answer:
    """Does it promise to name itself in its authorization responses?"""
    value = ask.document.get("authorization_response_iss_parameter_supported")
    return Answer("absent" if value is None else "true" if value is True else "false")


@probe("disc-request-objects", spec="Discovery 3; RFC 9101 10.5")
def disc_request_objects(ask: Ask) -> Answer:
    """Are request objects announced, and are they compulsory?"""
    flags = {
        "request_parameter_supported": False,
        "request_uri_parameter_supported": True,
        "require_request_uri_registration": False,
        "require_signed_request_object": False,
    }
    said = {name: ask.document.get(name, default) for name, default in flags.items()}
    words = [f"{name}: {str(value).lower()}" + ("" if name in ask.document else " (default)") for name, value in said.items()]
    lists = _told(
        ask, *(f"request_object_{what}_values_supported" for what in ("signing_alg", "encryption_alg", "encryption_enc"))
    )
    return Answer("; ".join(words), lists, facts=said)


@probe("disc-claims-scopes", spec="Discovery 3", says="should", covers=("C discovery-endpoint-verification",))
def disc_claims_scopes(ask: Ask) -> Answer:
    """Which scopes and claims are announced, and can claims be asked for one by one?"""
    scopes = _list(ask, "scopes_supported")
    one_by_one = ask.document.get("claims_parameter_supported", False) is True
    lacks = scopes is not None and "openid" not in scopes
    told = _told(ask, "scopes_supported", "claims_supported", "claim_types_supported")
    return Answer("claims parameter" if one_by_one else "no claims parameter", told, "wrong" if lacks else None)


@probe("disc-hints", spec="Discovery 3", says="may", covers=("C discovery-endpoint-verification",))
def disc_hints(ask: Ask) -> Answer:
    """Which values of display, prompt, acr_values and locales are announced?"""
    names = (
        "display_values_supported",
        "prompt_values_supported",
        "acr_values_supported",
        "ui_locales_supported",
        "claims_locales_supported",
    )
    odd = [tag for name in names[3:] for tag in _list(ask, name) or [] if not _LANGUAGE.fullmatch(str(tag))]
    told = _told(ask, *names)
    return Answer("announced" if told else "none", told + (f"; no language tags: {listed(odd)}" if odd else ""))


@probe(
    "disc-logout",
    spec="RP-Initiated Logout 2.1; Session Management 3.3; Front-Channel 3; Back-Channel 2.1",
    says="may",
    covers=(
        "C rp-initiated-logout-discovery-endpoint-verification",
        "C backchannel-*",
        "C frontchannel-*",
        "C session-management-*",
    ),
)
def disc_logout(ask: Ask) -> Answer:
    """Which features of logout are announced?"""
    names = (
        "end_session_endpoint",
        "check_session_iframe",
        "frontchannel_logout_supported",
        "backchannel_logout_supported",
        "frontchannel_logout_session_supported",
        "backchannel_logout_session_supported",
    )
    return Answer(listed([name for name in names if ask.document.get(name)]))


@probe(
    "disc-extras",
    spec="RFC 8414 2, 9126 5, 9449 5.1, 8705 5",
    covers=("O DocumentSupport.RFC7009Supported", "C discovery-endpoint-verification"),
)
def disc_extras(ask: Ask) -> Answer:
    """Which optional endpoints are there, and which members that no standard knows?"""
    extras = [name for name in _KNOWN_EXTRAS if ask.document.get(name)]
    unknown = [name for name in ask.document if not _OF_OTHER_QUESTIONS.search(name) and name not in _KNOWN_EXTRAS]
    return Answer(listed(extras), f"unknown members: {listed(unknown)}", facts={"unknown": unknown})


@probe("disc-signing-algorithms", spec="Discovery 3", says="must", covers=("C discovery-endpoint-verification",))
def disc_signing_algorithms(ask: Ask) -> Answer:
    """Which algorithms of ID tokens are announced: is RS256 there, and is none?"""
    found = _list(ask, "id_token_signing_alg_values_supported")
    if found is None:
        return Answer("missing", mark="wrong")
    flaws = [*([] if "RS256" in found else ["no RS256"]), *(["none offered"] if "none" in found else [])]
    return Answer(listed(found), listed(flaws, ""), "wrong" if "no RS256" in flaws else None)


@probe("disc-stable", spec="no standard")
def disc_stable(ask: Ask) -> Answer:
    """Do two fetches give the same document?"""
    first = ask.document
    again = ask.get(ask.discovery_url).json
    if not isinstance(again, dict):
        return Answer("differs", "the second time no document came")
    other = sorted(name for name in {*first, *again} if first.get(name) != again.get(name))
    return Answer("differs", listed(other)) if other else Answer("same")


@probe("disc-signed", spec="RFC 8414 2.1", says="may")
def disc_signed(ask: Ask) -> Answer:
    """Is the metadata signed?"""
    value = ask.document.get("signed_metadata")
    if not isinstance(value, str):
        return Answer("no")
    token = parse_jwt(value)
    return Answer("yes", f"{token.alg}, issued by {token.claims.get('iss')}")


@probe("disc-webfinger", spec="Discovery 2", says="may")
def disc_webfinger(ask: Ask) -> Answer:
    """Does WebFinger find the issuer?"""
    rel = quote("http://openid.net/specs/connect/1.0/issuer", safe="")
    seen = ask.get(f"{origin(ask.asked_issuer)}/.well-known/webfinger?resource={quote(ask.asked_issuer, safe='')}&rel={rel}")
    links = seen.json.get("links") if isinstance(seen.json, dict) else None
    hrefs = [link.get("href") for link in links if isinstance(link, dict)] if isinstance(links, list) else []
    if seen.status != 200 or not hrefs:
        return Answer("absent", f"status {seen.status}")
    return Answer("found", "the issuer itself" if ask.asked_issuer in hrefs else "another address")
