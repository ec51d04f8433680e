"""The discovery document, with which everything begins (OIDC Discovery 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ..case import Case
from ..cause import Signs, cause, known
from ..elsewhere import path_of_endpoint
from ..issuers import USE_IT, difference
from ..page import filter_named, is_own_login, leads_to_login, points_to
from ..signs import HINT, SLIP, Sign, against, contrary, enough, hint, slip
from ..symptom import host_of

LEGS = ("discovery",)


@cause(
    "issuer-wrong",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 4; RFC 8414 3.1",
    advice="Look at the issuer: tenant or realm and its case, the path, where /.well-known stands. Endpoints can be given by hand: ProviderMetadata(...).",
    in_panel="In step 1, correct the issuer, or give the endpoints by hand.",
    experiment="other-document",
)
def issuer_wrong(case: Case) -> Signs:
    """There is no discovery document at this address: the issuer is wrong in its host, path, tenant or realm."""
    yield from read(case)
    status = case.symptom.status
    if _PLACEHOLDER.search(unquote(_address(case))) and case.symptom.kind == "refused":
        yield slip("Something in it stands for a name of your own: a placeholder of a manual, such as {tenant}.")
    if case.symptom.kind == "refused" and status == 421:
        yield slip(
            "It answered 421: the server is not the one for this name (RFC 9110 15.5.20); a hosts file or DNS may lead to it."
        )
    if is_own_login(case):
        yield Sign(
            SLIP + HINT,
            "It sends to the sign-in page of the same server, as products do with an address that they do not know.",
        )
    if case.symptom.kind == "refused" and status in (400, 404, 405, 410):
        yield slip(f"It answered {status}.")
        if path := path_of_endpoint(_address(case)):
            yield hint(f"{path} is the path of an endpoint, and the issuer is the address before it.")
        if "oauth-authorization-server" in _address(case):
            yield hint("That is the address of RFC 8414; try the one of OpenID Connect.")
    elif status == 200 and any(
        isinstance(said, Mapping) and not said.keys() & {"issuer", "token_endpoint"} for said in case.symptom.said
    ):
        yield slip("JSON came, with neither issuer nor token_endpoint in it: it is something else, such as the keys.")
    elif case.symptom.kind == "refused" and status == 200:
        yield hint("It answered 200 with something else, as the start page of a site does.")


@cause(
    "discovery-is-a-page",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 4.2",
    advice="A page came: the address is that of a site, a login page or a proxy. Take the issuer from the provider's manual.",
    in_panel="In step 1, correct the issuer.",
)
def is_a_page(case: Case) -> Signs:
    """What came is no JSON: a web page, or an empty answer."""
    yield from read(case)
    if case.symptom.status != 200:
        return  # a page that goes with an error says no more than the status
    for rule in {"DISC-NOT-JSON", "DISC-CONTENT-TYPE"} & case.failed.keys():
        yield slip(f"{case.failed[rule].message} ({rule})")


@cause(
    "discovery-closed",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 4",
    advice="The document is public everywhere else: a firewall or a network policy stands before it. Give the endpoints by hand.",
    in_panel="In step 1, give the endpoints by hand.",
)
def closed(case: Case) -> Signs:
    """The discovery document is not open to the public."""
    yield from read(case)
    if case.symptom.status in (401, 403):
        is_filter = case.is_named("blocked-on-the-way") or filter_named(case)
        yield (hint if is_filter else slip)(f"It answered {case.symptom.status}.")


@cause(
    "discovery-redirects",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 4",
    advice="Use the address to which it points: https or http, www or not, a / at the end.",
    in_panel="In step 1, use the address to which it points.",
    experiment="pointed-address",
)
def redirects(case: Case) -> Signs:
    """The address of the discovery document redirects to another one."""
    yield from read(case)
    if case.symptom.status is not None and 300 <= case.symptom.status < 400:
        where = points_to(case) or "an address that it does not name"
        yield slip(f"It answered {case.symptom.status} and points to {where}.")
        if leads_to_login(case):
            yield against("That is a page where somebody signs in, and no other address of the document.")


@cause(
    "no-discovery",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 4; RFC 8414 3",
    advice="Switch OpenID Connect on at the provider; where it speaks OAuth only, give the endpoints by hand: ProviderMetadata(...).",
    in_panel="In step 1, give the endpoints by hand.",
    experiment="other-document",
)
def no_discovery(case: Case) -> Signs:
    """The provider has no discovery: OpenID Connect is switched off there, or it is plain OAuth."""
    yield from read(case)
    if case.symptom.kind == "refused" and case.symptom.status == 404:
        yield slip("It answered 404.")
        if (found := _PLAIN_OAUTH.search(" ".join((_address(case), *_said(case))))) is not None:
            yield Sign(
                SLIP + HINT, f"It names {found[0]}, a product that speaks OAuth 2.0 without OpenID Connect most of the time."
            )


_PLAIN_OAUTH = re.compile(
    r"jupyterhub|mattermost|nextcloud|owncloud|mastodon|bitbucket|redmine|rocket\.?chat|discourse", re.IGNORECASE
)


def _said(case: Case) -> tuple[str, ...]:
    """What the answer says of who wrote it: the texts of its page, and its headers, in which products name themselves."""
    answers = [answer for event in case.run.exchanges if event["step"] == "discover" and (answer := event.get("response"))]
    headers = answers[-1].get("headers") or [] if answers else []
    return (*case.words.texts, *(f"{pair[0]}: {pair[1]}" for pair in headers if isinstance(pair, list)))


known(
    "metadata-incomplete",
    "The document is JSON, and not what a discovery document has to be.",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 3",
    advice="Ask the provider; what is missing can be given by hand: ProviderMetadata(...).",
    in_panel="In step 1, give by hand what is missing.",
    rules=(
        "DISC-ISSUER-MISSING",
        "DISC-AUTHORIZATION-ENDPOINT-MISSING",
        "DISC-TOKEN-ENDPOINT-MISSING",
        "DISC-JWKS-URI-MISSING",
        "DISC-ENDPOINT-RELATIVE",
        "DISC-ENDPOINT-CHARS",
        "DISC-NULL",
        "DISC-ENDPOINT-OTHER-NAME",
        "DISC-ARRAY-TYPE",
        "DISC-BOOLEAN-TYPE",
        "DISC-RESPONSE-TYPES-MISSING",
        "DISC-SUBJECT-TYPES-MISSING",
        "DISC-SIGNING-ALGS-MISSING",
        "DISC-PKCE-TYPE",
        "DISC-EMPTY-ARRAY",
        "DISC-SCOPE-SYNTAX",
        "DISC-ENDPOINT-HTTP",
        "DISC-ENDPOINT-FRAGMENT",
        "DISC-NO-RS256",
        "DISC-AUTH-ALG-NONE",
        "DISC-DPOP-ALGS",
    ),
)


@cause(
    "issuer-of-metadata",
    legs=LEGS,
    topic="issuer",
    spec="OIDC Discovery 4.3; RFC 8414 3.3",
    advice=USE_IT,
    experiment="named-issuer",
    rules=(
        "DISC-ISSUER-MISMATCH",
        "DISC-ISSUER-SLASH",
        "DISC-ISSUER-TEMPLATE",
        "DISC-ISSUER-SCHEME",
        "DISC-ISSUER-QUERY-FRAGMENT",
        "DISC-ISSUER-USERINFO",
        "DISC-URL",
    ),
)
def of_metadata(case: Case) -> Signs:
    """The document speaks for another issuer than the address at which it was found."""
    named, found = host_of(str(case.run.metadata.get("issuer") or "")), difference(case)
    if found == "inside":
        yield hint(
            f"It names {named}, a host as the inside has them: a proxy before it may not pass the host on (X-Forwarded-Host)."
        )
    elif found == "scheme":
        yield hint("It was fetched over https and says http: a proxy before it may not pass that on (X-Forwarded-Proto).")


@cause(
    "pinned-issuer-wrong",
    legs=(*LEGS, "paste", "check"),
    topic="issuer",
    spec="OIDC Discovery 4.3; OIDC Core 3.1.3.7 (2)",
    advice="Leave issuer= out, or give the name that the document and the tokens have.",
    in_panel="In step 1, leave the pinned issuer out, or give the name that the document has.",
    rules=("DISC-ISSUER-PINNED",),
)
def pinned_wrong(case: Case) -> Signs:
    """The issuer that was pinned is not the name of this provider."""
    pinned, own = case.run.provider.get("pinned"), case.run.metadata.get("issuer")
    event = case.run.last("receive")
    answered = {value for name, value in event["params"] if name == "iss"} if event else set()
    if not pinned and case.run.provider.get("source"):
        yield contrary("No issuer was pinned.")
    elif pinned and pinned != own and own in (*answered, case.run.claims.get("iss")):
        yield enough(f"The document and what came both say {own}; only what was pinned differs.")


known(
    "code-flow-not-offered",
    "The provider does not offer the code flow.",
    legs=LEGS,
    topic="discovery",
    spec="OIDC Discovery 3",
    advice="Ask the provider.",
    rules=("DISC-NO-CODE", "DISC-GRANT-MISMATCH"),
)


_PLACEHOLDER = re.compile(r"[{}<>$]|your[-_]?(tenant|domain|realm|org)|example\.(com|org)/?(tenant|realm)", re.IGNORECASE)


def read(case: Case) -> Signs:
    """Yield that the document came and was read: then it is where it should be, and open."""
    if case.symptom.kind == "failed check":
        yield contrary("The document came, and was read.")


def _address(case: Case) -> str:
    return str(case.request("discover").get("url"))
