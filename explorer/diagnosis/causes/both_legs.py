"""What both legs carry: the redirect_uri, and the verifier behind the challenge. Our record holds both, and no provider says more."""

from __future__ import annotations

from ...reference import spelling
from ..case import Case
from ..cause import TOKEN, Signs, cause
from ..signs import OFTEN, SOMETIMES, STATED, against, contrary, enough, hint, of_link, slip

GRANT = {"invalid_grant": OFTEN, "invalid_request": SOMETIMES, "bad_verification_code": OFTEN, "invalid_code": OFTEN}


URI = {**GRANT, "redirect_uri_mismatch": STATED, "invalid_redirect_uri": STATED, "unauthorized_client": SOMETIMES}


REPEAT = "Send the redirect_uri of the authorize request at the token endpoint too, letter for letter."


IN_PANEL = "Open a fresh link in step 2: what was altered in step 4 is then undone, and the same redirect_uri is sent twice."


@cause(
    "redirect-uri-missing",
    legs=TOKEN,
    topic="redirect_uri",
    usual=URI,
    spec="RFC 6749 4.1.3; OIDC Core 3.1.3.1",
    advice=REPEAT,
    in_panel=IN_PANEL,
    experiment="unaltered",
)
def redirect_uri_missing(case: Case) -> Signs:
    """The redirect_uri is missing at the token endpoint."""
    uri = case.sent.redirect_uri
    if uri is None or uri.authorize is None:
        return
    if uri.token is not None:
        yield contrary("Both requests carry a redirect_uri.")
        return
    misspelt = next((name for name in uri.names if spelling(name, ("redirect_uri",)) == "redirect_uri"), None)
    yield slip(
        f"It was sent as {misspelt}, which is misspelt."
        if misspelt
        else "The authorize request had one; the token request has none."
    )


@cause(
    "redirect-uri-differs",
    legs=TOKEN,
    topic="redirect_uri",
    usual=URI,
    spec="RFC 6749 4.1.3",
    advice=REPEAT,
    in_panel=IN_PANEL,
    experiment="unaltered",
)
def redirect_uri_differs(case: Case) -> Signs:
    """The redirect_uri of the two requests differs."""
    uri = case.sent.redirect_uri
    if uri is None or uri.authorize is None:
        return
    if uri.token is None:
        yield against("The token request has none at all.")
    elif uri.authorize == uri.token and "AUTHR-WRONG-REDIRECT-URI" in case.failed:
        yield slip(
            f"Both requests carry the same redirect_uri, and the browser arrived at {case.landed}: another link was opened."
        )
    elif uri.authorize == uri.token:
        yield contrary("Both requests carry the same redirect_uri.")
    else:
        first, second = uri.authorize, uri.token
        place = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
        rests = first[place:], second[place:]
        if all(rests):
            yield slip(f"They differ from character {place + 1} on: {rests[0]!r} and {rests[1]!r}.")
        else:
            longer = "authorization" if rests[0] else "token"
            yield slip(
                f"That of the {longer} request has {max(rests, key=len)!r} more at its end, from character {place + 1} on."
            )


@cause(
    "verifier-missing",
    legs=TOKEN,
    topic="verifier",
    usual=GRANT,
    spec="RFC 7636 4.5, 4.6",
    advice="Send the code_verifier that belongs to the code_challenge.",
    experiment="unaltered",
)
def verifier_missing(case: Case) -> Signs:
    """The code_verifier is missing."""
    pkce = case.sent.pkce
    if pkce.verifier_sent:
        yield contrary("A code_verifier was sent.")
    elif pkce.challenge_sent and pkce.verifier_sent is False:
        yield slip("The authorize request had a code_challenge; the token request has no code_verifier.")
    elif pkce.challenge_sent is False and pkce.verifier_sent is False:
        yield against("There was no code_challenge either.")


@cause(
    "verifier-wrong",
    legs=TOKEN,
    topic="verifier",
    usual=GRANT,
    spec="RFC 7636 4.6",
    advice="Use the verifier of the same attempt; a new link makes a new one.",
    in_panel="Open a fresh link in step 2: it has a verifier of its own, and what was altered in step 4 is then undone.",
    experiment="unaltered",
)
def verifier_wrong(case: Case) -> Signs:
    """The code_verifier does not fit the code_challenge."""
    pkce = case.sent.pkce
    if pkce.challenge_sent is False:
        yield contrary("There was no code_challenge that it could fit.")
    elif pkce.verifier_sent is False:
        yield contrary("No code_verifier was sent that could be wrong.")
    elif pkce.verifier_matches:
        yield contrary(f"Recomputed with {pkce.method}, the verifier gives the challenge that was sent.")
    elif pkce.verifier_matches is False and not _challenge_is_wrong(case):
        sign = hint if _MALFORMED & case.failed.keys() else slip  # then its form says more plainly what is wrong
        yield sign(f"Recomputed with {pkce.method}, the verifier does not give the challenge that was sent.")
    elif pkce.verifier_matches is False:
        yield against("The challenge itself was made wrongly, so no verifier fits it.")


_COUNTS_AS_PLAIN = {"AUTHZ-PKCE-METHOD-MISSING"}
_MALFORMED = {"TOKQ-VERIFIER-LENGTH", "TOKQ-VERIFIER-CHARS"}


def _challenge_is_wrong(case: Case) -> bool:
    return any(
        rule.startswith("AUTHZ-PKCE-CHALLENGE") and rule != "AUTHZ-PKCE-CHALLENGE-MISMATCH" for rule in case.failed
    ) or bool({"AUTHZ-PKCE-METHOD-MISSING", "AUTHZ-PKCE-METHOD-CASE"} & case.failed.keys())


@cause(
    "verifier-unexpected",
    legs=TOKEN,
    topic="verifier",
    usual=GRANT,
    spec="RFC 9700 2.1.1",
    advice="Leave the code_verifier out, or begin with a code_challenge.",
    experiment="unaltered",
)
def verifier_unexpected(case: Case) -> Signs:
    """A code_verifier was sent for a code without a code_challenge."""
    pkce = case.sent.pkce
    if pkce.verifier_sent and pkce.challenge_sent is False:
        yield slip("The authorize request had no code_challenge, and providers are to refuse a verifier then.")
    elif pkce.verifier_sent is False:
        yield contrary("No code_verifier was sent.")
    elif pkce.challenge_sent:
        yield of_link("The authorize request had a code_challenge.")


@cause(
    "verifier-malformed",
    legs=TOKEN,
    topic="verifier",
    usual={"invalid_request": OFTEN, "invalid_grant": OFTEN},
    spec="RFC 7636 4.1",
    advice="A code_verifier has 43 to 128 characters of A-Z, a-z, 0-9, - . _ and ~.",
    rules=tuple(sorted(_MALFORMED)),
    experiment="unaltered",
)
def verifier_malformed(case: Case) -> Signs:
    """The code_verifier is too short, too long, or has characters that it may not have."""
    if _MALFORMED & case.failed.keys():
        yield hint("A provider that looks at its form refuses it before anything is hashed.")
    elif case.sent.pkce.verifier_sent is False:
        yield contrary("No code_verifier was sent.")
    elif all((found := case.finding(rule)) is not None and found.verdict == "pass" for rule in _MALFORMED):
        yield contrary("It has a length and characters that it may have.")


@cause(
    "challenge-wrong",
    legs=("token", "authorize"),
    topic="verifier",
    usual={**GRANT, "invalid_request": OFTEN},
    spec="RFC 7636 4.2, appendix A and B",
    advice="The challenge is BASE64URL(SHA256(verifier)), of the raw 32 bytes of the hash, 43 characters without =, with "
    "code_challenge_method=S256 beside it.",
    in_panel="In step 2 choose PKCE: S256 and take out what was added: the panel computes the challenge.",
    rules=(
        "AUTHZ-PKCE-METHOD-CASE",
        "AUTHZ-PKCE-CHALLENGE-PADDED",
        "AUTHZ-PKCE-CHALLENGE-HEX",
        "AUTHZ-PKCE-CHALLENGE-BASE64-OF-HEX",
        "AUTHZ-PKCE-CHALLENGE-LENGTH",
        "AUTHZ-PKCE-CHALLENGE-IS-VERIFIER",
        "AUTHZ-PKCE-CHALLENGE-MISMATCH",
        "AUTHZ-PKCE-SAMPLE",
    ),
    experiment="unaltered-link",
)
def challenge_wrong(case: Case) -> Signs:
    """The code_challenge was computed wrongly, or named the wrong way."""
    if case.asked("code_challenge") is None:
        yield contrary("The authorize request had no code_challenge.")
        return
    if (
        case.symptom.leg == "token"
        and "AUTHZ-PKCE-METHOD-MISSING" in case.failed
        and len(case.asked("code_challenge") or "") == 43
    ):
        yield slip("There is a code_challenge without code_challenge_method, so it counts as plain, and it looks like S256.")
    elif case.symptom.leg == "authorize" and "AUTHZ-PKCE-METHOD-MISSING" in case.failed:
        yield against("Its method is missing, which is another slip.")
    if case.sent.pkce.verifier_matches:
        yield against("The verifier that was sent gives this challenge.")
    elif case.symptom.leg == "token" and case.sent.pkce.verifier_sent is False:
        yield against("No code_verifier was sent with which it could be compared.")
    elif case.symptom.leg == "token" and _challenge_is_wrong(case):
        sign = hint if _COUNTS_AS_PLAIN & case.failed.keys() else enough  # for some take it for S256 all the same
        yield sign("No verifier fits a challenge that was made or named so (RFC 7636 4.6).")
