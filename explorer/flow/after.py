"""After the sign-in: UserInfo, refresh, introspection, revocation, logout."""

from __future__ import annotations

import dataclasses

from ..errors import Mistake
from ..protocol.introspection import introspection_params
from ..protocol.jose import parse_jwt
from ..protocol.json_answer import JsonAnswer, parse_json_answer
from ..protocol.logout import build_logout_url
from ..protocol.revocation import revocation_params
from ..protocol.tokens import TokenErrorResponse, TokenResponse, parse_token_response, refresh_grant
from ..protocol.userinfo import build_userinfo_request
from ..rules import Report
from ..rules.introspection import check_introspection
from ..rules.logout import check_logout
from ..rules.refresh import check_refresh, check_refresh_request
from ..rules.signature import NO_KEYS, Keys
from ..rules.userinfo import check_userinfo
from ..secret import Secret
from .back import BackChannel
from .base import step


class AfterSignIn(BackChannel):
    """Use the tokens: ask who signed in, renew them, have them examined, give them back."""

    @property
    def access_token(self) -> Secret | None:
        """The access token that is good now: a refreshed one where there is one."""
        newest = self.refreshed or self.tokens
        return newest.access_token if newest else None

    @property
    def refresh_token(self) -> Secret | None:
        """The refresh token to use next: without rotation the old one stays good."""
        renewed = self.refreshed.refresh_token if self.refreshed else None
        return renewed or (self.tokens.refresh_token if self.tokens else None)

    @step
    def userinfo(self) -> JsonAnswer:
        """Ask the provider about the person who signed in, and compare `sub` (OIDC Core 5.3). Raises `Mistake` without tokens."""
        first = self._some_tokens("userinfo()")
        token = self._needed(self.access_token, "userinfo() needs an access token, and the provider sent none.")
        request = build_userinfo_request(self._known_metadata("userinfo()"), token)
        answer = parse_json_answer(self._send(request, "userinfo"))
        self.userinfo_answer = self._taken_answer("userinfo", answer)
        self._report("userinfo", self._judged_userinfo(answer, first))
        return self.userinfo_answer

    def _judged_userinfo(self, answer: JsonAnswer, tokens: TokenResponse) -> Report:
        jwt = parse_jwt(answer.response.text().strip()) if answer.signed else None
        return check_userinfo(
            answer,
            parse_jwt(tokens.id_token).claims.get("sub") if tokens.id_token else None,
            client=self.client,
            issuer=self.issuer,
            requested=self._asked("userinfo()").scope,
            token_type=tokens.token_type,
            believed=self._is_believed() if tokens.id_token else None,
            keys=Keys(*self._keys_for(jwt)) if jwt else NO_KEYS,
        )

    def _is_believed(self) -> bool:
        """The ID token was checked, and held; one that nobody checked is not believed."""
        report = self._recorder.reported("id_token")
        return bool(report.results) and report.ok

    @step
    def refresh(self, *, scope: str | None = None, again: bool = False) -> TokenResponse | TokenErrorResponse:
        """Get new tokens without a new sign-in (RFC 6749 6, OIDC Core 12).

        The newest refresh token is sent; `again=True` sends the first one, to see what the provider makes of it after it
        was replaced. Raises `Mistake` where no refresh token came.
        """
        first = self._some_tokens("refresh()")
        missing = "refresh() needs a refresh token, and none came: ask for the scope offline_access, some providers with prompt=consent."
        token = self._needed(first.refresh_token if again else self.refresh_token, missing)
        asked = check_refresh_request(scope, granted=first.scope, replaced=token != self.refresh_token)
        sent = self._authenticated(refresh_grant(token, scope), "token_endpoint")
        result = self._taken("refresh", parse_token_response(self._send(sent.request, "refresh")))
        if isinstance(result, TokenResponse):
            self.refreshed = result
            before = parse_jwt(first.id_token).claims if first.id_token else None
            after = parse_jwt(result.id_token).claims if result.id_token else None
            report = check_refresh(
                result, sent=token, before=before, after=after, is_public=self.client.is_public, granted=first.scope
            )
            asked += report
        self._report("refresh", asked)
        return result

    def introspect(self, kind: str = "access_token") -> JsonAnswer:
        """Ask the provider what a token is worth; `kind` is "access_token" or "refresh_token" (RFC 7662)."""
        params = introspection_params(self._token_of_kind(kind, "introspect()"), kind)
        answer = parse_json_answer(self._send(self._authenticated(params, "introspection_endpoint").request, "introspect"))
        self._report("introspection", check_introspection(answer))
        return self._taken_answer("introspect", answer, token=kind)

    def revoke(self, kind: str = "refresh_token") -> JsonAnswer:
        """Give a token back; the provider forgets it. `kind` is "refresh_token" or "access_token" (RFC 7009)."""
        params = revocation_params(self._token_of_kind(kind, "revoke()"), kind)
        answer = parse_json_answer(self._send(self._authenticated(params, "revocation_endpoint").request, "revoke"))
        return self._taken_answer("revoke", answer, token=kind)

    def _token_of_kind(self, kind: str, step: str) -> Secret:
        self._some_tokens(step)
        held = {"access_token": self.access_token, "refresh_token": self.refresh_token}
        if kind not in held:
            raise Mistake(f"{step} takes 'access_token' or 'refresh_token', not {kind!r}.")
        return self._needed(held[kind], f"{step} needs a token of the kind {kind}, and none came.")

    def _taken_answer(self, step: str, answer: JsonAnswer, **more: str) -> JsonAnswer:
        """Record an answer under the name of the step; return it without the secrets that it repeats."""
        answer = dataclasses.replace(answer, members=self._recorder.redacted(dict(answer.members)))
        told = {**more, "status": answer.response.status, "problem": answer.problem}
        self._recorder.record_answer(step, step, answer.members, **told)
        return answer

    def logout_url(self, *, post_logout_redirect_uri: str | None = None, state: str | None = None) -> Secret:
        """Return the link that ends the session at the provider; the ID token in it says whose (RP-Initiated Logout 1.0, 2)."""
        hint = self._some_tokens("logout_url()").id_token
        link = build_logout_url(
            self._known_metadata("logout_url()"),
            id_token_hint=hint,
            client_id=self.client.client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
            state=state,
        )
        self._recorder.add_secrets(link)
        report = check_logout(
            self._known_metadata("logout_url()").endpoint("end_session_endpoint"),
            hint=parse_jwt(hint).claims if hint else None,
            client_id=self.client.client_id,
            post_logout_redirect_uri=post_logout_redirect_uri,
            state=state,
        )
        self._report("logout", report)
        self._recorder.record_event("logout", post_logout_redirect_uri=post_logout_redirect_uri, state=state)
        return link

    @staticmethod
    def _needed(token: Secret | None, sentence: str) -> Secret:
        if token is None:
            raise Mistake(sentence)
        return token
