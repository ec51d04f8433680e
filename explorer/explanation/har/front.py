"""The front channel of a sign-in as events: the link, the stops of the browser, the answer, and the page at which it ended."""

from __future__ import annotations

from ...messages import origin
from ...protocol.provider_words import event_of_words
from ...runs.exchanges import exchange_view
from ...runs.readings import CALLBACK, FRONT_CHANNEL
from ...secret import Secret
from .entries import Entry
from .judging import Judge
from .pages import Stopped, at_provider, words_on
from .recording import Recording
from .roles import Role
from .stops import as_seen


def record_front(recording: Recording, judge: Judge) -> None:
    attempt = recording.attempt
    if attempt.begins is not None:
        params = [[name, repr(value) if isinstance(value, Secret) else value] for name, value in attempt.request.params]
        at = attempt.begins.at
        recording.add(
            "authorize", at, endpoint=attempt.request.endpoint, params=params, pkce=attempt.request.code_challenge_method
        )
        recording.report("authorize", at, judge.authorize())
        if not recording.pasted:
            _hop(recording, attempt.begins, FRONT_CHANNEL)
    for hop in attempt.hops:
        _hop(recording, hop, FRONT_CHANNEL)
    response = attempt.response
    if response is None:
        if not recording.pasted and (stopped := at_provider(attempt)) is not None:
            _page(recording, stopped)
        return
    thinking = attempt.answered - attempt.begins.at if attempt.begins else 0.0
    recording.add(
        "receive",
        attempt.answered,
        recognised=response.kind,
        params=[[name, repr(value) if isinstance(value, Secret) else value] for name, value in response.params],
        address=response.address,
        changes=list(response.changes),
        thinking=round(max(thinking, 0.0), 1),
    )
    recording.report("redirect", attempt.answered, judge.redirect())
    if attempt.landing is not None:
        _hop(recording, attempt.landing, CALLBACK)
    if response.error is not None:
        recording.add(
            "refusal", attempt.answered, leg="authorize", error=response.error, description=response.error_description
        )


def _page(recording: Recording, stopped: Stopped) -> None:
    """A page of the provider without a way back, as `flow.receive` records one that is pasted."""
    page = stopped.page
    if page is not None:
        said = [[name, value] for name, value in words_on(stopped)]
        told = event_of_words(page.said, page.error)
        recording.add(
            "page", stopped.entry.ended, after="authorize", status=stopped.entry.status, error=page.error, said=said, **told
        )


def is_asked_by_script(shared: list[tuple[Role, Entry]]) -> bool:
    """Tell whether a page's own script asked for discovery or keys: then it sends the token request too."""
    return any(not entry.page and entry.status for _, entry in shared)


def record_application(recording: Recording, stopped: Stopped) -> None:
    """What the application made of the answer, as far as the browser saw it."""
    for entry in recording.attempt.after:
        _hop(recording, entry, CALLBACK)
    page = stopped.page
    said = [value for name, value in words_on(stopped) if name != "status"]
    error = page.error if page is not None else None
    status = stopped.entry.status or None
    began, came = recording.attempt.began or None, origin(stopped.entry.url)
    recording.add(
        "application",
        stopped.entry.ended,
        status=status,
        problem=stopped.problem,
        error=error,
        said=said,
        began=began,
        came_back=came,
    )


def _hop(recording: Recording, entry: Entry, step: str) -> None:
    view = exchange_view(as_seen(entry, step), recording.known)
    recording.events.append({"kind": "exchange", "at": round(entry.ended, 3), **view})
