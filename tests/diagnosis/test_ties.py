"""Where nothing on the wire tells causes apart, the order is by how often each is met."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer import diagnose
from explorer.diagnosis.causes import CAUSES
from explorer.diagnosis.how_often import HOW_OFTEN
from tests.diagnosis.answers import PLAIN, UNBELIEVED, grant, refused
from tests.diagnosis.small_provider import Answer, answer

TIES: dict[str, tuple[Answer, tuple[str, ...]]] = {
    "a client that is not believed": (UNBELIEVED, ("secret-wrong", "secret-expired", "public-with-secret", "header-lost")),
    "a code with which all agrees": (grant(), ("code-used-before", "code-lost", "session-ended")),
    "a client that may not": (
        answer({"error": "unauthorized_client"}, 403),
        ("secret-wrong", "client-disabled", "secret-expired"),
    ),
}


@pytest.mark.parametrize("name", TIES)
def test_the_order_of_a_tie(name: str, tmp_path: Path) -> None:
    """As it is written, and none is more than possible."""
    reply, order = TIES[name]
    found = [cause for cause in diagnose(refused(reply, tmp_path, client=PLAIN).run).causes if cause.id in order]
    assert tuple(cause.id for cause in found) == order
    assert {cause.verdict for cause in found} == {"possible"}


def test_the_table_names_causes() -> None:
    """Each row is one, its number is from 0 to 9, and it is the one that counts."""
    assert HOW_OFTEN.keys() <= {cause.id for cause in CAUSES}
    assert all(CAUSES[name].common == often for name, often in HOW_OFTEN.items())
    assert set(HOW_OFTEN.values()) <= set(range(10))
