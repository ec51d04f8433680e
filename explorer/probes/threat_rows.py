"""The threats, as data: which answers protect from each, and what to say where they do not (RFC 6819, RFC 9700, RFC 7009, ...)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One threat: its numbers elsewhere, when it is one, the alternatives that protect, and the sentence where none does."""

    title: str
    sources: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    exposed: str
    applies: str = "always"


def _rule(title: str, sources: str, *ways: str, exposed: str, applies: str = "always") -> Rule:
    """A blank within a word of an answer is written as _, since blanks separate the conditions."""
    conditions = (tuple(_spaced(each) for each in way.split()) for way in ways)
    return Rule(title, tuple(sources.split()), tuple(conditions), exposed, applies)


def _spaced(condition: str) -> str:
    name, mark, words = condition.partition("=")
    kept = [
        word if word.startswith(("invalid_", "unsupported_", "unauthorized_", "login_")) else word.replace("_", " ")
        for word in words.split("|")
    ]
    return f"{name}{mark}{'|'.join(kept)}"


_REFUSED = "=refused|ignored"
_NO_TOKENS = "!=tokens"
_SAFE_WAY = "hd-certificate=valid hd-plain-http!=served hd-tls-modern=TLS*"
_EXACT = f"az-redirect-query-added{_REFUSED} az-redirect-case{_REFUSED} az-redirect-slash{_REFUSED}"
_LOOSE_PATHS = " ".join(f"az-redirect-{x}{_REFUSED}" for x in ("path", "pollution", "userinfo", "scheme"))
_PKCE = f"pkce-wrong-verifier{_NO_TOKENS} pkce-honest=works"
_ASSERTIONS = ("none", "foreign-key", "alg-mix", "no-aud", "no-iss", "no-sub", "expired", "nbf")

RULES: tuple[Rule, ...] = (
    _rule(
        "An altered redirect address takes the code elsewhere",
        "6819_4_1_5 BCP_4_1_1 BCP_4_11_1",
        _EXACT,
        _LOOSE_PATHS,
        exposed="Redirect addresses are compared loosely: any page of the application that forwards visitors can leak codes.",
    ),
    _rule(
        "The provider forwards people to foreign sites",
        "6819_4_2_4 BCP_4_11_2",
        "az-foreign-redirect!=foreign-redirect az-unknown-client=error-page|login-page az-missing-client=error-page|login-page",
        exposed="A link that begins with the provider's name can end anywhere.",
    ),
    _rule(
        "An evil client of this provider uses errors to send people away",
        "BCP_4_17",
        "az-error-style=page_at_once|redirect_after_login",
        "reg-open=401/403",
        exposed="Errors go to the client before anybody signs in. The standards contradict each other here, so this is a note.",
    ),
    _rule(
        "An imitation of the application rides on an earlier consent",
        "6819_4_2_3",
        _EXACT,
        "ok-consent-again=asked_again",
        exposed="Once somebody has agreed, an imitation gets tokens without a question.",
        applies="public",
    ),
    _rule(
        "The client's secret was copied",
        "6819_4_1_1",
        f"pkce-wrong-verifier{_NO_TOKENS} pkce-required=error*|refused*",
        f"{_EXACT} ok-consent=asked",
        exposed="Whoever has the secret is the application.",
        applies="confidential",
    ),
    _rule(
        "The user grants more than was meant",
        "6819_4_2_2",
        "v-unknown-scope!=granted rt-wider!=granted ok-scope=same|fewer|absent ok-consent=asked",
        exposed="What is granted is not shown, or more can be had later.",
    ),
    _rule(
        "A false provider collects passwords",
        "6819_4_2_1",
        _SAFE_WAY,
        exposed="The connection can be weakened, so that somebody on the way could stand in for the provider.",
    ),
    _rule(
        "Tokens are read or replayed on the way",
        "6819_4_3_1 6819_4_5_1 6819_4_5_4 6819_4_6_1 6819_4_6_2",
        f"{_SAFE_WAY} tm-access-token-said<=3600",
        exposed="Tokens can be read on the way, or live long.",
    ),
    _rule(
        "The client's secret is read on the way",
        "6819_4_3_3",
        f"{_SAFE_WAY} ca-secret-in-url!=read",
        "ca-asymmetric!=none",
        exposed="The secret may stand in addresses, or travel unprotected.",
        applies="confidential",
    ),
    _rule(
        "The client's secret is guessed",
        "6819_4_3_5",
        "ca-secret-strength>=128",
        "ca-asymmetric!=none",
        exposed="The secret is short enough to be tried out.",
        applies="confidential",
    ),
    _rule(
        "Somebody else uses a leaked code",
        "6819_4_4_1_1",
        f"code-single-use{_NO_TOKENS} code-other-client{_NO_TOKENS} code-replay-kills-access=dead code-replay-kills-refresh=dead|none",
        exposed="A code that others saw still works, or its misuse goes unnoticed.",
    ),
    _rule(
        "Codes are guessed",
        "6819_4_4_1_3",
        f"ca-none{_NO_TOKENS}",
        "en-code>=128",
        exposed="Codes are short, or live long enough to be tried out.",
    ),
    _rule(
        "A code or token of another application is slipped in",
        "6819_4_4_1_5 6819_4_4_1_13",
        f"code-other-client{_NO_TOKENS} ca-none{_NO_TOKENS} id-aud!=missing",
        exposed="One application can cash the code of another.",
    ),
    _rule(
        "A false copy of the client catches codes",
        "6819_4_4_1_7",
        _EXACT,
        f"az-redirect-path{_REFUSED} code-redirect-wrong{_NO_TOKENS} code-redirect-missing{_NO_TOKENS}",
        exposed="The exchange does not look at where the code was sent.",
    ),
    _rule(
        "Somebody else's login is forced on the user (CSRF)",
        "6819_4_4_1_8 BCP_4_7",
        "ok-state=equal",
        "id-nonce=equal",
        "pkce-required=error*|refused*",
        exposed="The application has no means to tell its own logins from planted ones.",
    ),
    _rule(
        "A stolen code is injected into the honest application",
        "BCP_4_5",
        _PKCE,
        "id-nonce=equal",
        exposed="PKCE is not enforced, so a stolen code can be fed to the real application.",
    ),
    _rule(
        "An attacker takes PKCE away",
        "BCP_4_8",
        "pkce-verifier-without-challenge=refused pkce-missing-verifier!=tokens pkce-challenge-as-verifier=refused pkce-empty-verifier=refused",
        exposed="PKCE can be removed from a login without the provider noticing.",
    ),
    _rule(
        "The login page is framed (clickjacking)",
        "6819_4_4_1_9 BCP_4_16",
        "hd-frame=denied|same_origin",
        exposed="The consent button can be hidden below something harmless.",
    ),
    _rule(
        "Code or state leak through the Referer",
        "BCP_4_2_2",
        "hd-referrer=no-referrer|same-origin|strict-origin*",
        "v-form-post=posted",
        "hd-third-party=none",
        f"code-single-use{_NO_TOKENS} pkce-wrong-verifier{_NO_TOKENS}",
        exposed="Pages load foreign content, and do not limit the referrer.",
    ),
    _rule(
        "The code stays in the browser's history",
        "BCP_4_3_1",
        f"code-single-use{_NO_TOKENS}",
        "v-form-post=posted",
        exposed="A code from the history still works.",
    ),
    _rule(
        "Access tokens stand in addresses and logs",
        "BCP_4_3_2_A 6819_4_6_7",
        "ui-query!=ok ok-code-place=query",
        exposed="Tokens are taken from addresses, so they end in logs.",
    ),
    _rule(
        "Tokens travel in the front channel",
        "BCP_4_3_2_B 6819_4_4_2_2 BCP_4_1_2 BCP_4_6",
        "az-response-type-token!=parsed az-response-type-hybrid!=parsed",
        "id-at-hash=right hd-token-cache=no-store",
        exposed="This client can still get tokens in the address bar.",
    ),
    _rule(
        "Two providers are mixed up",
        "BCP_4_4",
        "disc-iss-parameter=true ok-iss=equal",
        exposed="The answer does not say which provider sent it.",
    ),
    _rule(
        "A stolen refresh token is used",
        "6819_4_1_2 BCP_4_14",
        f"rt-unauthenticated{_NO_TOKENS} rt-other-client{_NO_TOKENS}",
        "rt-rotates=rotates rt-old-again=invalid_grant rt-family-dies=family*",
        exposed="A copied refresh token works for long, and nobody notices.",
        applies="refresh",
    ),
    _rule(
        "Refresh tokens are stolen from a database, or guessed",
        "6819_4_5_2 6819_4_5_3",
        f"rt-other-client{_NO_TOKENS} rt-unauthenticated{_NO_TOKENS}",
        "en-refresh>=128",
        exposed="Refresh tokens can be guessed, or used by others.",
        applies="refresh",
    ),
    _rule(
        "A stolen access token is used",
        "6819_4_1_3",
        "tm-access-token-said<=3600 rev-access=dead",
        exposed="Access tokens live long, or cannot be taken back.",
    ),
    _rule(
        "A stolen token works for anybody",
        "BCP_4_10",
        "dpop-as-bearer=401",
        "mtls-required-at-api=401",
        exposed="Tokens are like cash: whoever holds one can spend it.",
    ),
    _rule(
        "A token for one API is used at another",
        "BCP_4_9 6819_4_6_4",
        "at-jwt-claims=RFC*",
        "v-resource=aud*",
        exposed="Tokens do not say for which API they are.",
    ),
    _rule(
        "Access tokens are guessed", "6819_4_6_3", "en-access>=128", exposed="Access tokens are short enough to be tried out."
    ),
    _rule("Tokens lie in caches", "6819_4_6_6", "hd-token-cache=no-store", exposed="Proxies may keep tokens."),
    _rule(
        "The password is forwarded to the client by a 307",
        "BCP_4_12",
        "hd-redirect-status=302|303",
        exposed="After the sign-in the browser may send the password on.",
    ),
    _rule(
        "The client handles passwords",
        "6819_4_4_3_1 6819_4_4_3_2 6819_4_4_3_3 6819_4_4_3_4",
        "tk-password-grant=unsupported_grant_type|unauthorized_client",
        exposed="Applications may ask people for their password.",
    ),
    _rule(
        "Races multiply codes and tokens",
        "MultiACConc",
        "cc-code-same-address=1* cc-refresh-same-address=one*",
        exposed="Requests that arrive together are each answered with tokens.",
        applies="races",
    ),
    _rule(
        "Revoked tokens go on working",
        "7009_1",
        "rev-access=dead rev-refresh=dead rev-refresh-kills-access=dead",
        exposed="After a revocation tokens still work.",
        applies="revocation",
    ),
    _rule(
        "Others revoke our tokens",
        "7009_2",
        "rev-unauthenticated!=200,_dead rev-other-client!=200,_dead",
        exposed="Whoever sees a token can end it.",
        applies="revocation",
    ),
    _rule(
        "The API believes unsigned tokens",
        "7519_6",
        "ui-modified-jwt=401 ui-id-token-as-token!=ok",
        exposed="Made-up tokens are taken.",
        applies="jwt",
    ),
    _rule(
        "Made-up client assertions are taken",
        "7523",
        " ".join(f"ca-jwt-{x}!=works" for x in _ASSERTIONS),
        exposed="The client's signature is not looked at in full.",
        applies="assertions",
    ),
    _rule(
        "ID tokens prove little",
        "OIDC_2",
        "id-required-claims=all id-iss=equal id-aud!=missing id-nonce=equal id-azp!=other id-at-hash!=wrong id-header-keys=none",
        exposed="The ID token lacks what a client has to check.",
    ),
    _rule("ID tokens are forged", "OIDC_16", "id-signature=valid", exposed="The signature is missing, or does not hold."),
    _rule(
        "Pushed requests open new redirect addresses",
        "9126_7_2",
        "par-new-redirect-public=refused",
        exposed="Anybody can choose where codes go.",
        applies="pushed",
    ),
    _rule(
        "A pushed request is used again",
        "9126_7_3",
        "par-reuse!=code",
        exposed="A pushed request works twice.",
        applies="pushed",
    ),
    _rule(
        "References of pushed requests are swapped",
        "9126_7_5",
        "par-other-client!=login_required ok-state=equal",
        exposed="The reference of one login can be slipped under another.",
        applies="pushed",
    ),
    _rule(
        "The session outlives the logout, or strangers end it",
        "logout",
        "lo-session-gone!=code lo-no-hint!=redirect lo-bad-redirect!=foreign-redirect lo-foreign-hint!=redirect",
        exposed="Signing out does not end the session, or any page can sign people out.",
        applies="logout",
    ),
    _rule(
        "Scripts of other sites read answers",
        "cross-site",
        "hd-cors-authorize=none hd-cors-others!=echo_+_credentials",
        exposed="Other sites can read the provider's answers in the browser.",
    ),
)

NOT_DECIDABLE: dict[str, str] = {  # threats that do not show from outside
    "6819_4_1_4": "a browser inside of the application is the client's matter",
    "6819_4_3_2, 6819_4_3_4, 6819_4_4_1_2": "theft from the provider's database",
    "6819_4_4_1_4, 6819_4_6_5": "an evil client or API with real rights",
    "6819_4_4_1_6": "theft between browser and client: the client's https decides",
    "6819_4_4_1_10, BCP_4_15": "a client that poses as a person",
    "6819_4_4_1_11, 6819_4_4_1_12": "exhaustion, which is never tried",
    "BCP_4_13": "reverse proxies: forged headers are an attack, no question",
    "BCP_4_18": "answers by postMessage",
    "6819_4_4_2_1, 6819_4_4_2_3 to 6819_4_4_2_6": "the implicit grant only",
    "6819_4_4_3_5, 6819_4_4_3_6": "passwords are never tried",
    "6819_4_4_4_1 to 6819_4_4_4_5": "the client credentials grant only",
}
