"""The changes that many faults make. Each function returns one, for a row; what a place hands to it is said in `registry`."""

from __future__ import annotations

import json
from typing import Any

from ..http import Response
from ..unsigned_jwt import UnsignedJwt
from .registry import Change


def sets(**members: Any) -> Change:
    """Set claims of a JWT, parameters of a redirect, or members of a document or an answer."""

    def change(subject: UnsignedJwt | dict[str, Any]) -> None:
        _members(subject).update(members)

    return change


def leaves_out(name: str) -> Change:
    """Leave one of them out."""

    def change(subject: UnsignedJwt | dict[str, Any]) -> None:
        _members(subject).pop(name, None)

    return change


def appends(**ends: str) -> Change:
    """Write something behind what they say."""

    def change(subject: UnsignedJwt | dict[str, Any]) -> None:
        members = _members(subject)
        members.update({name: f"{members.get(name)}{end}" for name, end in ends.items()})

    return change


def _members(subject: UnsignedJwt | dict[str, Any]) -> dict[str, Any]:
    return subject.claims if isinstance(subject, UnsignedJwt) else subject


def in_header(**members: Any) -> Change:
    """Set members of a JWT's header."""

    def change(token: UnsignedJwt) -> None:
        token.header |= members

    return change


def not_in_header(name: str) -> Change:
    """Leave one of them out."""

    def change(token: UnsignedJwt) -> None:
        token.header.pop(name, None)

    return change


def unsigned(token: UnsignedJwt) -> None:
    """Leave the signature of a JWT empty, and say so in its header."""
    token.header["alg"] = token.alg = "none"


def shifts(**seconds: int) -> Change:
    """Set times in the claims of a JWT, by their distance from now; auth_time by that from the sign-in, which is one for all its tokens."""

    def change(token: UnsignedJwt) -> None:
        signed_in = token.claims.get("auth_time")
        since = {"auth_time": signed_in} if isinstance(signed_in, int) else {}
        token.claims |= {name: since.get(name, token.now) + distance for name, distance in seconds.items()}

    return change


def declares(**headers: str | None) -> Change:
    """Set headers of an answer, written with _ for -; None takes one away."""

    def change(answer: Response) -> None:
        for name, value in headers.items():
            answer.headers.pop(name.replace("_", "-"), None)
            if value is not None:
                answer.headers[name.replace("_", "-")] = value

    return change


def answers(status: int, body: Any, **headers: str | None) -> Change:
    """Answer something else than what was to be said: JSON, or bytes as they are; `headers` as in `declares`."""

    def change(answer: Response) -> None:
        answer.status = status
        answer.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        declares(**headers)(answer)

    return change
