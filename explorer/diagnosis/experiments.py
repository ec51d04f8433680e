"""The one cheap thing to do that decides between causes. None is done unasked: most use up a code, some count as a failed login."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .advice import is_openid_refused
from .case import Case
from .cause import Experiment
from .elsewhere import ELSEWHERE
from .experiment_table import EXPERIMENTS, OTHER_METHOD, SECRET_OR_NONE

_AGAIN = {  # the step that is done once more, by its leg
    "discovery": "flow.discover()",
    "token": "flow.exchange(again=True)  # with a fresh code, if this one arrived",
    "check": "flow.check()",
    "userinfo": "flow.userinfo()",
    "refresh": "flow.refresh()",
    "introspection": "flow.introspect()",
    "revocation": "flow.revoke()",
}
_ARGUMENTS = ("scope", "prompt", "acr_values", "login_hint", "ui_locales", "display")  # of authorize()
_PLAIN = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"}
_HOW_TO_SIGN_IN = frozenset({"prompt", "login_hint", "max_age", "ui_locales", "display"})  # which is no more that is asked for
_POSSIBLE: dict[str, Callable[[Case], bool]] = {
    "unaltered-link": lambda case: _is_link_special(case),
    "smallest-request": lambda case: (
        not is_openid_refused(case) and (case.scopes() != ["openid"] or _is_link_special(case, but_for=_HOW_TO_SIGN_IN))
    ),
    "as-it-worked": lambda case: all(
        name in _ARGUMENTS for name in case.asked_unlike_before if case.worked and name in dict(case.worked.params)
    ),
    "introspect": lambda case: (
        "introspection_endpoint" in case.run.metadata
        and case.symptom.leg != "introspection"
        and case.told_active is None
        and not _asked_in_vain(case)
    ),
    "ask-refresh-token": lambda case: "refresh_token" in case.run.tokens,
    "refresh-once": lambda case: (
        case.symptom.leg in ("introspection", "revocation")
        and "refresh_token" in case.run.tokens
        and not case.did("revoke", status=200)
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
        lines = _ASK_WITH_FILE if name == "authority-file" else _ASK_THERE
        return replace(EXPERIMENTS[name], code=lines.format(address)) if address else None
    if name in _WITH and leg in _LATER:
        return _later(EXPERIMENTS[name], leg)
    found = SECRET_OR_NONE if name == "secret-again" and _may_be_public(case) else EXPERIMENTS.get(name)
    return replace(found, code=found.code.replace("authorize()", f"authorize({_as_asked(name, case)})")) if found else None


def _may_be_public(case: Case) -> bool:
    """Neither the provider nor an earlier sign-in says that this client has a secret."""
    client = case.sent.client
    had_one = any(each.secret and each.client_id == client.client_id for each in case.earlier)
    return case.code == "invalid_client" and not case.is_proof_named and not client.public and not had_one


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
    params = case.worked.params if name == "as-it-worked" and case.worked else case.params
    sent = {key: value for key, value in params if key in _ARGUMENTS and not _FACE.search(value)}
    if name == "unaltered-link":
        sent = {key: value for key, value in sent.items() if key == "scope"}
    return ", ".join(f"{key}={value!r}" for key, value in sent.items() if (key, value) != ("scope", "openid"))


_FACE = re.compile(r"<[\w ]+ [0-9a-f]{8}>")  # of a secret, as the record shows it


def _here(name: str, case: Case) -> str:
    """What an experiment comes to in this case: there is nothing to undo where nothing was altered, and no code before one came."""
    if name == "new-secret" and case.is_secret_that_worked and case.symptom.leg == "token" and case.symptom.error is None:
        return "fresh-code"  # the answer keeps to no standard, and a new secret breaks whoever uses this one
    if name == "fresh-userinfo" and case.symptom.leg == "introspection":
        name = "introspect"
    if name in ("introspect", "check-again") and case.symptom.kind == "inactive":
        return "check-again" if case.was_active else "show-userinfo"
    if name == "secret-again" and case.has_other_secret:
        return "unaltered"
    if name == "other-encoding" and _cuts_at_colon(case):
        name = "other-method"  # which decides for both: the body has no header that could be cut
    if name == "other-document" and ELSEWHERE["document-before"](case):
        return "document-before"
    if name == "registered-client" and case.is_perhaps_unread:
        name = "other-method"  # in the body it is seen by whoever knows it
    if name == "with-secret" and (case.is_altered or case.has_secret):
        name = "unaltered"  # it was left out
    if name == "show-userinfo" and case.symptom.kind != "inactive":
        return "refresh-once"  # nothing is said of the token
    if name == "smallest-request" and case.symptom.leg == "token" and "scope" in case.names:
        name = "unaltered"  # it is the one of the token request that is too much
    if name == "unaltered" and not case.is_altered:
        name = "fresh-code"
    if name == "fresh-code" and case.symptom.leg == "authorize":
        return "fresh-link"
    if name == "fresh-link" and case.symptom.kind == "page" and case.asked("prompt") in ("login", "select_account"):
        return "unaltered-link"  # the page may come for ever because the link asks for it
    if name == "fresh-code" and case.symptom.leg in _FRESH_OF:
        return _FRESH_OF[case.symptom.leg]
    if name == "authority-file" and case.symptom.leg != "discovery":
        return "ask-again"
    if name == "introspect" and case.was_taken and case.run.access_token_claims:
        return "check-again"  # a JWT that was taken may be of keys that are there no more, for which nobody is asked
    if name == "check-again" and case.symptom.leg == "introspection":
        return "ask-refresh-token"
    if name == "fresh-code" and case.symptom.leg == "check" and case.symptom.kind == "failed check":
        return "fresh-tokens"
    if name == "other-scheme" and case.symptom.leg != "discovery":
        return "ask-again"
    return "ask-again" if name == "fresh-code" and case.symptom.leg in _WITHOUT_CODE else name


_FRESH_OF = {"refresh": "fresh-refresh", "userinfo": "fresh-userinfo"}
_WITHOUT_CODE = ("discovery", "check", "introspection", "revocation", "logout")
_LATER = ("refresh", "introspection", "revocation")
_USE_SECRET = "import getpass\n\nflow.use_client(flow.client.with_secret(getpass.getpass('The secret: ')))"
_WITH = {
    "secret-again": _USE_SECRET,
    "new-secret": _USE_SECRET,
    "with-secret": _USE_SECRET,
    "other-method": f"import dataclasses\n\n{OTHER_METHOD}\nflow.use_client(other)",
    "no-secret": "from explorer import Client\n\n"
    "flow.use_client(Client(flow.client.client_id, redirect_uri=flow.client.redirect_uri))",
}
_ASK_THERE = "from explorer import Flow\n\nother = Flow({!r}, flow.client)\nother.discover()"
_ASK_WITH_FILE = (
    "from explorer import Flow, Http\n\nknown = Http(ca_file=input('The PEM file: '))\n"
    "other = Flow({!r}, flow.client, http=known)\nother.discover()"
)


def _later(experiment: Experiment, leg: str) -> Experiment:
    """After the tokens came no code is spent: only what failed is done again."""
    label = experiment.label.replace("send a fresh code", "ask once more").replace("Send a fresh code", "Ask once more")
    code = f"{_WITH[experiment.id]}\n{_AGAIN[leg]}"
    return replace(experiment, label=label, code=code, costs="perhaps a failed login of the client")


def _is_link_special(case: Case, *, but_for: frozenset[str] = frozenset()) -> bool:
    """Something was added to the link, left out of it, or asked for with another value than nearly everybody's."""
    sent = {name: value for name, value in case.params if name not in but_for}
    usual = {"response_type": "code", "code_challenge_method": "S256"}
    return sent.keys() != _PLAIN or any(sent.get(name) != value for name, value in usual.items()) or _is_odd(case)


def _is_odd(case: Case) -> bool:
    return any(rule.startswith("AUTHZ-") and finding.is_error for rule, finding in case.failed.items())
