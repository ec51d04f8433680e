"""What failed: the one thing that stands at the end of a run and was not overcome.

A step that is done again takes away what stood there. What the provider refused, a page without a way back, and an answer
that never came weigh more than checks of ours that failed; those weigh more than what a discovery document says; and
warnings are no failure at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..protocol.flow_table import RECOGNISE, is_asked_once
from ..protocol.legs import LEG_OF_EXCHANGE, LEG_OF_REFUSAL, LEG_OF_REPORT, LEGS
from ..protocol.provider_words import each_once, words_of_event
from ..runs import Run

Kind = Literal["refused", "page", "no answer", "unread", "failed check", "inactive", "waiting", "worked", "nothing"]

FAILURES = ("refused", "page", "no answer", "unread", "failed check", "inactive")


@dataclass(frozen=True)
class Symptom:
    """What failed, on which leg. `said` is all that the provider said with it, as it came; hostile until escaped."""

    kind: Kind
    leg: str = ""
    error: str | None = None
    status: int | None = None
    problem: str | None = None
    said: tuple[Any, ...] = ()
    correlation_id: str | None = None
    error_kind: str | None = None  # the word of `Unreachable`, where no answer came

    @property
    def is_failure(self) -> bool:
        """Something failed."""
        return self.kind in FAILURES


def find_symptom(run: Run) -> Symptom:
    """Return what failed in the latest attempt of a run, or how it stands."""
    standing: dict[str, Symptom] = {}
    for event in run.events:
        _take(standing, event)
    for symptom in reversed(standing.values()):
        if symptom.kind != "inactive":
            return _at_its_page(with_answer(symptom, run), run)
    return _failed_check(run) or next(iter(standing.values()), None) or _without_failure(run)


def _take(standing: dict[str, Symptom], event: Any) -> None:
    """Let an event of a run take away what it overcomes, and put there what failed."""
    kind = event["kind"]
    if kind == "authorize":
        for step in [step for step in standing if not is_asked_once(step)]:
            del standing[step]
    elif kind in ("receive", "page", "unread"):
        _front(standing, event)
    elif kind == "token_request":
        standing.pop("browser", None)
    elif kind == "report" and event["about"] == "redirect":
        _read_after_all(standing)
    elif kind == "exchange" and event["step"] != RECOGNISE:  # what that found is judged with the answer
        _back(standing, event)
    elif kind == "metadata":
        standing.pop("discover", None)
    elif kind == "refusal":
        _refusal(standing, event)
    elif kind == "application":
        _application(standing, event)
    elif kind in ("userinfo", "introspect", "revoke"):
        _answer(standing, event)


def _front(standing: dict[str, Symptom], event: Any) -> None:
    """What the browser brought: an answer, a page of the provider, or a text that could not be read."""
    standing.pop("browser", None)
    if event["kind"] == "receive":
        for step in [step for step in standing if not is_asked_once(step)]:
            del standing[step]
        said = each_once((name, value) for name, value in event["params"] if name not in ("code", "state", "iss"))
        if "error" in said or any(name.startswith("error") for name in said):
            standing["browser"] = Symptom("refused", "authorize", said.get("error"), said=(said,))
        return
    page = event["kind"] == "page"
    leg = "logout" if event.get("after") == "logout" else "authorize" if page else "paste"
    problem = event.get("problem")
    standing["browser"] = Symptom(
        "page" if page else "unread",
        leg,
        _text(event.get("error")),
        event.get("status") if isinstance(event.get("status"), int) else None,
        _text(problem),
        said=(*_told(event.get("said")), event.get("address"), *_words(event)) if page else (),
    )


def _read_after_all(standing: dict[str, Symptom]) -> None:
    """A later paste was judged by our rules, even if it brought nothing: the text that could not be read before it is overcome."""
    if "browser" in standing and standing["browser"].kind == "unread":
        del standing["browser"]


def _back(standing: dict[str, Symptom], event: Any) -> None:
    """An exchange: no answer at all, or the answer, of which the next event tells."""
    step, answer = event["step"], event.get("response")
    before = standing.pop(step, None)
    leg = LEG_OF_EXCHANGE.get(step, "token")
    if not answer:
        standing[step] = Symptom("no answer", leg, problem=_text(event.get("error")), error_kind=_text(event.get("error_kind")))
        return
    said = (answer.get("body"), _header(answer, "WWW-Authenticate"))
    if step == "discover" or (is_asked_once(step) and (answer["status"] != 200 or isinstance(answer.get("body"), str))):
        found = "and that is no discovery document" if step == "discover" else "and not with its keys"
        problem = f"It answered {answer['status']:.0f}, {found}."
        standing[step] = Symptom("refused", leg, _error_of(said[0]), int(answer["status"]), problem, said)
    elif before is None or before.kind == "no answer":
        standing.pop(step, None)


def _header(answer: Mapping[str, Any], name: str) -> str | None:
    headers = answer.get("headers") or []
    return next((pair[1] for pair in headers if isinstance(pair, list) and pair[0].lower() == name.lower()), None)


def _error_of(body: Any) -> str | None:
    return _text(body.get("error")) if isinstance(body, Mapping) else None


def _refusal(standing: dict[str, Symptom], event: Any) -> None:
    leg = LEG_OF_REFUSAL.get(event["leg"], "token")
    step = "browser" if leg == "authorize" else "refresh" if leg == "refresh" else "exchange"
    before = standing.pop(step, None)
    status = event.get("status")
    standing[step] = Symptom(
        "refused",
        leg,
        event.get("error"),
        int(status) if isinstance(status, int | float) else None,
        _text(event.get("problem")),
        said=(*(before.said if before else ()), *_words(event)),
        correlation_id=_text(event.get("correlation_id")),
    )


def _application(standing: dict[str, Symptom], event: Any) -> None:
    """What an application that is none of ours made of the answer, as the browser saw it."""
    status, said = event.get("status"), event.get("said")
    standing["application"] = Symptom(
        "refused",
        "application",
        _text(event.get("error")),
        status if isinstance(status, int) else None,
        _text(event.get("problem")),
        said=tuple(said) if isinstance(said, list) else (),
    )


def _answer(standing: dict[str, Symptom], event: Any) -> None:
    """UserInfo, introspection or revocation: a refusal by its status, or a token that is good no more."""
    step, status, members = event["kind"], event.get("status"), event.get("members") or {}
    standing.pop(step, None)
    says_no = is_refusal_in(members)
    code = int(status) if isinstance(status, int | float) else None
    problem = _text(event.get("problem")) or ("" if says_no else _says_nothing(step, code, members))
    if (code is not None and code >= 300) or problem or says_no:
        error = _error_of(members) or _text(event.get("error"))
        said = (members, *_words(event))
        numbers = _text(event.get("correlation_id"))
        standing[step] = Symptom("refused", LEG_OF_EXCHANGE[step], error, code, problem or None, said, numbers)
    elif step == "introspect" and members.get("active") is False:
        standing[step] = Symptom("inactive", "introspection", said=(members,))


def is_refusal_in(members: Mapping[str, Any]) -> bool:
    """An answer says no by its members, as some do with a status of 200: {"status": "error", "msg": "Access token has expired"}."""
    says_no = bool(_error_of(members)) or members.get("success") is False or str(members.get("status")).lower() in _NO
    return says_no and not members.keys() & {"sub", "active"}


_NO = ("error", "fail", "failed", "failure")


def _says_nothing(step: str, status: int | None, members: Mapping[str, Any]) -> str:
    """What is to say of an answer that refuses nothing, and does not say what it is for; a revocation has nothing to say."""
    if status is None or status >= 300 or step == "revoke":
        return ""
    if step == "introspect" and not isinstance(members.get("active"), bool):
        return f"Introspection answered {status}, and does not say whether the token is good (active)."
    return "" if members else f"UserInfo answered {status}, and says nothing."


def _at_its_page(symptom: Symptom, run: Run) -> Symptom:
    """An error at an address of the provider is a page of it: the browser was not sent back to the client."""
    event = run.last("receive")
    if symptom.kind != "refused" or symptom.leg != "authorize" or event is None:
        return symptom
    address = event.get("address")
    sent: Mapping[str, Any] = run.last("authorize") or {}
    if not isinstance(address, str) or host_of(address) != host_of(str(sent.get("endpoint") or "")):
        return symptom
    own = next((value for name, value in run.params if name == "redirect_uri"), None)
    return symptom if address == own else replace(symptom, kind="page", said=(*symptom.said, address))


def host_of(address: str) -> str:
    """Return the host and port of an address; empty where it has none."""
    return address.partition("://")[2].partition("/")[0].partition("?")[0].lower()


def _told(pairs: Any) -> tuple[Any, ...]:
    """The values of a page's parameters."""
    return tuple(pair[1] for pair in pairs if isinstance(pair, list) and len(pair) == 2) if isinstance(pairs, list) else ()


def _words(event: Any) -> tuple[str, ...]:
    """The provider's own words and codes, as an event keeps them."""
    said = words_of_event(event)
    return (*said.codes, *said.texts)


def _failed_check(run: Run) -> Symptom | None:
    """A check of ours that failed, of severity error: of the answer, the tokens, and last of the discovery document."""
    reports = run.reports
    for passed_over in (STOPS_FEW, HYGIENE):
        for about, leg in LEG_OF_REPORT.items():
            failed = [finding.rule for finding in reports[about].findings if finding.is_error] if about in reports else []
            if about == "metadata" and _is_signed_in(run):
                failed = [rule for rule in failed if rule.startswith(_OF_ISSUER)]  # the rest stopped nobody: it bites others
            if any(not rule.startswith(passed_over) for rule in failed):
                return Symptom("failed check", leg)
    return None


def _is_signed_in(run: Run) -> bool:
    """Tokens came: what the document says wrongly stopped nobody."""
    return any(event["kind"] == "tokens" for event in run.attempt)


_OF_ISSUER = ("DISC-ISSUER-", "DISC-URL")  # for which a client has to stop (OIDC Discovery 4.3)
HYGIENE = ("TOKR-NO-STORE-MISSING",)  # what has to be, and stops no sign-in: it bites later
STOPS_FEW = (*HYGIENE, "JWKS-")  # nor an odd key, where another one fits


def _without_failure(run: Run) -> Symptom:
    kinds = {event["kind"] for event in run.attempt}
    if "tokens" in kinds:
        return Symptom("worked")
    if "authorize" in kinds and not kinds & {"receive", "token_request"}:
        return Symptom("waiting", "authorize")
    return Symptom("nothing")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def with_answer(symptom: Symptom, run: Run) -> Symptom:
    """Return the symptom with the body and the challenge of the answer in which it came."""
    if symptom.kind != "refused" or symptom.leg in ("authorize", "application"):
        return symptom
    answers = [event for event in run.exchanges if event["step"] == LEGS[symptom.leg].exchange and event.get("response")]
    if not answers:
        return symptom
    answer: Mapping[str, Any] = answers[-1]["response"] or {}
    challenge = _header(answer, "WWW-Authenticate")
    return replace(symptom, said=(*symptom.said, answer.get("body"), challenge))
