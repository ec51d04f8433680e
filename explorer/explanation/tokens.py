"""A JWT taken apart: which kind of token it is, what it says, and what its own rules say of it (RFC 7519, OIDC Core 2, RFC 9068)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..protocol.credentials import redact_credentials
from ..protocol.jose import SYMMETRIC, Jwt, parse_jwt
from ..rules import Finding, Report, check_id_token
from ..rules.access_token import check_access_token
from ..rules.id_token.subject import span
from ..rules.logout_token import check_logout_token
from ..rules.shapes import decoded_base64url, is_number
from ..secret import Secret
from .alone import UNKNOWN, stand_in, unknown
from .parts import claim_parts
from .value import Explanation, Part, Sure

# A token begins where no token goes on, or behind an escape: sought at every "eyJ" of a long text, it would cost the square.
TOKEN = re.compile(
    r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt])|(?<=%[0-9A-Fa-f]{2}))"
    r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*)?"
)
_DEEPEST = 4
_MISSING = (
    "The provider's keys (its JWKS): without them nobody knows who signed it.",
    "Who you are (client_id), which issuer you trust, and the nonce that you sent.",
)
_NOT_COMPARED = "what was expected (client, issuer, nonce) is not at hand; a sign-in with a flow compares it"
_COMPARED = {
    r"IDTC-(ISS-(MISMATCH|SLASH)|AUD-MISMATCH|AUD-UNTRUSTED|AZP-MISMATCH|NONCE-(MISMATCH|MISSING|UNEXPECTED))": _NOT_COMPARED,
    r"AT-(ISS-MISMATCH|AUD-CLIENT|SUB-DIFFERS|SCOPE-DIFFERS)": _NOT_COMPARED,
    r"IDTH-(ALG-NOT-EXPECTED|ALG-UNADVERTISED|ALG-CONFUSION|HS-.*)": _NOT_COMPARED,
    r"IDTC-(IAT-OLD|AUTH-TIME-OLD|AUTH-TIME-STALE-PROMPT)": "when it was asked for is not known",
}
_OF_ANY_JWT = {  # what has a meaning in every JWT, and the section for that
    "IDTH-SIGNATURE-INVALID": "RFC 7519 7.2",
    "IDTC-EXP-PAST": "RFC 7519 4.1.4",
    "IDTC-NBF-FUTURE": "RFC 7519 4.1.5",
    "IDTC-IAT-FUTURE": "RFC 7519 4.1.6",
    "IDTC-TIME-TYPE": "RFC 7519 2",
    "IDTC-TIME-MILLIS": "RFC 7519 2",
    "IDTC-EXP-BEFORE-IAT": "RFC 7519 4.1.4, 4.1.6",
}
_TITLES = {
    "id_token": ("an ID token", "It says who signed in, to one client."),
    "access_token": ("an access token in the form of a JWT", "It is for an API; the client should not read it."),
    "refresh_token": ("a refresh token in the form of a JWT", "It is for the provider's token endpoint alone."),
    "logout_token": ("a logout token", "It tells a client that a session has ended (Back-Channel Logout 1.0, 2.4)."),
    "client_assertion": ("a client assertion", "A client proves with it who it is (RFC 7523 3)."),
    "request_object": ("a request object", "An authorization request in signed form (RFC 9101)."),
    "jarm": ("a signed authorization response (JARM)", "An authorization response in signed form (JARM 2.1)."),
    "dpop": ("a DPoP proof", "It proves that its sender has a key (RFC 9449 4.2)."),
    "sd_jwt": ("a verifiable credential or another kind of JWT", "It is none of the tokens of OpenID Connect."),
    "jwt": ("a JWT of unknown purpose", "Header and claims do not say which kind of token it is."),
}


_UNSIGNED = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}")


def looks_like_token(text: str) -> bool:
    """Tell whether a whole text is a compact JWT, signed or encrypted; or its first two parts."""
    return len(text) >= 20 and (TOKEN.fullmatch(text) or _UNSIGNED.fullmatch(text)) is not None


def compact_of(members: Mapping[str, Any]) -> str | None:
    """Return the compact form of a JWS in JSON (RFC 7515 7.2); None for what is none."""
    signed = next(iter(members["signatures"]), None) if isinstance(members.get("signatures"), list) else members
    signed = signed if isinstance(signed, Mapping) else {}
    parts = (signed.get("protected"), members.get("payload"), signed.get("signature"))
    whole = ".".join(part for part in parts if isinstance(part, str))
    return whole if whole.count(".") == 2 and looks_like_token(whole) else None


def explain_jwt(text: str, now: float, depth: int = 0) -> Explanation:
    """Explain a JWT; one inside of another is a piece of it."""
    text = f"{text}." if text.count(".") == 1 else text  # whoever left the signature out left its dot out, too
    raw = Secret(text, "jwt")
    token = parse_jwt(raw)
    if "encrypted" in token.problems:
        return _encrypted(token)
    kind = kind_of(token)
    if (inner := _nested(token, text)) is not None and depth < _DEEPEST:
        return _wrapping(token, explain_jwt(inner, now, depth + 1))
    title, what = _TITLES[kind]
    sure: Sure = "certain" if kind not in ("jwt", "sd_jwt") and not token.problems else "likely"
    if token.problems and not token.header:
        title, what, sure = (
            "something in the shape of a JWT that cannot be read",
            f"Its form is wrong: {', '.join(token.problems)}.",
            "likely",
        )
    return Explanation(
        "jwt",
        title,
        sure,
        f"{what} {_who_and_when(token.claims, now)}".strip(),
        claim_parts(token.header, "header", "header") + _claims(token, now),
        _judged(raw, token, kind, now),
        _MISSING,
    )


def _claims(token: Jwt, now: float) -> tuple[Part, ...]:
    return tuple(
        Part(part.name, part.value, part.meaning, part.spec, part.group, _away(part.value, now))
        if part.name in _TIMES
        else part
        for part in claim_parts(redact_credentials(token.claims, of_a_token=True), "claims")
    )


_LATEST = 1e11  # seconds since 1970, some three thousand years after it
_TIMES = ("exp", "iat", "nbf", "auth_time", "updated_at")


def _away(value: Any, now: float) -> str:
    """How far a time lies from now, in words."""
    if not is_number(value) or abs(value) > 1e14:
        return ""
    if abs(value) > _LATEST:
        return f"read as milliseconds: {_away(value / 1000, now)}"
    return f"{span(abs(value - now))} {'from now' if value > now else 'ago'}"


def _who_and_when(claims: Mapping[str, Any], now: float) -> str:
    issuer = f"By {claims['iss']}" if isinstance(claims.get("iss"), str) else "It names no issuer"
    exp = claims.get("exp")
    expires = _away(exp, now) if is_number(exp) and exp <= _LATEST else ""
    ended = is_number(exp) and exp <= now
    return f"{issuer}; {'it expired' if ended else 'it expires'} {expires}." if expires else f"{issuer}."


def kind_of(token: Jwt) -> str:
    """Return which kind of token this is, by its header and claims."""
    typ, claims = str(token.header.get("typ", "")).lower().removeprefix("application/"), token.claims
    by_type = {
        "at+jwt": "access_token",
        "logout+jwt": "logout_token",
        "dpop+jwt": "dpop",
        "oauth-authz-req+jwt": "request_object",
    }
    if typ in by_type:
        return by_type[typ]
    if isinstance(claims.get("events"), Mapping):
        return "logout_token"
    if "htm" in claims and "htu" in claims:
        return "dpop"
    if {"response_type", "client_id"} <= claims.keys():
        return "request_object"
    if "code" in claims and {"iss", "aud"} <= claims.keys():
        return "jarm"
    if str(claims.get("typ")).lower() in ("refresh", "offline"):  # Keycloak says so in a claim
        return "refresh_token"
    if (
        claims.keys() & {"nonce", "at_hash", "c_hash", "s_hash"}
        or str(claims.get("typ")).lower() == "id"
        or claims.get("token_use") == "id"
    ):
        return "id_token"
    if (
        claims.keys() & {"scope", "scp", "roles", "client_id", "cid", "appid", "gty", "permissions"}
        or claims.get("token_use") == "access"
    ):
        return "access_token"
    if {"iss", "sub", "jti", "aud"} <= claims.keys() and claims["iss"] == claims["sub"]:
        return "client_assertion"
    if {"iss", "sub", "aud", "exp", "iat"} <= claims.keys():
        return "id_token"
    return "sd_jwt" if claims.keys() & {"vc", "_sd", "vp", "cnf"} else "jwt"


def _judged(raw: Secret, token: Jwt, kind: str, now: float) -> Report:
    claims = token.claims
    named = claims.get("iss")
    issuer = named if isinstance(named, str) else UNKNOWN
    if kind == "access_token":
        report = check_access_token(raw, issuer=issuer, client_id=UNKNOWN, now=now)
        return unknown(report, _COMPARED)
    party = claims.get("azp") or claims.get("aud")
    party = party[0] if isinstance(party, list) and party else party
    nonce = claims.get("nonce") if isinstance(claims.get("nonce"), str) else None
    client = stand_in(party if isinstance(party, str) else None, None)
    reason = (
        "no public key is needed"
        if token.alg in SYMMETRIC
        else f"{_WHOSE_KEY.get(kind, 'the provider')}'s keys are not at hand{_PASTE if kind == 'id_token' else ''}"
    )
    report = check_id_token(raw, client=client, issuer=issuer, jwks=None, no_jwks=reason, nonce=nonce, now=now)
    report = unknown(report, _COMPARED)
    if kind == "id_token":
        return report
    # Of another JWT signature and times are judged, and of one that does not say what it is its form: nobody knows what else it has to say.
    form = [finding for finding in report.findings if kind == "jwt" and finding.rule.startswith("IDTH")]
    own = check_logout_token(token).findings if kind == "logout_token" else ()
    rest = [_of_any(finding) for finding in report.findings if finding.rule in _OF_ANY_JWT and finding not in form]
    return Report([*form, *own, *rest])


def _of_any(finding: Finding) -> Finding:
    """The finding with the section that holds for every JWT; not every one is signed by a provider, or with a key that is public."""
    found = finding._replace(spec=_OF_ANY_JWT[finding.rule])
    if finding.rule != "IDTH-SIGNATURE-INVALID":
        return found
    message = finding.message if finding.applies else "the secret that signed it is not at hand"
    return found._replace(question="Is the signature good?", message=message, applies=True)


_WHOSE_KEY = {
    **dict.fromkeys(("client_assertion", "request_object", "dpop"), "the client"),
    "jwt": "its maker",
    "sd_jwt": "its maker",
}
_PASTE = ": paste its JWKS together with this"


def _nested(token: Jwt, text: str) -> str | None:
    """The JWT that stands in the place of the claims (RFC 7519 5.2, cty JWT)."""
    if str(token.header.get("cty", "")).upper() != "JWT":
        return None
    parts = text.split(".")
    content = decoded_base64url(parts[1]) if len(parts) == 3 else None
    inner = content.decode("ascii", "replace").strip('"') if content else ""
    return inner if looks_like_token(inner) else None


def _wrapping(token: Jwt, inner: Explanation) -> Explanation:
    return Explanation(
        "jwt",
        f"a nested JWT: inside is {inner.title}",
        "certain",
        f"A signed JWT whose content is another JWT (RFC 7519 5.2): {inner.sentence}",
        claim_parts(token.header, "header", "header"),
        missing=inner.missing,
        pieces=(inner,),
    )


def _encrypted(token: Jwt) -> Explanation:
    nested = " Its content is another JWT (cty)." if str(token.header.get("cty", "")).upper() == "JWT" else ""
    return Explanation(
        "jwt",
        "an encrypted JWT (JWE)",
        "certain" if token.header else "likely",
        f"Only its header can be read: {token.header.get('alg', 'no alg')} and {token.header.get('enc', 'no enc')}.{nested}",
        claim_parts(token.header, "header", "header"),
        missing=("The private key of whoever it is for: it is not decrypted here, and no key belongs into this box.",),
    )
