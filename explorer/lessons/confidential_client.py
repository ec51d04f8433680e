"""Lesson 01: how a client with a secret proves who it is."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, exact, names
from .rule_ids import rule_ids

_API_AND_MORE = {"http://tenant-base-url/api", "openid", "offline_access"}
_SCOPES = ("http://tenant-base-url/api", "openid", "offline_access", "profile", "email", "address", "phone")


@exercise(
    "01.1",
    hint="Cut off the word Basic, `base64.b64decode` the rest, and take what stands before the colon.",
    why="No key was needed: base64 hides nothing. That is why the token endpoint is reached through TLS only.",
)
def reads_a_basic_header(answer: Any) -> Reading:
    """Which client_id does the header of RFC 6749's example carry?"""
    return exact(answer, "s6BhdRkqt3")


@exercise(
    "01.2",
    hint="Three words with spaces between them: the API's own scope, one for an ID token, one for a refresh token.",
    why="On the wire blanks stand between them. The API's scope decides for whom the access token is; openid brings the ID token.",
)
def scope_for_the_api(answer: Any) -> Reading:
    """Which scope asks for the API, for an ID token and for a refresh token?"""
    if isinstance(answer, str) and not answer.startswith(("[", "(", "{")) and set(answer) & set(",;|"):
        return Reading(False, "A scope is one text, whose words have spaces between them and nothing else.")
    return names(answer, _API_AND_MORE, among=_SCOPES, kind="scopes of this lesson")


@exercise(
    "01.3",
    hint="Make the flow with `issuer=...` alone, exchange, and look at its `check()`: the row that failed has the id under its question.",
    why="A token for two audiences is for two readers. You accept the second one only because you know who it is.",
)
def refuses_strangers(answer: Any) -> Reading:
    """Which rule stops the token when the second audience is not trusted?"""
    return names(answer, {"IDTC-AUD-UNTRUSTED"}, among=rule_ids(), kind="rules")
