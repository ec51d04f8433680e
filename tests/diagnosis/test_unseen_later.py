"""Words that nobody here has met, after the tokens came: at refresh, UserInfo, introspection and revocation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from explorer import Flow, diagnose
from explorer.reference import phrase_examples
from tests.diagnosis.answers import PLAIN, of_line
from tests.diagnosis.small_provider import ISSUER, SmallProvider
from tests.diagnosis.voices import by_the_book

ASK: dict[str, tuple[str, Callable[[Flow], object]]] = {
    "refresh": ("/token", lambda flow: flow.refresh()),
    "userinfo": ("/userinfo", lambda flow: flow.userinfo()),
    "introspect": ("/introspect", lambda flow: flow.introspect()),
    "revoke": ("/revoke", lambda flow: flow.revoke()),
}


def sentences() -> list[tuple[str, tuple[str, ...], str]]:
    """Return the lines of unseen_later.txt, each with its leg and the causes of which one has to be first."""
    told: list[tuple[str, tuple[str, ...], str]] = []
    leg, causes = "", tuple[str, ...]()
    for line in Path(__file__).with_name("unseen_later.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            leg, *more = line.strip("[]").split()
            causes = tuple(more)
        elif line and not line.startswith("#"):
            told.append((leg, causes, line))
    return told


def test_whatever_they_say_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In 97 of a hundred sentences a true cause is first, and none is proven by words alone."""
    missed: list[str] = []
    for leg, causes, line in sentences():
        small = SmallProvider(by_the_book, secret="plain-secret-of-letters")
        flow = Flow(ISSUER, PLAIN, http=small, runs=tmp_path)
        flow.discover()
        flow.receive(small.sign_in(flow.authorize(scope="openid email offline_access", prompt="consent").url))
        flow.exchange()
        path, ask = ASK[leg]
        small.answers[path] = of_line(line)
        ask(flow)
        found = diagnose(flow.run)
        assert {cause.id for cause in found.proven} <= set(causes), line
        if found.first is None or found.first.id not in causes:
            missed.append(f"{leg}: {line} -> {found.first.id if found.first else None}")
    with capsys.disabled():
        print(f"\nunseen words, later: {len(sentences()) - len(missed)} of {len(sentences())}", *missed, sep="\n  missed: ")
    assert len(missed) <= 0.03 * len(sentences())


def test_none_is_learnt_by_heart() -> None:
    """What is tested here is how unknown words are read."""
    known = {example.lower() for examples in phrase_examples().values() for example in examples}
    assert not [line for _, _, line in sentences() if line.partition(": ")[2].lower() in known]
