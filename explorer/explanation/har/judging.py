"""The messages of one sign-in of a HAR under their rules: with both halves where the HAR has them, and not checked where not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...protocol.authorize import AuthorizationRequest
from ...protocol.client import Client
from ...protocol.jose import parse_jwt
from ...protocol.json_answer import JsonAnswer
from ...protocol.metadata import ProviderMetadata
from ...protocol.tokens import TokenErrorResponse, TokenRequest, TokenResponse
from ...rules import Report, check_id_token
from ...rules.access_token import check_access_token
from ...rules.authorize import check_authorize_request
from ...rules.jwks import check_jwks
from ...rules.redirect import check_redirect
from ...rules.token_error import check_token_error
from ...rules.token_request import check_token_request
from ...rules.token_response import check_token_response
from ...rules.userinfo import check_userinfo
from ...secret import reveal
from ..alone import WITHOUT_HEADERS, stand_in, unknown
from .attempts import Attempt

_NOT_REGISTERED = "how the client is registered is in no HAR"
_NO_REQUEST = "the authorization request is not in the HAR"
_NO_RESPONSE = "the authorization response is not in the HAR"
_NO_DOCUMENT = "the provider's discovery document is not in the HAR"


class Judge:
    """Asks the rules about one sign-in."""

    def __init__(
        self,
        attempt: Attempt,
        metadata: ProviderMetadata,
        client: Client | None,
        *,
        has_document: bool,
        keys: Mapping[str, Any] | None,
        pasted: bool = False,
    ) -> None:
        self._attempt, self._metadata, self._has_document, self._keys = attempt, metadata, has_document, keys
        self._client = client or stand_in(None, None)
        self._pasted = WITHOUT_HEADERS if pasted else {}
        self._has_exchange = any(role == "exchange" for role, _ in attempt.later)

    @property
    def has_keys(self) -> bool:
        """True where the provider's keys are at hand."""
        return self._keys is not None

    @property
    def _asked(self) -> AuthorizationRequest:
        return self._attempt.request

    @property
    def _unsure_issuer(self) -> dict[str, str]:
        return {} if self._has_document else {r".*-ISS-(MISMATCH|MISSING|UNADVERTISED|SLASH|VS-ID-TOKEN)": _NO_DOCUMENT}

    def authorize(self) -> Report:
        """Judge the authorization request."""
        reasons = {r"AUTHZ-(CLIENT-ID-MISMATCH|REDIRECT-URI-NOT-REGISTERED)": _NOT_REGISTERED}
        if not self._has_document:
            reasons[r"AUTHZ-ENDPOINT-MISMATCH"] = _NO_DOCUMENT
        if not self._has_exchange:
            reasons[r"AUTHZ-PKCE-MISSING-PUBLIC"] = "whether the client is public is not in the HAR"
        return unknown(check_authorize_request(self._asked, client=self._client, metadata=self._metadata), reasons)

    def redirect(self) -> Report:
        """Judge the authorization response."""
        response = self._attempt.response
        if response is None:
            return Report()
        promised = self._metadata.promises_iss if self._has_document else None
        report = check_redirect(response, self._asked, issuer=self._metadata.issuer, promises_iss=promised)
        if self._attempt.begins is None:
            return unknown(report, {r"AUTHR-(?!CODE-(CHARS|SPACE|SHORT)|DUPLICATE|EMPTY|CODE-AND-ERROR).*": _NO_REQUEST})
        return unknown(report, self._unsure_issuer)

    def token_request(self, sent: TokenRequest, *, before: bool, age: float, at: float) -> Report:
        """Judge the token request."""
        code = self._attempt.response.code if self._attempt.response else None
        failures = [finding.rule for finding in self.redirect().failures if finding.is_error and "ISS" not in finding.rule]
        guards = [rule for rule in failures if rule in ("AUTHR-STATE-MISSING", "AUTHR-STATE-MISMATCH", "AUTHR-DUPLICATE-PARAM")]
        report = check_token_request(
            sent,
            self._asked,
            client=self._client,
            metadata=self._metadata,
            code=code,
            now=at,
            code_age=max(age, 0.0),
            sent_before=before,
            failed_guards=guards,
        )
        return unknown(report, self._reasons_of_token_request())

    def _reasons_of_token_request(self) -> dict[str, str]:
        reasons = {r"TOKQ-(AUTH-WRONG-METHOD|SECRET-FROM-PUBLIC|AUTH-MISSING)": _NOT_REGISTERED}
        if self._attempt.begins is None:
            reasons[
                r"TOKQ-(REDIRECT-URI|VERIFIER-(MISSING|UNEXPECTED|MISMATCH|IS-CHALLENGE)|RESOURCE|CLIENT-ID-MISMATCH).*"
            ] = _NO_REQUEST
        if self._attempt.response is None:
            reasons[r"TOKQ-(CODE-DIFFERS|BEFORE-STATE-CHECK)|AUTHR-CODE-STALE"] = _NO_RESPONSE
        if not self._has_document:
            reasons[r"TOKQ-(ENDPOINT-MISMATCH|AUTH-UNADVERTISED)"] = _NO_DOCUMENT
        return reasons

    def token_error(self, answer: TokenErrorResponse, sent: TokenRequest) -> Report:
        """Judge a refusal of the token endpoint."""
        return unknown(check_token_error(answer, with_header=sent.request.header("Authorization") is not None), self._pasted)

    def jwks(self, document: Mapping[str, Any]) -> Report:
        """Judge the key set."""
        return check_jwks(document, metadata=self._metadata.members)

    def tokens(self, tokens: TokenResponse, at: float) -> Iterator[tuple[str, Report]]:
        """Judge the tokens that came, each by its own rules."""
        yield "tokens", unknown(check_token_response(tokens, self._asked.scope), self._pasted)
        if tokens.id_token is not None:
            yield "id_token", self._id_token(tokens, at)
        if tokens.access_token is not None:
            report = check_access_token(
                tokens.access_token,
                issuer=self._metadata.issuer,
                client_id=self._client.client_id,
                now=at,
                scope=tokens.scope,
                sub=parse_jwt(tokens.id_token).claims.get("sub") if tokens.id_token else None,
                token_type=tokens.token_type,
            )
            yield "access_token", unknown(report, self._unsure_issuer)

    def _id_token(self, tokens: TokenResponse, at: float) -> Report:
        asked, response = self._asked, self._attempt.response
        report = check_id_token(
            tokens.id_token or "",
            client=self._client,
            issuer=self._metadata.issuer,
            jwks=self._keys,
            no_jwks="" if self._keys is not None else "the provider's keys are not in the HAR",
            nonce=asked.nonce,
            access_token=tokens.access_token,
            code=response.code if response else None,
            max_age=asked.max_age,
            acr_values=(asked.get("acr_values") or "").split(),
            now=at,
            asked={name: reveal(value) for name, value in asked.params},
            asked_at=self._attempt.begins.at if self._attempt.begins else None,
            answered_by=response.iss if response else None,
            metadata=self._metadata.members,
        )
        reasons = dict(self._unsure_issuer)
        if self._attempt.begins is None:
            reasons[r"IDTC-NONCE-.*"] = _NO_REQUEST
        return unknown(report, reasons)

    def userinfo(self, answer: JsonAnswer) -> Report:
        """Judge the answer of UserInfo."""
        id_token = self._attempt.tokens[0].id_token if self._attempt.tokens else None
        return check_userinfo(answer, parse_jwt(id_token).claims.get("sub") if id_token else None, client=self._client)
