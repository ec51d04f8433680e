"""The user's own folder."""

from __future__ import annotations

import os
import stat

import pytest

from explorer.home import home, private_folder, write_private


def mode(path):
    """Return the permissions of a path."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a home that does not exist yet."""
    monkeypatch.setenv("FLOW_EXPLORER_HOME", str(tmp_path / "deep" / "home"))
    return tmp_path / "deep" / "home"


def test_home_can_be_moved(own, monkeypatch):
    """The environment moves the home; a tilde is the user's folder; without it the system's place is used."""
    assert home() == own
    monkeypatch.setenv("FLOW_EXPLORER_HOME", "~/x")
    assert not str(home()).startswith("~")
    monkeypatch.delenv("FLOW_EXPLORER_HOME")
    assert home().name == "flow-explorer"


def test_private_folders_are_private(own):
    """The home and every folder in it that is made can be entered by their owner only."""
    folder = private_folder("runs", "deeper")
    assert folder == own / "runs" / "deeper"
    assert {mode(each) for each in (own, own / "runs", folder)} == {0o700}
    assert private_folder("runs", "deeper") == folder


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_written_file_is_private(own, umask):
    """A file is for its owner only, whatever the umask and whatever was there before."""
    path = private_folder() / "file"
    path.write_bytes(b"old")
    path.chmod(0o666)
    before = os.umask(umask)
    try:
        write_private(path, b"new")
    finally:
        os.umask(before)
    assert (path.read_bytes(), mode(path)) == (b"new", 0o600)


def test_failed_write_changes_nothing(own):
    """When the write fails the old content stays and no neighbour is left behind."""
    path = private_folder() / "file"
    write_private(path, b"old")
    with pytest.raises(TypeError):
        write_private(path, "text is not bytes")
    (private_folder() / "folder").mkdir()
    with pytest.raises(OSError, match="irectory"):
        write_private(private_folder() / "folder", b"x")
    assert path.read_bytes() == b"old"
    assert sorted(each.name for each in own.iterdir()) == ["file", "folder"]


def test_reader_never_meets_half_a_file(own):
    """The file is replaced, not rewritten: whoever has the old one open still reads the old one, whole."""
    path = private_folder() / "file"
    write_private(path, b"old content")
    with path.open("rb") as reader:
        write_private(path, b"new")
        assert reader.read() == b"old content"
    assert path.read_bytes() == b"new"
