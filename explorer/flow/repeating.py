"""The same question several times, where signing in needs no human: how long it takes, and how much that varies.

    flow.repeat(20, "keys")     # a Repetition: medians and spread in a table, a dot for each in a drawing

It is paced, and bounded: whoever measures somebody's provider is its guest.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Protocol

from ..errors import Mistake, Unreachable
from ..messages import Request, unquoted
from ..protocol.tokens import TokenErrorResponse, code_grant
from ..runs.spread import Repetition
from ..secret import Secret
from . import afterwards
from .code_exchange import authenticated
from .state import FlowState, step

MOST = 100  # of one call; a run keeps every exchange
LONGEST_PAUSE = 60.0  # seconds
_ENOUGH = {429, 503}  # the provider asks for less (RFC 6585 4, RFC 9110 15.6.4)
TOKEN_ERROR = "token error"  # its exchange is none of the flow: no code of it is used up

Progress = Callable[[int, int], object]


def _enough(status: int) -> str:
    """Why not to ask again; empty where nothing speaks against it."""
    return f"The provider asked for less: {status}" if status in _ENOUGH else ""


@step
def _discovery(flow: FlowState) -> str:
    address = flow.settings.discovery_url
    if address is None:
        raise Mistake("There is nothing to ask: the endpoints of this provider were given by hand.")
    return _enough(flow.send(Request.get(address), "discover").status)


@step
def _keys(flow: FlowState) -> str:
    address = flow.known_metadata("repeat()").jwks_uri
    if address is None:
        raise Mistake("There is nothing to ask: the provider's metadata has no jwks_uri.")
    return _enough(flow.send(Request.get(address), "keys").status)


def _refresh(flow: FlowState) -> str:
    answer = afterwards.refresh(flow)
    refused = isinstance(answer, TokenErrorResponse)  # to send that token once more would prove nothing
    return f"The provider refused: {answer.response.status}" if refused else _enough(answer.response.status)


@step
def _token_error(flow: FlowState) -> str:
    """Send a code that was made up: the client proves itself as always, so nothing counts as a failed sign-in."""
    code = Secret(secrets.token_urlsafe(24), "code")
    verifier = Secret(secrets.token_urlsafe(32), "code_verifier")
    flow.recorder.add_secrets(code, verifier)
    sent = authenticated(flow, code_grant(code, flow.client.redirect_uri, verifier), "token_endpoint")
    return _enough(flow.send(sent.request, TOKEN_ERROR).status)


_STEPS: dict[str, Callable[[FlowState], str]] = {
    "discover": _discovery,
    "keys": _keys,
    "refresh": _refresh,
    "token-error": _token_error,
}


class HasState(Protocol):
    """A flow: these two are methods of it, which stand here beside what they do."""

    _state: FlowState


def repeat(
    self: HasState, n: int, step: str = "discover", *, pause: float = 0.5, progress: Progress | None = None
) -> Repetition:
    """Do a step several times, and return how long each took: median and spread.

    `n` is from 1 to 100. `step` is one that needs no person: "discover", "keys", "refresh" (after a sign-in with a
    refresh token) or "token-error" (a made-up code is refused). `pause` are seconds between two, `progress` is called with
    how many are done, and `n`. It ends early where the provider asks for less (429, 503), gives no answer, or `stop()` is
    called; an interrupted cell keeps what was measured. Raises `Mistake` where the step cannot be done.
    """
    _require(n, step, pause, progress)
    state = self._state
    state.halt.clear()
    before = len(state.recorder.run.exchanges)
    ended = _repeated(state, n, _STEPS[step], pause, progress)
    return Repetition(step, state.recorder.run.exchanges[before:], ended)


def stop(self: HasState) -> None:
    """End whatever this flow is waiting for, at once; the step raises `Unreachable`, and a repetition ends."""
    self._state.halt.set()
    self._state.recorder.http.stop()


def _require(n: Any, step: Any, pause: Any, progress: Any) -> None:
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST:
        raise Mistake(f"repeat(n) takes a whole number from 1 to {MOST}; got {unquoted(n)}.")
    if step not in tuple(_STEPS):  # a tuple, which may be asked for anything
        raise Mistake(f"repeat(n, step) needs a step without a person: {', '.join(_STEPS)}; got {unquoted(step)}.")
    if isinstance(pause, bool) or not isinstance(pause, int | float) or not 0 <= pause <= LONGEST_PAUSE:
        raise Mistake(f"pause is a number of seconds from 0 to {LONGEST_PAUSE:.0f}; got {unquoted(pause)}.")
    if progress is not None and not callable(progress):
        raise Mistake("progress is a function that takes two numbers, such as progress=print.")


def _repeated(state: FlowState, n: int, ask: Callable[[FlowState], str], pause: float, progress: Progress | None) -> str:
    """Ask up to `n` times; returns why it ended."""
    for number in range(1, n + 1):
        try:
            enough = ask(state)
            if progress is not None:
                progress(number, n)
            if enough:
                return f"{enough}, after {number} of {n}."
            if state.halt.is_set() or (number < n and state.halt.wait(pause)):
                return f"Stopped after {number} of {n}."
        except Unreachable as problem:
            return (
                f"Stopped after {number} of {n}." if problem.kind == "stopped" else f"No answer to {number} of {n}: {problem}"
            )
        except KeyboardInterrupt:
            return f"Interrupted at {number} of {n}."
    return "done"
