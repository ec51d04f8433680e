"""The one cheap thing to do that decides between causes. None is done unasked: most use up a code, some count as a failed login."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .case import Case
from .cause import Experiment

_FRESH = "flow.authorize().url  # open it, and sign in once more\nflow.receive(address)  # where the browser arrived"
_CODE = "a sign-in, and its code"
_LOGIN = "a sign-in, its code, and perhaps a failed login of the client"

_OTHER_METHOD = (
    "posts = flow.client.token_endpoint_auth_method == 'client_secret_post'\n"
    "name = 'client_secret_basic' if posts else 'client_secret_post'\n"
    "other = dataclasses.replace(flow.client, token_endpoint_auth_method=name)"
)

_ALL = (
    Experiment(
        "fresh-code",
        "Open a fresh link, and send its code straight away",
        f"{_FRESH}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "fresh-tokens",
        "Open a fresh link, and check its tokens",
        f"{_FRESH}\nflow.exchange()\nflow.check()",
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
        f"{_FRESH}\n{_OTHER_METHOD}\nflow.exchange(flow.token_request(client=other))",
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
    "refresh": "flow.refresh()",
    "introspection": "flow.introspect()",
    "revocation": "flow.revoke()",
}
_PLAIN = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"}
_POSSIBLE: dict[str, Callable[[Case], bool]] = {
    "unaltered-link": lambda case: _is_link_special(case),
    "smallest-request": lambda case: case.scopes() != ["openid"] or _is_link_special(case),
    "introspect": lambda case: (
        "introspection_endpoint" in case.run.metadata and case.symptom.leg != "introspection" and case.told_active is None
    ),
    "newest-token": lambda case: "refresh_token" in case.run.tokens,
    "secret-again": lambda case: case.has_secret,
    "other-method": lambda case: case.has_secret,
}


def experiment_for(name: str, case: Case) -> Experiment | None:
    """Return the experiment of that name where it is possible in this case, in the words of its leg; None where it is not."""
    name, leg = _here(name, case), case.symptom.leg
    if name == "ask-again":
        return replace(EXPERIMENTS[name], code=_AGAIN[leg]) if leg in _AGAIN else None
    if name in _POSSIBLE and not _POSSIBLE[name](case):
        return None
    return _later(EXPERIMENTS[name], leg) if name in _WITH and leg in _LATER else EXPERIMENTS.get(name)


def _here(name: str, case: Case) -> str:
    """What an experiment comes to in this case: there is nothing to undo where nothing was altered, and no code before one came."""
    if name == "unaltered" and not case.is_altered:
        name = "fresh-code"
    if name == "fresh-code" and case.symptom.leg == "authorize":
        return "fresh-link"
    if name == "fresh-code" and case.symptom.leg == "check" and case.symptom.kind == "failed check":
        return "fresh-tokens"
    return "ask-again" if name == "fresh-code" and case.symptom.leg in _WITHOUT_CODE else name


_WITHOUT_CODE = ("discovery", "check", "userinfo", "introspection", "revocation")
_LATER = ("refresh", "introspection", "revocation")
_WITH = {
    "secret-again": "flow.use_client(flow.client.with_secret(getpass.getpass()))",
    "other-method": f"{_OTHER_METHOD}\nflow.use_client(other)",
}


def _later(experiment: Experiment, leg: str) -> Experiment:
    """After the tokens came no code is spent: only what failed is done again."""
    label = experiment.label.replace("send a fresh code", "ask once more").replace("Send a fresh code", "Ask once more")
    code = f"{_WITH[experiment.id]}\n{_AGAIN[leg]}"
    return replace(experiment, label=label, code=code, costs="perhaps a failed login of the client")


def _is_link_special(case: Case) -> bool:
    """Something was added to the link, left out of it, or asked for with another value than nearly everybody's."""
    sent = dict(case.params)
    usual = {"response_type": "code", "code_challenge_method": "S256"}
    return sent.keys() != _PLAIN or any(sent.get(name) != value for name, value in usual.items()) or _is_odd(case)


def _is_odd(case: Case) -> bool:
    return any(rule.startswith("AUTHZ-") and finding.is_error for rule, finding in case.failed.items())
