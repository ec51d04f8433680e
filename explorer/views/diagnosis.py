"""Why it failed: short first, then each cause with what speaks for it and against, what to do, and the experiment that decides."""

from __future__ import annotations

import re

from ..diagnosis import Cause, Diagnosis, Experiment
from .parts import code, el, fold, heading, join, listing, note, sentence, sign, spec, table, table_row, view
from .refusal import correlation_html
from .text import Html, prose

_COLUMNS = ("Verdict", "Cause", "Evidence", "Section")
_SHOWN = 5  # causes that stand open; the others unfold
_KINDS = {"proven": "fx-row-fail", "likely": "fx-row-warn", "possible": "fx-row-skip", "guess": "fx-row-absent"}
_MOST_GUESSES = 12  # which are told by their names; the rest is hardly ever met


def diagnosis_html(diagnosis: Diagnosis) -> Html:
    """Return a diagnosis: what failed and what comes of it in two sentences, the first causes, and the rest folded."""
    return view("diagnosis", *_head(diagnosis), *_more(diagnosis), label="Diagnosis")


def diagnosis_in_panel(diagnosis: Diagnosis, *, decides: bool = True, steps: bool = True) -> tuple[Html, Html]:
    """Return the same in two parts, between which a panel has the button of the experiment; the advice is in the panel's words.

    `decides` False leaves the experiment out, where it would lead elsewhere than the advice. `steps` False is for a panel of
    one step: what it says is for code, since no other step is there to be opened.
    """
    head, more = _head(diagnosis, in_panel=steps, decides=decides), _more(diagnosis, in_panel=steps)
    shown = view("diagnosis", *head, label="Diagnosis")
    return shown, view("diagnosis", *more, label="More of the diagnosis") if any(more) else Html("")


def diagnosis_in_short(diagnosis: Diagnosis) -> Html:
    """Return what a diagnosis comes to and what to do, without the causes: it stands beside other things that are told of a run."""
    return join([_refused(diagnosis), _comes_to(diagnosis), _advice(diagnosis, in_panel=False)])


def _refused(diagnosis: Diagnosis) -> Html | None:
    kind = "" if diagnosis.is_meant else "bad"
    return sentence("The provider refused: ", code(diagnosis.error), kind=kind) if diagnosis.error else None


def _comes_to(diagnosis: Diagnosis) -> Html | None:
    if not diagnosis.failed:
        return None
    kind = "good" if diagnosis.is_meant else "bad" if diagnosis.proven else "open"
    return sentence(diagnosis_sentence(diagnosis), kind=kind)


def _shown(diagnosis: Diagnosis) -> list[Cause]:
    """The causes that stand open: what is proven, else what is likely, else the first that are possible."""
    found = [cause for cause in diagnosis.causes if cause.verdict != "ruled out"]
    if diagnosis.is_meant:
        return []
    return list(diagnosis.proven or diagnosis.likely)[:_SHOWN] or found[: max(2, len(diagnosis.joint))]


def _head(diagnosis: Diagnosis, *, in_panel: bool = False, decides: bool = True) -> list[Html | None]:
    shown, experiment = _shown(diagnosis), diagnosis.experiment if diagnosis.failed and decides else None
    return [
        heading("Diagnosis"),
        _refused(diagnosis),
        _what_failed(diagnosis) if not (in_panel and diagnosis.leg == "check" and diagnosis.failed) else None,
        _comes_to(diagnosis),
        _advice(diagnosis, in_panel=in_panel),
        _next(diagnosis, in_panel=in_panel),
        _list("It will bite later", diagnosis.bites),
        _list("What differs from the run that worked", diagnosis.differs),
        _open(shown, diagnosis, in_panel=in_panel),
        _experiment(experiment, in_panel=in_panel) if experiment else None,
    ]


def _what_failed(diagnosis: Diagnosis) -> Html:
    """What failed, in a sentence. Of a check of ours a panel has said it already: its row stands above."""
    return sentence(prose(str(diagnosis.sentence)), kind="" if diagnosis.failed or diagnosis.bites else "good")


def _open(shown: list[Cause], diagnosis: Diagnosis, *, in_panel: bool) -> Html | None:
    """The causes that stand open. Of a single one title and advice stand above, and a table of one row would repeat them."""
    told = str(diagnosis.sentence)
    if len(shown) == 1 and shown[0] == diagnosis.first and diagnosis.failed:
        (cause,) = shown
        speaks_for = tuple(text for text in _speaks_for(cause, told) if text != _ABOVE)
        signs = (("For: ", speaks_for), ("Against: ", cause.against))
        evidence = [sentence(el("strong", word), prose(" ".join(map(str, texts)))) for word, texts in signs if texts]
        section = [" ", spec(cause.spec)] if cause.spec else []
        return join([*evidence, sentence(sign(cause.strength), " ", note(cause.id), *section)])
    return _causes(shown, "Causes, the strongest first", in_panel, first=diagnosis.first, told=told) if shown else None


def _more(diagnosis: Diagnosis, *, in_panel: bool = False) -> list[Html | None]:
    shown = _shown(diagnosis)
    more = [cause for cause in diagnosis.causes if cause.verdict != "ruled out" and cause not in shown]
    return [
        *_others(diagnosis, more, in_panel=in_panel),
        _ruled_out(diagnosis, in_panel=in_panel),
        _words(diagnosis),
        _general(diagnosis),
        correlation_html([("correlation id", diagnosis.correlation_id)] if diagnosis.correlation_id else []),
    ]


def _others(diagnosis: Diagnosis, more: list[Cause], *, in_panel: bool) -> list[Html | None]:
    """The causes that do not stand open: those for which something speaks; and, where nothing is proven, the bare guesses by name."""
    wanted = ("proven", "likely") if diagnosis.proven else ("likely", "possible")
    spoken_for = [cause for cause in more if cause.strength in wanted]
    guesses = [] if diagnosis.proven or diagnosis.likely else [cause for cause in more if cause.strength == "guess"]
    caption = (
        _PROVED if diagnosis.is_meant else "Other causes that were possible" if diagnosis.proven else "Other possible causes"
    )
    told: list[object] = [prose(str(cause.title)) for cause in guesses[:_MOST_GUESSES]]
    rest = [f"and {len(guesses) - _MOST_GUESSES} that are hardly ever met"] if len(guesses) > _MOST_GUESSES else []
    return [
        fold(f"{caption}: {len(spoken_for)}", _causes(spoken_for, caption, in_panel)) if spoken_for else None,
        fold("Other causes, for which nothing speaks in this run", listing([*told, *rest])) if guesses else None,
    ]


_PROVED = "Causes that are proven or possible"


def diagnosis_sentence(diagnosis: Diagnosis) -> str:
    """Return what a diagnosis comes to, in one sentence."""
    proven, first = diagnosis.proven, diagnosis.first
    if diagnosis.is_meant:
        return "This is as it is meant to be: you gave the token back (revocation), and the provider takes it no more."
    if proven:
        many = f"{len(proven)} causes, the first" if len(proven) > 1 else "the cause"
        return f"The record proves {many}: {proven[0].title}"
    if diagnosis.joint:
        return _one_of(diagnosis.joint)
    if first is not None and diagnosis.leg == "check" and first.verdict == "likely":
        return f"What our check found points to this: {first.title}"
    if first is not None and first.strength == "likely":
        teller = "application" if diagnosis.leg == "application" else "provider"
        is_said = any(text.startswith(f"The {teller} says") for text in first.speaks_for[:1])  # the weightiest comes first
        if first.is_seen and not is_said:  # that it is so may be plain; that it is why is not
            return f"Most likely the reason, by what the record shows: {first.title}"
        return f"{f'By what the {teller} says' if is_said else 'Most likely'}, though nothing proves it: {first.title}"
    if first is not None and first.strength == "possible":
        return f"Possible, and the first to look at: {first.title}"
    if first is not None:
        return f"Nothing in this run tells why; a guess, since it is met most often: {first.title}"
    usual = f" Most often it is this: {diagnosis.general[0]}" if diagnosis.general else ""
    return f"The record shows none of the causes that can be seen from here.{usual}"


def _one_of(causes: tuple[Cause, ...]) -> str:
    """Where the same speaks for several, nobody is told that it is the first."""
    titles = " Or: ".join(str(cause.title) for cause in causes[:_MOST_JOINT])
    rest = f" Or {len(causes) - _MOST_JOINT} more, below." if len(causes) > _MOST_JOINT else ""
    return f"One of these, and nothing in this run tells which; the first is met most often: {titles}{rest}"


_MOST_JOINT = 2


def _advice(diagnosis: Diagnosis, *, in_panel: bool) -> Html | None:
    first = diagnosis.first
    advice = (first.in_panel if in_panel else first.advice) if first is not None and diagnosis.failed else ""
    where = str(first.console) if first is not None and advice else ""
    what = "What to do for new tokens: " if diagnosis.is_meant else "What to do: "
    return sentence(el("strong", what), prose(f"{advice} {where}".strip())) if advice else None


def _next(diagnosis: Diagnosis, *, in_panel: bool) -> Html | None:
    """What the same request would be refused for next, where the first is mended alone, each with what to do in short."""
    causes = diagnosis.beside[:_MOST_NEXT]
    if not causes:
        return None
    told = [prose(f"{cause.title} {_in_short(cause.in_panel if in_panel else cause.advice)}") for cause in causes]
    return join([sentence(el("strong", "And then, or the next request may be refused for it:")), listing(told)])


_BETWEEN = re.compile(r"(?<=[.!?])\s")  # two sentences


def _in_short(advice: str) -> str:
    """The first sentence of what to do; the rest stands beside the cause."""
    return _BETWEEN.split(advice, maxsplit=1)[0]


def _without_told(evidence: str, told: str) -> str:
    """What of a text does not stand above already, in the sentence that says what failed."""
    if not told:
        return evidence
    new = [part for part in _BETWEEN.split(evidence) if part not in told]
    return "" if all(map(_RULE.fullmatch, new)) else " ".join(new)  # the name of a rule alone says nothing


_RULE = re.compile(r"\([A-Z0-9-]+\)")


_MOST_NEXT = 3


def _list(title: str, sentences: tuple[str, ...]) -> Html | None:
    return join([heading(title), listing([prose(str(text)) for text in sentences])]) if sentences else None


def _causes(causes: list[Cause], caption: str, in_panel: bool, first: Cause | None = None, told: str = "") -> Html:
    """A row for each; what to do about the `first` stands above the table already, and so does what is `told` there."""
    signs = [_speaks_for(cause, told) for cause in causes]
    rows = [
        _cause(cause, in_panel, (_AS_BEFORE,) if of and of == before else of, advised=cause != first)
        for cause, of, before in zip(causes, signs, [(), *signs], strict=False)
    ]
    return table(_COLUMNS, rows, caption=caption, kind="causes")


def _cause(cause: Cause, in_panel: bool, speaks_for: tuple[str, ...], *, advised: bool) -> Html:
    what = f"{cause.in_panel if in_panel else cause.advice} {cause.console}".strip() if advised else ""
    advice = el("span", "What to do: ", prose(str(what)), class_="fx-advice") if what else None
    title = join([el("span", prose(str(cause.title)), class_="fx-question"), advice, el("span", cause.id, class_="fx-rule")])
    evidence = join([_signs("For: ", speaks_for), _signs("Against: ", cause.against)])
    return table_row(_COLUMNS, (sign(cause.strength), title, evidence, spec(cause.spec)), kind=_KINDS.get(cause.strength, ""))


def _speaks_for(cause: Cause, told: str) -> tuple[str, ...]:
    """What speaks for a cause, without what is `told` above."""
    new = tuple(filter(None, (_without_told(str(text), told) for text in cause.speaks_for)))
    return new or ((_ABOVE,) if cause.speaks_for else ())


_ABOVE = "The sentence at the head of this diagnosis."
_AS_BEFORE = "The same as in the row above."


def _signs(word: str, sentences: tuple[str, ...]) -> Html | None:
    told = " ".join(map(str, sentences))
    return el("div", el("strong", word), prose(told)) if told else None


def _experiment(experiment: Experiment, *, in_panel: bool) -> Html:
    costs = f" It uses up {experiment.costs}." if experiment.costs else " It uses nothing up."
    what = sentence(el("strong", "What would decide: "), f"{experiment.label}.{costs}")
    return join([what, None if in_panel else fold("As lines of code", el("pre", el("code", experiment.code)))])


def _ruled_out(diagnosis: Diagnosis, *, in_panel: bool) -> Html | None:
    ruled_out = list(diagnosis.ruled_out)
    if not ruled_out:
        return None
    return fold(f"{len(ruled_out)} ruled out", _causes(ruled_out, "Causes that are ruled out", in_panel))


def _words(diagnosis: Diagnosis) -> Html | None:
    quoted = " ".join(cause.evidence for cause in _shown(diagnosis))
    words = [text for text in diagnosis.words if text != diagnosis.error and text not in quoted]
    teller = "application" if diagnosis.leg == "application" else "provider"
    return fold(f"The {teller}'s own words", listing([el("q", str(text)) for text in words])) if words else None


def _general(diagnosis: Diagnosis) -> Html | None:
    if not diagnosis.general or diagnosis.proven or diagnosis.likely:
        return None
    causes = listing([prose(str(text)) for text in diagnosis.general], ordered=True)
    remedy = sentence(el("strong", "What to try: "), prose(diagnosis.remedy)) if diagnosis.remedy else None
    return fold("What the standard's code can mean, most likely first", join([causes, remedy]), opened=not diagnosis.causes)
