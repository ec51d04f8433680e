"""A provider's sheet: each question with its answer, what the standard says, and the exchanges that show it. Frozen and redacted."""

from __future__ import annotations

import dataclasses
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Mistake, shown_half_made
from ..lending import borrowed
from ..messages import unquoted
from ..printable import counted, in_one_line, printable_value
from ..protocol.json_text import JsonProblem, parse_json
from ..runs.files import lines_of, read_file
from ..secret import refuse_secrets
from .answer import NOT_ASKED, UNCLEAR
from .changes import SheetChanges, Side, changes_between
from .row import Row
from .threats import Threat, threats_of

if TYPE_CHECKING:
    import pandas

FORMAT = 1
ENDED_EARLY = "The run ended early"
REFUSED = "The provider refuses the client itself"
NOWHERE = "The honest request gets nowhere"
_SHORT = 80


@shown_half_made
@dataclass(frozen=True)
class ProviderSheet:
    """How a provider behaves, question by question. It is kept like a run, and two of them compare.

    `issuer` and `client` say who was asked by whom, `run` which record has the exchanges; `notes` are what the reader must know
    first, such as why the run ended early. `flown` are the letters of the sign-ins that were
    made to their end, `is_saved` says that its run wrote it as a whole, and did not die before that.
    """

    id: str
    created: float
    issuer: str
    client: Mapping[str, Any]
    run: str = ""
    label: str | None = None
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    jwks: tuple[str, ...] = ()
    flown: tuple[str, ...] = ()
    is_saved: bool = True

    def __post_init__(self) -> None:
        """Write out what is unseen, as each `Row` does: a sheet may come from elsewhere."""
        texts = {name: in_one_line(getattr(self, name)) for name in ("id", "issuer", "run")}
        lists = {name: tuple(map(in_one_line, getattr(self, name))) for name in ("notes", "jwks")}
        label = None if self.label is None else in_one_line(self.label)
        for name, value in (texts | lists | {"label": label, "client": printable_value(self.client)}).items():
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        called = f" '{self.label[:_SHORT]}'" if self.label else ""
        told = f"{self.counts['answered']} answered, {self.counts[UNCLEAR]} unclear, {self.counts[NOT_ASKED]} not asked"
        return in_one_line(f"<ProviderSheet {self.issuer[:200]}{called}: {told}, {counted(len(self.alarms), 'alarm')}>")

    def __str__(self) -> str:
        """Return the sheet as text for a terminal: each question with its answer."""
        text: str = borrowed("sheet_text")(self)
        return text

    def __getitem__(self, id: str) -> Row:
        """Return the row of a question by its id."""
        return self._by_id[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    @cached_property
    def _by_id(self) -> dict[str, Row]:
        return {row.id: row for row in self.rows}

    def get(self, id: str) -> Row | None:
        """Return the row of that id, or None."""
        return self._by_id.get(id)

    @property
    def counts(self) -> Counter[str]:
        """How many questions are "answered", "unclear", "not asked", and marked "alarm" or "wrong"."""
        counted = Counter(row.answer if not row.is_answered else "answered" for row in self.rows)
        return counted + Counter(row.mark for row in self.rows if row.mark)

    @property
    def alarms(self) -> tuple[Row, ...]:
        """The answers that break a MUST on which safety hangs."""
        return tuple(row for row in self.rows if row.mark == "alarm")

    @property
    def rooms(self) -> dict[str, list[Row]]:
        """The rows by their rooms, in the order of the catalogue."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.room, []).append(row)
        return found

    @cached_property
    def threats(self) -> tuple[Threat, ...]:
        """What the answers mean together: one row for each threat (RFC 6819, RFC 9700)."""
        return threats_of(self._by_id, is_public=self.client.get("token_endpoint_auth_method") == "none")

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a table: id, room, question, answer, mark, detail, section, what the standard says, evidence."""
        table: pandas.DataFrame = borrowed("sheet_table")(self)
        return table

    def changes(self, other: ProviderSheet) -> SheetChanges:
        """Compare with another sheet: what answers differently, what one of them does not know, and the rest."""
        if not isinstance(other, ProviderSheet):
            raise Mistake("changes(other) takes another sheet, such as Sheets().load(id).")
        return changes_between(self._by_id, other._by_id, self._side, other._side)

    @property
    def name(self) -> str:
        """What to call it: its label, or its issuer and its day."""
        return self.label or f"{self.issuer} ({day(self.created)})"

    @property
    def is_whole(self) -> bool:
        """Whether its run came to an end; one that was stopped, or whose kernel died, can be resumed."""
        return bool(self.rows) and self.is_saved and not any(note.startswith(ENDED_EARLY) for note in self.notes)

    @property
    def got_nowhere(self) -> str:
        """Why the honest requests themselves were refused, so that nothing that was refused means anything; empty where they were not."""
        return next((note for note in self.notes if note.startswith((REFUSED, NOWHERE))), "")

    @property
    def _side(self) -> Side:
        client = f"client {self.client.get('client_id', '?')} ({self.client.get('token_endpoint_auth_method', '?')})"
        return Side(self.id, self.name, f"{self.issuer}, {client}, {day(self.created)}")

    def to_markdown(self) -> str:
        """Return the sheet as a Markdown page, which cites the exchanges by their numbers."""
        text: str = borrowed("sheet_markdown")(self)
        return text

    def to_html(self) -> str:
        """Return the sheet as one HTML page that needs nothing else."""
        text: str = borrowed("sheet_page")(self)
        return text

    def to_dict(self) -> dict[str, Any]:
        """Return the sheet for JSON, with the threats."""
        head = {"id": self.id, "created": self.created, "label": self.label, "issuer": self.issuer, "client": dict(self.client)}
        threats = [dataclasses.asdict(threat) for threat in self.threats]
        rows = [row.to_dict() for row in self.rows]
        return {"format": FORMAT, **head, "run": self.run, "notes": list(self.notes), "questions": rows, "threats": threats}

    def to_json(self) -> str:
        """Return the sheet as a JSON text."""
        return json.dumps(self.to_dict(), indent=2, default=str)

    # On disk

    def header(self) -> str:
        """Return the first line of its file."""
        head = {"format": FORMAT, "sheet": self.id, "created": self.created, "label": self.label, "issuer": self.issuer}
        return json.dumps({**head, "client": dict(self.client), "run": self.run})

    def to_lines(self) -> str:
        """Return the sheet as JSON Lines: the header, then a line for each row, then what else is known."""
        more = [{"notes": list(self.notes)}, {"jwks": list(self.jwks)}, {"flown": list(self.flown)}]
        return "".join(f"{line}\n" for line in (self.header(), *(json.dumps(each) for each in (*self._dicts(), *more))))

    def _dicts(self) -> Iterable[dict[str, Any]]:
        return (row.to_dict() for row in self.rows)

    @classmethod
    def from_lines(cls, content: bytes, source: str = "this text") -> ProviderSheet:
        """Return the sheet in a text that `to_lines` wrote. Raises `Mistake` when it is none; damaged lines are passed over."""
        lines = lines_of(content, source)
        sheet = _header(next(lines, (1, b""))[1], source)
        rows: dict[str, Row] = {}
        more: dict[str, Any] = {}
        for _, line in lines:
            try:
                value = parse_json(line)
            except JsonProblem:
                continue
            if isinstance(value, dict) and (row := _row(value)):
                rows[row.id] = row
            elif isinstance(value, dict):
                more |= {name: value[name] for name in ("notes", "jwks", "label", "flown") if name in value}
        label = more.get("label", sheet.label)
        return dataclasses.replace(
            sheet,
            rows=tuple(rows.values()),
            label=label if isinstance(label, str) else None,
            flown=_texts(more.get("flown")),
            is_saved="notes" in more,
            notes=_texts(more.get("notes")),
            jwks=_texts(more.get("jwks")),
        )

    @classmethod
    def load(cls, path: str | Path) -> ProviderSheet:
        """Return the sheet in a file. Raises `Mistake` when it cannot be read."""
        refuse_secrets(path=path)
        if not isinstance(path, str | Path):
            raise Mistake(f"ProviderSheet.load(path) takes the path of a file; got a value of the type {type(path).__name__}.")
        try:
            content = read_file(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Mistake(
                f"The sheet cannot be read ({reason}; its path is {unquoted(str(path))}). Sheets().folder says where sheets are kept."
            ) from None
        return cls.from_lines(content, str(path))


def _header(line: bytes, source: str) -> ProviderSheet:
    try:
        head = parse_json(line)
    except JsonProblem as problem:
        raise Mistake(f"Expected a sheet in {source}; {problem}.") from None
    if not isinstance(head, dict) or not isinstance(head.get("sheet"), str) or not isinstance(head.get("created"), int | float):
        raise Mistake(f"Expected a sheet in {source}; this is something else.")
    if head.get("format") != FORMAT:
        raise Mistake(
            f"{source} holds a sheet of format {str(head.get('format'))[:20]}, and this version reads format {FORMAT}."
        )
    told = head.get("client")
    client: dict[str, Any] = told if isinstance(told, dict) else {}
    label = head.get("label") if isinstance(head.get("label"), str) else None
    return ProviderSheet(head["sheet"], head["created"], str(head.get("issuer")), client, str(head.get("run", "")), label)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _row(value: Mapping[str, Any]) -> Row | None:
    """Return the row in a line; None for what is none."""
    names = [each.name for each in dataclasses.fields(Row)]
    if not all(isinstance(value.get(name), str) for name in ("id", "room", "question", "answer")):
        return None
    numbers = value.get("evidence")
    facts = value.get("facts")
    known: dict[str, Any] = {name: str(value[name]) for name in names if name in value}
    known["evidence"] = tuple(n for n in numbers if isinstance(n, int)) if isinstance(numbers, list) else ()
    return Row(**{**known, "facts": facts if isinstance(facts, dict) else {}})


def day(created: float) -> str:
    """Return the day of a sheet, UTC."""
    try:
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(created))
    except (ValueError, OverflowError, OSError):
        return "an unknown day"
