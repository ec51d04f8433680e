"""The evidence of a token request, as a record keeps it (evidence.py), read again.

A run file may be older than this version, cut, or edited by hand. So each piece is looked at before it is believed: what
is absent, or of another type than it was written with, is None here, and a cause that needs it says nothing. What was
*not sent* is another matter, and has its own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..protocol.authentication import DEFAULT_METHOD


@dataclass(frozen=True)
class RedirectUris:
    """The redirect_uri of the two legs, None where it was not sent; `names` are those of all parameters of the second."""

    authorize: str | None
    token: str | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class Pkce:
    """What was sent of challenge and verifier, and whether the two fit; None where nobody can tell."""

    challenge_sent: bool | None
    verifier_sent: bool | None
    verifier_matches: bool | None
    method: str


@dataclass(frozen=True)
class Code:
    """The outer form of the code as it was sent, and how it compares with the one that came."""

    length: int | float | None
    age: int | float | None
    posted_before: bool | None
    same_as_received: bool | None
    is_part_of_received: bool | None
    odd_hex: bool | None
    percent_encoded: bool | None
    edge_white_space: bool | None
    inner_white_space: bool | None


@dataclass(frozen=True)
class SecretEvidence:
    """The outer form of a client secret."""

    length: int | float | None
    edge_white_space: bool | None
    inner_white_space: bool | None
    percent_encoded: bool | None
    looks_like_uuid: bool | None
    encodings_differ: bool | None
    holds_colon: bool | None
    holds_escape: bool | None
    beyond_ascii: bool | None
    blank_alone: bool | None  # of all that the two encodings write differently
    quoted: bool | None
    line_break: bool | None
    masked: bool | None
    one_character: bool | None
    placeholder: bool | None
    hashed: bool | None
    equals_client_id: bool | None
    fingerprint: str | None
    ends: int | float | None  # by its own exp, where it is a JWT

    @property
    def is_odd(self) -> bool:
        """Its form alone says that it is no secret, or not the whole of it and nothing else."""
        odd = (self.length == 0, self.edge_white_space, self.line_break, self.quoted, self.masked, self.one_character)
        return any((*odd, self.placeholder, self.hashed, self.equals_client_id))


@dataclass(frozen=True)
class ClientEvidence:
    """How the client proved itself; `secret` is None where it has none."""

    client_id: str | None
    public: bool | None
    token_endpoint_auth_method: str | None
    basic_encoding: str
    secret: SecretEvidence | None


@dataclass(frozen=True)
class Evidence:
    """Both legs of a code exchange, as the record keeps them. None: the record does not say."""

    redirect_uri: RedirectUris | None
    pkce: Pkce
    code: Code
    client: ClientEvidence
    authorization_sent: bool | None
    methods_supported: tuple[str, ...] | None
    client_id_same: bool | None
    altered: tuple[str, ...] | None
    overruled: tuple[str, ...]


def read_evidence(kept: Any) -> Evidence:
    """Return the evidence that a record keeps, whatever stands in its place."""
    whole = _members(kept)
    return Evidence(
        redirect_uri=_redirect_uris(_members(whole.get("redirect_uri"))),
        pkce=_pkce(_members(whole.get("pkce"))),
        code=_code(_members(whole.get("code"))),
        client=read_client(whole.get("client")),
        authorization_sent=_flag(whole, "authorization_sent"),
        methods_supported=_methods(whole),
        client_id_same=_flag(whole, "client_id_same"),
        altered=_texts(whole, "altered"),
        overruled=_texts(whole, "overruled") or (),
    )


def _redirect_uris(piece: Mapping[str, Any]) -> RedirectUris | None:
    """The two addresses, where the record says of both what they were."""
    legs = ("authorize", "token")
    if not all(leg in piece and isinstance(piece[leg], str | None) for leg in legs):
        return None
    return RedirectUris(piece["authorize"], piece["token"], _texts(piece, "names") or ())


def _pkce(piece: Mapping[str, Any]) -> Pkce:
    return Pkce(
        challenge_sent=_flag(piece, "challenge_sent"),
        verifier_sent=_flag(piece, "verifier_sent"),
        verifier_matches=_flag(piece, "verifier_matches"),
        method=_text(piece, "method") or "its method",
    )


def _code(piece: Mapping[str, Any]) -> Code:
    return Code(
        length=_number(piece, "length"),
        age=_number(piece, "age"),
        posted_before=_flag(piece, "posted_before"),
        same_as_received=_flag(piece, "same_as_received"),
        is_part_of_received=_flag(piece, "is_part_of_received"),
        odd_hex=_flag(piece, "odd_hex"),
        percent_encoded=_flag(piece, "percent_encoded"),
        edge_white_space=_flag(piece, "edge_white_space"),
        inner_white_space=_flag(piece, "inner_white_space"),
    )


def read_client(kept: Any) -> ClientEvidence:
    """Return how a client proves itself, as a record keeps it."""
    piece = _members(kept)
    return ClientEvidence(
        client_id=_text(piece, "client_id"),
        public=_flag(piece, "public"),
        token_endpoint_auth_method=_text(piece, "token_endpoint_auth_method"),
        basic_encoding=_text(piece, "basic_encoding") or "one of them",
        secret=_secret(piece.get("secret")),
    )


def _secret(piece: Any) -> SecretEvidence | None:
    if not isinstance(piece, Mapping):
        return None
    copied, holds = _texts(piece, "copied"), _texts(piece, "holds")
    return SecretEvidence(
        length=_number(piece, "length"),
        edge_white_space=_flag(piece, "edge_white_space"),
        inner_white_space=_flag(piece, "inner_white_space"),
        percent_encoded=_flag(piece, "percent_encoded"),
        looks_like_uuid=_flag(piece, "looks_like_uuid"),
        encodings_differ=_flag(piece, "encodings_differ"),
        holds_colon=None if holds is None else "colon" in holds,
        holds_escape=None if holds is None else "escape" in holds,
        beyond_ascii=None if holds is None else "beyond_ascii" in holds,
        blank_alone=None if holds is None else "blank_alone" in holds,
        quoted=None if copied is None else "quoted" in copied,
        line_break=None if copied is None else "line_break" in copied,
        masked=None if copied is None else "masked" in copied,
        one_character=None if copied is None else "one_character" in copied,
        placeholder=None if copied is None else "placeholder" in copied,
        hashed=None if copied is None else "hashed" in copied,
        equals_client_id=None if copied is None else "equals_client_id" in copied,
        fingerprint=_text(piece, "fingerprint"),
        ends=_number(piece, "ends"),
    )


def _methods(whole: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What the provider's metadata list, whatever a provider may have listed; nothing where there is no such member."""
    if "methods_supported" not in whole:
        return None
    listed = whole["methods_supported"]
    if listed is None:
        return ()
    return tuple(map(str, listed)) if isinstance(listed, list) else (DEFAULT_METHOD,)


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _flag(piece: Mapping[str, Any], name: str) -> bool | None:
    value = piece.get(name)
    return value if isinstance(value, bool) else None


def _text(piece: Mapping[str, Any], name: str) -> str | None:
    value = piece.get(name)
    return value if isinstance(value, str) else None


def _number(piece: Mapping[str, Any], name: str) -> int | float | None:
    value = piece.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(piece: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    value = piece.get(name)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else None
