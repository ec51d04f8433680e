"""The one cheap thing to do that decides between causes. None is done unasked: most use up a code, some count as a failed login."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .case import Case
from .cause import Experiment

_FRESH = "flow.authorize().url  # open it, and sign in once more\nflow.receive(address)  # where the browser arrived"
_CODE = "a sign-in, and its code"
_LOGIN = "a sign-in, its code, and perhaps a failed login of the client"

_ALL = (
    Experiment(
        "fresh-code",
        "Open a fresh link, and send its code straight away",
        f"{_FRESH}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "unaltered",
        "Send a fresh code with nothing altered",
        f"{_FRESH}\nflow.exchange(flow.token_request())",
        _CODE,
    ),
    Experiment(
        "other-encoding",
        "Send a fresh code with the other Basic encoding",
        "other = {'form': 'raw', 'raw': 'form'}[flow.client.basic_encoding]\n"
        f"{_FRESH}\nflow.exchange(flow.token_request(client=dataclasses.replace(flow.client, basic_encoding=other)))",
        _LOGIN,
    ),
    Experiment(
        "other-method",
        "Send a fresh code with the other way of authentication",
        f"{_FRESH}\n"
        "other = dataclasses.replace(flow.client, token_endpoint_auth_method='client_secret_post')  # or client_secret_basic\n"
        "flow.exchange(flow.token_request(client=other))",
        _LOGIN,
    ),
    Experiment(
        "secret-again",
        "Type the secret again, and send a fresh code",
        f"{_FRESH}\nflow.exchange(flow.token_request(client=flow.client.with_secret(getpass.getpass())))",
        _LOGIN,
    ),
    Experiment(
        "smallest-request",
        "Open a link that asks for openid and nothing else",
        "flow.authorize(scope='openid').url  # open it, and compare",
    ),
    Experiment(
        "more-scope",
        "Open a link that asks for the scope that is missing, too",
        "flow.authorize(scope='openid profile email').url  # and exchange its code",
    ),
    Experiment(
        "registered-address",
        "Open a link with the redirect_uri that the console shows",
        "dataclasses.replace(flow.client, redirect_uri='...')  # as the console has it; Flow(..., that client).authorize().url",
    ),
    Experiment(
        "unaltered-link",
        "Open the same link without what was added or left out",
        "flow.authorize().url  # without extra= and omit=",
    ),
    Experiment(
        "fresh-link",
        "Open a fresh link in a private window",
        "flow.authorize().url  # open it in a private window, and sign in once more",
        "",
    ),
    Experiment(
        "ask-again",
        "Ask once more",
        "flow.discover()",
    ),
    Experiment(
        "copy-again",
        "Copy the whole address once more, and paste it",
        "flow.receive(address)  # from the tab that still holds it",
    ),
    Experiment(
        "check-again",
        "Fetch the keys again, and check once more",
        "flow.check()",
    ),
    Experiment(
        "introspect",
        "Ask the provider what the token is worth",
        "flow.introspect()",
    ),
    Experiment(
        "newest-token",
        "Refresh with the newest refresh token",
        "flow.refresh()",
        "the refresh token, where the provider rotates them",
    ),
)
EXPERIMENTS = {experiment.id: experiment for experiment in _ALL}

_AGAIN = {  # the step that is done once more, by its leg
    "discovery": "flow.discover()",
    "token": "flow.exchange(again=True)  # with a fresh code, if this one arrived",
    "check": "flow.check()",
    "userinfo": "flow.userinfo()",
    "refresh": "flow.refresh(again=True)",
    "introspection": "flow.introspect()",
    "revocation": "flow.revoke()",
}
_PLAIN = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"}
_POSSIBLE: dict[str, Callable[[Case], bool]] = {
    "unaltered-link": lambda case: _is_link_special(case),
    "smallest-request": lambda case: case.scopes() != ["openid"] or _is_link_special(case),
    "introspect": lambda case: "introspection_endpoint" in case.run.metadata and case.symptom.leg != "introspection",
    "newest-token": lambda case: "refresh_token" in case.run.tokens,
    "secret-again": lambda case: not case.sent.client.public,
    "other-method": lambda case: not case.sent.client.public,
}


def experiment_for(name: str, case: Case) -> Experiment | None:
    """Return the experiment of that name where it is possible in this case, in the words of its leg; None where it is not."""
    leg = case.symptom.leg
    if name == "fresh-code" and leg == "discovery":  # before there is a link to make
        name = "ask-again"
    if name == "ask-again":
        return replace(EXPERIMENTS[name], code=_AGAIN[leg]) if leg in _AGAIN else None
    is_possible = name not in _POSSIBLE or _POSSIBLE[name](case)
    return EXPERIMENTS.get(name) if is_possible else None


def _is_link_special(case: Case) -> bool:
    """Something was added to the link, left out of it, or asked for with another value than nearly everybody's."""
    sent = dict(case.params)
    usual = {"response_type": "code", "code_challenge_method": "S256"}
    return sent.keys() != _PLAIN or any(sent.get(name) != value for name, value in usual.items()) or _is_odd(case)


def _is_odd(case: Case) -> bool:
    return any(rule.startswith("AUTHZ-") and finding.is_error for rule, finding in case.failed.items())
