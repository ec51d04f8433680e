"""The provider itself: a fault, a limit, something in between."""

from __future__ import annotations

import re

from ..case import Case
from ..cause import ANYWHERE, CLIENT, Signs, cause, known
from ..page import asks_to_sign_in, filter_named, is_own_login, is_stock_refusal, leads_to_login, points_to
from ..patience import has_none_left, taken_just_before
from ..signs import DOUBTFUL, HINT, LIKELY, LITTLE, OFTEN, SAYS, SLIP, STATED, Sign, against, doubtful, enough, hint, slip
from .elsewhere import place_behind_link

NO_OAUTH = (
    "A refusal with 403 and without an error code of OAuth is of a framework, or of what stands before it: no OAuth was looked at, which says "
    "in JSON what it refuses (RFC 6749 5.2)."
)


def on_its_side(status: int) -> str:
    """The sentence of a status 5xx."""
    return f"The status {status} says that the fault is on its side; servers fall over odd input too."


@cause(
    "provider-fault",
    legs=ANYWHERE,
    topic="provider",
    usual={
        "server_error": LIKELY,
        "internal_error": LIKELY,
        "internal_server_error": LIKELY,
        "temporarily_unavailable": STATED,
    },
    spec="RFC 6749 4.1.2.1; RFC 9110 15.6",
    advice="Try again a little later, with a fresh link where a code was under way; keep the number for the provider's support, and look at its log. "
    "A client that was set up by half, such as without a key or algorithm to sign with, brings it about too.",
    experiment="fresh-code",
)
def fault(case: Case) -> Signs:
    """The provider, or something behind it, is at fault."""
    status = case.symptom.status
    if _is_of_cloudflare(case):
        yield Sign(SAYS + HINT, f"Cloudflare answers {status} where the server behind it is down, or cannot be reached by it.")
    elif status is not None and status >= 500 and status != _NETWORK_WANTS_LOGIN:
        says_the_same = case.symptom.error == "server_error"
        yield Sign(LITTLE if says_the_same else DOUBTFUL, on_its_side(status))
    elif status in _NOTHING_THERE and (path := place_behind_link(case)):
        yield slip(f"The provider took the link and sent the browser on to its own {path}, where it has nothing.")
    elif case.nothing_came:
        yield hint(case.nothing_came)
    elif (
        case.symptom.kind == "refused"
        and case.symptom.leg in CLIENT
        and any(_FELL_OVER.search(text.lower()) for text in case.words.texts)
    ):
        is_open = not case.is_told and (case.code == "invalid_request" or not case.is_known_code)
        yield Sign(
            STATED if is_open else HINT, "So speaks a program that fell over, whatever the status: its log has the reason."
        )


_FELL_OVER = re.compile(
    r"\bunknown[ _]error\b|\b(?:unexpected|unhandled|uncaught|internal)[ _](?:server[ _])?(?:error|exception|failure)\b|\btraceback\b|"
    r"\b(?:see|check|look (?:at|into)|consult) (?:the )?(?:server |provider |application )?logs?\b|\bstack ?trace\b|"
    r"\b(?:null ?pointer|key|type|value|attribute|index|runtime|illegal ?(?:state|argument))(?:error|exception)\b"
)

_UNAVAILABLE = 503
_NOTHING_THERE = (404, 405, 410)
_NETWORK_WANTS_LOGIN = 511  # RFC 6585 6


def _is_of_cloudflare(case: Case) -> bool:
    """A status of Cloudflare's own, for a server behind it that does not answer."""
    status = case.symptom.status
    return status is not None and 520 <= status <= 530 and any("cloudflare" in text.lower() for text in _texts(case))


def _texts(case: Case) -> tuple[str, ...]:
    return (
        *case.words.texts,
        *(said for said in case.symptom.said if isinstance(said, str)),
        case.answer_header("Server") or "",
    )


@cause(
    "too-many-requests",
    legs=ANYWHERE,
    topic="provider",
    usual={"slow_down": STATED, "too_many_requests": STATED, "temporarily_unavailable": OFTEN},
    spec="RFC 6585 4",
    advice="Wait, and do not repeat what failed: each try counts.",
    in_panel="Wait, and open a fresh link then.",
    experiment="after-a-minute",
)
def too_many(case: Case) -> Signs:
    """Too many requests: the provider makes us wait."""
    if case.symptom.status in (429, 999):
        yield enough(f"The status {case.symptom.status} says so.")
    elif header := has_none_left(case):
        yield hint(f"The answer says that no request is left ({header}).")
    elif case.symptom.status == _UNAVAILABLE and (told := taken_just_before(case)):
        yield Sign(SAYS + DOUBTFUL + LITTLE, told)  # the status says 503 of both


@cause(
    "blocked-on-the-way",
    legs=ANYWHERE,
    topic="provider",
    spec="RFC 9110 15.5.4, 15.5.8",
    advice="A firewall, a proxy or a bot filter answered in the provider's place: ask who runs it.",
)
def blocked(case: Case) -> Signs:
    """Something between us and the provider answered: a firewall, a proxy, a login page."""
    symptom = case.symptom
    if _is_of_cloudflare(case):
        yield against("It says that the server behind it is at fault.")
    if symptom.status == _NETWORK_WANTS_LOGIN:
        yield enough("The status 511 says that the network wants somebody to sign in first, as in a hotel (RFC 6585 6).")
    if symptom.kind == "page" and case.is_named("blocked-on-the-way") and not case.is_of_the_browser:
        yield doubtful("These are the words of a filter, which knows neither users nor clients.")
    if symptom.kind == "page" and is_stock_refusal(case):
        yield doubtful(
            "It is a stock page of a web server or a gateway, without a word of a product, and nobody had signed in."
        )
    if name := filter_named(case):
        yield slip(f"The answer has a header of a filter: {name}.")
    elif case.asks_for_key and not case.is_known_code and not case.is_told:
        yield Sign(SAYS, f"The answer asks for {case.asks_for_key}, which is a gateway's and none of OAuth.")
    if leads_to_login(case):
        weight = SLIP if symptom.leg == "discovery" and is_own_login(case) else SLIP + HINT
        yield Sign(weight, f"It sends to a page where somebody signs in: {points_to(case)}.")
    page = any(isinstance(text, str) and text.lstrip()[:1] == "<" for text in symptom.said)
    if symptom.leg in CLIENT and symptom.status == 403 and not case.is_known_code and not case.is_told and not page:
        yield hint(NO_OAUTH)
    if symptom.leg != "authorize" and symptom.kind == "refused" and not symptom.error and page:
        yield hint("A page came where JSON was due.")
        if asks_to_sign_in(case):
            yield slip("The page asks somebody to sign in, as a gateway does that stands before the address.")
        elif case.is_of_the_provider:
            yield against("The program that names itself in it (Server) gave the provider's other answers too.")
        elif symptom.status in (401, 403, 407, 502, 503):
            yield Sign(LIKELY, f"It came with the status {symptom.status}.")


known(
    "provider-hook-failed",
    "A hook on the provider's side failed: a trigger, a rule, an action, a script of whoever runs it.",
    legs=("authorize", "token", "refresh", "userinfo"),
    topic="hook",
    spec="RFC 6749 4.1.2.1",
    advice="Its log says where: look there for the account that signed in. The request has nothing to do with it, but for what the hook reads of it.",
)


known(
    "address-not-admitted",
    "The provider does not admit the network address from which it was asked.",
    legs=ANYWHERE,
    topic="place",
    spec="RFC 9110 15.5.4",
    advice="Look at the ranges of addresses and the countries that the application, the profile or the firewall admits: the browser's address "
    "counts where a person signs in, this machine's where tokens are asked for.",
)
