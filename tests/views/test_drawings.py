"""The run as a sequence diagram and as a waterfall: what they say, and what they never show."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explorer.runs import Run
from explorer.views.attack import attack_svg
from explorer.views.plain import plain_text
from explorer.views.sequence import MOST_STEPS, sequence_html, sequence_svg
from explorer.views.story import StoryStep, story
from explorer.views.waterfall import waterfall_html, waterfall_lines
from tests.views.page import Page
from tests.views.samples import JOURNEY, NOW, PLAY, RUN


def _told(run: Run = JOURNEY) -> list[StoryStep]:
    return [step for step in story(run) if step.channel != "note"]


def _noted(run: Run = JOURNEY) -> list[StoryStep]:
    return [step for step in story(run) if step.channel == "note"]


def _run(*events: dict[str, Any]) -> Run:
    return Run("id", NOW, None, events)


def test_the_front_channel_is_told_from_the_back_channel() -> None:
    """Only the browser stands at one end of the front channel, and never at one of the back channel."""
    channels = {step.channel: set() for step in _told()}
    for step in _told():
        channels[step.channel].add(frozenset({step.source, step.target}))
    assert channels == {
        "front": {frozenset({"browser", "provider"})},
        "back": {frozenset({"client", "provider"})},
        "hand": {frozenset({"browser", "client"})},
    }


def test_the_story_in_order() -> None:
    """Each attempt tells what was asked, what came, and what was made of it."""
    assert [step.words for step in story(JOURNEY)][3:9] == [
        "browser to provider, front channel: GET /a/tenant/with/a/long/name/authorize; state, no nonce, PKCE S256",
        "in the browser: 12 s; from the link to the answer",
        "provider to browser, front channel: error access_denied",
        "browser to client: what came back",
        "attempt 2",
        "client to browser: the link; scope openid email",
    ]
    assert "no state, no nonce, no PKCE" in [step.detail for step in _told()]
    assert _noted()[-1].text == "nobody came back yet"


def test_trouble_is_visible() -> None:
    """A denial, a refusal and a silence have a sign and a colour, and so has a failed check that was overruled."""
    moods = [(step.mood, step.text, step.detail) for step in story(JOURNEY) if step.mood]
    assert moods == [
        ("bad", "error access_denied", ""),
        ("bad", "what came back", ""),
        ("bad", "authorization response: 1 of 2 checks failed", "AUTHR-STATE-MISMATCH"),
        ("warn", "went on all the same", "AUTHR-STATE-MISMATCH"),
        ("bad", "400 Bad Request, 91 ms", "error invalid_grant"),
        ("bad", "ID token: 1 of 5 checks failed", "IDTC-ISS-MISMATCH"),
        ("lost", "no answer", "No route to op.example.com."),
    ]
    assert sequence_svg(JOURNEY).count("fx-cross") == 1


def test_a_browser_that_never_came_back_is_not_drawn() -> None:
    """Nobody here knows whether a link was opened, before something came back."""
    open_link = _run({"kind": "authorize", "at": NOW, "params": [["scope", "openid"]]})
    assert [step.channel for step in story(open_link)] == ["hand", "note"]


def test_no_query_and_no_secret_is_shown() -> None:
    """Of an address the path is shown, of parameters their names."""
    request = {"method": "GET", "url": "https://op.example.com/userinfo?access_token=SlAV32hkKG", "headers": [], "form": None}
    event = {**JOURNEY.events[0], "request": request}
    came = {"kind": "receive", "at": NOW, "params": [["code", "SplxlOBeZQQYbYS6WxSbIA"]], "thinking": 1}
    drawn = sequence_html(_run(JOURNEY.events[1], came, event)) + waterfall_html(_run(event))
    assert "/userinfo" in drawn
    assert not re.search("SlAV32hkKG|SplxlOBeZQQYbYS6WxSbIA|af0ifjsldkj", drawn)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://op.example.com/token", "GET /token"),
        ("https://op.example.com", "GET /"),
        ("https://[op/token", "GET (unreadable address)"),
        ("https://op.example.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token", "GET \u202655/oauth2/v2.0/token"),
    ],
)
def test_the_end_of_a_long_path_is_kept(url: str, words: str) -> None:
    """The last words of a path tell the endpoint; what is cut stands in the words of the drawing."""
    event = {**JOURNEY.events[0], "request": {"method": "GET", "url": url, "headers": [], "form": None}}
    texts = re.findall(r'class="fx-axis">([^<]*)<', sequence_svg(_run(event)))
    assert texts[0] == words


def test_many_steps_are_cut() -> None:
    """A run of a thousand refreshes does not freeze the page, and says what is left out."""
    many = _run(*[JOURNEY.events[0]] * 1_000)
    assert f"{2_000 - MOST_STEPS:,} steps before these" in sequence_html(many)
    assert "... and 880 more" in waterfall_html(many)


def test_the_words_are_there_without_the_drawing() -> None:
    """Whoever cannot see the drawing gets the same, as its description and as a list."""
    page = Page(sequence_html(JOURNEY))
    for number, step in enumerate(story(JOURNEY), 1):
        assert page.words.count(step.words) >= 2, f"step {number}"
    assert "Sequence diagram of the run a journey" in page.labels[1]
    assert re.search(r"\| wait [\d.]+ ms \|", plain_text(waterfall_html(RUN)))


def test_a_run_that_has_hardly_begun() -> None:
    """Without events there is a sentence and no empty drawing."""
    assert "Nothing has happened yet." in sequence_html(_run())
    assert "Nothing was sent yet." in waterfall_html(_run())


def test_one_exchange_behind_the_other() -> None:
    """Bars stand where the time on the wire has come to; the person's time takes no room."""
    lines = waterfall_lines(JOURNEY)
    exchanges = [line for line in lines if line.thinking is None]
    assert [round(line.begin, 1) for line in exchanges] == [0.0, 285.5, 376.2, 466.9]
    assert [line.thinking for line in lines if line.thinking is not None] == [12.0, 12.0, 12.0]
    assert [line.trouble for line in exchanges] == ["", "status 400", "", "no answer"]


def test_the_persons_time_stands_apart() -> None:
    """It is said to be observed, and is no part of the time on the wire."""
    words = Page(waterfall_html(JOURNEY)).words
    assert "4 exchanges, 558 ms on the wire. The browser came back after 36 s, observed and not timed" in words
    assert "browser: 12 s, from the link to the answer" in words


def test_bars_stay_in_their_drawing() -> None:
    """Whatever was recorded, nothing is drawn beyond the column of the times."""
    wild = {"send": [-5, 10], "wait": [1e300, 1e300], "receive": [float("nan"), 3]}
    event = {**JOURNEY.events[0], "timing": {"started_at": NOW, "phases": wild}}
    html = waterfall_html(_run(event, event))
    places = re.findall(r'<rect x="([\d.]+)%" y="\d+" width="([\d.]+)%"', html)
    assert len(places) == 6
    assert all(float(left) + float(width) <= 80.5 for left, width in places)


def test_only_the_colours_that_occur_are_explained() -> None:
    """A run on open connections has no look-up to explain."""
    assert "look up the name" in Page(waterfall_html(JOURNEY)).words
    assert "look up the name" not in Page(waterfall_html(RUN)).words


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://127.0.0.1:42424/token", "send, wait"),
        ("http://localhost:42424/token", "send, wait"),
        ("https://op.example.com/token", "send"),
    ],
)
def test_sending_and_waiting_are_one_on_one_machine(url: str, told: str) -> None:
    """Where no network lies between, nobody can tell the two apart; beyond the machine both are drawn, and the total stays."""
    phases = {"connect": [0.0, 0.4], "send": [0.4, 9.0], "wait": [9.4, 0.1], "receive": [9.5, 0.5]}
    request = {"method": "POST", "url": url, "headers": [], "form": None}
    drawn = waterfall_html(_run({**JOURNEY.events[0], "request": request, "timing": {"started_at": NOW, "phases": phases}}))
    columns = re.findall(r'<th scope="col">([^<]*)', drawn)
    assert columns[2] == told
    assert ("wait" in columns) == (told == "send")
    assert "10 ms on the wire" in drawn


_LETTER = 6.4  # pixels at most, in a drawing of 440: what is left of a page of 460
_NUMBERS = r'x1="([\d.]+)%" x2="([\d.]+)%" y1="(\d+)" y2="(\d+)"'
_WORDS = re.compile(r'<text x="([\d.]+)%" y="(\d+)" text-anchor="(\w+)" class="fx-axis">([^<]+)</text>')


def _span(found: re.Match[str]) -> tuple[float, float]:
    """From where to where words reach, in per cent at the least width."""
    place, wide = float(found[1]), len(found[4]) * _LETTER / 4.4
    left = place - {"start": 0, "middle": wide / 2, "end": wide}[found[3]]
    return left, left + wide


def test_words_of_an_attack_stay_over_their_arrow() -> None:
    """Each line stands over the middle of its arrow and is no wider; beside a mark it stays in the drawing."""
    acts = re.findall(r"<g .*?</g>", attack_svg(PLAY))
    assert len(acts) == len(PLAY.acts)
    for act in acts:
        spans = [_span(found) for found in _WORDS.finditer(act)]
        arrow = re.search(_NUMBERS, act)
        left, right = sorted(map(float, arrow.groups()[:2])) if arrow else (0.0, 100.0)
        assert all(left <= begin and end <= right for begin, end in spans), act
        assert not arrow or all(abs((begin + end) - (left + right)) < 0.1 for begin, end in spans), act


def test_no_line_crosses_words() -> None:
    """The line of somebody who stands between the two of an arrow makes room for its words, and goes on below them."""
    svg = attack_svg(PLAY)
    lines = [tuple(map(float, found)) for found in re.findall(rf'<line {_NUMBERS} class="fx-life">', svg)]
    for found in _WORDS.finditer(svg):
        begin, end = _span(found)
        level = int(found[2]) - 4
        assert not [line for line in lines if begin < line[0] < end and line[2] < level < line[3]], found[4]
    assert all(line[3] > line[2] for line in lines), "none is drawn backwards"
