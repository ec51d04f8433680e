"""The code at the token endpoint: used, old, lost, or damaged on its way. Whose it is stands in whose_code.py."""

from __future__ import annotations

import re

from ...protocol.provider_start import moment_of, time_of_day
from ..case import Case
from ..cause import PASTE, TOKEN, Signs, cause
from ..signs import AGAINST, LITTLE, OFTEN, SOMETIMES, Sign, against, contrary, doubtful, enough, hint, ours, remark, slip
from .access_token import HUNG_UP
from .cut import code_was_cut

OLD = 60  # seconds; many providers give a code no longer (Keycloak 60 s, oauth2-server-php 30 s)


FRESH = 10  # seconds that no provider grudges
_AT_ONCE = 3  # seconds in which nothing runs out


VERY_OLD = 600  # seconds; the most that RFC 6749 4.1.2 recommends


GRANT = {"invalid_grant": OFTEN, "invalid_request": SOMETIMES, "bad_verification_code": OFTEN, "invalid_code": OFTEN}


ALONE = "The code was pasted alone, without the address and the state that stood beside it: nothing tells whose it is, and whether all of it."


def found(case: Case) -> Signs:
    """The provider compared what belongs to the code, so it had found the code."""
    told = next((name for name in _COMPARED if case.is_named(name)), None)
    if told is not None and not case.sent.code.posted_before:
        yield against("The provider compared what belongs to the code with what was sent, so it had found the code.")


_COMPARED = ("verifier-wrong", "verifier-missing", "redirect-uri-differs", "other-client")


def again(case: Case) -> Signs:
    """The experiment of these causes, a fresh code sent straight away, was made in vain."""
    if case.is_fresh_code_refused:
        yield against("Another code was refused in the same way before, and this one was sent straight away.")


@cause(
    "code-used-before",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.2, 10.5",
    advice="Open a fresh link and send its code once: a code works once, also where the first try failed. Look for an "
    "application that listens at the redirect_uri, a reload, a double click, an automatic retry.",
    in_panel="Go back to step 2 and open a fresh link; send its code once. If that is what you did, see whether an "
    "application listens at the redirect_uri.",
    experiment="fresh-code",
)
def used_before(case: Case) -> Signs:
    """The code was used before."""
    yield from again(case)
    yield from found(case)
    if case.code_worked_elsewhere:
        yield enough("An earlier run sent the same code, and tokens came for it.")
    elif case.sent.code.posted_before is False:
        yield Sign(-LITTLE, "This flow sends the code for the first time; whether somebody else sent it, it cannot see.")
    elif case.sent.code.posted_before and case.code_brought_tokens:
        yield enough("This flow sent the same code before, and tokens came for it.")
    elif case.sent.code.posted_before and case.was_unanswered:
        yield slip("This flow sent the same code before, and no answer came: the provider may have taken it all the same.")
    elif case.sent.code.posted_before and case.was_broken_off:
        yield slip(
            f"This flow sent the same code before, and the answer was {case.was_broken_off}: the provider may have taken it all the same."
        )
    elif case.sent.code.posted_before:
        yield hint("This flow sent the same code before, without getting tokens; at some providers that uses a code up.")
    if "AUTHR-CODE-SEEN" in case.failed:
        yield doubtful("The same code was pasted before.")


@cause(
    "provider-restarted",
    legs=(*PASTE, *TOKEN),
    topic="code",
    spec="RFC 6749 4.1.2",
    advice="Start again: choose the provider that runs now, open a fresh link, and sign in there. No code of before is good any more.",
    in_panel="Start again: step 3 has the button, or choose the provider in step 1 once more; then open a fresh link and sign in.",
)
def provider_restarted(case: Case) -> Signs:
    """The provider was restarted, and lost its memory of the code and of the client."""
    if "AUTHR-PROVIDER-RESTARTED" in case.failed:
        yield ours(case.failed["AUTHR-PROVIDER-RESTARTED"].message)
        return
    then, now = case.started("discover"), case.started("exchange")
    if then is None or now is None or case.symptom.leg != "token":
        return
    event = case.run.last("receive")
    if then == now:
        yield contrary("The provider that answered is the one that described itself: it has been running all the time.")
    elif event is not None and moment_of(now) > event["at"]:
        yield ours(f"The provider that answered was started at {time_of_day(now)}, after the code had come.")
    else:
        yield slip(f"The provider that answered was started at {time_of_day(now)}, after it had described itself.")


def _life_told(case: Case) -> int | None:
    """For how many seconds a code lives by the provider's own words, where they call it too old; None where they do not say."""
    quotes = [each.quote for each in case.words.named if each.cause == "code-old"]
    found = next((number for quote in quotes if (number := _LIFE.search(quote))), None)
    return None if found is None else int(found[1]) * (60 if found[2].lower().startswith("m") else 1)


# How long it lives, and not how old it is, or how long ago it ended.
_LIFE = re.compile(
    r"\b(?:(?:lived?s?|valid|good|lasts?|expires?|life ?time|life|ttl|limit) (?:(?:only|is|of|for|after|in|within) ){0,2}|"
    r"(?:within|older than|more than) )(\d{1,4}) ?(s|sec\w*|m|min\w*)\b",
    re.IGNORECASE,
)


@cause(
    "code-old",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.2",
    advice="Exchange the code at once: some providers give it 30 seconds, many one minute.",
    in_panel="Go back to step 2, open a fresh link, and press Send in step 4 straight after you pasted.",
    experiment="fresh-code",
)
def code_old(case: Case) -> Signs:
    """The code had expired when it was sent."""
    yield from again(case)
    age, oldest = case.code_age, case.oldest_code
    if age is None:
        return
    if age < FRESH and case.sent.code.posted_before:
        yield against(f"It was sent {age:.0f} s after it came back, and not for the first time.")
    elif (life := _life_told(case)) is not None and age > life:
        yield slip(f"It was sent {age:.0f} s after it came back, and the provider says that it lives for {life} s.")
    elif age > VERY_OLD:
        yield slip(f"It was sent {age / 60:.0f} minutes after it came back; the standard recommends ten at the most.")
    elif age > OLD:
        yield doubtful(f"It was sent {age:.0f} s after it came back; many providers give it 60 s.")
    elif age > OLD / 3:
        yield hint(f"It was sent {age:.0f} s after it came back; some providers give it 30 s or less.")
    elif oldest is not None and oldest > OLD:
        sentence = f"Between the link and the exchange lay {oldest:.0f} s, so the code may be that old; many give it 60 s."
        yield slip(f"{sentence} All else is as it was where it worked.") if case.differs_in_time_alone else hint(sentence)
    elif oldest is not None and oldest < FRESH and not case.is_named("code-old"):
        weight = -3 * LITTLE if oldest < _AT_ONCE else -2 * LITTLE  # a life of seconds is a slip in somebody's settings
        yield Sign(weight, f"Between the link and the exchange lay only {oldest:.0f} s; few providers give a code less.")
    else:
        yield Sign(-LITTLE, f"It was sent {age:.0f} s after it came back; how long it lay in the browser is not known.")


def _is_followed(case: Case) -> bool:
    """The address that was pasted had another parameter behind the code."""
    event = case.run.last("receive")
    names = [pair[0] for pair in (event.get("params") or [])] if event else []
    return "code" in names and names[-1] != "code" and not case.came_alone


@cause(
    "code-cut",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.2",
    advice="Copy the whole address bar, with any = at its end.",
    experiment="fresh-code",
)
def code_cut(case: Case) -> Signs:
    """The code was cut, or lost a character, on its way."""
    yield from found(case)
    code = case.sent.code
    if code.is_part_of_received:
        yield slip("What was sent is only a part of the code that came back.")
    elif code.odd_hex:
        yield doubtful("What was sent is an odd number of hexadecimal digits, of which bytes have two each.")
    elif code.same_as_received and (ends := list(code_was_cut(case))):
        yield from ends
    elif code.same_as_received:
        yield (
            Sign(
                -LITTLE if case.is_named("code-cut") else -2 * LITTLE if case.is_spoken_of("code-cut") else AGAINST,
                "Something stood behind it in the address, so its end was not cut off.",
            )
            if _is_followed(case)
            else Sign(-LITTLE, "The code was sent as it was pasted; whether it was whole then, the record cannot see.")
        )
    lengths = {each.code_length for each in case.earlier if isinstance(each.code_length, int)}
    if code.length and lengths and code.length < min(lengths):
        yield slip(
            f"It has {code.length:.0f} characters; those for which tokens came had {' or '.join(map(str, sorted(lengths)))}."
        )
    if case.came_alone:
        yield hint(ALONE)
    if "AUTHR-CODE-SHORT" in case.failed:
        yield doubtful("The code that was pasted is short for a code.")


@cause(
    "code-changed",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.3",
    advice="Send the code as it came.",
    experiment="unaltered",
)
def code_changed(case: Case) -> Signs:
    """Another code was sent than came back."""
    code = case.sent.code
    if code.same_as_received is False and code.is_part_of_received is False and code.length:
        damaged = code.percent_encoded or code.edge_white_space or code.inner_white_space
        sign = hint if damaged else slip  # then it says more plainly what was changed
        yield sign("The code in the token request is not the one that came back.")
    elif code.same_as_received:
        yield contrary("The code was sent as it came.")
    event = case.run.last("receive")
    if event and event.get("changes"):
        yield hint(f"The pasted text was changed before it was read: {'; '.join(map(str, event['changes']))}.")


@cause(
    "code-missing",
    legs=TOKEN,
    topic="code",
    usual={"invalid_request": OFTEN},
    spec="RFC 6749 4.1.3",
    advice="Add the parameter code.",
    experiment="unaltered",
)
def code_missing(case: Case) -> Signs:
    """There is no code in the token request."""
    length = case.sent.code.length
    if length is not None:
        yield contrary("The token request has a code.") if length else enough("The token request has no code.")


@cause(
    "code-percent-encoded",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.2, B",
    advice="Decode the code once after taking it from the address; it is encoded again when it is sent.",
    experiment="fresh-code",
)
def code_encoded(case: Case) -> Signs:
    """The code is still percent-encoded."""
    code = case.sent.code
    if code.percent_encoded:
        yield slip("The code as sent holds percent escapes such as %2F or %3D.")
        if code.same_as_received:
            yield hint("It came so, or was read as it is; some codes have a % of their own.")
    elif code.percent_encoded is False:
        yield contrary("The code holds no percent escapes.")


@cause(
    "code-white-space",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 A.11",
    advice="Copy the address again; a + in a code has to be written %2B.",
    experiment="fresh-code",
)
def code_white_space(case: Case) -> Signs:
    """The code has white space in it, where a + was or a line broke."""
    code = case.sent.code
    if code.edge_white_space or code.inner_white_space:
        yield slip("There is white space in the code as sent.")
    elif code.edge_white_space is False and code.inner_white_space is False:
        yield contrary("The code as sent has no white space.")


@cause(
    "code-lost",
    legs=TOKEN,
    topic="code",
    usual=GRANT,
    spec="RFC 6749 4.1.2, 5.2",
    advice="Open a fresh link and send its code straight away. If every code fails so, look whether all nodes of the provider "
    "share one store, and whether it was started again in between.",
    in_panel="Go back to step 2 and open a fresh link; was the provider started again in between?",
    experiment="fresh-code",
)
def code_lost(case: Case) -> Signs:
    """The provider does not know the code any more: another of its nodes answered, or it lost its memory since."""
    yield from found(case)
    if case.was_away and not case.sent.code.posted_before:
        yield doubtful("No answer came from the provider in between, as when it is started again.")
    elif not case.tried:
        yield Sign(-LITTLE, "Nothing on the wire tells a code that was lost from one that was used.")
    if case.was_hung_up_between:
        yield remark(HUNG_UP)
