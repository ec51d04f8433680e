"""The fields of step 2, and what they say in the terms of `flow.authorize`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ipywidgets as W  # noqa: N812 - as everybody calls it

from ..errors import Mistake
from ..protocol.auto import AUTO
from ..secret import Secret
from .flaws import FieldMistake, Flaws, at_field, mark_fields, quoted
from .parts import Row, explain, field, fold_box, make, said
from .random_value_field import RandomValueField

SCOPES = (
    ("ready-made ...", ""),
    ("openid: who it is, and no more", "openid"),
    ("openid profile email: name and e-mail too", "openid profile email"),
    ("everything: phone openid offline_access profile address email", "phone openid offline_access profile address email"),
    ("an API of Oracle's manual, and openid", "http://tenant-base-url/api openid"),
)
_PKCE = [("S256: a hash of the verifier", "S256"), ("plain: the verifier itself", "plain"), ("none: not sent", None)]
_MODES = [("as the provider does it", ""), *((mode, mode) for mode in ("query", "fragment", "form_post"))]
_OPTIONAL = {
    "prompt": "none, login, consent or select_account",
    "max_age": "seconds, such as 300",
    "login_hint": "alice@example.com",
    "acr_values": "in the order of preference",
    "claims": '{"id_token": {"email": null}}',
}


class AuthorizeForm:
    """Scope, PKCE, state and nonce; folded, all the rest."""

    def __init__(self) -> None:
        self.scope = make(W.Text, value="openid", description="scope")
        self.ready = make(W.Dropdown, options=SCOPES, description="or one of these")
        self.ready.observe(self._take_scope, "value")
        self.pkce = make(W.Dropdown, options=_PKCE, description="PKCE")
        self.state, self.nonce = RandomValueField("state"), RandomValueField("nonce")
        self.optional = {name: make(W.Text, description=name, placeholder=hint) for name, hint in _OPTIONAL.items()}
        self.response_mode = make(W.Dropdown, options=_MODES, description="response_mode")
        self.extra = make(W.Textarea, description="extra", placeholder="one a line: ui_locales=fr")
        self.omit = make(W.Text, description="leave out", placeholder="names, such as redirect_uri")
        self.controls = (
            self.scope,
            self.pkce,
            *self.state.controls,
            *self.nonce.controls,
            *self.optional.values(),
            self.response_mode,
            self.extra,
            self.omit,
        )
        self._taken: tuple[list[Any], dict[str, Any]] | None = None  # what code gave, and the form as it says so
        self._known = {"scope", "response_type", "pkce", "state", "nonce", "response_mode", "extra", "omit", *self.optional}
        self.rows: dict[str, Row] = {
            "scope": field(self.scope, explain("scope"), name="scope"),
            "PKCE": field(self.pkce, explain("code_challenge"), name="code_challenge"),
        }
        rare = self._rare()
        self.fields = [self.rows["scope"], field(self.ready), self.rows["PKCE"], self.state.widget, self.nonce.widget]
        self.more = fold_box("More parameters: prompt, max_age, login_hint, extra ...", *rare.values())
        self.rows |= rare

    def take(self, arguments: Mapping[str, Any]) -> None:
        """Write the arguments of a flow that was begun in code into the form; those without a field go to `extra`."""
        self.scope.value = arguments.get("scope", "openid")
        self.pkce.value = arguments.get("pkce", "S256")
        self.state.take(arguments.get("state", AUTO))
        self.nonce.take(arguments.get("nonce", AUTO))
        self.response_mode.value = arguments.get("response_mode") or ""
        for name, control in self.optional.items():
            control.value = str(arguments.get(name) or "")
        others = [(name, value) for name, value in arguments.items() if name not in self._known and value is not None]
        written = [
            pair for pair in (*others, *arguments.get("extra", ())) if not isinstance(pair[1], Secret)
        ]  # a notebook may keep what a control holds
        self.extra.value = "\n".join(f"{name}={value}" for name, value in written)
        self.omit.value = " ".join(arguments.get("omit", ()))
        self._taken = ([control.value for control in self.controls], dict(arguments))

    def _rare(self) -> dict[str, Row]:
        return {
            **{name: field(control, explain(name), name=name) for name, control in self.optional.items()},
            "response_mode": field(self.response_mode, explain("response_mode"), name="response_mode"),
            "extra": field(self.extra, said("Parameters of your own, one `name=value` a line. They are sent as they are.")),
            "leave out": field(self.omit, said("Parameters to leave out on purpose, to see what the provider says.")),
        }

    def mark(self, flaws: Flaws) -> None:
        """Mark the fields that have a flaw, by their names, and no others."""
        mark_fields({**self.rows, "state": self.state.row, "nonce": self.nonce.row}, flaws)

    def _take_scope(self, _change: object) -> None:
        if self.ready.value:
            self.scope.value = self.ready.value
            self.ready.value = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of `flow.authorize`. Raises `FieldMistake` for the first field that cannot be right.

        Those that code gave are returned as they were, for as long as nobody changes the form, which cannot say all of them.
        """
        arguments, wrong = self.read()
        for problem in wrong:
            raise problem
        return arguments

    def read(self) -> tuple[dict[str, Any], list[FieldMistake]]:
        """Return the arguments, and what is wrong with each field that cannot be right: it is left out."""
        if self._taken is not None and self._taken[0] == [control.value for control in self.controls]:
            return dict(self._taken[1]), []
        optional = {name: control.value.strip() for name, control in self.optional.items()}
        wrong: list[FieldMistake] = []
        for name, check in (("max_age", _require_seconds), ("claims", _require_json)):
            if _tried(wrong, name, partial(check, optional[name]), False) is False:
                optional[name] = ""
        return {
            "scope": self.scope.value,
            "pkce": self.pkce.value,
            "state": _tried(wrong, "state", lambda: self.state.value, AUTO),
            "nonce": _tried(wrong, "nonce", lambda: self.nonce.value, AUTO),
            "response_mode": self.response_mode.value or None,
            "extra": _tried(wrong, "extra", lambda: tuple(pairs(self.extra.value)), ()),
            "omit": tuple(self.omit.value.replace(",", " ").split()),
            **{name: value or None for name, value in optional.items()},
        }, wrong


def _tried(wrong: list[FieldMistake], name: str, read: Callable[[], Any], without: Any) -> Any:
    """Return what a field says; where it cannot be right that is noted, and it is as if it said nothing."""
    try:
        return at_field(name, "", read)
    except FieldMistake as problem:
        wrong.append(problem)
        return without


def pairs(text: str) -> list[tuple[str, str]]:
    """Return the parameters that stand in a text, one `name=value` a line. Raises `Mistake` for another line."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            raise Mistake(f"Extra parameters are one name=value a line, such as ui_locales=fr; got {quoted(line)}.")
        found.append((name.strip(), value.strip()))
    return found


def _require_seconds(text: str) -> bool:
    if text and not (text.isascii() and text.isdigit()):
        raise Mistake(f"max_age is a number of seconds such as 300, not {quoted(text)}; extra sends any text you like.")
    return True


def _require_json(text: str) -> bool:
    try:
        if text:
            json.loads(text)
    except ValueError as problem:
        raise Mistake(
            f'claims is a JSON object such as {{"id_token": {{"email": null}}}}; this is no JSON ({problem}).'
        ) from None
    return True
