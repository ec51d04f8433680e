"""The stream under a HAR: too deep ends it, an endless text is cut in its middle, and whatever is left is the same JSON."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import explain
from explorer.explanation.har import depth
from explorer.explanation.har.depth import ShallowStream
from tests.explanation.hars import entry, front_channel, har

LONGEST = 40
ODD = st.text(st.sampled_from(list('ab"\\/u09\n\u00e9\u20ac\U0001f600\ud83d{}[]')), max_size=300)
VALUES = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner), max_leaves=6
)


def read_through(data: bytes, size: int) -> bytes:
    """Return what is left of bytes that are read in pieces of this size."""
    stream = ShallowStream(io.BytesIO(data))
    return b"".join(iter(lambda: stream.read(size), b""))


def is_shortened(left: Any, whole: Any) -> bool:
    """Tell whether one value is the other with texts that lost their middle."""
    if isinstance(whole, str):
        return left == whole or (isinstance(left, str) and len(left) < len(whole))
    if isinstance(whole, list):
        return len(left) == len(whole) and all(map(is_shortened, left, whole))
    return list(left) == list(whole) and all(is_shortened(left[name], whole[name]) for name in whole)


@pytest.mark.parametrize("is_ascii", [True, False])
@given(value=VALUES, size=st.integers(1, 50))
def test_it_stays_json(is_ascii: bool, value: Any, size: int) -> None:
    """No escape and no letter is cut in half, wherever the pieces end, and short texts are as they were."""
    data = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "replace" if is_ascii else "surrogatepass")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depth, "_LONGEST", LONGEST)
        left = json.loads(read_through(data, size).decode("utf-8", "surrogatepass"))
    assert is_shortened(left, value)


def test_an_endless_text() -> None:
    """A body of many megabytes is shortened, and the sign-in behind it is read."""
    video = entry(0.1, "GET", "https://app.example/video", body="QUJD" * 2_000_000, media_type="video/mp4", kind="media")
    text = har(video, *front_channel())
    assert len(read_through(text.encode(), 1 << 16)) < len(text) // 2
    assert len(explain(text).runs) == 1


def test_depth_is_counted_outside_of_texts() -> None:
    """Brackets in a text are none; those outside count, also where pairs stand between them."""
    assert read_through(json.dumps(["[" * 1_000]).encode(), 7)
    for opening in ("[", '{"a":', '[[], {"b": []}, '):
        with pytest.raises(ValueError, match="nested"):
            read_through((opening * 100).encode(), 64)
