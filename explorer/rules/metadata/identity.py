"""Does the document speak for the provider that was asked? (Discovery 4, RFC 8414 3)"""

from __future__ import annotations

from ...protocol.json_text import problem_of
from ...protocol.metadata import WELL_KNOWN
from ..registry import Outcome, RuleSet, failed, not_applicable, not_checked, passed
from ..rows import as_found, rows
from ..shapes import is_plain_http, same_place, split_url
from .subject import OAUTH, MetadataCheck

IDENTITY: RuleSet[MetadataCheck] = RuleSet()
rule = IDENTITY.rule
row = rows(IDENTITY)
of_answer = row.given(lambda check: check.response is not None, unless="the answer itself is not at hand")
of_issuer = rows(IDENTITY, spec="Discovery 3; RFC 8414 2", requires=["DISC-ISSUER-MISSING"])


def _status(check: MetadataCheck) -> str | int:
    """The status, and of a redirect where it points."""
    there = check.response.points_to if check.response else None
    return f"{check.status}, a redirect to {there}" if there else check.status


of_answer(
    "DISC-STATUS",
    "Did the discovery document come (status 200)?",
    lambda check: check.status != 200 and _status(check),
    "The status is {}.",
    spec="Discovery 4.2",
    advice="Is the address that of the issuer? Endpoints can be given by hand: ProviderMetadata(...).",
    expected=200,
)
of_answer(
    "DISC-CONTENT-TYPE",
    "Is the discovery document declared as JSON?",
    lambda check: check.media_type != "application/json" and (check.media_type or "nothing"),
    "It is declared as {}.",
    spec="Discovery 4.2",
    advice="Clients that look at the media type will refuse it: tell the provider.",
    expected="application/json",
)


@rule(
    "DISC-NOT-JSON",
    spec="Discovery 4.2",
    advice="Open the address in a browser: is it a sign-in page, a proxy's page, another service?",
)
def is_object(check: MetadataCheck) -> Outcome:
    """Is the discovery document a JSON object?"""
    if check.metadata is not None:
        return passed("a JSON object")
    if check.response is not None and check.status != 200:
        return not_checked("the status is not 200, so no discovery document came")
    if check.json is None or not isinstance(check.json.value, dict):
        why = f": {problem}" if check.response and (problem := problem_of(check.response)) else ""
        return failed(f"The answer is no JSON object, so nothing can be read in it{why}.", "a JSON object")
    return passed("a JSON object")


of_answer(
    "DISC-DUPLICATE-MEMBER",
    "Is each member of the discovery document there once?",
    lambda check: check.json and list(check.json.duplicates),
    "Twice in it: {}.",
    spec="RFC 8259 4",
    severity="warning",
    advice="Parsers differ in which copy they keep: tell the provider.",
    when=lambda check: check.json is not None,
    unless="the answer is no JSON: DISC-NOT-JSON judges that",
)
row(
    "DISC-ISSUER-MISSING",
    "Does the discovery document name its issuer?",
    lambda check: not check.issuer,
    "The document does not say whose it is: there is no issuer.",
    spec="Discovery 3",
    advice="Is this the address of an OpenID Provider?",
    expected="issuer",
    requires=["DISC-NOT-JSON"],
)


def _odd_address(check: MetadataCheck) -> str | None:
    parts = split_url(check.found_at)
    usual = parts is not None and not parts.query and (parts.path.endswith(WELL_KNOWN) or OAUTH in parts.path)
    return None if usual else check.found_at


row(
    "DISC-URL",
    "Is its address the issuer with the well-known path behind it?",
    _odd_address,
    "The document stands at an address that is not made from the issuer.",
    spec="Discovery 4, 4.1",
    advice="Prefer the standard address; a vendor's own document has another structure.",
    expected=f"issuer + {WELL_KNOWN}",
)
row(
    "DISC-URL-OAUTH",
    "Is it the document of OpenID Connect?",
    lambda check: OAUTH in check.found_at and check.found_at,
    "This is the document of plain OAuth, which may say other things.",
    spec="RFC 8414 3, 5",
    severity="info",
    advice=f"Ask for {WELL_KNOWN} behind the issuer.",
)


@rule(
    "DISC-ISSUER-MISMATCH",
    spec="Discovery 4.3; RFC 8414 3.3",
    requires=["DISC-ISSUER-MISSING"],
    advice="If both are the same provider, ask at the name in the document. If it is known to name itself otherwise (Oracle does), "
    "pin the name that you trust: Flow(issuer=...).",
    reasons=("an issuer is pinned: DISC-ISSUER-PINNED compares it",),
)
def issuer(check: MetadataCheck) -> Outcome:
    """Is the provider's name the address where it was found?"""
    if check.pinned is not None:
        return not_applicable("an issuer is pinned: DISC-ISSUER-PINNED compares it")
    received = check.issuer
    if received == check.implied:
        return passed(check.implied, received)
    if same_place(received, check.implied):
        return passed(
            check.implied,
            received,
            "They differ in spelling only (RFC 3986 6.2); the published form is the one that tokens carry.",
        )
    if received.rstrip("/") == check.implied.rstrip("/"):  # Discovery 4.1 takes the slash away before the path is added
        return passed(
            check.implied, received, "They differ by a final slash only; the published form is the one that tokens carry."
        )
    return failed("The document names another issuer than the address where it was found.", check.implied, received)


@rule(
    "DISC-ISSUER-PINNED",
    spec="Discovery 4.3",
    requires=["DISC-ISSUER-MISSING"],
    advice="Compare with the provider's console which name is right.",
    reasons=("no issuer is pinned",),
)
def pinned(check: MetadataCheck) -> Outcome:
    """Is it the issuer that was pinned?"""
    if check.pinned is None:
        return not_applicable("no issuer is pinned")
    if check.issuer == check.pinned:
        return passed(check.pinned, check.issuer)
    return failed("The document names another issuer than the one that was pinned.", check.pinned, check.issuer)


def _other_slash(check: MetadataCheck) -> str | None:
    pinned = check.pinned or ""
    return check.issuer if check.issuer != pinned and check.issuer.rstrip("/") == pinned.rstrip("/") else None


of_issuer(
    "DISC-ISSUER-SLASH",
    "Is the pinned issuer written as the document writes it, to the last slash?",
    _other_slash,
    "The two differ by a final slash only, which makes them two issuers: the document says {}.",
    spec="Discovery 4.1, 4.3",
    advice="Pin the name exactly as the document and the tokens have it.",
    when=lambda check: check.pinned is not None,
    unless="no issuer is pinned",
)
of_issuer(
    "DISC-ISSUER-SCHEME",
    "Is the issuer an https address, or one of this machine?",
    lambda check: (
        (is_plain_http(check.issuer) or not check.issuer.lower().startswith(("https://", "http://"))) and as_found(check.issuer)
    ),
    "The issuer is not https.",
    advice="Whoever can change what comes over http can be this provider: use https.",
    expected="https://...",
)
of_issuer(
    "DISC-ISSUER-QUERY-FRAGMENT",
    "Is the issuer free of query and fragment?",
    lambda check: ("?" in check.issuer or "#" in check.issuer) and check.issuer,
    "An issuer has neither ? nor #, and this one is {}.",
    advice="Tell the provider.",
)
of_issuer(
    "DISC-ISSUER-USERINFO",
    "Is the issuer free of a user name?",
    lambda check: (parts := split_url(check.issuer)) is not None and "@" in parts.netloc,
    "The issuer holds a user name or password before the host.",
    advice="Tell the provider.",
)
of_issuer(
    "DISC-ISSUER-TEMPLATE",
    "Is the issuer one name, rather than a template for many?",
    lambda check: "{" in check.issuer and check.issuer,
    "The issuer is a template for many tenants: {}.",
    spec="Discovery 4.3",
    severity="warning",
    advice="Use the address of your own tenant, or allow only tenants that you know.",
)
