"""The token endpoint and its neighbours without a login: with an invented code, an invented token, or nothing at all.

An answer about the client decides a question at once; `invalid_grant` says that the code was looked up first.
"""

from __future__ import annotations

import dataclasses
import json
import re
import secrets

from ...messages import Params, Request, with_query
from ...printable import counted
from ...protocol.authentication import basic_authorization
from ...protocol.client import Client
from ...protocol.tokens import code_grant
from ...secret import Secret
from ..answer import Answer, NotAsked, Unclear, each, listed
from ..asking import EVERY_PROOF, INVENTED, INVENTED_TOKEN, Ask
from ..back_channel import Back
from ..odd_requests import json_request, typed_request
from ..outcomes import same_origin
from ..registry import probe

NAMES = frozenset(
    {
        *(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
        ),
        *("invalid_target", "expired_token", "authorization_pending", "slow_down", "access_denied", "invalid_token"),
        *("unsupported_token_type", "use_dpop_nonce", "invalid_dpop_proof", "insufficient_scope"),
    }
)
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_TEXT = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]*")  # RFC 6749 A.7 and A.8


def _invented_grant(ask: Ask) -> Params:
    return code_grant(INVENTED, ask.client.redirect_uri, Secret(secrets.token_urlsafe(32), "code_verifier"))


def _own_header(ask: Ask) -> tuple[tuple[str, Secret], ...]:
    secret = ask.client.client_secret
    return (("Authorization", basic_authorization(ask.client.client_id, secret, ask.client.basic_encoding)),) if secret else ()


def stranger() -> Client:
    """Return a client that is registered nowhere."""
    secret = Secret(secrets.token_urlsafe(24), "client_secret")
    return Client(f"probe-{secrets.token_hex(8)}", secret, redirect_uri="https://foreign.invalid/callback")


def _grant(ask: Ask, **members: str) -> Answer:
    """Ask for tokens by another grant, with the client's own credentials."""
    ask.require_authenticated()
    back = ask.token(params=tuple(members.items()))
    nobody = ask.once("unknown grant", lambda: ask.token(params=(("grant_type", "urn:probe:none"),)))
    if (
        not back.has_tokens
        and (back.status, back.error) == (nobody.status, nobody.error)
        and back.error != "unsupported_grant_type"
    ):
        raise Unclear(f"a grant that nobody knows is answered alike: {back.told}")
    return back.answer()


def _faults(back: Back) -> list[str]:
    """What is wrong with the form of a refusal of the token endpoint (RFC 6749 5.2)."""
    found = [] if back.members else [f"no JSON object ({back.seen.media_type or 'no media type'})"]
    if back.members and back.status not in (400, 401):
        found.append(f"status {back.status}")
    if back.error and back.error not in NAMES:
        found.append(f"the name {back.error}")
    texts = [back.members.get(name) for name in ("error_description", "error_uri")]
    found += ["a text outside its alphabet"] if any(isinstance(t, str) and not _TEXT.fullmatch(t) for t in texts) else []
    stored = "no-store" in (back.seen.response.header("Cache-Control") or "").lower()
    return found if stored else [*found, "no no-store"]


def _challenge(back: Back) -> str:
    return back.challenge.told if back.challenge else "no challenge"


def _register(ask: Ask, members: dict[str, list[str]]) -> Back:
    request = json_request(ask.endpoint("registration_endpoint"), ())
    content = json.dumps(members)
    headers = tuple((name, str(len(content)) if name == "Content-Length" else value) for name, value in request.headers)
    return Back(ask.send(dataclasses.replace(request, content=content, headers=headers), "register"))


def _delete(ask: Ask, back: Back) -> None:
    """Take a registration back (RFC 7592 2.3)."""
    token, uri = back.token("registration_access_token"), back.members.get("registration_client_uri")
    if token is not None and isinstance(uri, str) and same_origin(uri, ask.endpoint("registration_endpoint")):
        request = Request.get(uri, headers=[("Authorization", Secret(f"Bearer {token.reveal()}", "bearer_token"))])
        ask.send(dataclasses.replace(request, method="DELETE"), "register")


@probe("tk-invented-code", spec="RFC 6749 5.2", risk="T")
def tk_invented_code(ask: Ask) -> Answer:
    """What does an invented code give?"""
    return ask.invented.answer(mark="alarm" if ask.is_mock else None)


@probe("tk-missing-code", spec="RFC 6749 4.1.3, 5.2", risk="T")
def tk_missing_code(ask: Ask) -> Answer:
    """What does a request without a code give?"""
    ask.require_authenticated()
    return ask.token(omit=["code"]).answer()


@probe("tk-missing-grant-type", spec="RFC 6749 5.2", risk="T")
def tk_missing_grant_type(ask: Ask) -> Answer:
    """What does a request without grant_type give?"""
    ask.require_authenticated()
    return ask.token(omit=["grant_type"]).answer()


@probe("tk-unknown-grant-type", spec="RFC 6749 5.2", risk="T")
def tk_unknown_grant_type(ask: Ask) -> Answer:
    """What does a grant_type give that nobody knows?"""
    ask.require_authenticated()
    return ask.once("unknown grant", lambda: ask.token(params=(("grant_type", "urn:probe:none"),))).answer()


@probe("tk-get", spec="RFC 6749 3.2; OIDC Core 3.1.3.1", says="must", risk="T", covers=("O TokenEndpoint.IsGetSupported",))
def tk_get(ask: Ask) -> Answer:
    """Does the token endpoint answer a GET?"""
    url = with_query(
        ask.endpoint("token_endpoint"),
        [
            ("grant_type", "authorization_code"),
            ("code", "probe-not-a-code"),
            ("redirect_uri", ask.client.redirect_uri),
            *([] if _own_header(ask) else [("client_id", ask.client.client_id)]),
        ],
    )
    back = Back(ask.get(url, "exchange", _own_header(ask), "token"))
    if back.status in (404, 405):
        return back.answer(str(back.status))
    return back.answer("oauth-error" if back.error else back.word)


@probe("tk-json", spec="RFC 6749 3.2, 4.1.3", flight="0, S1", risk="T")
def tk_json(ask: Ask) -> Answer:
    """Does the token endpoint read a body of JSON?"""
    request = ask.form("token_endpoint", _invented_grant(ask))
    headers = tuple((name, value) for name, value in request.headers if name == "Authorization")
    back = Back(ask.send(json_request(request.url, request.form or (), headers), "exchange", "token"))
    alike = (back.status, back.error) == (ask.invented.status, ask.invented.error)
    return back.answer(detail=f"{back.told}; the form is answered {'alike' if alike else 'otherwise'}")


@probe("tk-no-content-type", spec="RFC 6749 4.1.3", risk="T")
def tk_no_content_type(ask: Ask) -> Answer:
    """What if the media type of the form is missing, or another one?"""
    request = ask.form("token_endpoint", _invented_grant(ask))
    headers = tuple((name, value) for name, value in request.headers if name == "Authorization")
    words = {}
    for name, media_type in (("none", None), ("text/plain", "text/plain")):
        back = Back(ask.send(typed_request(request.url, request.form or (), media_type, headers), "exchange", "token"))
        words[name] = "processed" if back.error == "invalid_grant" or back.has_tokens else str(back.status)
    return each(words)


@probe("tk-unknown-client", spec="RFC 6749 5.2", risk="T")
def tk_unknown_client(ask: Ask) -> Answer:
    """What does an unknown client give?"""
    back = ask.token(client=stranger())
    return back.answer(detail=f"{back.told}; {_challenge(back)}")


@probe(
    "tk-duplicate",
    spec="RFC 6749 3.2",
    says="must",
    flight="0, H",
    risk="T",
    covers=("O TokenEndpoint.SameParameterTwiceDisallowed",),
)
def tk_duplicate(ask: Ask) -> Answer:
    """What if a parameter comes twice?"""
    ask.require_authenticated()
    twice = (("grant_type", "authorization_code"), ("grant_type", "authorization_code"))
    return ask.token(extra=twice).answer()


@probe(
    "tk-error-shape", spec="RFC 6749 5.2", covers=("O TokenEndpoint.HasCacheControlHeader", "O TokenEndpoint.HasPragmaHeader")
)
def tk_error_shape(ask: Ask) -> Answer:
    """Are refusals of the token endpoint JSON, with a known name, a fitting status and no-store?"""
    refusals = [back for back in ask.refusals if back.seen.request.method == "POST"]
    if not refusals:
        raise NotAsked("no refusal of the token endpoint was seen")
    found = sorted({fault for back in refusals for fault in _faults(back)})
    broken = [
        fault for fault in found if fault != "no no-store"
    ]  # compulsory where tokens are (RFC 6749 5.1), and good elsewhere
    return (
        Answer("clean", counted(len(refusals), "answer"))
        if not found
        else Answer("faults", listed(found), "wrong" if broken else "")
    )


@probe(
    "tk-password-grant",
    spec="RFC 9700 2.4",
    says="must",
    risk="T",
    covers=("O Features.PasswordFlowSupported", "O TokenEndpoint.IsPasswordFlowDisabled"),
)
def tk_password_grant(ask: Ask) -> Answer:
    """Is the password grant switched on?"""
    return _grant(ask, grant_type="password")


@probe(
    "tk-client-credentials",
    spec="RFC 6749 4.4, 4.4.3",
    says="should",
    risk="T",
    covers=("O Features.ClientCredentialsFlowSupported", "O TokenEndpoint.RefreshTokenPresent"),
    by_name=True,
)
def tk_client_credentials(ask: Ask) -> Answer:
    """May this client get tokens for itself, and does a refresh token come along?"""
    back = ask.token(params=(("grant_type", "client_credentials"),))
    came = "with" if back.members.get("refresh_token") else "without"
    return back.answer(detail=f"{came} a refresh token" if back.has_tokens else "")


@probe(
    "tk-device-grant",
    spec="RFC 8628 3.5",
    says="may",
    risk="T",
    covers=("O Features.DeviceFlowSupported", "O DocumentSupport.RFC8628Supported"),
)
def tk_device_grant(ask: Ask) -> Answer:
    """Is the device grant known?"""
    return _grant(ask, grant_type=DEVICE_GRANT, device_code="probe-not-a-code")


@probe("tk-invented-refresh", spec="RFC 6749 5.2", risk="T", alarm=("tokens",))
def tk_invented_refresh(ask: Ask) -> Answer:
    """What does an invented refresh token give?"""
    ask.require_authenticated()
    return ask.token(params=(("grant_type", "refresh_token"), ("refresh_token", INVENTED_TOKEN)), step="refresh").answer()


@probe("ui-no-token", spec="RFC 6750 3, 3.1", says="must", alarm=("ok",))
def ui_no_token(ask: Ask) -> Answer:
    """What does UserInfo say without a token?"""
    back = ask.userinfo("", headers=())
    if back.status != 401:
        return back.answer("ok" if back.is_ok else str(back.status))
    challenge = back.challenge
    word = "401 no challenge" if challenge is None else "401 with error code" if "error" in challenge.params else "401"
    return back.answer(word, "wrong" if challenge is None else None, _challenge(back))


@probe("ui-bad-token", spec="RFC 6750 3.1; OIDC Core 5.3.3", risk="T", alarm=("ok",))
def ui_bad_token(ask: Ask) -> Answer:
    """What does UserInfo say to a token that is none?"""
    back = ask.userinfo(INVENTED_TOKEN)
    if back.is_ok:
        return back.answer("ok")
    if back.challenge is not None and not back.challenge.scheme:
        return back.answer("challenge malformed", "wrong", _challenge(back))
    return back.answer(f"{back.status} {back.error}".strip(), None, _challenge(back))


@probe("ui-basic", spec="RFC 6750 3")
def ui_basic(ask: Ask) -> Answer:
    """What does UserInfo say to client credentials in the place of a token?"""
    back = ask.userinfo("", headers=(("Authorization", basic_authorization("probe", "probe")),))
    return back.answer("ok" if back.is_ok else str(back.status), None, _challenge(back))


@probe("intro-without-auth", spec="RFC 7662 2.1", says="must", alarm=("200 active:false", "200 active:true"))
def intro_without_auth(ask: Ask) -> Answer:
    """Is introspection open to anybody?"""
    back = ask.call("introspection_endpoint", (("token", INVENTED_TOKEN),), "introspect", omit=EVERY_PROOF)
    active = back.members.get("active")
    return back.answer(f"200 active:{str(active).lower()}" if isinstance(active, bool) and back.is_ok else str(back.status))


@probe("intro-bad-token", spec="RFC 7662 2.2", risk="T", alarm=("active:true",))
def intro_bad_token(ask: Ask) -> Answer:
    """What does introspection say to a token that is none?"""
    back = ask.call("introspection_endpoint", (("token", INVENTED_TOKEN),), "introspect")
    active = back.members.get("active")
    return back.answer(f"active:{str(active).lower()}" if isinstance(active, bool) else back.error or str(back.status))


@probe("rev-without-auth", spec="RFC 7009 2.1")
def rev_without_auth(ask: Ask) -> Answer:
    """Can revocation be used without credentials, though the client has some?"""
    if ask.client.is_public:
        raise NotAsked("the client is a public one")
    back = ask.call("revocation_endpoint", (("token", INVENTED_TOKEN),), "revoke", omit=EVERY_PROOF)
    return back.answer("200" if back.is_ok else f"{back.status} {back.error}".strip())


@probe("rev-bad-token", spec="RFC 7009 2.2", risk="T")
def rev_bad_token(ask: Ask) -> Answer:
    """What does revocation say to a token that is none?"""
    back = ask.call("revocation_endpoint", (("token", INVENTED_TOKEN),), "revoke")
    return back.answer(str(back.status))


@probe("rev-missing-token", spec="RFC 7009 2.1, 2.2.1", risk="T")
def rev_missing_token(ask: Ask) -> Answer:
    """What does revocation say where the token is missing?"""
    back = ask.call("revocation_endpoint", (), "revoke")
    return back.answer(back.error or str(back.status))


@probe("rev-get", spec="RFC 7009 2", says="may", risk="T")
def rev_get(ask: Ask) -> Answer:
    """Does revocation answer a GET?"""
    back = Back(
        ask.get(with_query(ask.endpoint("revocation_endpoint"), [("token", "probe-not-a-token")]), "revoke", _own_header(ask))
    )
    return back.answer(str(back.status))


@probe("reg-open", spec="RFC 7591 3, 5", says="may", risk="C", by_name=True)
def reg_open(ask: Ask) -> Answer:
    """Is registration open to anybody?"""
    back = _register(ask, {})
    if back.status in (401, 403):
        return back.answer("401/403")
    if back.status == 201:
        _delete(ask, back)
    return back.answer("201" if back.status == 201 else back.error or back.word)


@probe(
    "reg-redirect-rules", spec="OIDC Registration 2; RFC 9700 2.6", risk="C", covers=("C redirect-uri-regfrag",), by_name=True
)
def reg_redirect_rules(ask: Ask) -> Answer:
    """Does registration refuse addresses with a fragment, or over plain http?"""
    words = {}
    for name, uri in (("fragment", "https://foreign.invalid/cb#x"), ("plain http", "http://foreign.invalid/cb")):
        back = _register(ask, {"redirect_uris": [uri]})
        if back.status == 201:
            _delete(ask, back)
        words[name] = "201" if back.status == 201 else back.error or back.word
    return each(words, "", "wrong" if words["fragment"] == "201" else "")
