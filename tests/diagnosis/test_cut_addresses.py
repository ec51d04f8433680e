"""An address that was copied in part: that is the first cause, wherever it was cut, and the sign-in is still good."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from explorer import Client, Flow, diagnose
from explorer.diagnosis import Diagnosis
from explorer.errors import ExplorerError
from tests.diagnosis.small_provider import CALLBACK, ISSUER, SECRET, SmallProvider
from tests.diagnosis.voices import by_the_book

Cut = Callable[[str], str]


def pasted(runs: Path, cut: Cut, *, iss: bool = True, order: tuple[str, ...] = ("code", "state", "iss")) -> Diagnosis:
    """Diagnose what is said after the address was pasted in part; `iss` is whether the provider promises to name itself."""
    small = SmallProvider(by_the_book, described={"authorization_response_iss_parameter_supported": iss})
    flow = Flow(ISSUER, Client("app", SECRET, redirect_uri=CALLBACK), http=small, runs=runs)
    flow.discover()
    came = dict(pair.split("=", 1) for pair in small.sign_in(flow.authorize().url).partition("?")[2].split("&"))
    came["iss"] = quote(ISSUER, safe="")
    whole = f"{CALLBACK}?{'&'.join(f'{name}={came[name]}' for name in order if iss or name != 'iss')}"
    with contextlib.suppress(ExplorerError):
        flow.receive(cut(whole))
        flow.exchange()
    return diagnose(flow.run)


def until(mark: str, more: int = 0) -> Cut:
    """Leave an address as far as a mark, and some characters more."""
    return lambda url: url[: url.index(mark) + more]


PLACES: dict[str, Cut] = {
    "within the code": until("code=", 18),
    "near the end of the code": until("&state", -3),
    "behind the code": until("&state"),
    "behind the &": until("&state", 1),
    "within the name of state": until("&state", 4),
    "before the value of state": until("&state", 7),
    "within the state": until("&state", 15),
    "within the name of iss": until("&iss", 3),
    "before the value of iss": until("&iss", 5),
    "within iss": until("&iss", 13),
    "within an escape of iss": until("%2F%2F", 4),
    "a code with dots": lambda url: f"{until('code=', 18)(url)}\u2026",
    "a state with dots": lambda url: f"{until('&state', 15)(url)}...",
    "the middle left out": lambda url: f"{until('code=', 10)(url)}\u2026{url[-12:]}",
    "parameters without the address": lambda url: until("&state", 12)(url).partition("?")[2],
}


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_was_cut(place: str, tmp_path: Path) -> None:
    """It is the first cause, and nothing wrong is proven; the advice asks for the address, and for no fresh link."""
    found = pasted(tmp_path, PLACES[place])
    assert found.first is not None
    assert found.first.id == "address-cut"
    assert not found.proven
    assert "no fresh link" in found.first.advice
    assert found.experiment is not None
    assert found.experiment.id == "copy-again"


@pytest.mark.parametrize("place", ["within the code", "behind the code", "within the state"])
def test_without_a_promise_of_iss(place: str, tmp_path: Path) -> None:
    """Nothing but the state tells then that something is missing."""
    found = pasted(tmp_path, PLACES[place], iss=False)
    assert found.first is not None
    assert found.first.id == "address-cut"


def test_another_order(tmp_path: Path) -> None:
    """Where the state stands before the code, the missing iss tells."""
    found = pasted(tmp_path, until("&iss", -8), order=("state", "code", "iss"))
    assert found.first is not None
    assert found.first.id == "address-cut"


def test_the_siblings_stand_behind_it(tmp_path: Path) -> None:
    """What the cut took with it is named, and looks like faults of its own."""
    found = pasted(tmp_path, PLACES["within the code"])
    assert [cause.id for cause in found.causes[1:4]] == ["state-missing", "iss-missing", "code-damaged"]


def test_the_rest_of_an_address_is_no_cut(tmp_path: Path) -> None:
    """Where another parameter stands behind the code and the state is missing, the provider left it out."""
    found = pasted(tmp_path, lambda url: url, order=("code", "iss"))
    assert found.first is not None
    assert found.first.id == "state-missing"


def test_an_iss_that_is_missing_alone(tmp_path: Path) -> None:
    """A text that ends behind the whole state may be a cut, and rather a provider that breaks its word."""
    found = pasted(tmp_path, until("&iss"))
    assert [cause.id for cause in found.causes[:2]] == ["iss-missing", "address-cut"]


def test_a_bare_code_is_no_part_of_an_address(tmp_path: Path) -> None:
    """Whoever pastes the code alone did so on purpose; nothing is said of a cut."""
    found = pasted(tmp_path, lambda url: url.partition("code=")[2].partition("&")[0])
    assert not found.failed or all(cause.id != "address-cut" or not cause.speaks_for for cause in found.causes)


def test_an_address_without_an_answer(tmp_path: Path) -> None:
    """Nothing came, or nothing was copied: nobody can tell, and that is another cause."""
    found = pasted(tmp_path, lambda url: url.partition("?")[0])
    assert found.first is not None
    assert found.first.id == "answer-empty"
