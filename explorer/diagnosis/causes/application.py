"""An application that is none of ours, as its user's browser saw it: the code reached it, and nobody was signed in.

What it sends to the token endpoint, and why it believes no token, is in no browser's HAR. Its page says something, its status
says something, and the words by which client libraries say it are known (reference/words.toml).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..case import Case
from ..cause import APPLICATION, Signs, cause, known
from ..signs import OURS, Sign, doubtful, hint, slip
from ..symptom import host_of

_LOG = "Its own log has the error in full: look there at the time that stands in this report."
_CHECKED = "OIDC Core 3.1.3.7"


@cause(
    "application-lost-session",
    legs=APPLICATION,
    topic="state",
    spec="RFC 6749 10.12; RFC 6265 5.4",
    advice="Does its cookie come back? Begin and end at one host (localhost is not 127.0.0.1), let a cookie that is Secure go over "
    "https, use SameSite=Lax (None; Secure for form_post and iframes), share sessions between servers, open the link once.",
)
def lost_session(case: Case) -> Signs:
    """The application no longer knows the sign-in that it began: its cookie or its storage did not come back."""
    event: Mapping[str, Any] = case.run.last("application") or {}
    began, came = (str(event.get(name) or "") for name in ("began", "came_back"))
    if began and came and host_of(began).partition(":")[0] != host_of(came).partition(":")[0]:
        yield slip(f"It began at {began} and the browser came back to {came}: a cookie of the one is not sent to the other.")
    if "sent the browser to the provider again" in (case.symptom.problem or ""):
        yield slip("It took the code and began the next sign-in at once.")
    if "sent no token request" in (case.symptom.problem or ""):
        yield slip("A page that does not find the state in its storage stops before it sends the code.")


@cause(
    "application-state-differs",
    legs=APPLICATION,
    topic="state",
    spec="RFC 6749 4.1.2, 10.12",
    advice="Compare both in the HAR: something on the way changed it, or the answer belongs to another link.",
)
def state_differs(case: Case) -> Signs:
    """The state that came back is not the one that was sent."""
    for rule in ("AUTHR-STATE-MISMATCH", "AUTHR-STATE-ALTERED", "AUTHR-STATE-MISSING"):
        if rule in case.failed:
            yield Sign(OURS, f"{case.failed[rule].message} ({rule})")


@cause(
    "application-refused-at-token-endpoint",
    legs=APPLICATION,
    topic="token request",
    spec="RFC 6749 5.2",
    advice="Compare the application's client_id, secret, way of authentication and redirect_uri with the provider's console; or open this "
    f"HAR as a flow, which sends the same request and tells the causes apart. {_LOG}",
)
def refused(case: Case) -> Signs:
    """The token endpoint refused the application: its secret, its way of authentication, its redirect_uri or its PKCE."""
    if case.symptom.status in (401, 500, 502):
        yield hint(f"It answered {case.symptom.status}, as applications do whose token request is refused.")


@cause(
    "application-callback-missing",
    legs=APPLICATION,
    topic="redirect_uri",
    spec="RFC 6749 3.1.2",
    advice="Register the path at which the application takes the answer, and let it take what comes: GET, or POST with form_post.",
)
def callback_missing(case: Case) -> Signs:
    """The application has nothing at its own redirect_uri, or does not take this method there."""
    if case.symptom.status in (404, 405):
        yield slip(f"It answered {case.symptom.status} there.")


@cause(
    "application-broke",
    legs=APPLICATION,
    topic="application",
    spec="RFC 9110 15.6",
    advice=_LOG,
)
def broke(case: Case) -> Signs:
    """The application failed for a reason of its own."""
    if (case.symptom.status or 0) >= 500:
        yield doubtful(f"It answered {case.symptom.status}.")


known(
    "application-cannot-reach-provider",
    "The application's server does not reach the provider: name, firewall, proxy or certificate.",
    legs=APPLICATION,
    topic="network",
    spec="RFC 9110 3.3",
    advice="Ask for the discovery document from the machine on which it runs: curl -v ISSUER/.well-known/openid-configuration.",
)
known(
    "application-nonce",
    "The nonce in the ID token is not the one that the application kept for this sign-in.",
    legs=APPLICATION,
    topic="nonce",
    spec=_CHECKED,
    advice="Where does it keep the nonce? A second tab, a reload, or a lost session leaves it with another.",
)
known(
    "application-issuer",
    "The issuer in the token, or in the answer, is not the one that the application is set to.",
    legs=APPLICATION,
    topic="issuer",
    spec=f"{_CHECKED}; OIDC Discovery 4.3",
    advice="Set it to the issuer of the discovery document letter for letter: tenant, realm, version, the / at its end.",
)
known(
    "application-audience",
    "The token is for another client: its audience does not name this application.",
    legs=APPLICATION,
    topic="audience",
    spec=_CHECKED,
    advice="Compare client_id with aud. Where the provider adds audiences, name them as trusted.",
)
known(
    "application-signature",
    "The application could not verify the signature: wrong keys, old keys, or an algorithm that it does not expect.",
    legs=APPLICATION,
    topic="keys",
    spec="OIDC Core 10.1; RFC 7515 5.2",
    advice="Let it fetch the keys from jwks_uri again, and allow the algorithm that the provider signs with.",
)
known(
    "application-clock",
    "The token is too old or too young by the application's clock.",
    legs=APPLICATION,
    topic="clock",
    spec=_CHECKED,
    advice="Set the clock of its machine (NTP), and allow a minute of leeway.",
)
known(
    "application-claim",
    "The application did not believe the ID token: a claim in it is not what it expected.",
    legs=APPLICATION,
    topic="claims",
    spec=_CHECKED,
    advice=f"Which claim (iss, aud, nonce, exp, at_hash)? {_LOG} Or open this HAR as a flow, which checks each by itself.",
)
known(
    "application-user-unknown",
    "The application does not let this user in: no account, no role, or an e-mail address that is missing or not verified.",
    legs=APPLICATION,
    topic="account",
    spec="OIDC Core 5.7",
    advice="The sign-in itself worked. Give the user an account or a role there, and ask for the claims that it needs (scope=openid email profile).",
)
known(
    "application-userinfo",
    "The application got tokens and could not read UserInfo.",
    legs=APPLICATION,
    topic="userinfo",
    spec="OIDC Core 5.3",
    advice="Is openid among the scopes, and is the address that of the discovery document?",
)
