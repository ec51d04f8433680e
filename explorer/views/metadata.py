"""What a provider says about itself, member by member, the endpoints first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..protocol.metadata import ENDPOINTS, ProviderMetadata
from ..reference import member
from .parts import code, fold, heading, join, name_html, note, sentence, sign, spec, table, table_row, view
from .text import Html, prose
from .values import value_html

_COLUMNS = ("Member", "Value", "What it says", "Section")
# What a sign-in, its checks or its end would need; a provider without one is told apart from one that was not asked.
_IMPORTANT = (*ENDPOINTS, "id_token_signing_alg_values_supported", "code_challenge_methods_supported")


def metadata_html(metadata: ProviderMetadata) -> Html:
    """Return the discovery document, or the endpoints that were given by hand, with what each member says."""
    members = dict(metadata.members) or _by_hand(metadata)
    first = [name for name in ("issuer", *ENDPOINTS) if name in members]
    others = {name: value for name, value in members.items() if name not in first}
    source = "This is its discovery document." if metadata.members else "These endpoints were given by hand, without discovery."
    return view(
        "metadata",
        heading("Provider"),
        sentence(code(metadata.issuer), " ", source),
        table(
            _COLUMNS,
            [*(_member(name, members[name]) for name in first), *_missing(members)],
            caption="Name and endpoints",
            kind="members",
        ),
        fold(f"{len(others)} more members", _table(others)) if others else None,
        label="Provider",
    )


def _by_hand(metadata: ProviderMetadata) -> Mapping[str, Any]:
    named = {name: getattr(metadata, name) for name in ("issuer", *ENDPOINTS)}
    return {name: value for name, value in named.items() if value is not None}


def _table(members: Mapping[str, Any]) -> Html:
    return table(_COLUMNS, (_member(name, value) for name, value in members.items()), caption="Other members", kind="members")


def _member(name: str, value: Any) -> Html:
    known = member(str(name))
    meaning = prose(known.meaning) if known else note("not a member that is known here")
    return table_row(_COLUMNS, (name_html(name), value_html(value), meaning, spec(known.spec if known else "")))


def _missing(members: Mapping[str, Any]) -> list[Html]:
    return [_absent(name) for name in _IMPORTANT if name not in members]


def _absent(name: str) -> Html:
    known = member(name)
    default = join([" ", note(f"Without it holds: {known.default}")]) if known and known.default else None
    meaning = join([prose(known.meaning), default]) if known else None
    cells = (name_html(name), sign("missing"), meaning, spec(known.spec if known else ""))
    return table_row(_COLUMNS, cells, kind="fx-row-absent")
