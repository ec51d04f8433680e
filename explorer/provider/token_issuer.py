"""The token issuer: what a token response holds, and how its tokens are made."""

from __future__ import annotations

import secrets
from typing import Any

from authlib.oidc.core import UserInfo
from authlib.oidc.core.util import create_half_hash
from joserfc.jwk import OctKey

from .memory import Authorization, Token
from .people import Person
from .setting import Setting
from .unsigned_jwt import UnsignedJwt

REFRESH_LIFETIME = 604_800  # seconds: a week


class TokenIssuer:
    """Makes the tokens of one provider."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting

    def token_response(self, grant: Authorization, scope: str, *, first: bool) -> dict[str, Any]:
        """Return the members of a token response (RFC 6749 5.1, OIDC Core 3.1.3.3).

        `first` is False at a refresh. A refresh token comes with `offline_access` only (OIDC Core 11).
        """
        setting = self._setting
        now, lifetime = int(setting.clock()), setting.token_lifetime
        access_token = self._access_token(grant, scope, now, lifetime)
        self._remember(access_token, "access_token", grant, scope, now, lifetime)
        body: dict[str, Any] = {"access_token": access_token, "token_type": "Bearer", "expires_in": lifetime, "scope": scope}
        if "offline_access" in grant.scope.split() and (first or setting.enforces("refresh_token is replaced")):
            body["refresh_token"] = secrets.token_urlsafe(32)
            self._remember(body["refresh_token"], "refresh_token", grant, grant.scope, now, REFRESH_LIFETIME)
        if "openid" in scope.split():
            body["id_token"] = self._id_token(grant, access_token, now, lifetime, first=first)
        body = setting.profile.token_response(body)
        for place in ("token_response",) if first else ("token_response", "refresh_response"):
            setting.apply_faults(place, body)
        return body

    def _remember(self, value: str, kind: str, grant: Authorization, scope: str, now: int, lifetime: int) -> None:
        token = Token(value, kind, grant, scope, now, now + lifetime, self._setting.clock)
        self._setting.memory.tokens[value] = token

    def _access_token(self, grant: Authorization, scope: str, now: int, lifetime: int) -> str:
        setting = self._setting
        if not setting.profile.has_jwt_access_token(grant.client.resource(scope)):
            return secrets.token_urlsafe(32)
        signing = setting.keys.signing("RS256")
        claims = setting.profile.access_token_claims(grant, scope, setting.address, now, lifetime)
        jwt = UnsignedJwt(setting.profile.access_token_header(signing), claims, signing.key, "RS256", now)
        setting.apply_faults("access_token", jwt)
        return jwt.sign()

    def _id_token(self, grant: Authorization, access_token: str, now: int, lifetime: int, *, first: bool) -> str:
        setting, alg = self._setting, grant.client.id_token_signed_response_alg
        signing = None if alg == "HS256" else setting.keys.signing(alg)
        key = signing.key if signing else OctKey.import_key(grant.client.client_secret or "")
        claims = setting.profile.id_token_claims(grant, setting.address, now, lifetime)
        claims["at_hash"] = create_half_hash(access_token, alg).decode()  # OIDC Core 3.1.3.6
        if grant.nonce is not None and first:  # a refreshed ID token should have none (OIDC Core 12.2)
            claims["nonce"] = grant.nonce
        asked = grant.claims.get("id_token", {})
        claims = {name: grant.person.claims[name] for name in asked if name in grant.person.claims} | claims
        header = setting.profile.id_token_header(alg, signing)
        jwt = UnsignedJwt(header, dict(claims), key, alg, now, grant.nonce, access_token)
        for place in ("id_token",) if first else ("id_token", "refreshed_id_token"):
            setting.apply_faults(place, jwt)
        parts = jwt.sign().split(".")
        setting.apply_faults("signed_id_token", parts)
        token = ".".join(parts)
        setting.memory.id_tokens[token] = claims
        return token

    def userinfo(self, grant: Authorization, scope: str) -> dict[str, Any]:
        """Return what the UserInfo endpoint says: by scope (OIDC Core 5.4), and by the claims parameter (5.5)."""
        person: Person = grant.person
        everything = UserInfo(sub=self._setting.profile.subject(person), **person.claims)
        asked = {name: everything[name] for name in grant.claims.get("userinfo", {}) if name in everything}
        body = self._setting.profile.userinfo(dict(everything.filter(scope)) | asked, scope)
        self._setting.apply_faults("userinfo", body)
        return body
