"""Step 6: runs side by side. The saved ones are listed, labelled, opened and deleted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..flow import Flow
from ..messages import brief, unquoted
from ..printable import counted
from ..runs import Run, Runs, RunSummary
from ..runs.comparison import Comparison, compare
from ..views.comparison import comparison_html
from ..views.record import diagnosed_html
from .js_widgets import RunList
from .model import PanelModel
from .near_runs import NearRuns, run_of
from .parts import Section, box, button, field, line, make, marked, said, visible
from .run_list import ListedRun, SavedRuns, as_listed, title_of, words_of_deletion
from .step import Step
from .worker import Worker

BY = ["label", "scope", "client", "issuer"]
_RESULT = "fxp-result"  # where the cursor goes with an answer, which begins below the window


class CompareStep(Step):
    """Choose runs, and see what differs between them."""

    key = "compare"
    title = "6 Compare"

    def __init__(self, model: PanelModel) -> None:
        super().__init__(model)
        self.list = RunList()
        self.list.observe(self.on(self._choice_changed), "chosen")
        self.by = make(W.Dropdown, options=BY, description="name them by")
        self.primary = button("Compare", self._of_row(self._compare), primary=True, icon="columns")
        self.open_one = button("Open", self._of_row(self._open), icon="folder-open-o")
        self.renew = button("Look again", self._of_row(self._look), icon="refresh")
        self.label = make(W.Text, description="label", placeholder="such as: before the change")
        self.relabel = button("Label it", self._of_label(self._relabel), icon="tag")
        self.delete = button("Delete", self._of_label(self._ask), icon="trash")
        self.delete.add_class("fxp-delete")
        self.really = button("Delete for good", self._of_label(self._delete), icon="trash", danger=True)
        self.keep = button("Keep", self._of_label(self._keep))
        self._hint, self._shown, self._whose, self._goes = Section(), Section(), Section(), Section()
        self._sure = box(self._goes.widget, line(self.really, self.keep, kind="fxp-actions"), kind="fxp-fields fxp-hidden")
        self._asked: list[str] = []  # what "Delete for good" was asked for: the ids of all that would go
        self._saved: SavedRuns | None = None
        self._near = NearRuns(model)
        self._reader = Worker()
        self._suggested: list[str] = []  # what was marked last without anybody; while it stands, newer ones take its place
        self._is_stale = False  # something changed while the folder was being read
        self._has_looked = False
        self._compared: list[str] = []
        self._listed: Run | None = None  # the flow's run when the folder was read last
        self._left: tuple[Run, ...] = ()  # the runs that this panel had left by then
        self._seen: Run | None = None  # the same, as it was when what is marked was looked at
        self._opened: Run | None = None
        acts = line(self.relabel, self.delete, kind="fxp-actions")
        by = field(self.by, said(_BY))
        manage = box(field(self.label), self._whose.widget, acts, self._sure, kind="fxp-fields")
        listed = box(self.list, kind="fxp-fields")  # a widget of our own does not notice in time that its class went
        self._of_runs = (listed, by, self.primary, self.open_one, manage)  # before there is a run, they are good for nothing
        self._arrange(
            [self._hint.widget, listed, by],
            [self.primary, self.open_one, self.renew],
            [manage],
            [make(W.HTML, _RESULT, tabbable=False), self._shown.widget],
            kind="fxp-whole",
        )

    def begin(self, runs: Sequence[Run | Flow], folder: Runs, by: str, *, whole: bool) -> None:
        """Compare these first, and list what lies in the folder: all at once where `whole` says so, or this notebook's first.

        Raises `Mistake` for what is no run, and for another `by`.
        """
        strangers = [type(each).__name__ for each in runs if not isinstance(each, (Run, Flow))]
        if strangers:
            raise Mistake(f"A ComparePanel takes runs or flows, such as first.run, second.run; got {strangers[0]}.")
        if by not in BY:
            raise Mistake(f"by= is one of {', '.join(BY)}; got {unquoted(by)}.")
        self._near.given, self._near.is_whole, self.by.value = tuple(runs), whole, by
        self._saved = SavedRuns(folder, tuple(map(run_of, runs)))
        self._look()

    # What the reader does

    def _of_row(self, act: Callable[[], None]) -> Callable[..., None]:
        """A click on a button below the list: what is wrong with it stands beneath that row."""
        return self._clicked(act, is_last=False)

    def _of_label(self, act: Callable[[], None]) -> Callable[..., None]:
        """A click on a button that labels or deletes: what is wrong with it stands beneath, as the question of deletion does."""
        return self._clicked(act, is_last=True)

    def _clicked(self, act: Callable[[], None], *, is_last: bool) -> Callable[..., None]:
        def clicked() -> None:
            marked(self._error.widget, "fxp-last", is_last)
            act()

        return self.on(clicked)

    @property
    def saved(self) -> SavedRuns:
        """The runs to choose from: those of the folder in which the flow is kept."""
        if self._saved is None:
            self._saved = SavedRuns(self.model.runs)
        return self._saved

    def _look(self) -> None:
        """Read the folder again, without keeping anybody waiting."""
        before, self._listed, self._has_looked = self._listed, self._near.own, True
        self._left = self.model.earlier_runs
        if self._near.own is not None and (before is None or before.id != self._near.own.id):  # another flow: begin anew
            self.list.chosen, self.model.comparison, self._saved, self._suggested = [], None, None, []
        self._read_in_background()

    def _read_in_background(self) -> None:
        """Read in a thread of its own: a thousand runs take a moment, and the flow's own work must not wait for them."""
        if not self._reader.wait(0):
            self._is_stale = True
            return
        self._is_stale = False
        read = self.model.safe(self.key, self._read)
        self._reader.start("Reading the saved runs ...", read, stop=lambda: None, then=self._was_read)

    def _was_read(self) -> None:
        """Draw what was read; where something changed meanwhile, read again."""
        self.model.changed()
        while self._is_stale:
            self._is_stale = False
            self.model.safe(self.key, self._read)()
            self.model.changed()

    def _read(self) -> None:
        found = self.saved.summaries()
        own = self._near.own
        near = set(self._near.among(found))
        lines = [ListedRun.of(one, own=one.id in near) for one in found]
        with self.model.lock:
            moved = self._moved()
            marked, suggested, compared = (
                [moved.get(each, each) for each in ids] for ids in (self.list.chosen, self._suggested, self._compared)
            )
            chosen = self._still_chosen(marked, suggested, found)
            is_told = self.model.comparison is not None and chosen == marked
            is_old = own is not self._seen
            self.list.show(lines, chosen)
            self._seen = own
        if is_told and is_old:
            self._put_side_by_side(compared)
        elif len(chosen) > 1 and not is_told:
            self._put_side_by_side(chosen)

    def _moved(self) -> dict[str, str]:
        """What the flow's sign-in that was the latest one is called since another one was begun: by its number."""
        own, seen = self._near.own, self._seen
        if own is None or seen is None or own.id != seen.id or len(own.attempts) == len(seen.attempts):
            return {}
        return {own.id: f"{own.id}_{len(seen.attempts)}"}

    def _still_chosen(self, marked: list[str], suggested: list[str], found: Sequence[RunSummary]) -> list[str]:
        """What was marked and is still there; where nobody marked it, what suggests itself now."""
        if marked == suggested:
            self._suggested = self._near.first_choice(found)
            return self._suggested
        self._suggested = suggested
        there = {one.id for one in found}
        return [each for each in marked if each in there]

    def _choice_changed(self) -> None:
        self._unask()
        chosen = self.list.chosen
        self.label.value = (self._run(chosen[-1]).label or "") if chosen else ""
        self._tell_whose(chosen)

    def _tell_whose(self, chosen: Sequence[str]) -> None:
        """Say to which of several a label is given, by what it is called now."""
        if not chosen:
            self._whose.show("")
            return
        one = self._run(chosen[-1])
        self._whose.show(said(_WHOSE.format(brief(title_of(RunSummary.of(one)), 60)), "quiet") if len(chosen) > 1 else "")

    def _chosen(self, least: int, what: str) -> list[str]:
        chosen: list[str] = list(self.list.chosen)
        if len(chosen) < least:
            raise Mistake(f"{what} needs {'two or more runs: mark them' if least > 1 else 'a run: mark it'} in the list.")
        return chosen

    def _compare(self) -> None:
        chosen, self._opened = self._chosen(2, "A comparison"), None
        self.model.work(self.key, f"Comparing {len(chosen)} runs ...", lambda: self._answer(chosen))

    def _answer(self, chosen: Sequence[str]) -> None:
        """Compare, since the reader asked for it: the answer is told, and the page leads to it."""
        self._put_side_by_side(chosen)
        self.tell(f"{self.title}: {self.summary}.", at=f".{_RESULT}")

    def _put_side_by_side(self, chosen: Sequence[str]) -> None:
        by = self.by.value
        comparison = compare((self._run(run_id) for run_id in chosen), by=by)
        if by == "label":
            comparison = as_listed(comparison)
        with self.model.lock:
            self.model.comparison, self._compared = comparison, list(chosen)

    def _run(self, run_id: str) -> Run:
        """A run as it is now: that of a flow may have gone on since the folder was read."""
        live = self._live(run_id)
        return live.run.attempts[-1] if live is not None else self.saved.load(run_id)

    def _open(self) -> None:
        self._opened = self._run(self._chosen(1, "Opening")[-1])
        self.tell(f"“{brief(title_of(RunSummary.of(self._opened)), 60)}”, which was marked last, is open.", at=f".{_RESULT}")

    def _relabel(self) -> None:
        run_id = self._chosen(1, "A label")[-1]
        label = self.label.value.strip() or None
        live = self._live(run_id)
        if label is None and self._run(run_id).label is None:
            raise Mistake("A label is a text of your own, such as: before the change. Type it first.")
        if live is not None:
            live.relabel(label, once=True)
        else:
            self.saved.relabel(run_id, label)
        self._tell_whose(self.list.chosen)
        self.tell(f"The run is called “{brief(label, 60)}” now." if label else "The run has no label any more.")
        self._look()

    def _live(self, run_id: str) -> Flow | None:
        """The flow that still writes this run."""
        return next((flow for flow in self._near.flows if flow.run.id == run_id), None)

    def _ask(self) -> None:
        """Deleting is asked twice, since nobody can undo it."""
        told = self._put_question()
        self.tell(f"{told} The next two buttons do that, or keep them.")

    def _put_question(self) -> str:
        """Ask with all that would go, and return the question."""
        chosen = self._chosen(1, "Deleting")
        self._unask()
        for run_id in filter(self._live, chosen):
            name = brief(title_of(RunSummary.of(self._run(run_id))), 60)
            raise Mistake(_STILL_WRITTEN.format(name, ", or press Start over first" if self.model.has_flow else ""))
        going = [one for one in self.saved.summaries() if one.id in chosen]
        self.really.description, names = words_of_deletion(going)
        self._goes.show(said(names, "warn"))
        self._asked = [one.id for one in going]
        visible(self._sure, True)
        return f"{self.really.description}? {names}"

    def _unask(self) -> None:
        visible(self._sure, False)

    def _keep(self) -> None:
        self._unask()
        self.tell("Nothing was deleted.", at=".fxp-delete")

    def _delete(self) -> None:
        chosen = self._chosen(1, "Deleting")
        asked = self._asked
        self._put_question()
        if self._asked != asked:
            raise Mistake("Meanwhile some of these runs went. Look at what would be deleted now.")
        self._unask()
        self.saved.delete(chosen)
        self._seen = None  # those that are left have other numbers
        self._near.forget(asked)
        self._opened, self.model.comparison = None, None
        self.list.chosen, self.label.value = [], ""
        self.tell(f"Deleted: {counted(len(asked), 'run')}.", at=".fxp-delete")
        self._look()

    # What is shown

    def draw(self) -> None:
        """Show the list, and what was opened or compared last."""
        is_old = not self._has_looked or self._near.own is not self._listed or self.model.earlier_runs is not self._left
        if is_old:
            self._look()
        is_empty = not self.list.rows
        for part in self._of_runs:
            visible(part, not is_empty)
        begin = _BEGIN if self._near.given is None else _BEGIN_ELSEWHERE
        self._hint.show(said(self._reader.what or (begin if is_empty else _HINT)))
        if self._opened is not None:
            self._shown.show(diagnosed_html(self._opened))
        elif self.model.comparison is not None:
            old = said(_OLD, "warn") if self.list.chosen != self._compared else ""
            self._shown.show(old + comparison_html(self.model.comparison))
        elif not is_empty:
            self._shown.show(said(_ALONE if self._near.given is None and len(self.list.chosen) == 1 else _NOTHING))
        else:
            self._shown.show("")

    @property
    def shown_value(self) -> Run | Comparison | None:
        """What is shown: a run that was opened, or the comparison."""
        return self._opened or self.model.comparison

    @property
    def summary(self) -> str:
        """How many runs were compared."""
        comparison = self.model.comparison
        return f"{len(comparison.names)} runs side by side" if comparison is not None else ""


_HINT = "Each sign-in is kept as a run, without a secret in it. Mark two or more; the first one marked is what the others are compared with."
_BEGIN = "No sign-in is kept yet. Each one that you make in steps 1 to 5 becomes a line here; with two of them, go on here."
_BEGIN_ELSEWHERE = "No run is kept in this folder yet. Sign in, in a FlowPanel or with a Flow, and press Look again."
_NOTHING = "Nothing is compared yet: mark two runs, and press Compare. One run alone can be opened."
_ALONE = (
    "Here stands one run, and a comparison needs two: go back to step 2, sign in once more, as another person or with another "
    "scope, and come back; the two are compared then. Or mark any other run above, and press Compare."
)
_OLD = "Other runs are marked now than those that are compared here, or in another order: press Compare."
_WHOSE = "A label tells one run from another: it is given to the one that was marked last, “{}”."
_STILL_WRITTEN = (
    "“{}” is the sign-in of the flow in this panel, and still being written. Nothing was deleted: unmark it{}. The others that "
    "are marked can go at once."
)
_BY = "What the columns are called: the runs' labels (where there is none, who signed in), or what they differ in."
