"""What is judged: an ID token with everything that is needed to judge it, and a few words that the rules share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ...protocol.auto import Auto
from ...protocol.client import Client
from ...protocol.jose import ASYMMETRIC, Jwt, parse_jwt
from ...protocol.json_text import JsonProblem, parse_json
from ...protocol.jwk import KeyChoice, choose_keys
from ...secret import Secret, Text
from ..registry import Outcome, RuleSet, failed, passed
from ..shapes import audiences, listed

LEEWAY = 60  # seconds of clock difference that are forgiven; RFC 7519 4.1.4 allows "a few minutes"
START_AGAIN = "Do not use this token: start a new sign-in."
CLOCK = "Compare the two clocks first: the Date header of an answer tells the provider's."


@dataclass(frozen=True)
class IdTokenCheck:
    """An ID token with all that is needed to judge it. None means: not sent, not at hand.

    `asked` are the parameters of the authorize request that the claims answer to, `asked_at` when it was made;
    `answered_by` is the `iss` of the redirect, `metadata` the discovery document.
    """

    raw: Text
    client: Client
    issuer: str
    jwks: Mapping[str, Any] | None
    nonce: str | None
    now: float
    leeway: float = LEEWAY
    access_token: Secret | None = None
    code: Secret | None = None
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()
    trusted_audiences: tuple[str, ...] = ()
    no_jwks: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    asked_at: float | None = None
    answered_by: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def token(self) -> Jwt:
        """The token taken apart."""
        return parse_jwt(self.raw)

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """The header, unbelieved."""
        return self.token.header

    @cached_property
    def claims(self) -> Mapping[str, Any]:
        """The claims, unbelieved."""
        return self.token.claims

    @cached_property
    def alg(self) -> str:
        """The algorithm that the header names; empty where it names none."""
        return self.token.alg

    @cached_property
    def choice(self) -> KeyChoice | None:
        """The keys that may have signed it; None where no public key is concerned, or there are none."""
        if self.jwks is None or self.alg not in ASYMMETRIC:
            return None
        return choose_keys(self.jwks, self.token)

    @cached_property
    def keys(self) -> list[Mapping[str, Any]]:
        """The keys of that set, whatever they are for."""
        listed = self.jwks.get("keys") if isinstance(self.jwks, Mapping) else None
        return [key for key in listed if isinstance(key, Mapping)] if isinstance(listed, list) else []

    @property
    def agreed_alg(self) -> str | None:
        """The algorithm that was agreed at registration; None where nobody told us."""
        agreed = self.client.id_token_signed_response_alg
        return None if isinstance(agreed, Auto) else agreed

    @cached_property
    def accepted_algs(self) -> tuple[str, ...]:
        """The algorithms with which it may be signed.

        That is the one that was agreed. Where nobody told us, it is any with a public key that the provider lists, and
        RS256 where it lists none, which is what a registration without a word of it means (Registration 2).
        """
        if self.agreed_alg is not None:
            return (self.agreed_alg,)
        listed_ones = listed(self.metadata, "id_token_signing_alg_values_supported")
        return ("RS256",) if listed_ones is None else tuple(alg for alg in listed_ones if alg in ASYMMETRIC)

    @cached_property
    def audiences(self) -> list[Any]:
        """The aud claim as a list, whichever of its two forms it has (RFC 7519 4.1.3)."""
        return audiences(self.claims.get("aud"))

    @cached_property
    def essential(self) -> Mapping[str, Any]:
        """The claims that the request called essential, with what it said of each (OIDC Core 5.5.1)."""
        try:
            asked = parse_json(self.asked.get("claims", "{}").encode("utf-8", "replace"))
        except JsonProblem:
            return {}
        of_token = asked.get("id_token") if isinstance(asked, dict) else None
        wanted = of_token.items() if isinstance(of_token, dict) else ()
        return {name: said for name, said in wanted if isinstance(said, dict) and said.get("essential") is True}


def required(rules: RuleSet[IdTokenCheck], name: str, spec: str, what: str) -> None:
    """Register the rule that a compulsory claim is there, which PyJWT does not ask unless told to."""

    def present(check: IdTokenCheck) -> Outcome:
        value = check.claims.get(name)
        return (
            failed(f"The claim {name} is missing, and it is compulsory.", what)
            if value in (None, "", [])
            else passed(what, value)
        )

    present.__doc__ = f"Is {name} there?"
    rules.rule(
        f"IDTC-{name.upper()}-MISSING",
        spec=spec,
        advice="Ask the provider: this is not a valid ID token.",
        requires=["IDTH-NOT-JSON"],
        expected=what,
    )(present)


def span(duration: float) -> str:
    """Return a number of seconds in the unit in which a person would say it."""
    seconds, unit = next((each for each in _UNITS if duration >= 2 * each[0]), (1, "s"))
    return f"{duration / seconds:.0f} {unit}"


_UNITS = ((31_557_600, "years"), (86_400, "days"), (3_600, "h"), (60, "min"))
