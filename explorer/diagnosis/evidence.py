"""What the explorer knows and the provider will not say (law "Evidence is taken while the secret lives").

Every entry is a plain observation that may be kept: lengths, shapes and comparisons, never a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote_plus

from ..messages.forms import encode_plain
from ..protocol.authorize import AuthorizationRequest
from ..protocol.auto import AUTO
from ..protocol.basic import basic_pair
from ..protocol.client import Client
from ..protocol.jose import parse_jwt
from ..protocol.metadata import ProviderMetadata
from ..protocol.pkce import code_challenge
from ..protocol.tokens import TokenRequest
from ..secret import Secret, reveal

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
_PLACEHOLDER = re.compile(  # the whole of it: a real secret may hold such a word
    r"<.*>|\{\{?.*\}\}?|\$\{.*\}|%.*%|(?:(?:your|my|the|an?|some|insert|enter|example)[-_ ]?){0,3}(?:(?:app|client)[-_ ]?)?"
    r"(?:secret|password)(?:[-_ ]?(?:here|value|key|goes[-_ ]?here))?|(?:please[-_ ]?)?change[-_ ]?(?:me|it|this)|x{3,}|\.{3,}|"
    r"\[?redacted\]?|placeholder|todo|tbd",
    re.IGNORECASE,
)
_MASK = re.compile("[*\u2022\u25cf\u2026]{3,}|\\.{4,}")
_HASH = re.compile(
    r"\A(?:pbkdf2[_:]|\$2[abxy]\$|\$argon2|argon2|bcrypt|scrypt|sha(?:1|256|512)\$|\{(?:ssha|bcrypt|noop)\w*\})", re.IGNORECASE
)
_NO_PKCE = {"verifier_matches": None}


def exchange_evidence(
    sent: TokenRequest,
    request: AuthorizationRequest,
    metadata: ProviderMetadata,
    *,
    code: Secret,
    code_age: float,
    posted_before: bool,
    overruled: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what both legs of a flow say about a code exchange.

    `sent` is the token request as it goes out, `request` the authorize request, `code` what came in the redirect,
    `code_age` seconds since it was received, `overruled` the failed guards in spite of which it is sent.
    """
    posted = sent.get("code")
    return {
        "redirect_uri": {
            "authorize": request.redirect_uri,
            "token": _plain(sent, "redirect_uri"),
            "names": [name for name, _ in sent.params],
        },
        "pkce": _pkce(sent, request),
        "code": {
            **text_evidence(posted),
            "same_as_received": posted == code,
            "odd_hex": posted is not None and _is_odd_hex(reveal(posted)),
            "is_part_of_received": bool(posted) and posted != code and reveal(posted or "") in code.reveal(),
            "age": round(code_age, 1),
            "posted_before": posted_before,
        },
        "client": _client_as_sent(sent),
        "authorization_sent": sent.request.header("Authorization") is not None,
        "methods_supported": metadata.members.get("token_endpoint_auth_methods_supported"),
        "client_id_same": request.get("client_id") == sent.client.client_id,
        "altered": list(sent.altered),
        "overruled": list(overruled),
    }


def _is_odd_hex(code: str) -> bool:
    """An odd number of hexadecimal digits: bytes were written so, two for each, and not all of them are here."""
    return len(code) % 2 == 1 and _HEX.fullmatch(code) is not None


_HEX = re.compile(r"[0-9a-f]{21,}|[0-9A-F]{21,}")


def _plain(sent: TokenRequest, name: str) -> str | None:
    value = sent.get(name)
    return None if value is None else reveal(value)


def _pkce(sent: TokenRequest, request: AuthorizationRequest) -> Mapping[str, Any]:
    verifier, challenge = sent.get("code_verifier"), request.get("code_challenge")
    method = request.get("code_challenge_method") or "plain"
    shape = {
        "challenge_sent": challenge is not None,
        "verifier_sent": verifier is not None,
        "method": method if challenge else None,
    }
    if verifier is None or challenge is None or method not in ("S256", "plain"):
        return {**shape, **_NO_PKCE}
    return {
        **shape,
        "verifier_matches": code_challenge(reveal(verifier), method) == challenge,
    }


def text_evidence(value: Any) -> dict[str, Any]:
    """Return the outer form of a secret text: how long it is, and what in it tends to break on the way."""
    if value is None:
        return {"length": 0}
    text = reveal(value)
    return {
        "length": len(text),
        "edge_white_space": text != text.strip(),
        "inner_white_space": len(text.split()) > 1,
        "percent_encoded": _ESCAPE.search(text) is not None,
    }


def client_evidence(client: Client) -> dict[str, Any]:
    """Return what may be kept of a client: how it proves itself, and the form of its secret, never the secret."""
    view: dict[str, Any] = {
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "token_endpoint_auth_method": client.token_endpoint_auth_method,
        "basic_encoding": client.basic_encoding,
        "id_token_signed_response_alg": None
        if client.id_token_signed_response_alg is AUTO
        else client.id_token_signed_response_alg,
        "public": client.is_public,
        "secret": None,
    }
    if client.client_secret is not None:
        view["secret"] = _secret_evidence(client.client_secret, client.client_id)
    return view


def _client_as_sent(sent: TokenRequest) -> dict[str, Any]:
    """The client as it proves itself in this request: where header or body were written by hand, what they say counts.

    Where such a header cannot be read, nothing is known of the secret in it.
    """
    view = client_evidence(sent.client)
    by_hand = {found[1].lower() for each in sent.altered if (found := _BY_HAND.fullmatch(each))}
    if "authorization" in by_hand:
        pair = basic_pair(sent.request)
        return {**view, "secret": _secret_evidence(Secret(pair[1], "client_secret"), pair[0]) if pair else None}
    if "client_secret" in by_hand and (secret := sent.get("client_secret")) is not None:
        return {**view, "secret": _secret_evidence(Secret(reveal(secret), "client_secret"), sent.client.client_id)}
    return view


_BY_HAND = re.compile("(?:the header )?(authorization|client_secret) was added or changed", re.IGNORECASE)


def _secret_evidence(secret: Secret, client_id: str) -> dict[str, Any]:
    text = secret.reveal()
    end = _end_of(text)
    return {
        **text_evidence(secret),
        "fingerprint": secret.fingerprint,
        "looks_like_uuid": _UUID.fullmatch(text.strip()) is not None,
        "encodings_differ": any(encode_plain(part) != part for part in (client_id, text)),
        "holds": _holds(text, client_id),
        "copied": _copied(text, client_id),
        **({"ends": end} if end is not None else {}),
    }


def _end_of(text: str) -> float | None:
    """When a secret that is a JWT runs out, by its own exp, in seconds since 1970; Apple's are such, and live for six months."""
    end = parse_jwt(text).claims.get("exp") if text.count(".") == _DOTS else None
    return end if isinstance(end, int | float) and not isinstance(end, bool) else None


_DOTS = 2  # of a JWS in compact form


def _holds(text: str, client_id: str) -> list[str]:
    """What of a Basic header some servers stumble over: a colon in the secret, and what another text comes of by decoding."""
    changes = any(unquote_plus(part) != part for part in (client_id, text))
    beyond = not (client_id + text).isascii()
    bare = [part.replace(" ", "") for part in (client_id, text)]
    blank = " " in client_id + text and all(encode_plain(part) == part for part in bare)
    return [
        name
        for name, yes in (("colon", ":" in text), ("escape", changes), ("beyond_ascii", beyond), ("blank_alone", blank))
        if yes
    ]


def _copied(text: str, client_id: str) -> list[str]:
    """What shows that a secret was copied with something around it, or is not the secret at all; of seven questions those with yes."""
    bare = text.strip()
    answers = {
        "quoted": len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES,
        "line_break": any(character in bare for character in "\r\n"),
        "masked": _MASK.search(bare) is not None,
        "one_character": len(bare) > 2 and len(set(bare)) == 1,
        "placeholder": _PLACEHOLDER.fullmatch(bare) is not None,
        "hashed": _HASH.match(bare) is not None,
        "equals_client_id": bare == client_id.strip(),
    }
    return [question for question, yes in answers.items() if yes]
