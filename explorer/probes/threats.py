"""What the answers mean together: for each threat of RFC 6819 and RFC 9700 whether the answers protect from it.

A row names alternatives; each is a list of conditions such as `code-single-use=invalid_grant` or `en-code>=128`. One complete
alternative protects. Where a deciding question has no answer, the verdict is "not known", which nothing hides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from . import threat_rows
from .row import Row

Verdict = Literal["protected", "partly", "exposed", "not known", "does not apply"]
Rows = Mapping[str, Row]
State = Literal["good", "bad", "unknown"]

_CONDITION = re.compile(r"([a-z0-9-]+)(<=|>=|!=|=)(.*)")
_NO_REFUSAL = ("login-page", "crash", "html", "empty", "http-error", "404")  # nothing came, and nobody refused it
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Threat:
    """A threat, the verdict on it, and the answers that decided it. `sources` are its numbers at OAuch and in RFC 6819, RFC 9700."""

    title: str
    sources: tuple[str, ...]
    verdict: Verdict
    told: str
    decided_by: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Threat {self.title}: {self.verdict}>"


def threats_of(rows: Rows, *, is_public: bool) -> tuple[Threat, ...]:
    """Return a row for each threat; `is_public` says whether the client is a public one."""
    return tuple(_judged(rule, rows, is_public) for rule in threat_rows.RULES)


def _judged(rule: threat_rows.Rule, rows: Rows, is_public: bool) -> Threat:
    ids = tuple(dict.fromkeys(id for way in rule.ways for condition in way for id in [_parts(condition)[0]]))
    if not _applies(rule.applies, rows, is_public):
        return Threat(rule.title, rule.sources, "does not apply", "", ids)
    ways = [[_state(condition, rows) for condition in way] for way in rule.ways]
    verdict: Verdict
    if any(all(state == "good" for state in way) for way in ways):
        verdict = "protected"
    elif any("bad" not in way for way in ways):
        verdict = "not known"
    else:
        verdict = "partly" if any("good" in way for way in ways) and ways[0][0] != "bad" else "exposed"
    open_ids = [_parts(condition)[0] for way in rule.ways for condition in way if _state(condition, rows) == "unknown"]
    told = {"exposed": rule.exposed, "partly": rule.exposed, "not known": f"No answer to {', '.join(dict.fromkeys(open_ids))}."}
    return Threat(rule.title, rule.sources, verdict, told.get(verdict, ""), ids)


def _parts(condition: str) -> tuple[str, str, str]:
    found = _CONDITION.fullmatch(condition)
    if found is None:
        raise TypeError(f"{condition!r} is no condition.")
    return found[1], found[2], found[3]


def words_of(answer: str) -> list[str]:
    """Return the words of an answer, one for each of its parts."""
    parts = answer.split("; ")
    return [part.partition(": ")[2] for part in parts] if len(parts) > 1 and all(": " in part for part in parts) else [answer]


def _state(condition: str, rows: Rows) -> State:
    id, operator, wanted = _parts(condition)
    row = rows.get(id)
    if row is None or not row.is_answered or row.answer in ("not seen", "not said", "cannot ask"):
        return "unknown"
    if operator in ("<=", ">="):
        return _measured(row.answer, operator, float(wanted))
    if any(word == "accepted so far" or (operator == "!=" and word in _NO_REFUSAL) for word in words_of(row.answer)):
        return "unknown"
    listed = wanted.split("|")
    hits = [any(_is_like(word, pattern) for pattern in listed) for word in words_of(row.answer)]
    return "good" if (all(hits) if operator == "=" else not any(hits)) else "bad"


def _measured(answer: str, operator: str, wanted: float) -> State:
    """Judge a number with its unit; a JWT's strength is its signature, and a secret that is too short is no number."""
    number = _NUMBER.match(answer)
    if number is None:
        return "good" if answer == "signed" else "bad" if answer.startswith("too short") else "unknown"
    found = float(number[0])
    return "good" if (found <= wanted if operator == "<=" else found >= wanted) else "bad"


def _is_like(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def _applies(applies: str, rows: Rows, is_public: bool) -> bool:
    tests: dict[str, Callable[[], bool]] = {
        "always": lambda: True,
        "public": lambda: is_public,
        "confidential": lambda: not is_public,
        "refresh": lambda: _answer(rows, "ok-refresh-token") not in ("never", ""),
        "revocation": lambda: "revocation_endpoint" in _answer(rows, "disc-extras"),
        "logout": lambda: "end_session_endpoint" in _answer(rows, "disc-logout"),
        "assertions": lambda: _answer(rows, "ca-jwt-works") == "invalid_grant",
        "jwt": lambda: _answer(rows, "ok-access-token-format").startswith("jwt"),
        "pushed": lambda: "pushed" in _answer(rows, "disc-extras"),
        "races": lambda: any(rows[id].is_answered for id in rows if id.startswith("cc-")),
    }
    return tests[applies]()


def _answer(rows: Rows, id: str) -> str:
    row = rows.get(id)
    return row.answer if row is not None and row.is_answered else ""
