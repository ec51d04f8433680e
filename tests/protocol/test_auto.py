"""`AUTO` is one object, and no text."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from explorer.protocol.auto import AUTO, without_auto


def test_it_is_known_by_identity():
    """It prints its name, a copy and a pickle of it are itself, and no text equals it."""
    assert (repr(AUTO), str(AUTO), f"{AUTO}") == ("AUTO", "AUTO", "AUTO")
    assert copy.copy(AUTO) is copy.deepcopy(AUTO) is pickle.loads(pickle.dumps(AUTO)) is AUTO  # noqa: S301 - our own pickle
    assert AUTO != "auto"
    assert AUTO != "AUTO"


def test_it_never_slips_into_json():
    """JSON has no word for it: what is written leaves it out, and what forgets to do so fails at once."""
    assert json.dumps(without_auto({"state": AUTO, "nonce": None, "scope": "auto"})) == '{"nonce": null, "scope": "auto"}'
    with pytest.raises(TypeError):
        json.dumps({"state": AUTO})
