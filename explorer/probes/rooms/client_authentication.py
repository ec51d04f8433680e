"""How strictly a client must prove who it is (RFC 6749 2.3, RFC 7523, OIDC Core 9).

An invented code is enough: whoever is refused as a client never gets as far as the code. One wrong proof a run, since
providers count them.
"""

from __future__ import annotations

import dataclasses
import math
import secrets
import string
from typing import Any
from urllib.parse import quote_plus

from ...messages import Params, Request, with_query
from ...protocol.authentication import METHODS, basic_authorization
from ...protocol.jose import SYMMETRIC
from ...protocol.tokens import code_grant
from ...secret import Secret, reveal
from ..answer import Answer, NotAsked, Unclear
from ..asking import EVERY_PROOF, INVENTED, Ask
from ..back_channel import Back
from ..registry import probe
from .success import rider

_DAY, _YEAR = 86_400, 365 * 86_400


def _require_secret(ask: Ask) -> Secret:
    if ask.client.client_secret is None:
        raise NotAsked("the client has no secret")
    return ask.client.client_secret


def _require_confidential(ask: Ask) -> None:
    if ask.client.is_public:
        raise NotAsked("the client is a public one")


def _wrong(ask: Ask, method: str) -> Back:
    """Ask with a wrong secret, by one of the two methods."""
    _require_secret(ask)
    made_up = Secret(f"probe-{secrets.token_urlsafe(18)}", "client_secret")
    client = dataclasses.replace(ask.client, client_secret=made_up, token_endpoint_auth_method=method)
    return ask.token(client=client, kind="authentication")


def _without(ask: Ask, omitted: tuple[str, ...], extra: Params) -> Back:
    return ask.token(omit=omitted, extra=extra)


def _nobody(ask: Ask, id: str, extra: Params) -> Answer:
    """Ask without a proof: at a real code where a flight had one, else at an invented one."""
    _require_confidential(ask)
    back: Back | None = ask.once(id, lambda: None) if ask.has(id) else None
    back = back or ask.once(f"{id} invented", lambda: _without(ask, EVERY_PROOF, extra))
    return back.answer(mark="alarm" if back.has_tokens else None)


def bits_of(text: str) -> float:
    """Estimate the strength of a text by its length and the kinds of its letters."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, string.punctuation)
    hexadecimal = all(c in string.hexdigits + "-" for c in text)
    alphabet = (
        16
        if hexadecimal
        else sum(len(kind) if kind is not string.punctuation else 4 for kind in kinds if set(text) & set(kind))
    )
    return len(text.replace("-", "") if hexadecimal else text) * math.log2(max(alphabet, 2))


def _public(ask: Ask, id: str) -> Answer:
    if ask.given.public_client is None:
        raise NotAsked("no public client was given")
    back: Back = ask.kept(id, "P")
    honest = [ask.once(name, lambda: None) for name in ("tokens P", "tokens P honest") if ask.has(name)]
    if not back.has_tokens and honest and not any(isinstance(each, Back) and each.has_tokens for each in honest):
        raise Unclear("not even the honest exchange of this client works")
    return back.answer()


def _terminal(ask: Ask, id: str, flight: str) -> Answer:
    """The question that may succeed, and then used up the code of its flight."""
    _require_secret(ask)
    return rider(ask, id, flight).answer()


def _in_url(ask: Ask, params: Params) -> Back:
    """Ask with the credentials in the query, and the rest in the form; the secret in it is made up."""
    url = with_query(ask.endpoint("token_endpoint"), [(name, reveal(value)) for name, value in params])
    form = ask.form("token_endpoint", code_grant(INVENTED, ask.client.redirect_uri, None), omit=EVERY_PROOF).form or ()
    return Back(ask.send(Request.post(url, form), "exchange", "token"))


def _id_in_url(ask: Ask) -> Answer:
    """A public client decides it without any secret: is its name read there?"""
    back = _in_url(ask, (("client_id", ask.client.client_id),))
    if back.status == 405:
        return back.answer("405")
    return back.answer(
        "read" if back.error == "invalid_grant" else "not read", "wrong" if back.error == "invalid_grant" else None
    )


@probe("ca-wrong-basic", spec="RFC 6749 5.2", says="must", risk="L", alarm=("tokens",))
def ca_wrong_basic(ask: Ask) -> Answer:
    """What does a wrong secret in the Authorization header give?"""
    _require_secret(ask)
    ask.spend_failure("ca-wrong-basic", ask.client.method.name == "client_secret_basic")
    back = ask.once("wrong basic", lambda: _wrong(ask, "client_secret_basic"))
    fits = back.status == 401 and back.challenge is not None and back.challenge.scheme.lower() == "basic"
    told = f"{back.told}; {back.challenge.told if back.challenge else 'no challenge'}"
    return back.answer(mark="wrong" if back.refuses_client and not fits else None, detail=told)


@probe("ca-wrong-post", spec="RFC 6749 5.2", says="may", risk="L", alarm=("tokens",))
def ca_wrong_post(ask: Ask) -> Answer:
    """What does a wrong secret in the form give?"""
    _require_secret(ask)
    ask.spend_failure("ca-wrong-post", ask.client.method.name == "client_secret_post")
    return ask.once("wrong post", lambda: _wrong(ask, "client_secret_post")).answer()


@probe(
    "ca-none",
    spec="RFC 6749 3.2.1, 4.1.3",
    says="must",
    flight="0, D",
    covers=("O TokenEndpoint.IsClientAuthenticationRequired",),
)
def ca_none(ask: Ask) -> Answer:
    """What if a client that has a secret only names itself?"""
    return _nobody(ask, "ca-none", (("client_id", ask.client.client_id),))


@probe(
    "ca-nothing",
    spec="RFC 6749 3.2.1",
    flight="0, D",
    covers=("O TokenEndpoint.IsClientAuthenticationRequired", "O TokenEndpoint.IsClientIdRequired"),
)
def ca_nothing(ask: Ask) -> Answer:
    """What if it does not even name itself?"""
    return _nobody(ask, "ca-nothing", ())


@probe(
    "ca-other-method",
    spec="RFC 6749 2.3.1; OIDC Core 9",
    says="must",
    flight="C",
    covers=("O TokenEndpoint.IsBasicAuthenticationSupported", "C server-client-secret-post"),
)
def ca_other_method(ask: Ask) -> Answer:
    """Does the secret also work by the method that was not registered?"""
    return _terminal(ask, "ca-other-method", "C")


@probe("ca-two-methods", spec="RFC 6749 2.3", says="must", flight="D")
def ca_two_methods(ask: Ask) -> Answer:
    """What if both methods are used at once, with the right secret?"""
    return _terminal(ask, "ca-two-methods", "D")


@probe("ca-id-beside-basic", spec="no standard", flight="F")
def ca_id_beside_basic(ask: Ask) -> Answer:
    """Is client_id in the form tolerated beside the Authorization header?"""
    return _terminal(ask, "ca-id-beside-basic", "F")


@probe("ca-id-differs", spec="RFC 6749 2.3")
def ca_id_differs(ask: Ask) -> Answer:
    """What if header and form name two different clients?"""
    _require_secret(ask)
    ask.require_authenticated()
    other = ask.given.second_client.client_id if ask.given.second_client else f"probe-{secrets.token_hex(6)}"
    basic = dataclasses.replace(ask.client, token_endpoint_auth_method=METHODS["client_secret_basic"].name)
    return ask.token(client=basic, extra=(("client_id", other),)).answer()


@probe("ca-secret-in-url", spec="RFC 6749 2.3.1", says="must", risk="L", covers=("O TokenEndpoint.IsAuthInUriAllowed",))
def ca_secret_in_url(ask: Ask) -> Answer:
    """Is a secret in the address read?"""
    if ask.client.is_public:
        return _id_in_url(ask)
    _require_secret(ask)
    ask.spend_failure("ca-secret-in-url", False)
    wrong, none = ask.once("wrong post", lambda: _wrong(ask, "client_secret_post")), _without(ask, EVERY_PROOF, ())
    url = Secret(f"probe-{secrets.token_urlsafe(18)}", "client_secret")
    back = _in_url(ask, (("client_id", ask.client.client_id), ("client_secret", url)))
    seen, read, not_read = (
        (each_one.status, each_one.error, each_one.members.get("error_description")) for each_one in (back, wrong, none)
    )
    if back.status in (400, 405) and seen not in (read, not_read):
        return back.answer(str(back.status))
    if read == not_read:
        raise Unclear("a wrong secret and none are answered alike")
    return back.answer("read" if seen == read else "not read", "wrong" if seen == read else None)


@probe("ca-basic-encoding", spec="RFC 6749 2.3.1", flight="E", risk="L")
def ca_basic_encoding(ask: Ask) -> Answer:
    """Are id and secret form-decoded in the Authorization header?"""
    secret = _require_secret(ask)
    if ask.client.method.name != "client_secret_basic" or quote_plus(secret.reveal()) == secret.reveal():
        raise NotAsked("the secret reads the same in both encodings, or is not sent in the header")
    if "ca-basic-encoding" not in ask.given.chosen:
        raise NotAsked("it may count as a failed client authentication: choose it by its name")
    other: Back = ask.kept("ca-basic-encoding", "E")
    return Answer("both" if other.has_tokens else "encoded only" if ask.client.basic_encoding == "form" else "raw only")


@probe("ca-scheme-case", spec="RFC 9110 11.1")
def ca_scheme_case(ask: Ask) -> Answer:
    """Is the scheme basic understood in small letters?"""
    if ask.client.method.name != "client_secret_basic":
        raise NotAsked("the client does not use the Authorization header")
    ask.require_authenticated()
    ask.require_client_first()
    header = reveal(basic_authorization(ask.client.client_id, _require_secret(ask), ask.client.basic_encoding))
    small = Secret(f"basic {header.partition(' ')[2]}", "basic_authorization")
    back = ask.token(headers=(("Authorization", small),))
    if back.error != "invalid_grant" and not back.refuses_client:
        raise Unclear(f"the answer is not about the client: {back.told}")
    return back.answer()


@probe("ca-public-with-secret", spec="no standard", flight="P")
def ca_public_with_secret(ask: Ask) -> Answer:
    """What if a public client sends a secret?"""
    return _public(ask, "ca-public-with-secret")


@probe("ca-public-basic-empty", spec="no standard", flight="P")
def ca_public_basic_empty(ask: Ask) -> Answer:
    """Can a public client use the Authorization header with an empty secret?"""
    return _public(ask, "ca-public-basic-empty")


@probe(
    "ca-public-no-id",
    spec="RFC 6749 3.2.1, 4.1.3",
    says="must",
    flight="P",
    covers=("O TokenEndpoint.IsClientIdRequired",),
    wrong=("tokens",),
)
def ca_public_no_id(ask: Ask) -> Answer:
    """Must a public client name itself?"""
    return _public(ask, "ca-public-no-id")


@probe(
    "ca-asymmetric",
    spec="RFC 9700 2.5",
    says="should",
    covers=("O TokenEndpoint.IsAsymmetricClientAuthenticationUsed", "O DocumentSupport.RFC8705Supported"),
)
def ca_asymmetric(ask: Ask) -> Answer:
    """Is authentication by a key offered, and does this client use it?"""
    offered = ask.members.get("token_endpoint_auth_methods_supported")
    keyed = [
        name
        for name in ("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth")
        if isinstance(offered, list) and name in offered
    ]
    own = ask.client.method.name
    word = own if own == "private_key_jwt" else "mTLS" if "tls" in own else "none"
    return Answer(word, f"offered: {', '.join(keyed) or 'none'}; in use: {own}")


@probe("ca-key-strength", spec="FAPI 1 5.2.2; RFC 7518 3.3", covers=("O TokenEndpoint.ClientKeySecure",))
def ca_key_strength(ask: Ask) -> Answer:
    """Is the client's own key strong enough?"""
    if ask.client.private_key is None:
        raise NotAsked("the client has no key of its own")
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    key: Any = load_pem_private_key(reveal(ask.client.private_key).encode(), None)
    bits = getattr(key, "key_size", 256)
    return Answer(
        f"{bits} bits", type(key).__name__.strip("_"), "wrong" if bits < (2048 if "RSA" in type(key).__name__ else 224) else ""
    )


@probe(
    "ca-secret-strength",
    spec="RFC 6749 10.10; OIDC Core 16.19",
    says="must",
    covers=(
        "O TokenEndpoint.ClientSecretEntropyMinReq",
        "O TokenEndpoint.ClientSecretEntropySugReq",
        "O IdTokens.ClientSecretLongEnough",
    ),
)
def ca_secret_strength(ask: Ask) -> Answer:
    """How strong is the secret that the provider gave?"""
    secret = _require_secret(ask)
    ask.require_not_refused()  # then it is perhaps none of this provider's
    bits = int(bits_of(secret.reveal()))
    algorithm = ask.client.id_token_signed_response_alg
    needed = int(algorithm[2:]) // 8 if isinstance(algorithm, str) and algorithm in SYMMETRIC else 0
    if len(secret.reveal().encode()) < needed:
        return Answer(f"too short for {algorithm}", f"{len(secret)} characters", "wrong")
    return Answer(
        f"{bits} bits",
        f"an estimate from {len(secret)} characters; 128 are required, 160 recommended",
        "wrong" if bits < 128 else "",
    )
