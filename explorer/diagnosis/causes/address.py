"""The link's addresses: redirect_uri and client_id, without which a provider has nowhere to send the browser back."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..arrived import lost
from ..case import Case
from ..cause import AUTHORIZE, TOKEN, Signs, cause, known
from ..page import is_calm, is_refusal, is_stock_refusal
from ..signs import HINT, LITTLE, OFTEN, SAYS, SOMETIMES, STATED, VAGUE, Sign, against, contrary, enough, hint, of_link, slip

REQUEST = {"invalid_request": OFTEN}


FRESH = "In step 2, change it and open the new link."


_NO_WAY_BACK = (
    "The provider showed a page and did not send the browser back, as it does where it cannot trust the address or the client."
)


def page(case: Case) -> Signs:
    """Yield what a page without a way back says of a bad address or client."""
    if case.is_of_the_browser:
        yield Sign(-SAYS, "The browser says this, and no provider has looked at the link.")
    is_silent = case.symptom.status in (404, 405) or is_stock_refusal(case) or is_calm(case)
    if is_refusal(case) and (not is_silent or _speaks_of_both(case)):
        yield hint(_NO_WAY_BACK)
    elif case.symptom.kind == "refused" and case.is_named("redirect-uri-not-registered"):
        yield Sign(
            -LITTLE,
            "The browser was sent to it all the same, which a provider may not do with an address that it does not know.",
        )
    elif case.symptom.kind == "refused":
        yield against("The browser was sent back to the redirect_uri, so the provider trusts it and knows the client.")


def _speaks_of_both(case: Case) -> bool:
    """The page speaks of the address or of the client."""
    return any(map(case.is_spoken_of, ("redirect-uri-not-registered", "client-unknown", "client-disabled")))


@cause(
    "redirect-uri-not-registered",
    legs=(*AUTHORIZE, *TOKEN),  # Entra, Oracle and GitHub look at it once more where the code is exchanged
    topic="redirect_uri",
    usual={
        "redirect_uri_mismatch": STATED,
        "invalid_redirect_uri": STATED,
        "invalid_request": OFTEN,
        "unauthorized_client": SOMETIMES,
    },
    spec="RFC 6749 3.1.2.4, 4.1.2.1; OIDC Core 3.1.2.1",
    advice="Compare the redirect_uri with the console letter for letter: the slash at its end, http or https, localhost or "
    "127.0.0.1, the port, the case, a query. Register exactly the one that is sent, for this client_id and its platform.",
    in_panel="Step 1 has the redirect_uri with a copy button: register exactly this one, for this client_id.",
    rules=("AUTHZ-REDIRECT-URI-NOT-REGISTERED",),
    experiment="registered-address",
)
def not_registered(case: Case) -> Signs:
    """The redirect_uri is not registered exactly as it was sent."""
    sent = case.asked("redirect_uri")
    if sent is None:
        if case.params:
            yield contrary("There is none in the link.")
        return
    yield from page(case)
    yield from case.repeated("redirect_uri")
    worked = {each.redirect_uri for each in case.earlier if isinstance(each.redirect_uri, str)}
    if sent in worked:
        yield against("Tokens came before with this redirect_uri.")
    elif worked:
        yield slip(f"Tokens came before with another one: {difference(sorted(worked)[-1], sent)}.")
    own = case.run.client.get("redirect_uri")
    if is_encoded_twice(sent):
        yield contrary("It was encoded twice in the link: that is no address at all, and nothing to register.")
    elif isinstance(own, str) and own != sent:
        yield slip(f"This client was set up with another one: {difference(own, sent)}.")
    for rule in _ODD_ADDRESS:
        if rule in case.failed:
            yield Sign(HINT, f"{case.failed[rule].message} ({rule})")


def is_encoded_twice(address: str | None) -> bool:
    """An address whose own :// is still percent-encoded when it is read."""
    return address is not None and "%3a%2f%2f" in address.lower()


_ODD_ADDRESS = (
    "AUTHZ-REDIRECT-URI-FRAGMENT",
    "AUTHZ-REDIRECT-URI-RELATIVE",
    "AUTHZ-REDIRECT-URI-CASE",
    "AUTHZ-REDIRECT-URI-SLASH",
    "AUTHZ-REDIRECT-URI-WILDCARD",
    "AUTHZ-REDIRECT-URI-OOB",
    "AUTHZ-REDIRECT-URI-HTTP",
    "AUTHZ-REDIRECT-URI-PORT",
    "AUTHZ-REDIRECT-URI-LOCALHOST",
    "AUTHZ-REDIRECT-URI-RESERVED-QUERY",
    "AUTHZ-REDIRECT-URI-USERINFO",
    "AUTHZ-REDIRECT-URI-CUSTOM-SCHEME",
    "AUTHZ-DOUBLE-ENCODED",
)


def difference(registered: str, sent: str) -> str:
    """Return in words how an address differs from the one that worked, by the usual slips."""
    one, other = urlsplit(registered), urlsplit(sent)
    parts = {
        "the scheme": (one.scheme, other.scheme),
        "the host": (one.hostname, other.hostname),
        "the port": (one.netloc.partition(":")[2], other.netloc.partition(":")[2]),
        "the path": (one.path, other.path),
        "the query": (one.query, other.query),
        "the fragment": (one.fragment, other.fragment),
    }
    if registered.rstrip("/") == sent.rstrip("/"):
        return "they differ by the / at the end"
    differ = [f"{name} ({a or 'none'}, now {b or 'none'})" for name, (a, b) in parts.items() if a != b]
    if registered.lower() == sent.lower():
        return "they differ in upper and lower case"
    return f"they differ in {' and '.join(differ) or 'a character that cannot be seen'}"


@cause(
    "authorize-redirect-uri-missing",
    legs=AUTHORIZE,
    topic="redirect_uri",
    usual=REQUEST,
    spec="OIDC Core 3.1.2.1",
    advice="Add redirect_uri.",
    in_panel="In step 2, let it be sent again, and open the new link.",
    rules=("AUTHZ-REDIRECT-URI-MISSING",),
    experiment="unaltered-link",
)
def uri_missing(case: Case) -> Signs:
    """There is no redirect_uri in the link."""
    if case.params:
        yield of_link("There is one.") if case.asked("redirect_uri") is not None else hint("The link has no such parameter.")
        yield from _lost(case, "redirect_uri")


@cause(
    "authorize-client-id-missing",
    legs=AUTHORIZE,
    topic="client",
    usual={**REQUEST, "invalid_client": SOMETIMES},
    spec="RFC 6749 4.1.1",
    advice="Add client_id.",
    in_panel="In step 2, let it be sent again, and open the new link.",
    rules=("AUTHZ-CLIENT-ID-MISSING",),
    experiment="unaltered-link",
)
def client_id_missing(case: Case) -> Signs:
    """There is no client_id in the link."""
    if case.params and case.asked("client_id"):
        yield of_link("There is one.")
        yield from _lost(case, "client_id")


def _lost(case: Case, name: str) -> Signs:
    if name in lost(case.run):
        yield slip("The address of the provider's page shows the link as it arrived, without it.")


@cause(
    "link-changed-on-the-way",
    legs=AUTHORIZE,
    topic="link",
    spec="RFC 6749 4.1.1",
    advice="Open the link as it was made, whole: a chat or a mail cuts it at a line's end, a template or a proxy drops parameters.",
    in_panel="In step 2, press the button that opens the link, or copy it with its own button.",
    experiment="unaltered-link",
)
def link_changed(case: Case) -> Signs:
    """The link was cut or changed on its way to the provider."""
    gone = lost(case.run)
    if gone:
        yield enough(f"The address of the provider's page shows the link as it arrived, without {', '.join(gone)}.")
        return
    missed = [name for cause_id, name in _MISSED.items() if case.asked(name) and case.is_named(cause_id)]
    if case.is_named("page-of-the-application"):
        return  # which misses what was never its own
    if missed:
        yield Sign(VAGUE, f"The provider misses {missed[0]}, and the link has it: it may not have arrived.")


_MISSED = {
    "authorize-redirect-uri-missing": "redirect_uri",
    "authorize-client-id-missing": "client_id",
    "pkce-required": "code_challenge",
    "nonce-required": "nonce",
    "state-required": "state",
}


@cause(
    "authorize-client-id-differs",
    legs=AUTHORIZE,
    topic="client",
    usual={"unauthorized_client": SOMETIMES, "invalid_client": SOMETIMES},
    spec="RFC 6749 2.2, 4.1.1",
    advice="Use one client_id everywhere.",
    in_panel=FRESH,
    rules=("AUTHZ-CLIENT-ID-MISMATCH", "AUTHZ-CLIENT-ID-CHARS"),
    experiment="unaltered-link",
)
def client_id_differs(case: Case) -> Signs:
    """The link names another client_id than the client that this flow was set up with."""
    own, sent = case.run.client.get("client_id"), case.asked("client_id")
    if own and sent and own == sent:
        yield contrary("It is the client_id of this flow.")


known(
    "client-registered-wrongly",
    "The provider does not accept what is registered for this client: its own rules refuse a member of it.",
    legs=(*AUTHORIZE, *TOKEN),
    topic="registration",
    usual={"invalid_client_metadata": STATED, "invalid_software_statement": STATED},
    spec="RFC 7591 3.2.2; OIDC Registration 3.3",
    advice="Mend in the provider's configuration of this client what the words name; the link has nothing to do with it.",
)


@cause(
    "link-too-long",
    legs=AUTHORIZE,
    topic="long",
    spec="RFC 9110 15.5.15; RFC 6585 5",
    advice="Leave out claims, request and hints; delete the provider's cookies.",
    rules=("AUTHZ-URL-LONG",),
)
def too_long(case: Case) -> Signs:
    """The link, or the cookies that go with it, are too long."""
    if case.symptom.status in (414, 431):
        yield enough(f"The status {case.symptom.status} says so.")
    elif case.params and "AUTHZ-URL-LONG" not in case.failed:
        yield against("The link is not long; whether its cookies are, only the browser knows.")


def is_discovered(case: Case) -> bool:
    """The link leads to the authorization endpoint that the provider itself describes."""
    return bool(case.run.provider.get("source")) and "AUTHZ-ENDPOINT-MISMATCH" not in case.failed
