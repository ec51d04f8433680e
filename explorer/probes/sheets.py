"""The folder of sheets, as `Runs` is that of runs."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from ..errors import Mistake, told_alone
from ..home import create_private, private_folder, write_private
from ..messages import word_or_unquoted
from ..printable import in_one_line
from ..secret import refuse_secrets
from .sheet import ProviderSheet

_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")


@told_alone
class Sheets:
    """The sheets in a folder, newest first; without a folder it is the user's own."""

    def __init__(self, folder: str | Path | None = None) -> None:
        refuse_secrets(folder=folder)
        if folder is not None and not (isinstance(folder, str | Path) and str(folder).strip()):
            raise Mistake("Sheets(folder) takes the path of a folder, or nothing for your own.")
        self._given = None if folder is None else Path(folder).expanduser()

    def __repr__(self) -> str:
        return in_one_line(f"<Sheets in {self.folder}: {len(self._files())}>")

    @property
    def folder(self) -> Path:
        """Where the files are. Raises `Mistake` where that cannot be."""
        try:
            if self._given is None:
                return private_folder("sheets")
            self._given.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Mistake(f"The sheet cannot be kept in {self._given or 'your own folder'} ({error.strerror}).") from None
        return self._given

    def path(self, sheet_id: str) -> Path:
        """Return the file of a sheet. Raises `Mistake` for an id that could leave the folder."""
        if not isinstance(sheet_id, str) or not _ID.fullmatch(sheet_id):
            raise Mistake(f"A sheet's id has letters, digits, - and _ only; {word_or_unquoted(sheet_id)} is none.")
        return self.folder / f"{sheet_id}.jsonl"

    def begin(self, sheet: ProviderSheet) -> None:
        """Make the file of a sheet, which is its owner's alone."""
        with contextlib.suppress(FileExistsError):
            create_private(self.path(sheet.id), f"{sheet.header()}\n".encode())

    def extend(self, sheet_id: str, value: object) -> None:
        """Write one more line behind a sheet."""
        try:
            with open(self.path(sheet_id), "a", encoding="utf-8") as file:
                file.write(f"{json.dumps(value, default=str)}\n")
        except OSError as error:
            raise Mistake(f"The sheet cannot be kept in {self.folder} ({error.strerror}).") from None

    def save(self, sheet: ProviderSheet) -> Path:
        """Write a whole sheet, or not at all."""
        path = self.path(sheet.id)
        write_private(path, sheet.to_lines().encode())
        return path

    def load(self, sheet_id: str) -> ProviderSheet:
        """Return the sheet of that id. Raises `Mistake` where there is none."""
        return ProviderSheet.load(self.path(sheet_id))

    def relabel(self, sheet_id: str, label: str | None) -> ProviderSheet:
        """Give a saved sheet another label, and return it."""
        refuse_secrets(label=label)
        self.load(sheet_id)
        self.extend(sheet_id, {"label": label})
        return self.load(sheet_id)

    def __iter__(self) -> Iterator[ProviderSheet]:
        """Yield the sheets, newest first; files that are none are passed over."""
        for path in self._files():
            with contextlib.suppress(Mistake):
                yield ProviderSheet.load(path)

    def where(self, *, label: str | None = None, issuer: str | None = None) -> list[ProviderSheet]:
        """Return the sheets of a label, of an issuer, or of both; newest first."""
        refuse_secrets(label=label, issuer=issuer)
        return [sheet for sheet in self if label in (None, sheet.label) and issuer in (None, sheet.issuer)]

    def stopped(self, issuer: str, client_id: str) -> ProviderSheet | None:
        """Return the newest sheet of a provider and a client where its run did not come to its end; else None."""
        mine = (sheet for sheet in self if sheet.issuer == issuer and sheet.client.get("client_id") == client_id)
        newest = next(mine, None)
        return None if newest is None or newest.is_whole else newest

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"), reverse=True)
