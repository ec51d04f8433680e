"""What an answer to an exercise is worth: a sentence with a sign, whose lines break between words at every width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parts import el, sentence, view
from .text import Html, prose

if TYPE_CHECKING:
    from ..lessons.exercises import Judgement


def judgement_html(judgement: Judgement) -> Html:
    """Return what `check` says of an answer."""
    verdict, _, why = judgement.sentence.partition(". ")
    shown = sentence(el("strong", f"{verdict}."), " ", prose(why), kind="good" if judgement.is_right else "open")
    return view("judgement", shown, label="Exercise")
