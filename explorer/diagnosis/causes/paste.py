"""What came back to the client, and what was pasted here (RFC 6749 4.1.2, 10.12; RFC 9207)."""

from __future__ import annotations

from ..browser import OWN_PAGE
from ..case import Case
from ..cause import PASTE, Signs, cause, known
from ..signs import HINT, SAYS, SLIP, Sign, doubtful, enough, hint, ours, slip
from .address import difference
from .cut import is_cut_in_state, is_shortened, is_unencoded

AGAIN = "Open a fresh link, sign in in one tab, and paste the address at which that tab arrives."
IN_PANEL = "Go back to step 2, open a fresh link, and paste the address of that tab."
ONCE_MORE = "Copy the whole address bar of that tab once more, and paste it here in step 3: all of it, from http to its end."


ELSEWHERE = ("form_post", "fragment", "web_message")  # and not in the query


@cause(
    "wrong-text-pasted",
    legs=PASTE,
    topic="paste",
    spec="OIDC Core 3.1.2.5",
    advice="Paste the address bar of the tab in which you signed in: it begins with the redirect_uri and has code=... or error=... "
    "in it. Where the provider shows a page of its own, paste its text, with its status: receive(text, status=400).",
    in_panel="Paste the address bar of the tab in which you signed in; where the provider shows a page of its own, its text.",
)
def wrong_text(case: Case) -> Signs:
    """What was pasted is not the answer of the provider."""
    if case.symptom.kind == "unread" and case.asked("response_mode") in ELSEWHERE:
        yield hint(case.symptom.problem or "It could not be read.")
    elif case.symptom.kind == "unread" and "as a sentence has" in (case.symptom.problem or ""):
        yield slip(case.symptom.problem or "")
    elif case.symptom.kind == "unread" and (is_shortened(case) or OWN_PAGE in (case.symptom.problem or "")):
        yield hint(case.symptom.problem or "")
    elif case.symptom.kind == "unread":
        yield ours(case.symptom.problem or "It could not be read.")


def has_request_object(case: Case) -> bool:
    """The link has a request object, whose parameters count in the place of its own (OIDC Core 6.1, RFC 9101 6.3)."""
    return case.asked("request") is not None or case.asked("request_uri") is not None


def of_older_link(case: Case) -> str | None:
    """How long before the latest link of this run the one was made whose state came; None where it is of none, or of the latest."""
    event = case.run.last("receive")
    came = next((value for name, value in event["params"] if name == "state"), None) if event else None
    links = [event for event in case.run.events if event["kind"] == "authorize"]
    sent = [dict(link["params"]).get("state") for link in links]
    if came is None or not sent or came == sent[-1] or came not in sent:
        return None
    apart = links[-1]["at"] - links[sent.index(came)]["at"]
    return f"{apart:.0f} s" if apart < _MINUTES else f"{apart / 60:.0f} minutes"


_MINUTES = 120  # seconds from which on minutes are told


@cause(
    "state-of-another-sign-in",
    legs=(*PASTE, "authorize"),  # an error answers a link too
    topic="state",
    spec="RFC 6749 10.12; OIDC Core 3.1.2.1",
    advice=f"{AGAIN} An answer to an older link, of a second tab or another session looks so; so does an attack.",
    in_panel=IN_PANEL,
    rules=("AUTHR-STATE-MISMATCH",),
    experiment="fresh-code",
)
def other_state(case: Case) -> Signs:
    """The state is not the one that was sent: the answer belongs to another sign-in, was changed on its way, or is forged."""
    if case.symptom.kind == "page":
        yield Sign(-SAYS, "No state came: the provider showed a page, and sent nobody back.")
    elif "AUTHR-STATE-ALTERED" in case.failed or is_cut_in_state(case) or is_unencoded(case):
        yield hint("The state that came is not the one of this link, and looks like it.")
    elif "AUTHR-STATE-MISMATCH" in case.failed and has_request_object(case):
        yield doubtful(
            "The state that came is not the one of this link; but a request object may have a state of its own, which counts."
        )
    elif "AUTHR-STATE-MISMATCH" in case.failed and case.symptom.leg == "authorize":
        yield Sign(
            SAYS + SLIP + HINT, "The state that came with the error is not the one of this link: the error answers another."
        )
    elif "AUTHR-STATE-MISMATCH" in case.failed and (older := of_older_link(case)) is not None:
        yield ours(f"The guard stopped here: the state that came is that of this flow's own link of {older} before.")
    elif "AUTHR-STATE-MISMATCH" in case.failed:
        yield ours("The guard stopped here: the state that came is not the one of this link.")


@cause(
    "state-changed-on-the-way",
    legs=PASTE,
    topic="state",
    spec="RFC 6749 4.1.2, B",
    advice="Copy the whole address bar of that tab once more. Where the tab itself shows the state so, it was changed on its way: "
    "report it, and open a fresh link.",
    in_panel=f"{ONCE_MORE} Where the tab itself shows the state so, it was changed on its way: report it.",
    experiment="fresh-code",
)
def state_changed(case: Case) -> Signs:
    """The state is this link's own, and was changed on its way."""
    if is_unencoded(case):
        yield ours("What came is the state that was sent, read as it stands: a + as a space, and cut at the first & or #.")
    elif "AUTHR-STATE-ALTERED" in case.failed:
        sign = doubtful if is_cut_in_state(case) else ours
        yield sign(f"{case.failed['AUTHR-STATE-ALTERED'].message} (AUTHR-STATE-ALTERED)")


_TAKEN_OUT = (
    "If it is, look at the provider's redirect in the browser's tools (Network): where the state stands in that, a gateway, a router or the "
    "application's own framework took it out after it; where it does not, the provider leaves it out: report it. A client may not go on without."
)


@cause(
    "state-missing",
    legs=PASTE,
    topic="state",
    spec="RFC 6749 4.1.2",
    advice=f"Is the whole address there, up to its end? {_TAKEN_OUT}",
    in_panel=f"{ONCE_MORE} {_TAKEN_OUT}",
    rules=("AUTHR-STATE-MISSING", "AUTHR-ERROR-STATE-MISSING"),
)
def no_state(case: Case) -> Signs:
    """No state came back, although one was sent."""
    event = case.run.last("receive")
    if "AUTHR-EMPTY" in case.failed:
        yield Sign(-SLIP, "Nothing at all came back.")
    if event and event.get("recognised") == "code":
        yield hint("A bare code was pasted, without the address in which the state stands.")


known(
    "state-not-asked",
    "A state came that was never sent.",
    legs=PASTE,
    topic="state",
    spec="RFC 6749 4.1.2",
    advice=AGAIN,
    in_panel=IN_PANEL,
    rules=("AUTHR-STATE-UNEXPECTED",),
)
known(
    "answer-of-another-provider",
    "The answer names another issuer: it comes from another provider, or its iss is written differently.",
    legs=PASTE,
    topic="iss",
    spec="RFC 9207 2.4",
    advice="Compare iss with the issuer letter for letter. If they are two providers, somebody mixes them up: send no code.",
    rules=("AUTHR-ISS-MISMATCH", "AUTHR-ISS-VS-ID-TOKEN", "AUTHR-ISS-FORMAT"),
)


@cause(
    "iss-missing",
    legs=PASTE,
    topic="iss",
    spec="RFC 9207 2, 3",
    advice="Paste the whole address; where it is missing there too, the provider breaks its word.",
    in_panel=ONCE_MORE,
    rules=("AUTHR-ISS-MISSING",),
)
def no_iss(case: Case) -> Signs:
    """The answer has no iss, although the provider promises one."""
    if "AUTHR-EMPTY" in case.failed:
        yield Sign(-SLIP, "Nothing at all came back.")


@cause(
    "landed-elsewhere",
    legs=PASTE,
    topic="redirect_uri",
    spec="RFC 6749 4.1.2, 3.1.2",
    advice="Compare the two addresses. Where they are one place in two spellings, as localhost and 127.0.0.1 are, go on. A broker's or "
    "another client's callback has a code too: is this the tab of this link?",
    rules=("AUTHR-WRONG-REDIRECT-URI",),
)
def landed_elsewhere(case: Case) -> Signs:
    """The browser arrived at another address than the redirect_uri of this link."""
    asked, landed = case.asked("redirect_uri"), case.landed
    if "AUTHR-WRONG-REDIRECT-URI" not in case.failed or asked is None or landed is None:
        return
    if landed != asked.partition("?")[0]:  # and it is not its query that was lost
        yield ours(f"The link has {asked}, and the address bar {landed}: {difference(asked, landed)}.")


known(
    "answer-twice",
    "A parameter of the answer came twice.",
    legs=PASTE,
    topic="form",
    spec="RFC 6749 3.1, 4.1.2",
    advice="Somebody added one, or a redirect_uri with a query of its own was given one: take the query out of it.",
    rules=("AUTHR-DUPLICATE-PARAM",),
)


@cause(
    "answer-empty",
    legs=PASTE,
    topic="answer",
    spec="RFC 6749 4.1.2",
    advice="Copy the whole address bar once more. The answer may stand behind the #, or was sent as a form: leave response_mode "
    "out. A page that redirects once more drops it.",
    in_panel=f"{ONCE_MORE} If there is no more in it, the answer may have come as a form: leave response_mode out in step 2.",
    experiment="unaltered-link",
)
def empty(case: Case) -> Signs:
    """There is neither a code nor an error: the address was copied in part, or nothing came."""
    if "AUTHR-EMPTY" in case.failed and case.asked("response_mode") in ELSEWHERE:
        yield hint("It may have come in another way.")
    elif "AUTHR-EMPTY" in case.failed:
        yield enough(f"{case.failed['AUTHR-EMPTY'].message} (AUTHR-EMPTY)")


@cause(
    "answer-in-the-fragment",
    legs=PASTE,
    topic="answer",
    spec="Multiple Response Types 2.1, 5",
    advice="Leave response_mode out, and use response_type=code: then the answer comes in the query.",
    rules=("AUTHR-CODE-IN-FRAGMENT", "AUTHR-FORM-POST-METHOD"),
    experiment="unaltered-link",
)
def in_fragment(case: Case) -> Signs:
    """The answer stands behind the #, or came as a form, where a server does not see it."""
    event, asked = case.run.last("receive"), case.asked("response_mode")
    if asked in ELSEWHERE and ("AUTHR-EMPTY" in case.failed or case.symptom.kind == "unread"):
        yield enough(f"The link asked for response_mode={asked}, so the answer does not stand in the query.")
    if event and event.get("recognised") == "fragment":
        yield doubtful("It was read from behind the #.")


known(
    "tokens-in-the-address",
    "Tokens came through the browser.",
    legs=PASTE,
    topic="answer",
    spec="RFC 9700 2.1.2",
    advice="Use response_type=code.",
    rules=("AUTHR-TOKEN-IN-QUERY", "AUTHR-TOKEN-UNEXPECTED"),
    experiment="unaltered-link",
)
known(
    "signed-answer-wrong",
    "A signed answer was asked for (response_mode jwt), and none came that a client may believe.",
    legs=PASTE,
    topic="answer",
    spec="JARM 2.4",
    advice="Leave response_mode out for the experiment; where the signed answer names another issuer or audience, send no code.",
    in_panel="In step 2, leave response_mode out; where the signed answer names another issuer or audience, go no further.",
    rules=("JARM-RESPONSE-MISSING", "JARM-PLAIN-PARAMS", "JARM-ALG-NONE", "JARM-ISS", "JARM-AUD"),
    experiment="unaltered-link",
)
known(
    "code-and-error",
    "The answer has a code and an error.",
    legs=PASTE,
    topic="answer",
    spec="RFC 6749 4.1.2, 4.1.2.1",
    advice="Report it: it can be only one of the two.",
    rules=("AUTHR-CODE-AND-ERROR",),
)
known(
    "answer-seen-before",
    "This answer was pasted before.",
    legs=PASTE,
    topic="paste",
    spec="RFC 6749 4.1.2",
    advice=AGAIN,
    in_panel=IN_PANEL,
    rules=("AUTHR-CODE-SEEN",),
    experiment="fresh-code",
)
known(
    "code-damaged",
    "The code was damaged on its way: white space in it, characters that no code has, very short.",
    legs=PASTE,
    topic="code",
    spec="RFC 6749 A.11",
    advice="Copy the whole address bar once more.",
    in_panel=ONCE_MORE,
    rules=("AUTHR-CODE-SPACE", "AUTHR-CODE-CHARS", "AUTHR-CODE-SHORT"),
    experiment="fresh-code",
)
known(
    "callback-over-http",
    "The code travelled to a plain http address on another machine.",
    legs=PASTE,
    topic="http",
    spec="RFC 9700 2.6; OIDC Core 3.1.2.1",
    advice="Register an https address.",
    rules=("AUTHR-CALLBACK-HTTP",),
)
