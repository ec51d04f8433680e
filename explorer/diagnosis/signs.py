"""What speaks for a cause, and what against it: a sentence with its weight. The weights of everything stand here.

A slip in a request is no proof that this provider minds it, and a provider's words are no proof that they are true: either
makes a cause likely, both together prove it (law "What the record cannot see is not ruled out").
"""

from __future__ import annotations

from dataclasses import dataclass

OURS = 100  # we ourselves found it, or stopped for it: there is nothing to guess
NUMBERED = 75  # a number or fixed text of the vendor says it, which is more exact than a sentence
SAYS = 60  # the provider's own words name it
READS = 45  # its words say it of that thing, in a sentence that nobody here has met
ENOUGH = 65  # our record shows what no provider may accept
SLIP = 40  # our record shows a departure from the standard that many providers refuse
STATED = 35  # the error code says this and hardly anything else
VAGUE = 26  # the provider's words may mean it, and much else
SUBJECT = 14  # the provider's words speak of this thing, in a sentence that we do not know
DOUBTFUL = 18  # our record shows what some providers refuse
HINT = 12  # a circumstance that fits
OFTEN = 12  # the error code is usual for it
SOMETIMES = 5  # the error code is seen with it
LITTLE = 4  # odd, and hardly ever the cause
AGAINST = -25  # a circumstance that does not fit

LIKELY = 32  # from here on a cause is likely


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for a cause (`weight` above 0) or against it.

    `excludes` rules it out: proof to the contrary. `suffices` is what no provider may accept: it needs no words to be proof.
    """

    weight: int
    sentence: str
    excludes: bool = False
    suffices: bool = False


def ours(sentence: str) -> Sign:
    """We stopped for it ourselves."""
    return Sign(OURS, sentence)


def enough(sentence: str) -> Sign:
    """No provider may accept it."""
    return Sign(ENOUGH, sentence, suffices=True)


def slip(sentence: str) -> Sign:
    """The request departs from the standard."""
    return Sign(SLIP, sentence)


def doubtful(sentence: str) -> Sign:
    """Some providers refuse it."""
    return Sign(DOUBTFUL, sentence)


def hint(sentence: str) -> Sign:
    """A circumstance fits."""
    return Sign(HINT, sentence)


def remark(sentence: str) -> Sign:
    """It decides between equals."""
    return Sign(LITTLE, sentence)


def against(sentence: str) -> Sign:
    """A circumstance does not fit; that is no proof."""
    return Sign(AGAINST, sentence)


def of_link(sentence: str) -> Sign:
    """The link has it as it was made, and passes through many hands: what arrived may be less."""
    return Sign(AGAINST, f"{sentence} So the link was made; what arrived may be less.")


def contrary(sentence: str) -> Sign:
    """The record proves that it is not so."""
    return Sign(AGAINST, sentence, excludes=True)
