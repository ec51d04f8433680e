"""The one cheap thing to do that decides between causes. None is done unasked: most use up a code, some count as a failed login."""

from __future__ import annotations

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
