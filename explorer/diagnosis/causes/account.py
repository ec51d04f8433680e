"""The user: who may sign in, with which consent, in which session."""

from __future__ import annotations

from ..case import Case
from ..cause import Signs, cause, known
from ..page import (
    asks_to_sign_in,
    gives_reason,
    has_fields_in_address,
    is_asking,
    is_blank,
    is_calm,
    is_form,
    is_frame,
    is_front_page,
    is_login_address,
    is_stock_refusal,
    is_troubled,
    speaks_of_password,
)
from ..signs import AGAINST, OFTEN, SAYS, SLIP, SOMETIMES, STATED, Sign, against, contrary, doubtful, hint, slip

LEGS = ("authorize", "token", "refresh")
SILENT = {
    "login_required": STATED,
    "interaction_required": OFTEN,
    "account_selection_required": OFTEN,
    "consent_required": SOMETIMES,
}


@cause(
    "no-session",
    legs=("authorize",),
    topic="session",
    usual=SILENT,
    spec="OIDC Core 3.1.2.1, 3.1.2.6",
    advice="Repeat without prompt=none: nobody is signed in in this browser, max_age asks for a fresh sign-in, or its cookies are blocked.",
    in_panel="In step 2, take prompt=none out.",
    experiment="unaltered-link",
    rules=("AUTHZ-PROMPT-NONE-MAX-AGE-0",),
)
def no_session(case: Case) -> Signs:
    """Silence was asked for (prompt=none), and a sign-in is needed: nobody is signed in in this browser, it was too long ago, or it is somebody else."""
    if (case.asked("id_token_hint") or case.asked("login_hint")) and case.is_named("hint-wrong"):
        yield Sign(-SAYS, "The provider minds the hint.")
    prompt = (case.asked("prompt") or "").split()
    if case.params and "none" not in prompt:
        yield contrary("prompt=none was not asked for.")
    elif len(prompt) > 1:
        yield Sign(-SAYS, "prompt=none was sent beside another value, which is an error of its own.")
    elif prompt == ["none"]:
        yield hint("prompt=none was asked for.")


known(
    "consent-missing",
    "The user, or an administrator, has not agreed yet.",
    legs=LEGS,
    topic="consent",
    usual={"consent_required": STATED, "access_denied": SOMETIMES, "interaction_required": SOMETIMES, "invalid_grant": 0},
    spec="OIDC Core 3.1.2.6",
    advice="Where prompt=none was sent, repeat with prompt=consent. Else the person was asked, and refused, or only an administrator may agree: "
    "ask them.",
    experiment="unaltered-link",
)
known(
    "interaction-needed",
    "The provider needs to show a page: a second factor, terms of use, the choice of an account.",
    legs=LEGS,
    topic="interaction",
    usual={
        "interaction_required": STATED,
        "mfa_required": STATED,
        "account_selection_required": STATED,
        "insufficient_user_authentication": STATED,
        "invalid_grant": 0,
    },
    spec="OIDC Core 3.1.2.6; RFC 9470 3",
    advice="Let the person do in that tab what the page asks for; with prompt=none no page can ask, so repeat without it.",
    experiment="unaltered-link",
)


@cause(
    "user-said-no",
    legs=("authorize",),
    topic="denied",
    usual={"access_denied": SLIP},
    spec="RFC 6749 4.1.2.1",
    advice="Ask the user what happened, and try again.",
    experiment="smallest-request",
)
def said_no(case: Case) -> Signs:
    """The user pressed Cancel, or refused consent."""
    if case.symptom.kind == "page" and (case.symptom.status or 0) >= 400 and not any(case.named("user-said-no")):
        yield against("Who refuses is sent back with an error, and sees no page with such a status.")
    if case.symptom.error == "consent_required" and case.params and "none" not in (case.asked("prompt") or "").split():
        yield doubtful("No prompt=none was sent, so the page was shown, and nobody agreed.")
    if (case.asked("prompt") or "").split() == ["none"]:
        yield Sign(2 * AGAINST, "prompt=none was sent, so no page was shown on which to press it.")
    others = ("user-not-allowed", "consent-missing", "sign-in-failed", "client-disabled", "interaction-needed", "acr-unmet")
    if case.symptom.error == "access_denied" and not any(case.named("user-said-no")):
        if any(map(case.may_be_meant, others)):
            yield against("The provider's words speak of something else.")
        elif gives_reason(case):
            yield against("The provider gives a reason, and does not say that somebody refused.")


@cause(
    "user-not-allowed",
    legs=(*LEGS, "userinfo"),
    topic="denied",
    usual={"access_denied": OFTEN, "unauthorized_client": 0, "invalid_grant": SOMETIMES},
    spec="RFC 6749 4.1.2.1",
    advice="Look at assignments, policies and the state of the account in the provider's console.",
)
def not_allowed(case: Case) -> Signs:
    """The user may not use this application: not assigned, of another directory, blocked, or kept out by a policy."""
    if case.symptom.leg == "authorize" and case.symptom.kind == "page" and case.symptom.status == 403:
        sign = (
            hint if case.words.named or is_stock_refusal(case) else doubtful
        )  # a page without a word of its own has only its status
        yield sign("The page came with the status 403, as for somebody who is known and may not.")
    elif case.symptom.leg == "authorize" and case.symptom.error == "access_denied" and gives_reason(case):
        if not any(case.named("user-said-no")):
            yield doubtful("The provider gives a reason, and does not say that somebody refused.")
    elif case.symptom.leg != "authorize" and not any(case.named("user-not-allowed")):
        yield against("The same person was let in a moment ago.")


_STILL = "There is no form, link, button or script in the source of the page, so it waits for nobody."


@cause(
    "no-user-there",
    legs=("authorize",),
    topic="denied",
    spec="OIDC Core 3.1.2.3",
    advice="Make a user at the provider, or let it read the ones that it has to have (a seed file, a directory, another tenant), and open the link "
    "again: this page leads nowhere.",
    experiment="fresh-link",
)
def nobody_there(case: Case) -> Signs:
    """There is nobody at the provider who could sign in: it has no users, or none in the place where it looked."""
    if case.symptom.kind == "page" and case.is_page_still and asks_to_sign_in(case) and not is_troubled(case):
        yield doubtful(_STILL)


known(
    "attribute-missing",
    "The account lacks something that the provider demands: an attribute that is empty, or that the login behind it did not bring.",
    legs=("authorize",),
    topic="attribute",
    usual={"invalid_request": 0},
    spec="OIDC Core 5.1",
    advice="Fill it in for this account; where the person comes from another provider, look at its scopes and at the mapping of attributes.",
)


known(
    "browser-not-admitted",
    "The provider does not admit this browser: a view inside another app, or one that is too old.",
    legs=("authorize",),
    topic="browser-kind",
    usual={"disallowed_useragent": STATED},
    spec="RFC 8252 8.12",
    advice="Open the link in the browser of the system, and not in a view inside an app.",
    experiment="fresh-link",
)


@cause(
    "sign-in-failed",
    legs=("authorize",),
    topic="denied",
    usual={"access_denied": SOMETIMES, "unverified_user_email": STATED},
    spec="RFC 6749 4.1.2.1",
    advice="Try the same account at the provider's own pages; set a new password or verify the address there, then open a fresh link. "
    "After too many tries wait, or have the account unlocked.",
    experiment="fresh-link",
)
def sign_in_failed(case: Case) -> Signs:
    """The sign-in itself did not succeed: a wrong password, too many tries, an unverified address."""
    if case.symptom.kind == "page" and is_form(case) and is_troubled(case):
        yield doubtful("The page asks who somebody is, and says that something went wrong.")


_LONG = 10  # minutes; a sign-in page lives for five to thirty


@cause(
    "sign-in-loops",
    legs=("authorize",),
    topic="session",
    usual={"server_error": SOMETIMES},
    spec="RFC 6265 5.3",
    advice="Open a fresh link in a private window, in one tab, and sign in without waiting; let the browser keep the provider's cookies.",
    experiment="fresh-link",
)
def sign_in_loops(case: Case) -> Signs:
    """The sign-in did not finish: cookies are blocked, the page was open for too long, or it was reloaded."""
    if case.symptom.kind == "refused" and case.code in SILENT and (case.asked("prompt") or "").split() == ["none"]:
        yield against(
            "No page was shown (prompt=none): the session that ended is that of the person, and no sign-in under way."
        )
    if case.symptom.kind != "page" or case.is_of_the_browser:
        return
    page, sent = case.run.last("page"), case.run.last("authorize")
    minutes = (page["at"] - sent["at"]) / 60 if page and sent else 0.0
    if minutes > _LONG and is_troubled(case):
        sign = doubtful if speaks_of_password(case) or not is_form(case) else slip
        yield sign(f"The link was made {minutes:.0f} minutes ago: most sign-in pages are good for less.")
    if has_fields_in_address(case):
        yield slip(
            "The address holds what a login form sends, and nothing of the link: the form went astray, as where cookies are blocked."
        )
    if is_form(case) and is_troubled(case):
        yield hint("The page asks the user for something, and says that something went wrong.")
    elif is_front_page(case):
        yield hint(
            "The browser ended at another page of the provider, as where the sign-in page belongs to no link any more: a bookmark, a lost cookie."
        )
    elif is_asking(case):
        yield doubtful(
            "The page asks the user for something, as a sign-in page does; where it comes again and again, it loops."
        )


_FAULTS = (
    "sign-in-loops",
    "sign-in-failed",
    "user-not-allowed",
    "no-user-there",
    "attribute-missing",
    "redirect-uri-not-registered",
    "client-unknown",
    "client-disabled",
)  # of which a page speaks that waits for nothing more


@cause(
    "sign-in-not-finished",
    legs=("authorize",),
    topic="session",
    spec="OIDC Core 3.1.2.3, 3.1.2.4",
    advice="Finish it in that tab: sign in, agree, choose. Then paste the address at which that tab arrives. Where the same page comes "
    "again and again, cookies are blocked or lost: open a fresh link in a private window. A page with nothing to fill in, to choose or to press "
    "waits for nobody: look whether the provider has a user, and a way to sign in.",
    experiment="fresh-link",
)
def not_finished(case: Case) -> Signs:
    """The sign-in is not finished: the provider's page waits for the person to sign in, to agree or to choose, or asks once more."""
    if case.symptom.kind == "page" and is_login_address(case):
        yield slip("The address is that of the provider's own sign-in page: the sign-in is not finished.")
        return
    if case.symptom.kind != "page" or is_troubled(case) or (case.symptom.status or 0) >= 400:
        return
    if any(case.is_named(fault) for fault in _FAULTS):
        return
    if case.is_page_still:
        yield against(_STILL)
    elif is_asking(case):
        yield slip("The page asks the user for something, and says nothing of a fault.")
    elif case.is_named("interaction-needed"):
        yield doubtful("The page asks the user for one thing more, and says nothing of a fault.")
    elif is_calm(case):
        yield doubtful("The page came with the status 200, and none of its words speaks of a fault.")


@cause(
    "page-says-nothing",
    legs=("authorize",),
    topic="page",
    spec="OIDC Core 3.1.2.6",
    advice="Give the text as the browser shows it, not the source of the page, or its address: a page that a script fills has its "
    "error in the query, or behind the #.",
    in_panel="Paste the text as the browser shows it, or the address of that page: its error may stand in the query or behind the #.",
)
def says_nothing(case: Case) -> Signs:
    """What was given of the page says nothing: a script fills it, and the words stand in the browser, or in its address."""
    if case.symptom.kind == "page" and is_blank(case):
        sign = doubtful if is_frame(case) else hint
        yield sign("It has a few words, and none of them speaks of a fault.")
