"""Two sheets side by side: what answers differently first, then what only one of them knows, then the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..lending import borrowed
from ..printable import in_one_line
from .answer import listed
from .row import Row

if TYPE_CHECKING:
    import pandas

_SHORT = 120  # a longer detail is read in its own sheet
Kind = Literal["changed", "differs", "known once", "same", "unknown"]
MUST_KNOW = (  # what a client has to be written for, the gravest first; the rest is of use to whoever looks closer
    *("disc-issuer", "id-iss", "id-aud", "id-azp", "id-signature", "id-algorithm", "jwks-document", "id-nonce", "id-sub"),
    *("ok-login", "pkce-honest", "pkce-required", "pkce-wrong-verifier", "pkce-plain", "ok-state", "ok-iss", "ok-code-place"),
    *("code-single-use", "code-redirect-wrong", "code-redirect-missing", "ca-other-method", "ca-id-beside-basic", "ca-none"),
    *("az-redirect-path", "az-redirect-query-added", "az-redirect-slash", "az-redirect-port", "az-foreign-redirect"),
    *("ok-scope", "v-unknown-scope", "v-no-openid", "v-scope-profile", "v-scope-email", "ok-access-token-format"),
    *("tm-access-token-said", "tm-id-token", "ok-refresh-token", "v-offline-without-consent", "rt-rotates", "rt-old-again"),
    *("rt-family-dies", "ui-get", "ui-post-header", "v-claims-userinfo", "v-claims-id-token", "v-prompt-none-session"),
    *("az-prompt-none", "v-max-age-small", "id-auth-time", "v-form-post", "az-post", "rev-access", "rev-refresh", "lo-works"),
    *("disc-auth-methods", "disc-pkce", "disc-grant-types", "disc-response-types"),
)
_OF_THE_PLACE = {"disc-https", "disc-hosts", "ca-secret-strength", "en-code", "en-access", "en-refresh", "en-structure"}
_OF_THE_PLACE |= {"tm-answer-times", "tm-clock", "hd-versions", "disc-extras", "disc-request-objects", "hd-cookies"}
_ORDER: tuple[Kind, ...] = ("changed", "differs", "known once", "same", "unknown")


@dataclass(frozen=True)
class Change:
    """One question in two sheets.

    `kind` is "changed" (another answer), "differs" (the same answer, with another status, error or mark), "known once" (only
    one of the sheets answers it), "same", or "unknown" (neither does). Of what changed `told_before` and `told_after` say more of
    each answer; of what differs `detail` says in what.
    """

    id: str
    room: str
    question: str
    kind: Kind
    before: str
    after: str
    mark_before: str = ""
    mark_after: str = ""
    told_before: str = ""
    told_after: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Side:
    """One of two sheets: its id, what to call it, and who was asked by whom and when."""

    id: str
    name: str
    told: str = ""


@dataclass(frozen=True)
class SheetChanges:
    """The comparison of two sheets, what changed first."""

    before: Side
    after: Side
    rows: tuple[Change, ...]

    def __repr__(self) -> str:
        told = ", ".join(f"{len(self.of(kind))} {kind}" for kind in _ORDER)
        return in_one_line(f"<SheetChanges {self.before.name[:80]} -> {self.after.name[:80]}: {told}>")

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """Return the rows of one kind."""
        return tuple(row for row in self.rows if row.kind == kind)

    @property
    def must_know(self) -> tuple[Change, ...]:
        """What changed, and what an integrator must know: what breaks a MUST in one of them, and what clients are written for."""
        return tuple(row for row in self.changed if row.mark_before or row.mark_after or row.id in MUST_KNOW)

    @property
    def changed(self) -> tuple[Change, ...]:
        """What is answered differently."""
        return self.of("changed")

    @property
    def table(self) -> pandas.DataFrame:
        """The rows as a table: what changed first, then what differs, then the rest."""
        table: pandas.DataFrame = borrowed("changes_table")(self)
        return table

    def to_markdown(self) -> str:
        """Return the comparison as Markdown."""
        text: str = borrowed("changes_markdown")(self)
        return text

    def to_json(self) -> str:
        """Return the comparison as a JSON text."""
        return json.dumps(
            {"before": self.before.id, "after": self.after.id, "rows": [vars(row) for row in self.rows]}, indent=2
        )


def changes_between(old: Mapping[str, Row], new: Mapping[str, Row], before: Side, after: Side) -> SheetChanges:
    """Return the comparison of two sheets: by id and answer first, then by status, error and mark."""
    ids = list(dict.fromkeys([*old, *new]))
    found = [_change(old.get(id), new.get(id)) for id in ids]
    rank = {kind: place for place, kind in enumerate(_ORDER)}
    marks = {"alarm": 0, "wrong": 1}
    places = {id: place for place, id in enumerate(MUST_KNOW)}

    def order(change: Change) -> tuple[int, int, int]:
        weight = places.get(change.id, len(places) + (change.id in _OF_THE_PLACE))
        return rank[change.kind], min(marks.get(change.mark_before, 2), marks.get(change.mark_after, 2)), weight

    return SheetChanges(before, after, tuple(sorted(found, key=order)))


def _change(one: Row | None, two: Row | None) -> Change:
    known = two or one
    assert known is not None  # noqa: S101  (the id came from one of them)
    words = [row.answer if row else "not asked" for row in (one, two)]
    answered = [row is not None and row.is_answered for row in (one, two)]
    marks = [row.mark if row else "" for row in (one, two)]
    facts: list[Mapping[str, Any]] = [row.facts if row else {} for row in (one, two)]
    other = [
        f"{name}: {listed(facts[0][name])} \u2192 {listed(facts[1][name])}"
        for name in facts[0]
        if facts[0][name] != facts[1].get(name, facts[0][name])
    ]
    kind: Kind = "same"
    if not any(answered):
        kind = "unknown"
    elif not all(answered):
        kind = "known once"
    elif words[0] != words[1]:
        kind = "changed"
    elif marks[0] != marks[1] or other:
        kind = "differs"
    told = [row.detail if row and kind == "changed" and len(row.detail) <= _SHORT else "" for row in (one, two)]
    detail = "; ".join(other) if kind == "differs" else ""
    asked = (known.id, known.room, known.question)
    return Change(*asked, kind, words[0], words[1], marks[0], marks[1], told[0], told[1], detail)
