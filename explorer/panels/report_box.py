"""What is shown as a file for somebody else: the format, whether the person is in it, and a button that saves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..reports import FORMATS, bundle_contents, report_files, zipped
from ..runs import Run
from ..runs.comparison import Comparison
from .model import PanelModel
from .parts import Section, fold_box, line, make, problem_html, said
from .save import Save

_REDACT = "Redact the person: fingerprints stand for names, addresses and numbers"
_WHAT = "No secret and no token is in it. The browser saves it where it saves everything."
_NOTHING = "There is nothing to report yet: begin a sign-in."


class ReportBox:
    """A fold with which a value becomes a file. `value` returns what is shown now, or None where that is nothing.

    `name` says what the file is called, without its suffix; of a comparison it is that.
    """

    def __init__(self, model: PanelModel, value: Callable[[], Any], name: str = "sign-in") -> None:
        self._model, self._value, self._name = model, value, name
        options = [(f"{each.suffix}  {each.purpose.partition(';')[0]}", each.suffix) for each in FORMATS if each.can_be_made]
        self.format = make(W.Dropdown, options=options, description="as")
        self.redact = make(W.Checkbox, description=_REDACT, indent=False)
        self.save = Save("Save the report")
        self.save.on_save(lambda: model.guarded("", self.make_file)())
        self._told, self._contents = Section("fxp-error"), Section()
        self._listed: tuple[Any, ...] = ()  # of what the files are listed
        for control in (self.format, self.redact):
            control.observe(model.guarded("", self._draw), "value")
        self._told.show(said(_WHAT, "quiet"))
        actions = line(self.save, kind="fxp-actions")
        self.widget = fold_box(
            "A report for somebody else", self.format, self.redact, actions, self._told.widget, self._contents.widget
        )

    def make_file(self) -> None:
        """Make the file, and let the browser save it; where that cannot be, say why."""
        trouble = self._model.attempt(self._give)
        if trouble:
            self.save.refuse()
        self._told.show(problem_html(trouble) if trouble else said(_WHAT, "quiet"))
        self._draw()

    def draw(self) -> None:
        """Forget what was said of another sign-in, or of this one as it was before: no file was made of what is shown now."""
        if self._listed and self._listed != _stamp(self._value()):
            self._listed = ()
            self._contents.show("")
            self.save.refuse()

    def _give(self) -> None:
        value = self._value()
        if value is None:
            raise Mistake(_NOTHING)
        stem = "comparison" if isinstance(value, Comparison) else self._name
        files = report_files(value, f"{stem}{self.format.value}", redact_personal=self.redact.value)
        name, content = next(iter(files.items()))
        if len(files) > 1:  # a browser saves one file at a time
            name, content = f"{stem}{self.format.value}.zip", zipped(files)
        self.save.give(name, content)

    def _draw(self) -> None:
        """Of a bundle show what will be in it, before it is made."""
        now = self._value()
        self._listed = _stamp(now)
        value = now if self.format.value == ".zip" else None
        self._contents.show(bundle_contents(value, redact_personal=self.redact.value) if value is not None else "")


def _stamp(value: Any) -> tuple[Any, ...]:
    """What tells one value from another: a run by its name and by how much has happened in it."""
    return (id(value),) if not isinstance(value, Run) else (value.id, len(value.events))
