"""Requests that arrive at the same moment; only by name, since they multiply or end tokens of one's own (RFC 6749 4.1.2)."""

from __future__ import annotations

from ..answer import Answer
from ..asking import Ask
from ..back_channel import Back
from ..registry import left_out, probe


def _tokens(found: list[Back], name: str) -> int:
    return len({back.members.get(name) for back in found if back.has_tokens and back.members.get(name)})


@probe(
    "cc-code-same-address",
    spec="RFC 6749 4.1.2",
    says="must",
    flight="X",
    risk="C R",
    covers=("O Concurrency.SingleFastACExchange",),
    by_name=True,
)
def cc_code_same_address(ask: Ask) -> Answer:
    """Can one code be used twice where the requests arrive together?"""
    found: list[Back] = ask.kept("cc-code-same-address", "X")
    won = sum(back.has_tokens for back in found)
    return Answer(f"{won} of {len(found)}", f"{_tokens(found, 'access_token')} distinct tokens", "wrong" if won > 1 else "")


left_out(
    "cc-code-other-address",
    "And over several servers of the provider?",
    "requests by the addresses of single servers are not sent by this version",
    room=__name__,
    spec="RFC 6749 4.1.2",
    flight="X",
    risk="C R",
    covers=("O Concurrency.MultiFastACExchange",),
)


@probe(
    "cc-refresh-same-address",
    spec="RFC 9700 4.14.2",
    flight="X",
    risk="C R",
    covers=("O Concurrency.SingleFastRefresh",),
    by_name=True,
)
def cc_refresh_same_address(ask: Ask) -> Answer:
    """Can a refresh token that is replaced be used twice at once?"""
    found: list[Back] = ask.kept("cc-refresh-same-address", "X")
    won = sum(back.has_tokens for back in found)
    if won == 0:
        return Answer("all die")
    if won == 1:
        return Answer("one wins")
    return Answer(
        "all win, same token" if _tokens(found, "refresh_token") <= 1 else "several families", f"{won} of {len(found)}"
    )


left_out(
    "cc-refresh-other-address",
    "And over several servers?",
    "requests by the addresses of single servers are not sent by this version",
    room=__name__,
    spec="no standard",
    flight="X",
    risk="C R",
    covers=("O Concurrency.MultiFastRefresh",),
)


left_out(
    "cc-revoke-all",
    "Do tokens that were won in a race die with the grant?",
    "it needs a race with several winners, and a person who takes the consent back",
    room=__name__,
    spec="RFC 7009 2.1",
    flight="X",
    risk="C R",
    covers=("O Concurrency.ConcurrentTokensRevoked",),
)


left_out(
    "cc-request-uri",
    "Can a pushed request be used in two browsers at once?",
    "this version pushes no requests (PAR)",
    room=__name__,
    spec="RFC 9126 4",
    says="should",
    flight="X",
    risk="C",
)
