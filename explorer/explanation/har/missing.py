"""What a HAR cannot hold, or does not: said, so that nobody takes silence for a pass."""

from __future__ import annotations

from collections.abc import Iterator

from ...messages import is_plain_http
from .attempts import Attempt


def missing_in(
    attempt: Attempt, creator: str, *, has_document: bool, has_keys: bool, is_public: bool, pasted: bool = False
) -> Iterator[str]:
    """Yield what is missing of a sign-in to judge it wholly; `creator` is the program that wrote the HAR.

    `pasted` says that its messages were pasted, so there is no HAR of which to speak.
    """
    if pasted:
        yield from _of_the_pasted(attempt)
    else:
        yield from _of_the_front_channel(attempt)
        yield from _of_the_back_channel(attempt, creator, is_public=is_public)
    if not has_document:
        yield "The provider's discovery document: what it offers and how it calls itself is guessed from the addresses."
    if attempt.tokens and not has_keys:
        yield "The provider's keys: who signed the tokens was not checked."
    if attempt.begins and is_plain_http(attempt.begins.url):
        yield "Encryption: this sign-in went over plain http, so anybody on the way may have changed it."


def _of_the_pasted(attempt: Attempt) -> Iterator[str]:
    if attempt.begins is None:
        yield "The authorization request is not among what was pasted: state, nonce and PKCE cannot be compared."
    if attempt.response is None:
        yield "The authorization response is not among what was pasted: nobody knows whether the code is the one that came."
    exchanges = [entry.exchange for role, entry in attempt.later if role == "exchange"]
    if not exchanges and (attempt.tokens or attempt.refused):
        yield "The token request is not among what was pasted: what was sent in it is not known, so nothing of it is ruled out."
    elif not exchanges or not any(each.response and len(each.response.body) for each in exchanges):
        yield "What the token endpoint answered is not among what was pasted."


def _of_the_front_channel(attempt: Attempt) -> Iterator[str]:
    if attempt.begins is None:
        yield "The authorization request: the recording began after it, so state, nonce and PKCE cannot be compared."
    if attempt.response is None:
        yield "The authorization response: while it was recorded nobody came back. A page of the provider that says why has no way back."


def _of_the_back_channel(attempt: Attempt, creator: str, *, is_public: bool) -> Iterator[str]:
    exchanges = [entry.exchange for role, entry in attempt.later if role == "exchange"]
    code = attempt.response.code if attempt.response else None
    if code is not None and not exchanges:
        yield (
            "The token request and its answer: a server-side application sends the code from its own server, so no browser's HAR "
            "holds them. Its log has them; or open this as a flow and exchange a code yourself."
        )
    if exchanges and not any(each.response and len(each.response.body) for each in exchanges):
        yield "The body of the token endpoint's answer was not saved in this HAR."
    if exchanges and is_public and creator.startswith("WebInspector"):
        yield (
            "Headers with credentials, if there were any: Chromium leaves Authorization and Cookie out of a HAR unless it is saved "
            "with sensitive data."
        )
