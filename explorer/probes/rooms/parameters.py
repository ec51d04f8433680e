"""What the authorization endpoint makes of parameters: unknown, empty, doubled, malformed, or of other standards (OIDC Core 3.1.2.1)."""

from __future__ import annotations

from ..answer import Answer, Unclear, each, listed
from ..asking import Ask
from ..registry import probe
from .authorize import error_name, ignored_or, plain, silent_or_plain


def _letters(text: str, tags: list[str]) -> str:
    """The words of a page, without what is random in them, and without the tags: a page that shows the request repeats them."""
    words = [word.strip(".,:;!?()'\"") for word in text.split()]
    return " ".join(word for word in words if word.isalpha() and len(word) < 20 and word not in tags)


@probe(
    "az-unknown-parameter",
    spec="RFC 6749 3.1",
    says="must",
    flight="0, B",
    covers=("O AuthEndpoint.UnrecognizedParameterAllowed", "C ensure-request-with-unknown-parameter-succeeds"),
)
def az_unknown_parameter(ask: Ask) -> Answer:
    """Is a parameter ignored that nobody knows?"""
    outcome = plain(ask, {"foo": "bar"})
    if ask.is_as_honest(outcome):
        return Answer("login-page" if outcome.is_login else outcome.word, "ignored so far")
    return Answer("error", outcome.told, "wrong")


@probe("az-display", spec="OIDC Core 3.1.2.1, 15.1", flight="0, B", covers=("C display-page", "C display-popup"))
def az_display(ask: Ask) -> Answer:
    """Are display=page and display=popup taken?"""
    outcomes = [plain(ask, {"display": value}) for value in ("page", "popup")]
    fine = all(ask.is_as_honest(outcome) for outcome in outcomes)
    texts = {_letters(outcome.page.text, ["page", "popup"]) if outcome.page else "" for outcome in outcomes}
    return (
        Answer("accepted", "the page differs" if len(texts) > 1 else "the same page") if fine else Answer("error", mark="wrong")
    )


@probe("az-ui-locales", spec="OIDC Core 3.1.2.1", covers=("C ui-locales",))
def az_ui_locales(ask: Ask) -> Answer:
    """Does ui_locales change the language of the page?"""
    known = ask.members.get("ui_locales_supported")
    tags = [str(tag) for tag in known][:2] if isinstance(known, list) and len(known) > 1 else ["en", "de"]
    pages = [plain(ask, {"ui_locales": tag}) for tag in tags]
    if not all(ask.is_as_honest(outcome) for outcome in pages):
        return Answer("error", next(o for o in pages if not ask.is_as_honest(o)).told, "wrong")
    if not all(outcome.page for outcome in pages):
        raise Unclear("no page was seen whose language could change")
    seen = [(page.lang, page.title, _letters(page.text, tags)) for outcome in pages if (page := outcome.page)]
    return Answer("unchanged" if seen[0] == seen[1] else "changed", f"asked {listed(tags)}; lang {seen[0][0]} and {seen[1][0]}")


@probe("az-claims-locales", spec="OIDC Core 5.2, 15.1", flight="0, B", covers=("C claims-locales",))
def az_claims_locales(ask: Ask) -> Answer:
    """Is claims_locales tolerated?"""
    outcome = plain(ask, {"claims_locales": "se"})
    return Answer("accepted") if ask.is_as_honest(outcome) else Answer("error", outcome.told, "wrong")


@probe("az-login-hint", spec="OIDC Core 3.1.2.1", covers=("C login-hint",))
def az_login_hint(ask: Ask) -> Answer:
    """Does login_hint fill in a user's name?"""
    outcome = plain(ask, {"login_hint": "probe-user"})
    if not ask.is_as_honest(outcome):
        return Answer("error", outcome.told, "wrong")
    return Answer("filled" if outcome.page and "probe-user" in outcome.page.inputs.values() else "ignored")


@probe("az-empty-parameters", spec="RFC 6749 3.1", says="must")
def az_empty_parameters(ask: Ask) -> Answer:
    """Is a parameter without a value taken for one that is missing?"""
    outcome = plain(ask, {"display": "", "ui_locales": "", "login_hint": ""})
    if not ask.is_as_honest(outcome):
        return Answer("error", outcome.told, "wrong")
    return Answer("login-page" if outcome.is_login else outcome.word)


@probe(
    "az-duplicate", spec="RFC 6749 3.1", says="must", flight="0, S2", covers=("O AuthEndpoint.SameParameterTwiceDisallowed",)
)
def az_duplicate(ask: Ask) -> Answer:
    """What is made of a parameter that comes twice?"""
    twice = plain(ask, {}, extra=[("response_type", "code")])
    words = {"response_type": error_name(twice).word}
    if ask.silence.is_answer:
        state = ask.authorize({"prompt": "none", "state": "probe-first"}, [("state", "probe-last")])
        back = [value for name, value in state.params if name == "state"]
        echoed = {"probe-first": "first", "probe-last": "last"}.get(" ".join(back), "both" if len(back) > 1 else "")
        words["state"] = echoed if state.is_silent_refusal and echoed else error_name(state).word
    return each(words)


@probe(
    "az-post",
    spec="OIDC Core 3.1.2.1; RFC 6749 3.1",
    says="must",
    flight="0, G",
    covers=("O AuthEndpoint.SupportsPostAuthorizationRequests", "C ensure-post-request-succeeds"),
)
def az_post(ask: Ask) -> Answer:
    """Does the endpoint take a form as well as a link?"""
    ask.require_control()
    outcome = ask.once("az-post", lambda: ask.open(ask.link(), post=True))
    if outcome.status in (404, 405):
        return Answer(str(outcome.status), outcome.told, "wrong")
    if not ask.is_as_honest(outcome):
        return Answer("error", outcome.told, "wrong")
    return Answer("login-page" if outcome.is_login else outcome.word)


@probe(
    "az-bad-request-object",
    spec="OIDC Core 3.1.2.6, 6.1; RFC 9101 7",
    covers=("C unsigned-request-object-supported-correctly-or-rejected-as-unsupported",),
)
def az_bad_request_object(ask: Ask) -> Answer:
    """What is answered to a request object that is none?"""
    return ignored_or(silent_or_plain(ask, {"request": "x"}), "login_required")


@probe(
    "az-bad-request-uri",
    spec="OIDC Core 3.1.2.6, 6.2; RFC 9101 7",
    risk="T",
    covers=("C request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",),
)
def az_bad_request_uri(ask: Ask) -> Answer:
    """What is answered to a request_uri that nobody can reach?"""
    outcome = silent_or_plain(ask, {"request_uri": "https://foreign.invalid/x"})
    took = sum(seen.exchange.timing.total for seen in outcome.seen) / 1000
    answer = ignored_or(outcome, "login_required")
    return Answer("long delay", f"{took:.1f} s, as if it tried to fetch; {answer.word}") if took > 3 else answer


@probe("az-registration-parameter", spec="OIDC Core 7.2.1, 3.1.2.6")
def az_registration_parameter(ask: Ask) -> Answer:
    """What is answered to the parameter registration?"""
    return ignored_or(silent_or_plain(ask, {"registration": "{}"}))


@probe("az-bad-hint", spec="OIDC Core 3.1.2.1, 3.1.2.2")
def az_bad_hint(ask: Ask) -> Answer:
    """What is made of an id_token_hint that is no token?"""
    return ignored_or(silent_or_plain(ask, {"id_token_hint": "x"}), "login_required")


@probe("az-bad-claims", spec="OIDC Core 5.5")
def az_bad_claims(ask: Ask) -> Answer:
    """What is made of claims that are no JSON?"""
    return ignored_or(silent_or_plain(ask, {"claims": "{"}))


@probe("az-bad-max-age", spec="OIDC Core 3.1.2.1")
def az_bad_max_age(ask: Ask) -> Answer:
    """What is made of a max_age that is no age?"""
    return each({value: ignored_or(silent_or_plain(ask, {"max_age": value})).word for value in ("abc", "-1")})


@probe("az-long-state", spec="no standard")
def az_long_state(ask: Ask) -> Answer:
    """How long may a state be?"""
    longest, end = 0, ""
    for length in (512, 2048, 8192):
        outcome = ask.silently({"state": "s" * length})
        if outcome.get("state") != "s" * length:
            end = "cut" if outcome.get("state") else str(outcome.status)
            break
        longest = length
    return Answer(str(longest) if longest else end, f"{longest} characters came back whole" + (f"; then {end}" if end else ""))


@probe("az-short-state", spec="no standard")
def az_short_state(ask: Ask) -> Answer:
    """Is a state of one letter refused?"""
    outcome = silent_or_plain(ask, {"state": "a"})
    return Answer("accepted") if outcome.is_silent_refusal or ask.is_as_honest(outcome) else Answer("error", outcome.told)
