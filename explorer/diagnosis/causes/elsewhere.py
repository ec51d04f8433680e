"""The link, or the browser, ended elsewhere: no authorization endpoint is there, or the page is the application's."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from ..case import Case
from ..cause import AUTHORIZE, Signs, cause
from ..page import is_of_a_bare_server, names_tenant
from ..signs import SAYS, Sign, against, contrary, doubtful, hint, slip
from ..whose_page import is_of_a_framework, names_callback, names_endpoint, names_host_of_callback
from .address import is_discovered


@cause(
    "authorize-endpoint-wrong",
    legs=AUTHORIZE,
    topic="endpoint",
    spec="RFC 6749 3.1; OIDC Discovery 3",
    advice="Take authorization_endpoint from the provider's discovery document: host, tenant, path. If it stands there, the document "
    "is wrong: behind a proxy it may lack the prefix below which the provider is reached.",
    in_panel="In step 1, look at the authorization endpoint.",
    rules=("AUTHZ-ENDPOINT-MISMATCH",),
)
def endpoint_wrong(case: Case) -> Signs:
    """The link leads to an address that is not the authorization endpoint."""
    if case.symptom.kind == "refused":
        yield against("The provider answered it in the way of an authorization endpoint.")
    if case.symptom.kind != "page":
        return
    if path := place_behind_link(case):
        yield contrary(f"The provider took the link, and sent the browser on to its own {path}.")
        return
    if case.symptom.status in (404, 405):
        yield doubtful(f"The page came with the status {case.symptom.status}.")
    if names_callback(case) or names_host_of_callback(case):
        yield Sign(-SAYS, "The page names the place of the redirect_uri, and not that of the link.")
    elif (case.symptom.status or 0) < 500 and (path := names_endpoint(case)):  # what fell over is there
        yield slip(f"The page names {path}, which is the path of the link, as a place that it does not have.")
    elif is_of_a_bare_server(case):
        sign = slip if case.landed_at is not None or not is_discovered(case) else hint  # nobody knows whose page it is
        yield sign(
            "It is the page of a web server, or of a proxy, that has nothing at this address: no application saw the link."
        )
    elif is_discovered(case) and not names_tenant(case) and not is_of_a_framework(case) and not case.is_named("switched-off"):
        yield Sign(
            -SAYS, "The link leads to the address that the discovery document has: what is not found is something in it."
        )


def place_behind_link(case: Case) -> str:
    """The path of another page of the provider to which the browser was sent with this link; empty where it was not, or nobody knows."""
    known = (case.landed_at, case.run.metadata.get("authorization_endpoint"))
    landed, asked = (urlsplit(str(address or "")) for address in known)
    carried = [value for name in ("state", "nonce", "code_challenge") if (value := case.asked(name))]
    is_other = bool(asked.netloc) and landed.netloc == asked.netloc and landed.path not in ("", asked.path)
    return landed.path if is_other and any(value in unquote(unquote(landed.query)) for value in carried) else ""


@cause(
    "page-of-the-application",
    legs=AUTHORIZE,
    topic="browser",
    spec="RFC 6749 4.1.2",
    advice="Look at the address bar of that tab: where it begins with the redirect_uri, the browser was sent back, and nothing is wrong with "
    "the sign-in. Copy it whole and give it to receive(). What the page says is that program's own affair: it did not begin this sign-in, "
    "has no such route, or sent the code on and was refused. Where nothing listens at the redirect_uri, the answer stays whole.",
    in_panel="Look at the address bar of that tab: where it begins with the redirect_uri, nothing is wrong with the sign-in. Copy it whole, and "
    "paste it here in step 3. What the page says is that program's own affair.",
)
def of_the_application(case: Case) -> Signs:
    """The page is that of the application at the redirect_uri, and none of the provider's: the browser was sent back."""
    if case.symptom.kind != "page" or case.is_of_the_browser:
        return
    if path := names_callback(case):
        yield Sign(SAYS, f"The page names {path} as its own place, which is the path of the redirect_uri.")
    elif host := names_host_of_callback(case):
        yield Sign(SAYS, f"The page is signed by {host}, which is the host of the redirect_uri.")
    elif names_endpoint(case):
        yield against("The page names the place of the link, and not that of the redirect_uri.")
    elif case.landed_at is not None:
        yield against("The address of the page is the provider's.")
    elif is_of_a_framework(case) or is_of_a_bare_server(case):
        sign = doubtful if is_discovered(case) and case.symptom.status in (404, 405) else hint
        yield sign(
            "Any program shows such a page, and nothing tells whose it is: the application's at the redirect_uri may, too."
        )
