"""The sign-ins that questions share: each flight is one link, one code, and the chain of requests that is made with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .asking import Ask


@dataclass(frozen=True)
class Flight:
    """One round trip of a browser: its letter in the catalogue, what it is for, which flights it needs before it."""

    letter: str
    told: str
    needs: tuple[str, ...] = ()


FLIGHTS: tuple[Flight, ...] = ()


def fly(ask: Ask, letter: str, wanted: frozenset[str]) -> None:
    """Do one flight: sign in, and make the requests of its chain; what they saw is kept for the questions."""
