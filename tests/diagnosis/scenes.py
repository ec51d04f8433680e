"""Failures on every leg but the code exchange, each played at a small provider, with the cause that is true then."""

from __future__ import annotations

import base64
import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from explorer import Flow
from tests.diagnosis.small_provider import ISSUER, KEY, Answer, SmallProvider, answer

Play = Callable[[Flow, SmallProvider], object]
PAGE = "<html><head><title>Sign in</title></head><body><h1>Welcome</h1><form>User name Password</form></body></html>"
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Scene:
    """`small` are settings of the provider, `asks` those of the link, `play` is what happens after the tokens came."""

    leg: str
    cause: str
    name: str
    small: dict[str, Any] = field(default_factory=dict)
    asks: dict[str, Any] = field(default_factory=dict)
    flow: dict[str, Any] = field(default_factory=dict)
    play: Play | None = None
    paste: Callable[[str], str] = lambda url: url

    def __str__(self) -> str:
        return f"{self.leg} {self.name}"


def _path(path: str, reply: Answer) -> dict[str, Any]:
    return {"answers": {path: reply}}


def _document(**members: Any) -> dict[str, Any]:
    return {"described": members}


def _claims(**claims: Any) -> dict[str, Any]:
    return {"changes": claims}


def _discovery(cause: str, name: str, small: dict[str, Any]) -> Scene:
    return Scene("discovery", cause, name, small)


def _check(cause: str, name: str, small: dict[str, Any], **flow: Any) -> Scene:
    return Scene("check", cause, name, small, flow=flow, play=lambda flow, small: flow.check())


def _userinfo(cause: str, name: str, reply: Answer, **asks: Any) -> Scene:
    return Scene("userinfo", cause, name, _path("/userinfo", reply), asks, play=lambda flow, small: flow.userinfo())


def _after(leg: str, cause: str, name: str, play: Play, **small: Any) -> Scene:
    return Scene(leg, cause, name, small, play=play)


def _bearer(error: str) -> str:
    return f'Bearer error="{error}"'


DISCOVERIES = [
    _discovery("issuer-wrong", "404", _path(DISCOVERY, answer("<h1>Not Found</h1>", 404))),
    _discovery("issuer-wrong", "404 without a word", _path(DISCOVERY, (404, {}, b""))),
    _discovery("discovery-is-a-page", "a login page", _path(DISCOVERY, answer(PAGE))),
    _discovery("discovery-closed", "401", _path(DISCOVERY, answer({"message": "no"}, 401))),
    _discovery("discovery-redirects", "302", _path(DISCOVERY, answer("", 302, Location=f"{ISSUER}/v2{DISCOVERY}"))),
    _discovery("issuer-wrong", "303 to its own login", _path(DISCOVERY, answer("", 303, Location="/login?continue=%2Fauth"))),
    _discovery(
        "blocked-on-the-way", "302 to a login", _path(DISCOVERY, answer("", 302, Location="https://gate.example/login?rd=x"))
    ),
    _discovery(
        "blocked-on-the-way",
        "302 to a gateway",
        _path(DISCOVERY, answer("", 302, Location="https://gate.example/access?redirect_url=%2F.well-known")),
    ),
    _discovery("provider-fault", "503", _path(DISCOVERY, answer("", 503))),
    _discovery("too-many-requests", "429", _path(DISCOVERY, answer("", 429))),
    _discovery("issuer-of-metadata", "a tenant's placeholder", _document(issuer=f"{ISSUER}/{{tenantid}}/v2.0")),
    _discovery(
        "discovery-redirects",
        "301 to the address with a /",
        _path(DISCOVERY, answer("", 301, Location=f"{ISSUER}/x{DISCOVERY}")),
    ),
    _discovery("issuer-of-metadata", "another tenant", _document(issuer="https://small.example/other")),
    _discovery("issuer-of-metadata", "another host", _document(issuer="https://elsewhere.example")),
    _discovery("issuer-of-metadata", "http for https", _document(issuer="http://small.example")),
    _discovery("metadata-incomplete", "no issuer", _document(issuer=None)),
    _discovery("metadata-incomplete", "no token endpoint", _document(token_endpoint=None)),
    _discovery("metadata-incomplete", "an endpoint without host", _document(token_endpoint="/token")),
]
NOW = int(time.time())
_ENCRYPTED = base64.urlsafe_b64encode(b'{"alg":"RSA-OAEP","enc":"A256GCM","kid":"c1"}').decode().rstrip("=")


def _tokens(**members: Any) -> Answer:
    return answer({"access_token": "a" * 30, "token_type": "Bearer", "expires_in": 300, **members}, Cache_Control="no-store")


CHECKS = [
    _check("keys-unreachable", "keys 404", _path("/keys", answer("<h1>Not Found</h1>", 404))),
    _check("keys-unreachable", "keys are a page", _path("/keys", answer(PAGE))),
    _check("keys-closed", "keys 401", _path("/keys", answer({}, 401))),
    _check("keys-empty", "no keys", _path("/keys", answer({"keys": []}))),
    _check("keys-unreachable", "keys 500", _path("/keys", answer("", 500))),
    _check("keys-unreachable", "keys are certificates", _path("/keys", answer({"one": "-----BEGIN CERTIFICATE-----"}))),
    _check("key-unknown", "another kid", {"kid": "two"}),
    _check("key-unknown", "rotated, and the old ones listed", {"kid": "two", "key": OTHER_KEY}),
    _check("signature-wrong", "no kid, and another key", {"kid": None, "key": OTHER_KEY}),
    _check("issuer-differs", "a / more in the document", {**_document(issuer=f"{ISSUER}/"), **_claims(iss=ISSUER)}),
    _check("issuer-differs", "a tenant", _claims(iss=f"{ISSUER}/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0")),
    _check("issuer-differs", "a placeholder", _claims(iss=f"{ISSUER}/{{tenantid}}")),
    _check(
        "issuer-differs", "another provider altogether", {"kid": "p", "key": OTHER_KEY, **_claims(iss="https://prod.example")}
    ),
    _check("audience-shared", "one audience more", _claims(aud=["app", "https://identity.example/"])),
    _check("audience-differs", "azp alone is ours", _claims(aud="api", azp="app")),
    _check("token-encrypted", "five parts", _path("/token", _tokens(id_token=f"{_ENCRYPTED}.QR1O.48V1.5eym.XFBo"))),
    _check("token-malformed", "opaque", _path("/token", _tokens(id_token="x" * 40))),
    _check("token-malformed", "cut", _path("/token", _tokens(id_token="eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0"))),
    _check("no-id-token", "none", _path("/token", _tokens())),
    _check("no-id-token", "openid was not granted", _path("/token", _tokens(scope="email"))),
    _check("signature-wrong", "another key", {"key": OTHER_KEY}),
    _check("not-signed", "alg none", {"alg": "none"}),
    _check("algorithm-not-agreed", "HS256", {"alg": "HS256"}),
    _check("issuer-differs", "another issuer", _claims(iss="https://small.example/other")),
    _check("issuer-differs", "a slash more", _claims(iss=f"{ISSUER}/")),
    _check("audience-differs", "another client", _claims(aud="somebody-else")),
    _check("audience-differs", "an API", _claims(aud="https://api.example")),
    _check("nonce-differs", "another nonce", _claims(nonce="n-0S6_WzA2Mj")),
    _check("nonce-missing", "no nonce", _claims(nonce=None)),
    _check("token-expired", "expired", _claims(iat=NOW - 7200, exp=NOW - 3600)),
    _check("clock-off", "issued in the future", _claims(iat=NOW + 7200, exp=NOW + 9000)),
    _check("clock-off", "a fresh token that has expired", {**_claims(iat=NOW - 1200, exp=NOW - 900), "tells_time": False}),
    _check("claim-malformed", "times in milliseconds", _claims(iat=NOW * 1000, exp=(NOW + 300) * 1000)),
    _check("hash-differs", "at_hash", _claims(at_hash="A" * 22)),
    _check("subject-odd", "no sub", _claims(sub=None)),
]


def _signed(key: Any) -> Answer:
    """UserInfo as a JWT, which nobody agreed to."""
    token = jwt.encode({"sub": "alice", "iss": ISSUER, "aud": "app"}, key, "RS256", headers={"kid": "one"})
    return 200, {"Content-Type": "application/jwt"}, token.encode()


USERINFOS = [
    _userinfo("scope-lacking", "403 insufficient_scope", answer({}, 403, WWW_Authenticate=_bearer("insufficient_scope"))),
    _userinfo("token-not-shown", "a fresh token, and a challenge without a code", answer("", 401, WWW_Authenticate="Bearer")),
    _userinfo("access-token-revoked", "a fresh token is not known", answer({"error": "invalid_token"}, 401)),
    _userinfo("access-token-revoked", "an error with the status 200", answer({"ok": False, "error": "token_revoked"})),
    _userinfo(
        "access-token-revoked",
        "the same in words",
        answer({"error": "invalid_token", "error_description": "The token is invalid"}, 401),
    ),
    Scene(
        "userinfo",
        "token-for-another-api",
        "UserInfo of another tenant",
        {
            **_path("/userinfo", answer({"error": "invalid_token"}, 401)),
            **_document(userinfo_endpoint="https://b.example/userinfo"),
        },
        play=lambda flow, small: flow.userinfo(),
    ),
    _userinfo(
        "token-not-shown",
        "no token arrived",
        answer({"error": "invalid_request", "error_description": "no access token provided"}, 400),
    ),
    _userinfo("scope-lacking", "no openid", answer({"error": "invalid_token"}, 401), scope="email"),
    _userinfo(
        "user-not-allowed",
        "the person was locked",
        answer({"error": "access_denied", "error_description": "User is deactivated"}, 403),
    ),
    _userinfo("other-subject", "another person", answer({"sub": "bob"})),
    _userinfo("subject-missing", "no sub", answer({"name": "Alice"})),
    _userinfo("provider-fault", "500", answer("", 500)),
    _userinfo("wrong-endpoint", "404", answer("<h1>Not Found</h1>", 404)),
    _userinfo("blocked-on-the-way", "a filter's page", answer("<html><h1>403 Forbidden</h1></html>", 403)),
    _userinfo("too-many-requests", "429", answer({}, 429)),
    _userinfo("userinfo-unreadable", "signed, and not agreed", _signed(KEY)),
    _userinfo("blocked-on-the-way", "302 to a login", answer("", 302, Location="https://gate.example/login?rd=x")),
    _userinfo("blocked-on-the-way", "a login page with the status 200", answer(PAGE)),
    _userinfo("wrong-endpoint", "405", answer("Method Not Allowed", 405)),
    _userinfo("userinfo-unreadable", "five parts", (200, {"Content-Type": "application/jwt"}, b"a.b.c.d.e")),
    _userinfo(
        "token-for-another-api",
        "a resource was named",
        answer({"error": "invalid_token"}, 401),
        extra=[("resource", "https://api.example")],
    ),
]


def _steps(*steps: Callable[[Flow], object]) -> Play:
    return lambda flow, small: [step(flow) for step in steps]


def _with_other_client(step: Callable[[Flow], object], **changes: Any) -> Play:
    def play(flow: Flow, small: SmallProvider) -> None:
        flow.use_client(dataclasses.replace(flow.client, **changes))
        step(flow)

    return play


def _expire(flow: Flow, small: SmallProvider) -> None:
    small.lifetimes_are_over()
    flow.refresh()


def _reads_page(text: str, status: int = 400, address: str | None = "https://app.example/bye") -> Play:
    def play(flow: Flow, small: SmallProvider) -> None:
        flow.logout_url(post_logout_redirect_uri=address)
        flow.receive(text, status=status)

    return play


def _taken_before(flow: Flow, small: SmallProvider) -> None:
    flow.userinfo()
    small.answers["/userinfo"] = answer({"error": "invalid_token"}, 401)
    flow.userinfo()


REVOKED = lambda flow: flow.revoke("refresh_token")  # noqa: E731 - a step as a value
LATER = [
    _after("userinfo", "access-token-revoked", "revoked", _steps(lambda f: f.revoke("access_token"), Flow.userinfo)),
    _after("userinfo", "access-token-revoked", "taken before, and not now", _taken_before),
    _after("refresh", "refresh-token-revoked", "revoked", _steps(REVOKED, Flow.refresh)),
    _after("refresh", "refresh-token-replaced", "used again", _steps(Flow.refresh, lambda f: f.refresh(again=True))),
    _after("refresh", "refresh-scope-wider", "more scope", _steps(lambda f: f.refresh(scope="openid admin"))),
    _after("refresh", "secret-wrong", "another secret", _with_other_client(Flow.refresh, client_secret="old")),
    _after("refresh", "refresh-other-client", "another client", _with_other_client(Flow.refresh, client_id="app2")),
    _after(
        "refresh",
        "method-not-registered",
        "another method",
        _with_other_client(Flow.refresh, token_endpoint_auth_method="client_secret_post"),
    ),
    _after("refresh", "secret-white-space", "a blank more", _with_other_client(Flow.refresh, client_secret="old ")),
    _after("refresh", "grant-not-allowed", "no such grant", _steps(Flow.refresh), no_refresh=True),
    _after("introspection", "access-token-revoked", "inactive", _steps(lambda f: f.revoke("access_token"), Flow.introspect)),
    _after("introspection", "secret-wrong", "401", _with_other_client(Flow.introspect, client_secret="old")),
    _after(
        "introspection",
        "introspection-not-allowed",
        "403",
        _steps(Flow.introspect),
        answers={"/introspect": answer({"error": "access_denied"}, 403)},
    ),
    _after(
        "introspection",
        "wrong-endpoint",
        "404",
        _steps(Flow.introspect),
        answers={"/introspect": answer("<h1>Not Found</h1>", 404)},
    ),
    _after(
        "revocation",
        "token-not-revocable",
        "unsupported_token_type",
        _steps(lambda f: f.revoke("access_token")),
        answers={"/revoke": answer({"error": "unsupported_token_type"}, 400)},
    ),
    _after("revocation", "secret-wrong", "401", _with_other_client(Flow.revoke, client_secret="old")),
    _after("revocation", "token-of-another-client", "another client", _with_other_client(Flow.revoke, client_id="app2")),
    _after(
        "logout",
        "logout-address-not-registered",
        "not registered",
        _reads_page("Error: post_logout_redirect_uri is not registered for this client"),
    ),
    _after("logout", "logout-page-is-normal", "it is done", _reads_page("<h1>Goodbye</h1><p>See you.</p>", 200, None)),
    _after("logout", "logout-page-is-normal", "it asks first", _reads_page("Do you want to sign out of small.example?", 200)),
    _after("logout", "logout-address-not-registered", "nobody is sent back", _reads_page("<h1>Goodbye</h1>See you.", 200)),
    _after("logout", "logout-address-not-registered", "done, and not back", _reads_page("You have been signed out.", 200)),
    _after("logout", "logout-address-not-registered", "a page that loads", _reads_page("Loading...", 200)),
    _after("logout", "logout-hint-missing", "no hint", _reads_page("Missing parameters: id_token_hint")),
]


def _paste(cause: str, name: str, paste: Callable[[str], str]) -> Scene:
    return Scene("paste", cause, name, paste=paste)


PASTES = [
    _paste("state-of-another-sign-in", "another state", lambda url: url.partition("state=")[0] + "state=of-an-older-link"),
    _paste("address-cut", "a state that was cut", lambda url: url[:-6]),
    _paste("state-changed-on-the-way", "a state that was cut, and more behind it", lambda url: f"{url[:-6]}&session_state=1.2"),
    _paste("address-cut", "the state was cut off", lambda url: url.partition("&state")[0]),
    _paste("state-missing", "the state was left out", lambda url: f"{url.partition('&state')[0]}&session_state=1.2"),
    _paste("answer-empty", "the address without its query", lambda url: url.partition("?")[0]),
    _paste("wrong-text-pasted", "something else", lambda url: "hunter2 is what I always type here"),
    _paste("answer-twice", "two codes", lambda url: f"{url}&code=another-code-altogether"),
    _paste("landed-elsewhere", "another address", lambda url: url.replace("/cb?", "/other?")),
]
SCENES = [*DISCOVERIES, *CHECKS, *USERINFOS, *LATER, *PASTES]


def play(scene: Scene, small: SmallProvider, flow: Flow) -> None:
    """Do what the scene does, as far as it comes."""
    flow.discover()
    flow.authorize(**scene.asks)
    flow.receive(scene.paste(small.sign_in(flow.authorization_request.url)))  # type: ignore[union-attr]
    if scene.leg == "paste":
        flow.exchange()
    if scene.play is not None:
        flow.exchange()
        scene.play(flow, small)
