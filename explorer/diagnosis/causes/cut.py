"""An address that was copied in part: its end is missing, and what stands there is looked for elsewhere in vain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from ..case import Case
from ..cause import PASTE, Signs, cause
from ..signs import ENOUGH, Sign, doubtful, hint, remark, slip

_ELSEWHERE = "Copy the whole address again from the tab that still holds it: click into its address bar, select all, copy. "
_SHORTENED = ("...", "\u2026")
_NAMES = ("code", "state", "session_state", "iss", "error", "error_description")
_CUT_ESCAPE = re.compile(r"%[0-9A-Fa-f]?\Z")
_SHORTEST = 3  # characters that tell the beginning of a value from another one


@cause(
    "address-cut",
    legs=PASTE,
    topic="paste",
    spec="OIDC Core 3.1.2.5; RFC 6749 4.1.2",
    advice=f"{_ELSEWHERE}The sign-in is still good, and no fresh link is needed: receive() it once more.",
    in_panel=f"{_ELSEWHERE}Paste it here once more: the sign-in is still good, and no fresh link is needed.",
    experiment="copy-again",
)
def address_cut(case: Case) -> Signs:
    """The address was cut in copying: not all of it was pasted."""
    params = _pairs(case)
    if is_shortened(case):
        yield Sign(ENOUGH, case.symptom.problem or "")
    elif params:
        yield from (Sign(ENOUGH, sentence) for sentence in _ends_early(case, *params[-1]))
        yield from _ends_with_code(case, params)


def is_shortened(case: Case) -> bool:
    """What was pasted has three dots where a part of it was left out, as programs show a long address."""
    return case.symptom.kind == "unread" and "shortened" in (case.symptom.problem or "")


def is_cut_in_state(case: Case) -> bool:
    """The text ends within the state: what is there of it is the beginning of the one that was sent."""
    params = _pairs(case)
    return bool(params) and params[-1][0] == "state" and _is_beginning(params[-1][1], case.asked("state"))


def is_unencoded(case: Case) -> bool:
    """The provider sent the state back without encoding it, so what came is what a reader makes of it (RFC 6749 B)."""
    event, sent = case.run.last("receive"), case.asked("state") or ""
    came = dict(event["params"]).get("state") if event else None
    return came is not None and came != sent and unquote_plus(re.split("[&#]", sent)[0]) == came


def _pairs(case: Case) -> list[tuple[str, str]]:
    """The parameters of an address, in their order; none where a bare code was pasted, JSON, or a page."""
    event = case.run.last("receive")
    if event is None or event.get("recognised") not in ("url", "fragment", "parameters"):
        return []
    if any("JSON" in change for change in event.get("changes") or ()):
        return []
    return [(str(name), str(value)) for name, value in event["params"]]


def _ends_early(case: Case, name: str, value: str) -> Iterator[str]:
    """Say where the text ends: within the name of a parameter, before its value, or within a value that is known here."""
    known = {"state": case.asked("state"), "iss": case.run.metadata.get("issuer")}.get(name)
    if not value and name not in _NAMES and any(each.startswith(name) for each in _NAMES):
        yield f"It ends in the middle of the name of a parameter: &{name}."
    elif not value and name in _NAMES:
        yield f"It ends behind {name}=, and the value is missing."
    elif _is_beginning(value, known) and f"{value}/" != known:  # an issuer that is written without its slash is no cut
        yield f"It ends within {name}: what is there is the beginning of the {'one that was sent' if name == 'state' else 'issuer'}."


def _is_beginning(value: str, whole: object) -> bool:
    bare = _CUT_ESCAPE.sub("", value.removesuffix(_SHORTENED[0]).removesuffix(_SHORTENED[1]))
    return isinstance(whole, str) and bare != whole and whole.startswith(bare) and (not value or len(bare) >= _SHORTEST)


def code_was_cut(case: Case) -> Signs:
    """Yield what of the pasted address says that its end, and so perhaps that of the code, is missing; whoever overruled the guards."""
    params = _pairs(case)
    if params and params[-1][0] == "code":
        missing = [name for name in ("STATE", "ISS") if f"AUTHR-{name}-MISSING" in case.failed]
        sign = slip if len(missing) > 1 else doubtful
        if missing:
            yield sign(
                f"Nothing stood behind the code in the address, and {' and '.join(missing).lower()} had to come with it."
            )


def _ends_with_code(case: Case, params: list[tuple[str, str]]) -> Signs:
    """Nothing stands behind the code, where state and iss stand at nearly every provider."""
    missing = [name for name in ("STATE", "ISS") if f"AUTHR-{name}-MISSING" in case.failed]
    if params[-1][0] not in ("code", "state") or not missing:
        return
    sign = slip if params[-1][0] == "code" else doubtful
    if len(missing) == 1:  # which a provider may have left out as well, or somebody on the way
        rule = f"AUTHR-{missing[0]}-MISSING"
        yield sign(f"{case.failed[rule].message} ({rule})")
        yield remark(f"Nothing stands behind the {params[-1][0]} in the address.")
    else:
        yield sign(f"Nothing stands behind the {params[-1][0]}, and {' and '.join(missing).lower()} had to come with it.")
        yield hint("State and iss are both missing: one cut takes both, and a provider forgets hardly ever two.")
    if "AUTHR-CODE-SHORT" in case.failed or "AUTHR-CODE-CHARS" in case.failed:
        yield hint("The code looks as if it were not all there.")
