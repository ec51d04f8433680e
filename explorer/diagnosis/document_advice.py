"""What to do about a document, keys and tokens, where it depends on what is wrong with them; each for code and for the panel."""

from __future__ import annotations

from .case import Case
from .causes.times import APART, apart_by_token
from .causes.userinfo import is_for_another

IN_BODY = (
    "Trust no audience of another client. Let the client prove itself in the body: token_endpoint_auth_method='client_secret_post'. Where "
    "the audience is this client's then, the provider does not read the Authorization header.",
    "Trust no audience of another client. In step 1, choose client_secret_post, and sign in once more: where the audience is this client's "
    "then, the provider does not read the Authorization header.",
)
PUBLISHED = "Tell the provider at once: whoever fetched its keys can forge its tokens. It has to make a new key and to take this one out of use."
OWN_KEYS = (
    "The keys were given by hand (jwks): give the ones that jwks_uri has now, or leave jwks= out of Flow(...).",
    "The keys were given by hand: in step 1, put the ones that jwks_uri has now in “keys (JWKS)”, or empty that field.",
)


OTHER_TIME = (
    "The Date header agrees with this machine's clock, so it is the time inside the program that makes the tokens: look at its machine or "
    "container, and whether it takes local time for UTC. Flow(leeway=...) forgives seconds, and is no cure for hours."
)


def agrees_by_date(case: Case) -> bool:
    """The provider's answers carry our time, and its ID token another one."""
    offset, apart = case.clock_offset, apart_by_token(case)
    return offset is not None and abs(offset) < APART and apart is not None and abs(apart) > APART


def two_clients(case: Case) -> str:
    """The two that one sign-in was made with."""
    link, sent = case.asked("client_id"), case.sent.client.client_id
    if "TOKQ-CLIENT-ID-MISMATCH" not in case.failed or not link or not sent or link == sent:
        return ""
    return f"The link was made with the client {link}, and its code was sent as {sent}: use one of them for both."


def has_default_api(case: Case) -> bool:
    """The access token is for an API that nobody named."""
    return not case.asked_for_api and is_for_another(case)


def may_be_default(case: Case) -> bool:
    """The token is for another client, and only the Authorization header named ours."""
    is_of_client = "IDTC-AUD-MISMATCH" in case.failed and "IDTC-AUD-IS-API" not in case.failed
    return is_of_client and case.is_named_in_header_alone


def names_plain_http(case: Case) -> bool:
    """The document was fetched over https, and names endpoints of plain http; nothing else is wrong with it."""
    wrong = [rule for rule, finding in case.failed.items() if rule.startswith("DISC-") and finding.is_error]
    return wrong == ["DISC-ENDPOINT-HTTP"] and str(case.request("discover").get("url")).startswith("https:")
