"""The one cheap thing to do that decides between causes. None is done unasked: most use up a code, some count as a failed login."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .advice import is_openid_refused
from .case import Case
from .cause import Experiment
from .elsewhere import ELSEWHERE

_FRESH = (
    "print(flow.authorize().url)  # open it, and sign in once more\n"
    "flow.receive(getpass.getpass('The address where the browser arrived: '))"
)
_ASKED = f"import getpass\n\n{_FRESH}"
_ASKED_FOR_MORE = _ASKED.replace("authorize()", "authorize(scope='openid profile email')")
_WITH_SECRET = (
    "other = flow.client.with_secret(getpass.getpass('The secret: '))\nflow.exchange(flow.token_request(client=other))"
)
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
        f"{_ASKED}\nflow.exchange()",
        _CODE,
    ),
    Experiment(
        "fresh-tokens",
        "Open a fresh link, and check its tokens",
        f"{_ASKED}\nflow.exchange()\nflow.check()",
        _CODE,
    ),
    Experiment(
        "unaltered",
        "Send a fresh code with nothing altered",
        f"{_ASKED}\nflow.exchange(flow.token_request())",
        _CODE,
    ),
    Experiment(
        "other-encoding",
        "Send a fresh code with the other Basic encoding",
        "import dataclasses\nimport getpass\n\nother = {'form': 'raw', 'raw': 'form'}[flow.client.basic_encoding]\n"
        f"{_FRESH}\nflow.exchange(flow.token_request(client=dataclasses.replace(flow.client, basic_encoding=other)))",
        _LOGIN,
    ),
    Experiment(
        "other-method",
        "Send a fresh code with the other way of authentication",
        f"import dataclasses\nimport getpass\n\n{_OTHER_METHOD}\n{_FRESH}\nflow.exchange(flow.token_request(client=other))",
        _LOGIN,
    ),
    Experiment(
        "secret-again",
        "Type the secret again, and send a fresh code",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "new-secret",
        "Type the newest secret of the console, and send a fresh code",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "with-secret",
        "Send a fresh code with the client's secret",
        f"{_ASKED}\n{_WITH_SECRET}",
        _LOGIN,
    ),
    Experiment(
        "no-secret",
        "Send a fresh code without a secret",
        "import getpass\n\nfrom explorer import Client\n\n"
        "other = Client(flow.client.client_id, redirect_uri=flow.client.redirect_uri)\n"
        f"{_FRESH}\nflow.exchange(flow.token_request(client=other))",
        _LOGIN,
    ),
    Experiment(
        "smallest-request",
        "Open a link that asks for openid and nothing else",
        "print(flow.authorize(scope='openid').url)  # open it, and compare",
    ),
    Experiment(
        "more-scope",
        "Open a link that asks for the scope that is missing, too",
        f"{_ASKED_FOR_MORE}\nflow.exchange()\nflow.userinfo()",
        _CODE,
    ),
    Experiment(
        "registered-address",
        "Open a link with the redirect_uri that the console shows",
        "import dataclasses\n\nother = input('The redirect_uri as the console has it: ')\n"
        "flow.use_client(dataclasses.replace(flow.client, redirect_uri=other))\nprint(flow.authorize().url)",
    ),
    Experiment(
        "registered-client",
        "Open a link with the client_id that the console shows",
        "import dataclasses\n\nother = input('The client_id as the console has it: ')\n"
        "flow.use_client(dataclasses.replace(flow.client, client_id=other))\nprint(flow.authorize().url)",
    ),
    Experiment(
        "unaltered-link",
        "Open the same link without what was added or left out",
        "print(flow.authorize().url)  # without extra= and omit=",
    ),
    Experiment(
        "fresh-link",
        "Open a fresh link in a private window",
        "print(flow.authorize().url)  # open it in a private window, and sign in once more",
    ),
    Experiment(
        "ask-again",
        "Ask once more",
        "flow.discover()",
    ),
    Experiment(
        "other-document",
        "Ask for the document of OAuth 2.0 (RFC 8414) at the same place",
        "",  # which names the place
    ),
    Experiment(
        "other-scheme",
        "Ask for the document by the other scheme, http or https",
        "",  # which names the address
    ),
    Experiment(
        "named-issuer",
        "Ask for the document at the issuer that it names",
        "",
    ),
    Experiment(
        "pointed-address",
        "Ask for the document where this answer points to",
        "",
    ),
    Experiment(
        "copy-again",
        "Copy the whole address once more, and paste it",
        "import getpass\n\nflow.receive(getpass.getpass('The whole address: '))  # from the tab that still holds it",
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
        "show-userinfo",
        "Show the same token to UserInfo: where it is taken, the token is good, and only the question is refused",
        "flow.userinfo()",
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
    "smallest-request": lambda case: not is_openid_refused(case) and (case.scopes() != ["openid"] or _is_link_special(case)),
    "introspect": lambda case: (
        "introspection_endpoint" in case.run.metadata
        and case.symptom.leg != "introspection"
        and case.told_active is None
        and not _asked_in_vain(case)
    ),
    "show-userinfo": lambda case: case.symptom.kind == "inactive" and "userinfo_endpoint" in case.run.metadata,
    "check-again": lambda case: case.symptom.leg != "check" or any(event["step"] == "keys" for event in case.run.exchanges),
    "newest-token": lambda case: (
        "refresh_token" in case.run.tokens and "REFR-OLD-TOKEN" not in case.failed and case.refresh_in_vain is None
    ),  # who sees an old one revokes all
    "secret-again": lambda case: case.has_secret,
    "new-secret": lambda case: case.has_secret,
    "no-secret": lambda case: case.has_secret,
    "other-method": lambda case: case.has_secret,
}


def experiment_for(name: str, case: Case) -> Experiment | None:
    """Return the experiment of that name where it is possible in this case, in the words of its leg; None where it is not."""
    name, leg = _here(name, case), case.symptom.leg
    if name == "ask-again":
        return replace(EXPERIMENTS[name], code=_AGAIN[leg]) if leg in _AGAIN else None
    if name in _POSSIBLE and not _POSSIBLE[name](case):
        return None
    if name in ELSEWHERE:
        address = ELSEWHERE[name](case)
        return replace(EXPERIMENTS[name], code=_ASK_THERE.format(address)) if address else None
    if name in _WITH and leg in _LATER:
        return _later(EXPERIMENTS[name], leg)
    found = EXPERIMENTS.get(name)
    return replace(found, code=found.code.replace("authorize()", f"authorize({_as_asked(name, case)})")) if found else None


def _cuts_at_colon(case: Case) -> bool:
    """A colon stands raw in the header: in the other encoding it is well at servers that decode, and at no others."""
    client = case.sent.client
    return client.basic_encoding == "raw" and client.secret is not None and client.secret.holds_colon is True


def _asked_in_vain(case: Case) -> bool:
    """Introspection was refused in this sign-in."""
    statuses = [event.get("status") for event in case.run.attempt if event["kind"] == "introspect"]
    return any(isinstance(status, int | float) and status >= 400 for status in statuses)


def _as_asked(name: str, case: Case) -> str:
    """The arguments that make this link again, as far as they are no secrets and not what the experiment leaves out."""
    sent = {key: value for key, value in case.params if key in _ARGUMENTS and not _FACE.search(value)}
    if name == "unaltered-link":
        sent = {key: value for key, value in sent.items() if key == "scope"}
    return ", ".join(f"{key}={value!r}" for key, value in sent.items() if (key, value) != ("scope", "openid"))


_ARGUMENTS = ("scope", "prompt", "acr_values", "login_hint", "ui_locales", "display")
_FACE = re.compile(r"<[\w ]+ [0-9a-f]{8}>")  # of a secret, as the record shows it


def _here(name: str, case: Case) -> str:
    """What an experiment comes to in this case: there is nothing to undo where nothing was altered, and no code before one came."""
    if name == "secret-again" and case.has_other_secret:
        return "unaltered"
    if name == "other-encoding" and _cuts_at_colon(case):
        name = "other-method"  # which decides for both: the body has no header that could be cut
    if name == "with-secret" and (case.is_altered or case.has_secret):
        name = "unaltered"  # it was left out
    if name == "unaltered" and not case.is_altered:
        name = "fresh-code"
    if name == "fresh-code" and case.symptom.leg == "authorize":
        return "fresh-link"
    if name == "fresh-code" and case.symptom.leg == "check" and case.symptom.kind == "failed check":
        return "fresh-tokens"
    if name in ("introspect", "check-again") and case.symptom.kind == "inactive":
        return "show-userinfo"
    if name == "other-scheme" and case.symptom.leg != "discovery":
        return "ask-again"
    return "ask-again" if name == "fresh-code" and case.symptom.leg in _WITHOUT_CODE else name


_WITHOUT_CODE = ("discovery", "check", "userinfo", "introspection", "revocation", "logout")
_LATER = ("refresh", "introspection", "revocation")
_USE_SECRET = "import getpass\n\nflow.use_client(flow.client.with_secret(getpass.getpass('The secret: ')))"
_WITH = {
    "secret-again": _USE_SECRET,
    "new-secret": _USE_SECRET,
    "with-secret": _USE_SECRET,
    "other-method": f"import dataclasses\n\n{_OTHER_METHOD}\nflow.use_client(other)",
    "no-secret": "from explorer import Client\n\n"
    "flow.use_client(Client(flow.client.client_id, redirect_uri=flow.client.redirect_uri))",
}
_ASK_THERE = "from explorer import Flow\n\nother = Flow({!r}, flow.client)\nother.discover()"


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
