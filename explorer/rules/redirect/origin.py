"""Does the answer belong to our request, and does our provider give it? (RFC 6749 10.12, RFC 9207 2.4)"""

from __future__ import annotations

import urllib.parse

from ...messages import brief
from ...secret import reveal
from ..registry import Outcome, RuleSet, equal, failed, not_applicable, not_checked, passed
from ..shapes import same_place
from .difference import difference
from .subject import RedirectCheck

# The guards: no code is sent after one of these failed, unless the person names it (law "Relaxing shows"). They stand against
# CSRF (state), against a mix-up of two providers (iss, and one that has taken the address of another), and against a
# second copy of a parameter.
CSRF_AND_MIX_UP_CHECKS = (
    "AUTHR-STATE-MISSING",
    "AUTHR-STATE-MISMATCH",
    "AUTHR-ISS-MISSING",
    "AUTHR-ISS-MISMATCH",
    "AUTHR-DUPLICATE-PARAM",
    "AUTHR-PROVIDER-RESTARTED",
)

_STOP = (
    "Do not use this code. Where the state is only cut, copy the whole address once more; else open a fresh link: "
    "it may be an old tab, a second sign-in, or an attack."
)
_LOOK = (
    "Copy the whole address once more. If the state is missing there too, do not use this code: it may be an old tab, or an attack. "
    "Open a fresh link."
)
_TELLING = len("http:")  # the least of an iss that is called a beginning
_BARE = "a bare code was given, so there is nothing to compare: paste the whole address to have it checked"
_NO_ISS = "only a code and its state were given: paste the whole address to have it checked"

ORIGIN: RuleSet[RedirectCheck] = RuleSet()
rule = ORIGIN.rule


@rule(
    "AUTHR-DUPLICATE-PARAM",
    spec="RFC 6749 3.1",
    advice="Refuse the answer: nobody can say which copy is right.",
    expected="each once",
)
def duplicates(check: RedirectCheck) -> Outcome:
    """Is each parameter there once?"""
    names = check.response.repeated
    return failed("A parameter of the answer came twice.", "each once", ", ".join(names)) if names else passed("each once")


@rule("AUTHR-STATE-MISSING", spec="RFC 6749 4.1.2, 10.12", advice=_LOOK, expected="a state")
def state_present(check: RedirectCheck) -> Outcome:
    """Did the state come back?"""
    if check.request.state is None:
        return not_checked("no state was sent, so none can come back: a forged answer would not be noticed here")
    if check.bare:
        return not_checked(_BARE)
    if check.response.state is None:
        return failed(f"{_cut_off(check)}The state that was sent did not come back.", check.request.state)
    return passed("a state", check.response.state)  # which one is the next question


def _cut_off(check: RedirectCheck) -> str:
    """Say where an address ends in the middle of a parameter's name, such as &sta."""
    name, value = check.response.params[-1] if check.response.params else ("", "")
    cut = name and not reveal(value) and name not in ("state", "code") and "state".startswith(name)
    return f"The text ends in the middle of a parameter (&{name}), so it was not copied whole. " if cut else ""


@rule("AUTHR-STATE-MISMATCH", spec="RFC 6749 10.12; RFC 9700 4.7.1", advice=_STOP, requires=["AUTHR-STATE-MISSING"])
def state(check: RedirectCheck) -> Outcome:
    """Is it the answer to the request of this flow?"""
    sent, came = check.request.state, check.response.state
    how = difference(sent, came)
    if how:
        return failed(f"The state is the one that was sent, changed on the way: {how}.", sent, came)
    return equal(sent, came, "The state is not the one that was sent: this answers another request.")


@rule(
    "AUTHR-STATE-UNEXPECTED",
    spec="RFC 6749 4.1.2",
    severity="warning",
    advice="Find out which request this answers.",
    expected="no state",
    reasons=("a state was sent, so one has to come back",),
)
def state_unexpected(check: RedirectCheck) -> Outcome:
    """Is there no state that we did not send?"""
    if check.request.state is not None:
        return not_applicable("a state was sent, so one has to come back")
    received = check.response.state
    return passed("no state") if received is None else failed("A state came back though none was sent.", "no state", received)


@rule(
    "AUTHR-ISS-MISSING",
    spec="RFC 9207 2.4, 3",
    advice="Copy the whole address once more. If iss is missing there too, two providers may be mixed up: do not send the code anywhere.",
    expected="an iss",
    reasons=("the answer has no iss, and the provider does not promise one",),
)
def iss_present(check: RedirectCheck) -> Outcome:
    """Does the provider name itself, as it promised?"""
    if check.bare or check.response.kind == "code_and_state":
        return not_checked(_BARE if check.bare else _NO_ISS)
    if check.response.iss is not None:
        return passed("an iss", check.response.iss)  # which one is the next question
    if check.promises_iss:
        return failed("The provider promises to name itself in the answer (iss), and did not.", check.issuer)
    return not_applicable("the answer has no iss, and the provider does not promise one")


@rule(
    "AUTHR-ISS-MISMATCH",
    spec="RFC 9207 2.4; RFC 9700 4.4.2",
    advice="Where it is only cut, copy the whole address once more. Else another provider answered: do not send it the code.",
    reasons=("the answer has no iss to compare",),
)
def iss(check: RedirectCheck) -> Outcome:
    """Is it our provider that answers?"""
    if check.response.iss is None:
        if check.response.kind == "code_and_state":
            return not_checked(_NO_ISS)
        return not_checked(_BARE) if check.bare else not_applicable("the answer has no iss to compare")
    came, ours = check.response.iss, check.issuer
    if came.rstrip("/") == (ours or "").rstrip("/") and came != ours:
        return failed("The iss that came differs from ours by a slash at its end.", ours, came)
    if len(came) >= _TELLING and came != ours and (ours or "").startswith(came):
        return failed("The iss that came is the beginning of ours: the address was not copied whole.", ours, came)
    return equal(ours, came, "The answer names another provider than the one that was asked.")


@rule("AUTHR-CODE-AND-ERROR", spec="RFC 6749 4.1.2, 4.1.2.1", advice="Treat it as an error.", expected="one of them")
def code_and_error(check: RedirectCheck) -> Outcome:
    """Is it either a code or an error?"""
    both = check.response.code is not None and check.response.error is not None
    return failed("The answer has a code and an error, and can only be one of them.", "one") if both else passed("one of them")


@rule(
    "AUTHR-CODE-IN-FRAGMENT",
    spec="OIDC Core 3.1.2.5; Multiple Response Types 2.1",
    advice="A server never sees what stands after the #.",
    expected="the place that was asked for",
)
def code_in_query(check: RedirectCheck) -> Outcome:
    """Did the code come in the query, where a server can read it?"""
    if check.response.kind not in ("url", "fragment"):
        return not_checked("the whole address is not at hand")
    if check.response.kind == "url" or check.request.get("response_mode") == "fragment":
        return passed("the place that was asked for")
    return failed("The answer stands after the #, and no fragment was asked for.", "in the query", "in the fragment")


@rule(
    "AUTHR-WRONG-REDIRECT-URI",
    spec="RFC 6749 3.1.2, 4.1.2; RFC 3986 6.2; RFC 9700 4.4.2.2",
    advice="Compare it with the redirect_uri of the request.",
)
def landed_where_asked(check: RedirectCheck) -> Outcome:
    """Did the browser land at our redirect_uri?"""
    sent = check.request.redirect_uri
    if sent is None:
        return not_checked("the request names no redirect_uri")
    if check.response.address is None:
        return not_checked("the whole address is not at hand")
    received = check.response.address
    path, _, query = sent.partition("?")
    if path != received and not same_place(path, received):
        return failed("The browser landed at another address than the redirect_uri.", sent, received)
    lost = _lost(query, check) if check.response.kind == "url" else []
    if lost:
        names = ", ".join(brief(name, 40) for name in lost)
        return failed(f"The query of the redirect_uri was not kept (RFC 6749 3.1.2); lost or changed: {names}.", sent, received)
    return passed(sent, received)


def _lost(query: str, check: RedirectCheck) -> list[str]:
    """The parameters of the redirect_uri's own query that did not come back with their values."""
    came = [(name, reveal(value)) for name, value in check.response.params]
    return [name for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True) if (name, value) not in came]


@rule(
    "AUTHR-TOKEN-IN-QUERY",
    spec="RFC 9700 4.3.2",
    advice="Tokens in an address stay in histories and logs; ask for response_type=code only.",
    expected="no token",
)
def no_token(check: RedirectCheck) -> Outcome:
    """Is there no token in the address?"""
    found = [name for name in ("access_token", "id_token") if check.response.get(name) is not None]
    return failed("Tokens came in the address.", "a code only", ", ".join(found)) if found else passed("no token")
