"""Whatever is wrapped by any combination of what people wrap with gives the same code and state, or a refusal: never another code."""

from __future__ import annotations

import itertools
import json
import time
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explorer.errors import Mistake
from explorer.protocol.redirect import LONGEST, AuthorizationResponse, parse_redirect
from tests.hostile import outcome

STATE = "kC3vJq0Zb-9_TtW1xYpLrE8s"
CB = "http://127.0.0.1:9999/callback"
VSCHAR = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CODES = st.text(st.sampled_from(VSCHAR + "-_.~/+="), min_size=8, max_size=90).filter(
    lambda code: (
        code[0] in VSCHAR and code[-1] in VSCHAR + "=_-" and any(c.isdigit() for c in code) and any(c.isupper() for c in code)
    )
)
WRAP: dict[str, Callable[[str], str]] = {
    "quotes": lambda text: f'"{text}"',
    "single quotes": lambda text: f"'{text}'",
    "German quotes": lambda text: f"\u201e{text}\u201c",
    "French quotes": lambda text: f"\u00ab {text} \u00bb",
    "backticks": lambda text: f"`{text}`",
    "angle brackets": lambda text: f"<{text}>",
    "entities": lambda text: text.replace("&", "&amp;"),
    "JSON": lambda text: json.dumps(text).replace("&", "\\u0026"),
    "shell": lambda text: text.replace("&", "\\&").replace("?", "\\?").replace("=", "\\="),
    "encoded": lambda text: urllib.parse.quote(text, safe=""),
    "Markdown": lambda text: f"[here]({text})",
    "Slack": lambda text: f"<{text}|here>",
    "Safe Links": lambda text: (
        f"https://eur01.safelinks.protection.outlook.com/?url={urllib.parse.quote(text, safe='')}&data=05&reserved=0"
    ),
    "Google": lambda text: f"https://www.google.com/url?q={urllib.parse.quote(text, safe='')}&sa=D",
    "a mail": lambda text: f"Hello,\n\n{text}\n\nRegards",
    "a sentence": lambda text: f"It is {text}, I think.",
    "Location": lambda text: f"HTTP/1.1 302 Found\nLocation: {text}\nContent-Length: 0\n",
    "curl": lambda text: f"curl -v '{text}' -H 'Accept: */*'",
    "spaces": lambda text: f"\u00a0 {text}\n",
    "zero width": lambda text: f"\u200b{text}\ufeff",
    "a code block": lambda text: f"```\n{text}\n```",
    "Proofpoint v2": lambda text: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + urllib.parse.quote(text, safe="").replace("-", "%2D").replace("_", "%5F").replace("%2F", "_").replace("%", "-")
        + "&d=DwMF&c=x"
    ),
    "Proofpoint v3": lambda text: f"https://urldefense.com/v3/__{text}__;!!Abc123!xyz$",
    "Barracuda": lambda text: f"https://linkprotect.cudasvc.com/url?a={urllib.parse.quote(text, safe='')}&c=E,1",
    "HTML": lambda text: f'<a href="{text.replace("&", "&amp;")}">callback</a>',
    "a member": lambda text: json.dumps({"url": text, "ok": True}),
    "a log line": lambda text: f"2026-10-05 10:00:00,123 INFO redirecting to {text} (302)",
    "a quoted mail": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "cmd": lambda text: text.replace("&", "^&"),
    "bold": lambda text: f"**{text}**",
    "Jira": lambda text: f"[the callback|{text}]",
    "parentheses": lambda text: f"({text})",
}


def address(code: str, *, state_first: bool) -> str:
    """Return an address with this code and the state."""
    pairs = [("code", code), ("state", STATE)]
    return f"{CB}?{urllib.parse.urlencode(pairs[::-1] if state_first else pairs)}"


def read(text: str) -> AuthorizationResponse | Exception:
    """Read the text as the flow would, or return its refusal."""
    return outcome(parse_redirect, text, state=STATE, redirect_uri=CB)  # type: ignore[no-any-return]


def assert_same_or_refused(found: AuthorizationResponse | Exception, code: str) -> None:
    """The same code, or a sentence."""
    if isinstance(found, Mistake):
        assert code not in str(found)
        return
    assert isinstance(found, AuthorizationResponse)
    if found.state != STATE:  # then the guards stop it
        assert found.state is not None or found.kind != "code"
        return
    assert found.code is not None
    assert found.code.reveal() == code


slow = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@given(CODES, st.booleans(), st.sampled_from(sorted(WRAP)))
@slow
def test_one_wrapper(code: str, state_first: bool, name: str) -> None:
    """One wrapper around an address is always undone."""
    found = read(WRAP[name](address(code, state_first=state_first)))
    assert isinstance(found, AuthorizationResponse), found
    assert found.code is not None
    assert (found.code.reveal(), found.state, found.address) == (code, STATE, CB)


@pytest.mark.parametrize("state_first", [True, False])
@pytest.mark.parametrize("code", ["SplxlOBeZQQYbYS6WxSbIA-0001", "4/0AX4XfWh-made.up_code0123", "Ab1+/=cd=="])
def test_any_two_wrappers(code: str, state_first: bool) -> None:
    """Any wrapper in any other is undone, whichever came first: 1,024 pairs."""
    for first, second in itertools.product(WRAP, repeat=2):
        found = read(WRAP[second](WRAP[first](address(code, state_first=state_first))))
        assert isinstance(found, AuthorizationResponse), (first, second, found)
        assert found.code is not None
        assert (found.code.reveal(), found.state, found.address) == (code, STATE, CB), (first, second)
        assert found.changes, (first, second)


@given(CODES, st.booleans(), st.lists(st.sampled_from(sorted(WRAP)), min_size=2, max_size=4))
@example("0000000A", True, ["Slack", "Google"])
@example("0000000A", True, ["a mail", "JSON", "French quotes"])
@example("0000000A", True, ["a mail", "a member", "Markdown"])
@example("0000000A", True, ["spaces", "Proofpoint v3", "encoded"])
@example("0000000A", False, ["encoded", "spaces", "a mail"])
@example("0000000A", True, ["shell", "encoded", "spaces", "a log line"])
@slow
def test_any_wrappers(code: str, state_first: bool, names: list[str]) -> None:
    """Any of them in any order give the same code, or a refusal."""
    text = address(code, state_first=state_first)
    for name in names:
        text = WRAP[name](text)
    assert_same_or_refused(read(text), code)


@given(
    CODES,
    st.booleans(),
    st.lists(st.integers(1, 400), min_size=1, max_size=6),
    st.sampled_from(["\n", "\r\n", "\n  ", "\n> ", " "]),
)
@slow
def test_broken_anywhere(code: str, state_first: bool, places: list[int], gap: str) -> None:
    """An address broken at any place is joined, or its code is called broken."""
    text = address(code, state_first=state_first)
    cuts = sorted({place % len(text) for place in places} - {0})
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert_same_or_refused(read(gap.join(pieces)), code)


@given(
    CODES,
    st.lists(
        st.sampled_from(["quotes", "single quotes", "backticks", "German quotes", "spaces", "zero width", "JSON"]), max_size=3
    ),
)
@slow
def test_a_bare_code(code: str, names: list[str]) -> None:
    """A bare code in quotes is the same code, or refused as something else; with its state behind a # it is the same too."""
    for text in (code, f"{code}#{STATE}"):
        for name in names:
            text = WRAP[name](text)
        found = read(text)
        if isinstance(found, AuthorizationResponse):
            assert found.code is not None
            assert found.code.reveal() == code


PIECES = [
    "http://a/?code=b",
    "code=c",
    "state=s",
    "\n",
    " ",
    "&",
    "#",
    "?",
    "%26",
    "\\",
    '"',
    "<",
    ">",
    "](",
    ")",
    "|",
    "Location: ",
    "{",
    "}",
    ":",
    "=3D",
    "\u2026",
    "'",
    "Bearer ",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join), st.booleans())
@settings(deadline=None, max_examples=300)
def test_anything_is_an_answer_or_a_mistake(text: str, as_is: bool) -> None:
    """Nothing but a mistake is raised, and the flow's own state is never read as a code."""
    found = outcome(parse_redirect, text.replace("s", STATE, 1), as_is=as_is, state=STATE, redirect_uri=CB)
    if isinstance(found, AuthorizationResponse) and found.code is not None:
        assert found.code.reveal() != STATE


FILLINGS = (
    ["?", "&", "#", "%26", "%25", "code=a ", "state=S\n", "http://a/?code=b ", "<input ", "<input name=code value=", "]("],
    [
        "(",
        ")",
        "[",
        "{",
        '{"a":',
        "\\",
        "/v3/__",
        "a.",
        "a.b/",
        "^&",
        "`",
        "<a|",
        "code: a\n",
        "code\n",
        "=3D",
        "http%3A%2F%2F",
    ],
    [
        "/http:/",
        "?x=http://",
        "\x1b]",
        "user@a:",
        "'code',",
        "&#61;",
        "%2525",
        "://",
        "?code=",
        "Ab1 ",
        "http://a/?code=b\n",
        "a b ",
    ],
)


@pytest.mark.parametrize("filling", [filling for row in FILLINGS for filling in row])
@pytest.mark.parametrize("before", ["a", "code=", "https://", f"{CB}?code=a&state=", "<form>", "?u=http://b/?code="])
def test_hostile_texts_are_answered_at_once(before: str, filling: str) -> None:
    """No text of the greatest length makes the search slow."""
    text = before + filling * ((LONGEST - 60) // len(filling))
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 4
