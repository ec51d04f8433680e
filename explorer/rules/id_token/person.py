"""What an ID token says about the person: is it well formed, and may it be used? (OIDC Core 5.1 and 5.7)"""

from __future__ import annotations

from .. import person
from ..registry import RuleSet
from ..rows import as_found, rows
from .header import HEADER
from .subject import START_AGAIN, IdTokenCheck

PERSON: RuleSet[IdTokenCheck] = RuleSet(after=[HEADER])
row = rows(PERSON, spec="OIDC Core 5.1", requires=["IDTH-NOT-JSON"])


def of_claim(name: str) -> rows[IdTokenCheck]:
    """Return what enters rows about a claim that may be left out."""
    return row.given(lambda check: name in check.claims, unless=f"the token has no {name}")


def of_text(name: str) -> rows[IdTokenCheck]:
    """Return what enters rows about the form of a text claim."""
    there = of_claim(name).given(lambda check: isinstance(check.claims[name], str), unless=f"{name} is no text")
    return there.given(lambda check: check.claims[name], unless=f"{name} is empty")


def _unverified(check: IdTokenCheck) -> str:
    """What stands in the place of email_verified true; empty where nothing does."""
    told = check.claims.get("email_verified")
    if person.is_true(told):
        return ""
    return "no email_verified" if told is None else f"email_verified {str(told).lower()}"


row(
    "IDTC-NULL-CLAIM",
    "Has every claim a value?",
    lambda check: [name for name, value in check.claims.items() if value is None],
    "Without a value (null): {}.",
    spec="OIDC Core 5.3.2, 13.3",
    severity="warning",
    advice="Claims without a value are to be left out: tell the provider.",
)
row(
    "IDTC-BLANK-CLAIM",
    "Is every text claim more than blank?",
    lambda check: person.empty(check.claims),
    "Empty, blank, or the word null: {}.",
    spec="OIDC Core 5.3.2",
    severity="warning",
    advice="Take it as not there; the provider should leave it out.",
)
row(
    "IDTC-EVENTS",
    "Is it about a sign-in, and not about an event?",
    lambda check: "events" in check.claims,
    "The token reports an event: it is a logout token, or another security event.",
    spec="Back-Channel Logout 2.4; RFC 8725 3.12",
    advice=START_AGAIN,
)
row(
    "IDTC-EMAIL-VERIFIED-TYPE",
    "Is what was verified true or false?",
    lambda check: {
        name: check.claims[name] for name in person.BOOLEANS if not isinstance(check.claims.get(name, False), bool | None)
    },
    "Neither true nor false: {}.",
    advice='In Python the text "false" counts as true: compare it with the text, and tell the provider.',
    expected="true or false",
)
of_claim("email")(
    "IDTC-EMAIL-UNVERIFIED",
    "If there is an e-mail address, was it verified?",
    _unverified,
    "The e-mail address was not verified.",
    spec="OIDC Core 5.1, 5.7",
    severity="warning",
    advice="Do not use it to find an account: anyone could have typed it.",
    expected="email_verified true",
    when=lambda check: check.claims["email"],
    unless="email is empty",
)
of_text("email")(
    "IDTC-EMAIL-FORMAT",
    "Does the e-mail address look like one?",
    lambda check: person.odd(check.claims, "email"),
    "{} is no e-mail address.",
    severity="warning",
    advice="Do not write to it; tell the provider.",
)
of_text("birthdate")(
    "IDTC-BIRTHDATE-FORMAT",
    "Is birthdate a date?",
    lambda check: person.odd(check.claims, "birthdate"),
    "{} is neither YYYY-MM-DD nor YYYY.",
    advice="Tell the provider: a date is written as in ISO 8601.",
    expected="1988-04-12, or 1988",
)
of_text("zoneinfo")(
    "IDTC-ZONEINFO-FORMAT",
    "Is zoneinfo the name of a time zone?",
    lambda check: person.odd(check.claims, "zoneinfo"),
    "{} is no name of a time zone.",
    severity="warning",
    advice="A name is written as Europe/Paris.",
)
of_claim("locale")(
    "IDTC-LOCALE-FORMAT",
    "Is the language written with a hyphen?",
    lambda check: check.claims["locale"] if "_" in str(check.claims["locale"]) else [],
    "{} has an underscore.",
    severity="info",
    advice="Take both: en-GB is the standard, en_GB is seen.",
)
of_text("phone_number")(
    "IDTC-PHONE-FORMAT",
    "Can the telephone number be dialled from anywhere?",
    lambda check: person.odd(check.claims, "phone_number"),
    "{} does not begin with + and the country.",
    severity="info",
    advice="The form of E.164 is recommended: +420601234567.",
)
of_claim("address")(
    "IDTC-ADDRESS-TYPE",
    "Is address an object?",
    lambda check: not isinstance(check.claims["address"], dict | None) and as_found(check.claims["address"]),
    "address is no JSON object.",
    spec="OIDC Core 5.1.1",
    advice="It has members such as formatted and country: tell the provider.",
    expected='{"formatted": "..."}',
)
row(
    "IDTC-URL-CLAIMS",
    "Are picture, profile and website addresses?",
    lambda check: person.odd_urls(check.claims),
    "No web address: {}.",
    severity="warning",
    advice="Do not make a link of it.",
    when=lambda check: person.urls(check.claims),
    unless="the token has no picture, profile or website that is a text",
)
