"""The back channel, step 3: the code becomes tokens, and the tokens are judged (OIDC Core 3.1.3)."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from ..diagnosis.evidence import exchange_evidence
from ..errors import Mistake, Unreachable
from ..messages import Headers, Params, Request, require_headers, require_names, require_pairs
from ..protocol.assertions import assertion_audience, sign_client_assertion
from ..protocol.client import Client
from ..protocol.flow_table import BELIEVED
from ..protocol.jose import SYMMETRIC, Jwt, parse_jwt
from ..protocol.json_text import JsonProblem, parse_json
from ..protocol.jwk import choose_keys
from ..protocol.tokens import (
    TokenErrorResponse,
    TokenRequest,
    TokenResponse,
    build_token_request,
    code_grant,
    parse_token_response,
)
from ..rules import Finding, Report, check_id_token
from ..rules.access_token import check_access_token
from ..rules.jwks import check_jwks
from ..rules.redirect import GUARDS
from ..rules.token_error import check_token_error
from ..rules.token_request import check_token_request
from ..rules.token_response import check_token_response
from ..rules.transport import check_transport
from ..secret import Secret, Text, reveal
from .base import step
from .front import FrontChannel

Result = TokenResponse | TokenErrorResponse
_SECRET_PARAMS = ("code", "code_verifier", "client_secret", "client_assertion", "refresh_token", "token", "password")


class BackChannel(FrontChannel):
    """Exchange the code, and tell why to believe what came."""

    @property
    def code_age(self) -> float | None:
        """Seconds since the code was received; None without one."""
        return self._recorder.clock() - self._received_at if self.response and self.response.code else None

    def _code(self, step: str) -> Secret:
        self._asked(step)
        if self.response is None:
            raise Mistake(
                f"{step} needs the answer from the browser: call flow.receive(...) first with the address it came back to."
            )
        if self.response.code is None:
            raise Mistake(
                f"{step} needs a code, and there is none: the provider answered {self.response.error or 'without one'}."
            )
        return self.response.code

    def token_request(
        self,
        *,
        extra: Iterable[tuple[str, Text]] = (),
        headers: Iterable[tuple[str, Text]] = (),
        omit: Iterable[str] = (),
        client: Client | None = None,
    ) -> TokenRequest:
        """Return the token request as it would be sent, to look at or to alter (OIDC Core 3.1.3.1).

        `extra` adds parameters or replaces those of the same name, `headers` does the same with headers (one whose name
        speaks of a credential is shown as a secret), `omit` leaves some out ("authorization" is the header), `client` proves
        itself in another way. Raises `Mistake` when there is no code.
        """
        code, request = self._code("token_request()"), self._asked("token_request()")
        changed = tuple(
            (name, Secret(reveal(value), name) if name in _SECRET_PARAMS else value) for name, value in require_pairs(extra)
        )
        params = code_grant(code, request.redirect_uri, request.code_verifier)
        given = require_headers(headers)
        sent = self._authenticated(params, "token_endpoint", client=client, extra=changed, headers=given, omit=omit)
        shown = (*sent.params, *given)
        self._recorder.add_secrets(sent.client.client_secret, *(value for _, value in shown if isinstance(value, Secret)))
        return sent

    def _authenticated(
        self,
        params: Params,
        endpoint: str,
        *,
        client: Client | None = None,
        extra: Params = (),
        headers: Headers = (),
        omit: Iterable[str] = (),
    ) -> TokenRequest:
        """Return a request on which the client proves itself, with a fresh assertion where it signs one."""
        client, metadata = client or self.client, self._known_metadata(endpoint)
        assertion = None
        if client.method.algorithms:
            audience = assertion_audience(client, metadata)
            assertion = sign_client_assertion(client, audience, now=self._recorder.clock(), jti=secrets.token_urlsafe(16))
        sent = build_token_request(
            metadata, client, params, endpoint=endpoint, client_assertion=assertion, extra=extra, headers=headers, omit=omit
        )
        self._recorder.add_secrets(assertion, *sent.basic_encodings.values())
        return sent

    @step
    def exchange(
        self, request: TokenRequest | None = None, *, again: bool = False, despite: Iterable[str] = ()
    ) -> TokenResponse | TokenErrorResponse:
        """Send the code to the token endpoint, once (OIDC Core 3.1.3).

        Raises `Mistake` after a failed state or iss check unless `despite` names it, and for a code that was sent
        before unless `again=True`; `Unreachable` when no answer came. A refusal is returned, not raised.
        """
        code = self._code("exchange()")
        self._heed_guards(require_names(despite, "despite"))
        sent = request or self.token_request()
        if not isinstance(sent, TokenRequest):
            raise Mistake("exchange() takes what flow.token_request(...) returned; without an argument it makes one itself.")
        with self._one_at_a_time:  # or two threads would both find the code unused
            if self._was_sent(sent.get("code")) and not again:
                raise Mistake(
                    "This code was sent before, and a code works once: open a fresh link. "
                    "Use again=True to see how the provider answers a second use."
                )
            self._record_token_request(sent, code)
        self._drop_pending()
        self._forget_from("exchange")
        response = self._send(sent.request, "exchange")
        self.result = self._taken("exchange", parse_token_response(response))
        if isinstance(self.result, TokenErrorResponse):
            with_header = sent.request.header("Authorization") is not None
            self._report("token_error", check_token_error(self.result, with_header=with_header))
        return self.result

    def _heed_guards(self, despite: tuple[str, ...]) -> None:
        unknown = [name for name in despite if name not in GUARDS]
        if unknown:
            raise Mistake(f"despite= names checks to overrule: one of {', '.join(GUARDS)}; got {', '.join(unknown)}.")
        failed = self._failed_guards()
        stopping = next((finding for finding in failed if finding.rule not in despite), None)
        if stopping is not None:
            raise Mistake(
                f"The code was not sent: {stopping.message} {stopping.advice} To send it all the same: exchange(despite=[{stopping.rule!r}])."
            )
        if failed:
            self._recorder.record_event("overruled", rules=[finding.rule for finding in failed])

    def _failed_guards(self) -> list[Finding]:
        failures = self.guards.failures if self.guards else ()
        return [finding for finding in failures if finding.rule in GUARDS and finding.is_error]

    def _record_token_request(self, sent: TokenRequest, code: Secret) -> None:
        """Record the request before it goes out: what evidence there is, and what is wrong with it."""
        sent_before, guards = self._was_sent(sent.get("code")), [finding.rule for finding in self._failed_guards()]
        evidence = exchange_evidence(
            sent,
            self._asked("exchange()"),
            self._known_metadata("exchange()"),
            code=code,
            code_age=self.code_age or 0.0,
            posted_before=sent_before,
            overruled=guards,
        )
        shown = _shown(sent.get("code"))
        self._recorder.record_token_request(shown, sent.altered, evidence)
        judge = partial(
            check_token_request,
            sent,
            self._asked("exchange()"),
            client=self.client,
            metadata=self._known_metadata("exchange()"),
            code=code,
            code_age=self.code_age or 0.0,
            sent_before=sent_before,
            failed_guards=guards,
            now=self._recorder.clock(),
        )
        self._report_later("token_request", judge)
        self._recorder.write()  # where the folder refuses, nothing is sent
        if shown is not None:
            self._codes_sent.add(shown)

    def _taken(self, step: str, result: Result) -> Result:
        """Record tokens, or a refusal, under the name of the step; return it without the secrets that it repeats."""
        self._recorder.add_secrets(*(value for value in result.members.values() if isinstance(value, Secret)))
        result = dataclasses.replace(result, members=self._recorder.redacted(result.members))
        if isinstance(result, TokenResponse):
            self._recorder.record_answer("tokens" if step == "exchange" else step, step, result.members)
            return result
        self._recorder.record_event(
            "refusal",
            leg="token" if step == "exchange" else step,
            status=result.status,
            error=result.error,
            description=result.error_description,
            problem=result.problem,
            correlation_id=result.correlation_id,
        )
        return result

    def _some_tokens(self, step: str) -> TokenResponse:
        """Return the tokens, or say which step or which refusal stands between."""
        if self.tokens is not None:
            return self.tokens
        if isinstance(self.result, TokenErrorResponse):
            raise Mistake(
                f"{step} needs tokens, and none came: the provider answered {self.result.error or self.result.problem}."
            )
        self._code(step)
        raise Mistake(f"{step} needs tokens: call flow.exchange() first.")

    # 4 Believe

    @step
    def check(self) -> Report:
        """Tell, rule by rule, why to believe what came: discovery, redirect, token response, keys, tokens (OIDC Core 3.1.3.5, 3.1.3.7).

        What we sent ourselves is judged here at the latest, and stands in `run.report` with everything else.
        Fetches the provider's keys when they are needed. Raises `Mistake` when there are no tokens.
        """
        tokens = self._some_tokens("check()")
        self._report("tokens", check_token_response(tokens, self._asked("check()").scope))
        if tokens.id_token is not None:
            self._check_id_token(tokens, tokens.id_token)
        if tokens.access_token is not None:
            self._check_access_token(tokens, tokens.access_token)
        self._report("transport", check_transport(self._recorder.travelled))
        self._recorder.judge()
        return self._recorder.reported(*BELIEVED)

    def _check_id_token(self, tokens: TokenResponse, id_token: Secret) -> None:
        request, metadata = self._asked("check()"), self._known_metadata("check()")
        jwks, no_jwks = self._keys_for(parse_jwt(id_token))
        self._judge_keys()
        report = check_id_token(
            id_token,
            client=self.client,
            issuer=self.issuer,
            jwks=jwks,
            no_jwks=no_jwks,
            nonce=request.nonce,
            access_token=tokens.access_token,
            code=self.response.code if self.response else None,
            max_age=request.max_age,
            acr_values=(request.get("acr_values") or "").split(),
            trusted_audiences=self.trusted_audiences,
            now=self._recorder.clock(),
            leeway=self.leeway,
            asked=dict(request.params),
            asked_at=self._recorder.last_time("authorize"),
            answered_by=self.response.iss if self.response else None,
            metadata=metadata.members,
        )
        self._report("id_token", report)

    def _check_access_token(self, tokens: TokenResponse, access_token: Secret) -> None:
        report = check_access_token(
            access_token,
            issuer=self.issuer,
            client_id=self.client.client_id,
            now=self._recorder.clock(),
            leeway=self.leeway,
            scope=tokens.scope,
            sub=parse_jwt(tokens.id_token).claims.get("sub") if tokens.id_token else None,
            token_type=tokens.token_type,
        )
        self._report("access_token", report)

    def _judge_keys(self) -> None:
        """Report on the key set, where one was fetched or given."""
        metadata = self._known_metadata("check()")
        if self._jwks_by_hand is not None:
            self._report("jwks", check_jwks(self._jwks_by_hand, metadata=metadata.members))
        elif self._jwks_answer is not None:
            report = check_jwks(self._jwks, uri=metadata.jwks_uri, response=self._jwks_answer, metadata=metadata.members)
            self._report("jwks", report)

    def _keys_for(self, token: Jwt) -> tuple[Mapping[str, Any] | None, str]:
        """Return the provider's keys, or None and the reason why there are none; an unknown kid is worth one more look."""
        if self._jwks_by_hand is not None:
            return self._jwks_by_hand, ""
        if token.alg in SYMMETRIC or token.alg.lower() == "none":
            return None, "no public key is needed"
        if self._jwks is not None and choose_keys(self._jwks, token).kid_found:
            return self._jwks, ""
        first = self._jwks is None
        jwks, reason = self._fetch_keys()
        if first and jwks is not None and not choose_keys(jwks, token).kid_found:
            jwks, reason = self._fetch_keys()  # keys may have been changed between the two answers (OIDC Core 10.1.1)
        return jwks, reason

    def _fetch_keys(self) -> tuple[Mapping[str, Any] | None, str]:
        uri = self._known_metadata("check()").jwks_uri
        if uri is None:
            return None, "the provider's metadata has no jwks_uri; give the keys by hand: Flow(jwks=...)"
        try:
            response = self._jwks_answer = self._send(Request.get(uri), "keys")
            self._jwks = None
            value = parse_json(response.body) if response.status == 200 else None
        except Unreachable as problem:
            return None, f"the JWKS could not be fetched: {problem}"
        except JsonProblem as problem:
            return None, f"the JWKS could not be read: {problem}"
        if response.status in (401, 403):
            return None, (
                f"the JWKS is closed to the public ({uri} answered {response.status}): open it in the provider's console "
                "(Oracle: Access Signing Certificate), or give the keys by hand: Flow(jwks=...)"
            )
        if not isinstance(value, dict):
            return None, f"the JWKS could not be read: {uri} answered {response.status} without a key set"
        self._jwks = value
        return value, ""


def _shown(value: Text | None) -> str | None:
    """What stands for a secret in the record."""
    return None if value is None else repr(value)
