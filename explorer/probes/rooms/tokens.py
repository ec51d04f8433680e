"""The tokens themselves: strength, claims, signature; all read from what came in the flights (OIDC Core 2, RFC 6749 10.10)."""

from __future__ import annotations

import math
import re
import string
from typing import Any

from ...protocol.jose import SYMMETRIC, Jwt, half_hash, looks_like_jwt, parse_jwt
from ...protocol.jwk import choose_keys
from ...protocol.signatures import mac_holds, mac_key, signature_holds
from ...secret import Secret, reveal
from ..answer import Answer, NotAsked, Unanswered, Unclear, listed
from ..asking import Ask
from ..links import Link
from ..registry import probe
from .scopes import SCOPE_CLAIMS, claims_in
from .success import coded, members_of, tokens_of

_TYPES: dict[str, Any] = {"iss": str, "sub": str, "aud": (str, list), "exp": int, "iat": int}
_CHARACTERS = re.compile(r"[\x20-\x7e]+")  # RFC 6749 A.11, A.12, A.17
_FEW = 10  # samples below which no strength is judged


def id_token(ask: Ask) -> Jwt:
    """Return the ID token of flight A, taken apart."""
    raw = members_of(ask).get("id_token")
    if not isinstance(raw, str):
        raise NotAsked("no ID token came")
    return parse_jwt(raw)


def _alphabet(text: str) -> int:
    for letters in (string.digits, string.digits + "abcdef-", string.digits + "ABCDEF-"):
        if set(text) <= set(letters):
            return len(letters.replace("-", ""))
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_", "+/=.~")
    return sum(len(kind) for kind in kinds if set(text) & set(kind)) or 2


def _common(texts: list[str]) -> str:
    """The beginning that all have in common."""
    shortest = min(texts, key=len)
    return next((shortest[:i] for i in range(len(shortest), 0, -1) if all(text.startswith(shortest[:i]) for text in texts)), "")


def _strength(ask: Ask, kind: str) -> Answer:
    """Estimate a kind of token: by length and alphabet without what all have in common, and by the frequency of letters."""
    found = [reveal(token) for token in ask.gathered.get(kind, [])]
    if not found:
        raise NotAsked(f"no {kind} came")
    if all(looks_like_jwt(text) for text in found):
        return Answer("signed", "JWTs, whose signature is what nobody can guess")
    prefix = _common(found) if len(found) > 1 else ""
    core = min((text[len(prefix) :] for text in found), key=len)
    bits = int(len(core) * math.log2(_alphabet("".join(found))))
    counted = [core.count(letter) / len(core) for letter in set(core)] if core else []
    by_letters = int(-sum(share * math.log2(share) for share in counted) * len(core))
    told = f"{len(found)} samples, {len(found[0])} characters, common beginning of {len(prefix)}; by frequency of letters {by_letters} bits"
    return Answer(f"{bits} bits", told, "wrong" if bits < 128 and len(found) >= _FEW else "")


def verified(ask: Ask, token: Jwt) -> str:
    """Return what the signature of a token is by the published keys: "valid", "invalid", "no key" or "none"."""
    if token.alg == "none":
        return "none"
    if token.alg in SYMMETRIC:
        secret = ask.client.client_secret
        if secret is None:
            return "no key"
        return "valid" if mac_holds(token, mac_key(secret)) else "invalid"
    try:
        keys = choose_keys({"keys": [dict(key) for key in ask.jwks]}, token).keys
    except Unanswered:
        return "no key"
    results = [signature_holds(token, key) for key in keys]
    return "valid" if True in results else "invalid" if keys else "no key"


def _hash(ask: Ask, name: str, of: str | None) -> Answer:
    token = id_token(ask)
    said = token.claims.get(name)
    if said is None or of is None:
        return Answer("absent")
    return Answer("right" if said == half_hash(Secret(of), token.alg) else "wrong")


def _texts(ask: Ask, kind: str) -> list[str]:
    return [reveal(token) for token in ask.gathered.get(kind, [])]


@probe(
    "en-code",
    spec="RFC 6749 10.10",
    says="must",
    flight="A",
    covers=("O Tokens.AuthorizationCodeEntropyMinReq", "O Tokens.AuthorizationCodeEntropySugReq", "C server"),
)
def en_code(ask: Ask) -> Answer:
    """How strong are the codes?"""
    coded(ask)
    return _strength(ask, "code")


@probe(
    "en-access",
    spec="RFC 6749 10.10",
    flight="A",
    covers=("O Tokens.AccessTokenEntropyMinReq", "O Tokens.AccessTokenEntropySugReq"),
)
def en_access(ask: Ask) -> Answer:
    """How strong are the access tokens?"""
    tokens_of(ask)
    return _strength(ask, "access_token")


@probe(
    "en-refresh",
    spec="RFC 6749 10.10",
    flight="A",
    covers=("O Tokens.RefreshTokenEntropyMinReq", "O Tokens.RefreshTokenEntropySugReq"),
)
def en_refresh(ask: Ask) -> Answer:
    """How strong are the refresh tokens?"""
    tokens_of(ask)
    return _strength(ask, "refresh_token")


@probe("en-structure", spec="no standard", flight="A")
def en_structure(ask: Ask) -> Answer:
    """Are codes or tokens structured: a JWT, a fixed beginning, a counter?"""
    tokens_of(ask)
    words = []
    for kind in ("code", "access_token", "refresh_token"):
        found = _texts(ask, kind)
        if found and all(looks_like_jwt(text) for text in found):
            words.append(f"{kind}: JWT")
        elif len(found) > 1 and (prefix := _common(found)):
            words.append(f"{kind}: a beginning of {len(prefix)} characters in common")
    return Answer(listed(words))


@probe(
    "id-signature",
    spec="OIDC Core 3.1.3.7 (6-8)",
    says="must",
    flight="A",
    covers=("O IdTokens.IsSigned", "O IdTokens.HasCorrectMac", "C idtoken-signature"),
    alarm=("invalid", "none"),
)
def id_signature(ask: Ask) -> Answer:
    """Does the signature of the ID token hold?"""
    return Answer(verified(ask, id_token(ask)), f"alg {id_token(ask).alg}")


@probe(
    "id-algorithm",
    spec="OIDC Core 10.1, 15.1",
    flight="A",
    covers=("O IdTokens.IsSigned", "C idtoken-signature", "C idtoken-rs256"),
)
def id_algorithm(ask: Ask) -> Answer:
    """Which algorithm and which key does it use, and is the algorithm announced?"""
    token = id_token(ask)
    announced = ask.members.get("id_token_signing_alg_values_supported")
    known = isinstance(announced, list) and token.alg in announced
    return Answer(
        f"{token.alg}, kid {'present' if token.kid else 'absent'}",
        "" if known else "the algorithm is not announced",
        "" if known else "wrong",
    )


@probe("id-unsigned", spec="OIDC Core 2, 3.1.3.7", flight="A", covers=("C idtoken-unsigned",))
def id_unsigned(ask: Ask) -> Answer:
    """Does the provider ever send an ID token without a signature?"""
    return Answer("none" if id_token(ask).alg == "none" else "signed")


@probe("id-header-keys", spec="OIDC Core 2", says="should", flight="A", covers=("O IdTokens.KeyReferences",))
def id_header_keys(ask: Ask) -> Answer:
    """Does the header point to keys of its own?"""
    return Answer(listed([name for name in ("jku", "x5u", "jwk", "x5c") if name in id_token(ask).header]))


@probe("id-required-claims", spec="OIDC Core 2", says="must", flight="A", covers=("O IdTokens.HasRequiredClaims", "C server"))
def id_required_claims(ask: Ask) -> Answer:
    """Are iss, sub, aud, exp and iat there, and of the right types?"""
    claims = id_token(ask).claims
    missing = [name for name in _TYPES if name not in claims]
    odd = [
        name
        for name, kind in _TYPES.items()
        if name in claims and (not isinstance(claims[name], kind) or isinstance(claims[name], bool))
    ]
    if not missing and not odd:
        return Answer("all")
    return Answer(listed([*missing, *(f"{name} of another type" for name in odd)]), "", "wrong")


@probe(
    "id-iss",
    spec="OIDC Core 3.1.3.7 (2)",
    says="must",
    flight="A",
    covers=("O IdTokens.HasCorrectIssuer", "C server"),
    wrong=("other", "slash"),
)
def id_iss(ask: Ask) -> Answer:
    """Is iss the issuer?"""
    iss, issuer = id_token(ask).claims.get("iss"), ask.members.get("issuer")
    same = str(iss).rstrip("/") == str(issuer).rstrip("/")
    return Answer("equal" if iss == issuer else "slash" if same else "other", f"iss {iss}")


@probe(
    "id-aud",
    spec="OIDC Core 2, 3.1.3.7 (3)",
    flight="A",
    covers=("O IdTokens.HasCorrectAudience", "C server"),
    alarm=("missing",),
)
def id_aud(ask: Ask) -> Answer:
    """Is our client the audience, alone, as a text or in a list?"""
    aud = id_token(ask).claims.get("aud")
    if isinstance(aud, list):
        return Answer(f"list({len(aud)})" if ask.client.client_id in aud else "missing", listed(aud))
    return Answer("text" if aud == ask.client.client_id else "missing")


@probe(
    "id-azp",
    spec="OIDC Core 2, 3.1.3.7 (4-5)",
    says="should",
    flight="A",
    covers=("O IdTokens.HasAuthorizedParty", "O IdTokens.HasAzpForMultiAudience"),
    wrong=("other",),
)
def id_azp(ask: Ask) -> Answer:
    """Is azp there, and right?"""
    claims = id_token(ask).claims
    several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
    if "azp" not in claims:
        return Answer("absent", "although there are several audiences" if several else "")
    return Answer("equal" if claims["azp"] == ask.client.client_id else "other")


@probe(
    "id-nonce",
    spec="OIDC Core 2, 3.1.3.7 (11)",
    says="must",
    flight="A",
    covers=("O IdTokens.NoncePresentInToken", "C server"),
    alarm=("changed", "absent"),
)
def id_nonce(ask: Ask) -> Answer:
    """Does nonce come back exactly?"""
    link: Link = ask.kept("link A", "A")
    nonce = id_token(ask).claims.get("nonce")
    return Answer("absent" if nonce is None else "equal" if nonce == link.get("nonce") else "changed")


@probe(
    "id-at-hash",
    spec="OIDC Core 3.1.3.6",
    says="must",
    flight="A",
    covers=("O IdTokens.IsAccessTokenHashCorrect", "O IdTokens.IsAccessTokenHashPresent", "C server"),
    wrong=("wrong",),
)
def id_at_hash(ask: Ask) -> Answer:
    """Is at_hash there, and right?"""
    token = members_of(ask).get("access_token")
    return _hash(ask, "at_hash", token if isinstance(token, str) else None)


@probe(
    "id-c-hash",
    spec="OIDC Core 3.3.2.11",
    says="must",
    flight="A",
    covers=("O IdTokens.CodeHashValid", "O IdTokens.IsAuthorizationCodeHashPresent"),
    wrong=("wrong",),
)
def id_c_hash(ask: Ask) -> Answer:
    """Is c_hash there, and right?"""
    return _hash(ask, "c_hash", coded(ask).get("code"))


@probe("id-auth-time", spec="OIDC Core 2", says="must", flight="A, B", covers=("C max-age-10000",))
def id_auth_time(ask: Ask) -> Answer:
    """Is auth_time given without asking, and as whole seconds?"""
    first = id_token(ask).claims.get("auth_time")
    later = claims_in(ask, "B").get("auth_time") if ask.has("tokens B") else None
    known = first if first is not None else later
    if known is not None and (not isinstance(known, int) or isinstance(known, bool)):
        return Answer("not an integer", mark="wrong")
    return Answer("always" if first is not None else "when asked" if later is not None else "never")


@probe("id-acr-amr", spec="OIDC Core 2; RFC 8176", says="may", flight="A")
def id_acr_amr(ask: Ask) -> Answer:
    """What do acr and amr say?"""
    claims = id_token(ask).claims
    return Answer(listed([f"{name} {claims[name]}" for name in ("acr", "amr") if name in claims], "absent"))


@probe("id-unasked-claims", spec="OIDC Core 5.4", flight="A", covers=("C server",))
def id_unasked_claims(ask: Ask) -> Answer:
    """Which personal claims stand in the ID token?"""
    claims = id_token(ask).claims
    return Answer(listed([name for names in SCOPE_CLAIMS.values() for name in names if name in claims]))


@probe("id-sub", spec="OIDC Core 2, 8", flight="A, B", covers=("C server", "C registration-sector-uri"))
def id_sub(ask: Ask) -> Answer:
    """What does sub look like, and is it the same in every flight?"""
    subs = [claims_in(ask, flight).get("sub") for flight in ("A", "B", "C", "D") if ask.has(f"tokens {flight}")]
    known = [sub for sub in subs if isinstance(sub, str)]
    if not known:
        raise Unclear("no sub came")
    sound = all(0 < len(sub) <= 255 and sub.isascii() for sub in known)
    told = f"{len(known[0])} characters, {len(known)} flights, announced {listed(ask.members.get('subject_types_supported'))}"
    return Answer("stable" if len(set(known)) == 1 else "changes", told, "" if sound and len(set(known)) == 1 else "wrong")


@probe("id-session-claims", spec="Back-Channel 2.1; Front-Channel 3", flight="A")
def id_session_claims(ask: Ask) -> Answer:
    """Is sid there?"""
    return Answer("sid" if "sid" in id_token(ask).claims else "absent")


@probe(
    "at-jwt-claims",
    spec="RFC 9068 2.1, 2.2; RFC 9700 2.3",
    says="should",
    flight="A",
    covers=("O Features.HasJwtAccessTokens",),
)
def at_jwt_claims(ask: Ask) -> Answer:
    """Where the access token is a JWT: which claims has it, and for whom is it?"""
    raw = members_of(ask).get("access_token")
    token = parse_jwt(str(raw))
    if not token.header:
        raise NotAsked("the access token is no JWT")
    needed = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")
    profile = str(token.header.get("typ", "")).lower().endswith("at+jwt") and all(name in token.claims for name in needed)
    return Answer(
        "RFC 9068" if profile else "no RFC 9068 profile", f"claims {listed(list(token.claims))}; aud {token.claims.get('aud')}"
    )


@probe("at-characters", spec="RFC 6749 A.12, A.17; RFC 6750 2.1", flight="A", covers=("C refresh-token",))
def at_characters(ask: Ask) -> Answer:
    """Do the tokens use only allowed characters?"""
    tokens_of(ask)
    faults = [
        kind
        for kind in ("code", "access_token", "refresh_token")
        for text in _texts(ask, kind)
        if not _CHARACTERS.fullmatch(text)
    ]
    return Answer("clean") if not faults else Answer("faults", listed(sorted(set(faults))), "wrong")
