"""What makes sure that no rule shows a reason that is not its own: the messages, and the judge of the reasons.

A row keeps its conditions on its rule, each with its reason, so that for a row the reason shown must be that of the first
condition that does not hold. A decorated rule names its reasons in its body: for each of them stands here, in `SAID`,
what it claims. And where a reason says that something "is not there", it is looked for in the message itself.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

from explorer.protocol.authorize import AuthorizationRequest
from explorer.protocol.jose import ASYMMETRIC, SYMMETRIC, half_hash
from explorer.protocol.jwk import choose_keys
from explorer.protocol.metadata import ProviderMetadata
from explorer.rules import Report
from explorer.rules.access_token import check_access_token
from explorer.rules.authorize import check_authorize_request
from explorer.rules.authorize.subject import AuthorizeCheck
from explorer.rules.id_token.subject import IdTokenCheck
from explorer.rules.jwks import check_jwks
from explorer.rules.logout import check_logout
from explorer.rules.metadata import check_metadata
from explorer.rules.redirect.subject import RedirectCheck
from explorer.rules.refresh import RefreshCheck, check_refresh
from explorer.rules.refresh_request import check_refresh_request
from explorer.rules.registry import Outcome, Rule, RuleSet
from explorer.rules.shapes import as_seconds, is_number, listed
from explorer.rules.token_request.subject import TokenRequestCheck
from explorer.rules.token_response.subject import TokenResponseCheck
from explorer.rules.token_response.terms import odd_words
from explorer.secret import Secret, reveal
from tests.hostile import unsigned
from tests.rules import (
    test_afterwards,
    test_answers,
    test_authorize,
    test_id_token,
    test_jwks,
    test_metadata,
    test_reasons,
    test_redirect,
    test_token_error,
    test_token_request,
)
from tests.rules.minting import token

# Every message that the other tests make, and more of what is empty, odd and missing


def messages() -> Iterator[Callable[[], Report]]:
    """Each as a function that has it judged."""
    for _, sent, more in test_authorize.FAILS:
        yield functools.partial(test_authorize.check, sent, **more)
    for sent, more in test_authorize.GOOD:
        yield functools.partial(test_authorize.check, sent, **more)
    for _, keys, more in [*test_jwks.FAILS, *test_jwks.SKIPS]:
        yield functools.partial(test_jwks.check, *keys, **more)
    for _, changes, more in [*test_metadata.FAILS, *test_metadata.PASSES, *test_metadata.SKIPS]:
        yield functools.partial(test_metadata.check, changes, **more)
    for _, _, text, more in test_redirect.CASES:
        yield functools.partial(test_redirect.check, text, **more)
    yield functools.partial(test_redirect.after_a_restart, None)
    for _, _, more in test_token_error.CASES:
        yield functools.partial(test_token_error.check, **more)
    for _, changes, more in [*test_id_token.FAILS, *test_id_token.PASSES, *(case[:3] for case in test_id_token.SKIPS)]:
        yield functools.partial(test_id_token.report_of, changes, more)
    yield from (report for _, report in test_token_request.FAILS)
    yield from test_token_request.GOOD.values()
    yield from (report for _, _, report in [*test_answers.CASES, *test_afterwards.CASES])
    for _, changes, more, _ in test_reasons.OF_ID_TOKENS:
        yield functools.partial(test_reasons.check, changes if isinstance(changes, str) else token(**changes), **more)
    yield from (report for _, report, _ in test_reasons.OTHERS)
    yield from _odd_messages()
    yield from _by_hand()


def _odd_messages() -> Iterator[Callable[[], Report]]:
    every = ("prompt", "max_age", "claims", "request", "request_uri", "id_token_hint", "display", "dpop_jkt", "response_mode")
    for name in (*test_authorize.HONEST, *every):
        for value in (None, "", " ", "none", "a.b", "{}", "http://[x", "https:", "/", "\u00e9"):
            yield functools.partial(test_authorize.check, {name: value})
    yield functools.partial(test_authorize.check, test_authorize.OFFLINE, scopes_supported=[])
    nothing = dict.fromkeys(test_authorize.HONEST)
    yield functools.partial(test_authorize.check, nothing, scopes_supported=None, acr_values_supported=7)
    for members in ({}, {"scope": 7}, {"access_token": unsigned({"alg": "RS256"}, {"exp": 1, "iat": 0}), "expires_in": 1e300}):
        yield functools.partial(test_answers.of_tokens, "openid", **members)
    for name in test_answers.HONEST:
        for odd in (None, 7, [], ""):
            yield functools.partial(test_answers.of_tokens, "profile", **{name: odd})
    for status in (200, 204, 302, 401, 403, 500):
        for body in (b"", b"{}", b"[]", b"<html>", b'{"error": "x"}', b'{"a": 1}', b'{"keys": []}'):
            yield functools.partial(test_token_error.check, body, status, header=False)
            yield functools.partial(test_metadata.check, body=body or b" ", status=status)
            yield functools.partial(test_answers.of_userinfo, body, status)
            yield functools.partial(test_jwks.check, document=body, status=status, metadata={})
    for text in ("opaque", "", unsigned({}, {}), unsigned({"alg": "none"}, {"email": 7})):
        yield functools.partial(test_id_token.report_of, text, {})
        yield functools.partial(check_access_token, text, issuer="", client_id="", now=0)


def _by_hand() -> Iterator[Callable[[], Report]]:
    """What has no discovery document, no answer, no address; what nobody knows."""
    bare = ProviderMetadata(issuer="https://op.example")
    for changes in ({"response_mode": "query"}, {"claims": "{}"}, {"request": test_authorize.OBJECT}):
        request = AuthorizationRequest("https://op.example/a", tuple({**test_authorize.HONEST, **changes}.items()), *_UNKNOWN)
        yield functools.partial(check_authorize_request, request, client=test_authorize.CLIENT, metadata=bare)
    odd = AuthorizationRequest("https://op.example/a", (("code_challenge", "x"), ("code_challenge_method", "S512")), *_UNKNOWN)
    for more in ({"request": odd}, {"code": None}, {"metadata": bare}):
        yield functools.partial(test_token_request.check, **more)
    yield functools.partial(check_jwks, {"keys": []})
    yield functools.partial(check_metadata, bare, found_at="https://op.example", pinned=None)
    yield functools.partial(check_refresh_request, "openid", granted=None, replaced=False)
    yield functools.partial(check_logout, "https://op.example/bye", client_id=None, hint={"aud": "x"})
    unscoped = test_answers.tokens(scope=7)
    known = {"sent": Secret("x"), "before": {}, "after": {}, "is_public": False}
    yield functools.partial(check_refresh, unscoped, granted="openid", **known)
    for name in ("birthdate", "zoneinfo", "phone_number"):
        for value in ("", 7):
            yield functools.partial(test_id_token.report_of, {name: value}, {})


_UNKNOWN = (None, None, None, None)  # state, nonce, verifier, method: the request was made elsewhere


@functools.cache
def subjects() -> tuple[tuple[RuleSet[Any], Any], ...]:
    """Return what was judged in the messages, with the rules that judged it."""
    found: list[tuple[RuleSet[Any], Any]] = []
    real = RuleSet.run

    def run(rules: RuleSet[Any], subject: Any) -> Report:
        found.append((rules, subject))
        return real(rules, subject)

    with mock.patch.object(RuleSet, "run", run):
        for judged in messages():
            judged()
    return tuple(found)


# What a decorated rule says of a message, and when that is so; a group in parentheses is handed on

SAID: dict[str, Callable[..., Any]] = {
    "the whole address is not at hand": lambda check: check.response.address is None,
    "the request names no redirect_uri": lambda check: check.request.get("redirect_uri") is None,
    "a bare code was given, .*": lambda check: check.response.kind == "code",
    "there is no scope": lambda check: not check.words("scope"),
    "openid stands there, .*": lambda check: "openid" in check.get("scope").lower() and "openid" not in check.words("scope"),
    "no state was sent, .*": lambda check: check.request.get("state") is None,
    "a state was sent, .*": lambda check: check.request.get("state") is not None,
    "the redirect did not name the provider": lambda check: check.answered_by is None,
    "the answer has no iss to compare": lambda check: check.response.get("iss") is None,
    "the answer has no iss, and the provider does not promise one": lambda check: (
        check.response.get("iss") is None and not check.promises_iss
    ),
    "an issuer is pinned: .*": lambda check: check.pinned is not None,
    "the status is not 200, so no discovery document came": lambda check: check.status != 200 and check.metadata is None,
    "no issuer is pinned": lambda check: check.pinned is None,
    "it does not list PKCE methods": lambda check: listed(check.members, "code_challenge_methods_supported") is None,
    "there is no Basic header": lambda check: not check.authorization.lower().startswith("basic "),
    "the client has no secret": lambda check: check.sent.client.client_secret is None,
    "the client is set to send id and secret raw .*": lambda check: check.sent.client.basic_encoding == "raw",
    "the client sends no assertion": lambda check: check.sent.get("client_assertion") is None,
    r"the client was told to name (.*) \(assertion_audience\)": lambda check, name: (
        check.sent.client.assertion_audience == name
    ),
    "openid was not requested, .*": lambda check: "openid" not in check.requested_scope.split(),
    "offline_access was not requested": lambda check: "offline_access" not in check.requested_scope.split(),
    "the answer has no scope, .*": lambda check: check.tokens.members.get("scope") is None,
    "its words are not separated .*": lambda check: bool(odd_words(check)),
    "the answer cannot be read: .*": lambda check: check.answer.problem,
    "its scope is no text: .*": lambda check: not isinstance(check.tokens.members["scope"], str | None),
    "the client proves who it is, .*": lambda check: not check.is_public,
    "no new ID token came, .*": lambda check: check.after is None,
    "there is no first ID token .*": lambda check: check.before is None,
    "the new token has no auth_time": lambda check: check.after.get("auth_time") is None,
    "iat is not a number in both tokens": lambda check: not all(is_number(c.get("iat")) for c in (check.before, check.after)),
    "no nonce was sent, .*": lambda check: check.nonce is None,
    "a nonce was sent, .*": lambda check: check.nonce is not None,
    "no acr_values were sent": lambda check: not check.acr_values,
    "max_age was not sent, .*": lambda check: check.max_age is None,
    "(.*) is no number of seconds .*": lambda check, name: as_seconds(check.claims[name]) is None,
    "the token has no (.*), which is optional.*": lambda check, name: name not in check.claims,
    "the token names no authorized party .*": lambda check: "azp" not in check.claims,
    "(.*) is there, and the value that it hashes is not at hand": lambda check, name: (
        name in check.claims
        and {"at_hash": check.access_token, "c_hash": check.code, "s_hash": check.asked.get("state")}[name] is None
    ),
    "(.*) names no hash function": lambda check, alg: check.token.alg == alg and half_hash("x", alg) is None,
    r"there is no signature to verify \(alg none\)": lambda check: check.token.alg.lower() == "none",
    "an HS signature has the client secret as its key.*": lambda check: check.token.alg in SYMMETRIC,
    "the token is not signed with a shared secret": lambda check: check.token.alg not in SYMMETRIC,
    "no signature with a shared secret was agreed, .*": lambda check: check.agreed_alg not in SYMMETRIC,
    "the client secret is not at hand.*": lambda check: check.client.client_secret is None,
    "the algorithm (.*) is not verified with a public key": lambda check, alg: (
        check.token.alg in (alg, "") and alg not in ASYMMETRIC
    ),
    "there is no key to verify with: .*": lambda check: not choose_keys(check.jwks, check.token).keys,
    "there is no JWKS to verify with": lambda check: (check.keys.jwks if hasattr(check.keys, "jwks") else check.jwks) is None,
    "the answer is not signed": lambda check: not check.answer.signed,
    "there is no sub of an ID token .*": lambda check: check.sub is None,
}


def is_said_truly(subject: Any, reason: str) -> bool:
    """Tell whether what a decorated rule gives as its reason is so; a reason that nobody listed is not."""
    if reason == getattr(subject, "no_jwks", "") or reason == getattr(getattr(subject, "keys", None), "none_because", ""):
        return True  # the words of the caller, who knows why there are no keys
    for pattern, holds in SAID.items():
        if match := re.fullmatch(pattern, reason):
            return bool(holds(subject, *match.groups()))
    return False


# What a reason says is not there, looked for in the message itself

ABSENT = re.compile(
    r"(?:there is no|the answer has no|the token has no|the new token has no)"
    r" ([a-z]+(?:_[a-z]+)*)(?: parameter| in the token request| in the body|, which .*)?"
)


def _member(subject: Any, name: str) -> Any:
    """A value by its name on the wire; it says nothing where it is empty (RFC 6749 3.1)."""
    if isinstance(subject, AuthorizeCheck):
        return next((value.strip() for key, value in subject.request.params if key == name), None)
    if isinstance(subject, TokenRequestCheck):
        found = subject.sent.get(name)
        return reveal(found) if found else None
    if isinstance(subject, RedirectCheck):
        return reveal(subject.response.get(name) or "")
    if isinstance(subject, TokenResponseCheck):
        return subject.tokens.members.get(name)
    if isinstance(subject, RefreshCheck):
        return (subject.after or {}).get(name)
    return subject.token.claims.get(name) if isinstance(subject, IdTokenCheck) else None


# The judge


def untrue(rules: RuleSet[Any], subject: Any) -> list[str]:
    """Return what is wrong with the reasons that a message is given."""
    report = rules.run(subject)
    outcomes: dict[str, Outcome] = {rule.id: seen for rule, seen in report.results}
    found = [(rule, words) for rule, seen in report.results for words in _wrong(rule, seen, subject, outcomes)]
    return [f"{rule.id}: {words}" for rule, words in found]


def _wrong(rule: Rule[Any], seen: Outcome, subject: Any, outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    blocking = next((need for need in rule.requires if outcomes[need].verdict != "pass"), None)
    reason = seen.message if seen.verdict == "skip" else ""
    if (match := ABSENT.fullmatch(reason)) and _member(subject, match[1]):
        yield f"{reason!r}, and it is there"
    if blocking is not None:
        expected = f"not checked, because {blocking} did not pass" if outcomes[blocking].applies else outcomes[blocking].message
        if reason != expected:
            yield f"{reason!r} is not why {blocking} did not pass"
    elif rule.conditions:
        expected = next((condition.reason for condition in rule.conditions if not condition.holds(subject)), "")
        if reason != expected:
            yield f"{reason!r}, where its conditions say {expected!r}"
    elif reason and not is_said_truly(subject, reason):
        yield f"{reason!r} is not so, or is not listed in SAID (tests/rules/reasons.py)"


def reached(rules: RuleSet[Any], subject: Any) -> Iterator[tuple[str, bool]]:
    """Each reason that a row could give here, with whether its condition holds; those behind one that fails are not asked."""
    outcomes = {rule.id: seen for rule, seen in rules.run(subject).results}
    for rule in rules.rules:
        if all(outcomes[need].verdict == "pass" for need in rule.requires):
            for condition in rule.conditions:
                holds = bool(condition.holds(subject))
                yield condition.reason, holds
                if not holds:
                    break


def contradictions(rules: RuleSet[Any], subject: Any) -> list[str]:
    """The reasons that one row gives and another denies, of the same message: two conditions behind one text."""
    answers: dict[str, set[bool]] = defaultdict(set)
    for reason, holds in reached(rules, subject):
        answers[reason].add(holds)
    return [reason for reason, said in answers.items() if len(said) > 1]
