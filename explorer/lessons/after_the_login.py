"""Lesson 06: what each token is still good for after the login, and how to take it back."""

from __future__ import annotations

from typing import Any

from .exercises import exercise
from .readings import Reading, conditions, names


@exercise(
    "06.1",
    hint="Look at the table's row for the revoked refresh token, and name the columns in which something still works.",
    why="Revoking ends what the provider is asked about. The session is another matter, and an API that only reads asks nobody.",
)
def after_revoking(answer: Any) -> Reading:
    """What still works after the refresh token was revoked?"""
    return names(answer, {"prompt=none", "API"}, among=("prompt=none", "UserInfo", "API", "refresh"))


@exercise(
    "06.2",
    wants="the flow",
    hint="Go on with one flow: `signed_in(...)`, then `.refresh(scope='openid')`, then `.userinfo()`; hand in the flow itself.",
    why="The e-mail address is gone: the new access token can do less. A refresh can never ask for more than Alice has allowed.",
)
def asks_for_less(answer: Any) -> Reading:
    """What does UserInfo say after a refresh for openid alone?"""
    wanted = {
        "a sign-in that asked for email too": lambda run: "email" in dict(run.params)["scope"].split(),
        "a refresh": lambda run: run.last("refresh") is not None,
        "an answer of UserInfo with nothing but sub": lambda run: set(run.userinfo) == {"sub"},
    }
    return conditions(answer, wanted)


@exercise(
    "06.3",
    wants="the second client's flow",
    hint="One window for both: sign in with the shop's link first, then open the second client's link, `authorize(prompt='none')`.",
    why="consent_required: she is signed in, but has not yet allowed this client anything, and no page may be shown to ask her.",
)
def a_stranger_asks_silently(answer: Any) -> Reading:
    """What does the provider answer when a client that Alice does not know asks with prompt=none?"""
    wanted = {
        "a link with prompt=none": lambda run: dict(run.params)["prompt"] == "none",
        "the answer consent_required": lambda run: run.refusal["error"] == "consent_required",
    }
    return conditions(answer, wanted)
