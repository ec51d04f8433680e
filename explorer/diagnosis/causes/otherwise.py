"""What a link asks for that the one that worked did not: where that is all that differs, it is what an experiment would have shown."""

from __future__ import annotations

from ..case import Case
from ..cause import Signs, cause
from ..differences import differences
from ..signs import doubtful, slip


@cause(
    "asked-otherwise",
    legs=("authorize", "token"),
    topic="otherwise",
    spec="RFC 6749 4.1.1, 4.1.3",
    advice="Open the link as it was where it worked; where that works again, register or drop what is new in it.",
    experiment="as-it-worked",
)
def asked_otherwise(case: Case) -> Signs:
    """The link asks for something else than the one that worked, and this client may not have it, or has to have more."""
    if case.worked is None or not case.asked_unlike_before:
        return
    told = differences(case.run, case.worked)
    names = " and ".join(case.asked_unlike_before)
    if len(told) == len(case.asked_unlike_before):
        yield slip(f"Nothing differs from the run that worked but {names}.")
    else:
        yield doubtful(f"Where it worked, {names} had another value, or was not there.")
