"""Lesson 11: asking a provider how it behaves, and what changed since spring."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, choices, names

_MEANS = {
    "a page with an error, status 200": "refused",
    "login_required at the altered address": "accepted",
    "login_required at the registered address": "ignored",
    "a captcha": "not asked",
}


@exercise(
    "11.1",
    hint="What matters is where the browser was sent, not the status; and whoever was stopped on the way has asked nothing.",
    why="Statuses and words differ from product to product. The address in the Location does not lie.",
)
def what_it_means(answer: Any) -> Reading:
    """What does each outcome say about an altered redirect address: accepted, refused, ignored, or not asked?"""
    return choices(answer, _MEANS, among=("accepted", "refused", "ignored", "not asked"))


@exercise(
    "11.2",
    hint="`lax.changes(...)` is the wrong way round here: `honest.changes(lax).changed`, and each row has an id.",
    why="One fault changed one answer, and the rest of the sheet says that nothing else did: that is what a sheet is for.",
)
def what_changed(answer: Any) -> Reading:
    """By its id: which question answers otherwise once codes may be used twice?"""
    return names(answer, {"code-single-use"}, among=("code-single-use", "code-duplicate", "code-json"), kind="questions")


@exercise(
    "11.3",
    hint="`sheet.threats` has the verdicts; look for the row about a leaked code, and then for what decided it.",
    why="No answer is worse than a good one and better than a guess: what was not asked is never counted as protection.",
)
def what_is_unknown(answer: Any) -> Reading:
    """Without any sign-in: what does the sheet say about a leaked code: protected, exposed, or not known?"""
    return names(
        answer, {"not known"}, among=("protected", "exposed", "not known"), kind="verdicts", also={"unknown": "not known"}
    )
