"""The optional parameters: how to ask the user, what to say about them, for which API (OIDC Core 3.1.2.1 and 11)."""

from __future__ import annotations

from ...protocol.jose import parse_jwt
from ..registry import RuleSet
from ..rows import rows
from ..shapes import LANGUAGE_TAG, listed, split_url
from .subject import AuthorizeCheck

OPTIONS: RuleSet[AuthorizeCheck] = RuleSet()
row = rows(OPTIONS, spec="OIDC Core 3.1.2.1")
of_prompt = row.given(lambda check: check.words("prompt"), unless="there is no prompt")
of_silence = of_prompt.given(lambda check: "none" in check.words("prompt"), unless="pages are allowed")
of_offline = rows(
    OPTIONS,
    spec="OIDC Core 11",
    when=lambda check: "offline_access" in check.words("scope"),
    unless="offline_access is not asked for",
)
of_max_age = row.given(lambda check: check.get("max_age"), unless="there is no max_age")
of_hint = row.given(lambda check: check.get("id_token_hint"), unless="there is no id_token_hint")

_PROMPTS = ("none", "login", "consent", "select_account")
_DISPLAYS = ("page", "popup", "touch", "wap")
_YEAR = 31_536_000  # seconds

of_prompt(
    "AUTHZ-PROMPT-NONE-COMBINED",
    "If no page is allowed, is that all that prompt says?",
    lambda check: "none" in check.words("prompt") and len(check.words("prompt")) > 1,
    "prompt=none forbids every page, and another value asks for one.",
    advice="Let none stand alone.",
)
of_prompt(
    "AUTHZ-PROMPT-SEPARATOR",
    "Are the words of prompt separated by spaces?",
    lambda check: any(sign in check.get("prompt") for sign in ",+;") and check.get("prompt"),
    "A comma or a plus stands between the words of prompt.",
    advice="Put spaces between them.",
    expected="login consent",
)
of_prompt(
    "AUTHZ-PROMPT-CASE",
    "Are the words of prompt in lower case?",
    lambda check: [word for word in check.words("prompt") if word.lower() in _PROMPTS and word not in _PROMPTS],
    "In another letter case: {}.",
    severity="warning",
    advice="They are case-sensitive.",
)


def _unknown_prompts(check: AuthorizeCheck) -> list[str]:
    offered = listed(check.metadata.members, "prompt_values_supported") or []
    known = (*_PROMPTS, *offered, "create")
    return [word for word in check.words("prompt") if word not in known and word.lower() not in _PROMPTS]


of_prompt(
    "AUTHZ-PROMPT-UNKNOWN",
    "Are the words of prompt known ones?",
    _unknown_prompts,
    "Unknown: {}.",
    severity="info",
    advice="The provider may ignore or refuse it.",
    expected=", ".join(_PROMPTS),
)
of_prompt(
    "AUTHZ-PROMPT-CREATE-UNADVERTISED",
    "If a sign-up page is asked for, is there one?",
    lambda check: "create" not in (listed(check.metadata.members, "prompt_values_supported") or ()),
    "prompt=create is sent, and the provider does not list it.",
    spec="Initiating User Registration 4.1, 4.2",
    severity="warning",
    advice="Expect a plain sign-in page.",
    when=lambda check: "create" in check.words("prompt"),
    unless="no sign-up page is asked for",
)
of_silence(
    "AUTHZ-PROMPT-NONE-NO-HINT",
    "If no page is allowed, does the link say whose session is meant?",
    lambda check: not check.get("id_token_hint"),
    "prompt=none is sent without id_token_hint.",
    severity="warning",
    advice="Send an earlier ID token as id_token_hint.",
)
of_silence(
    "AUTHZ-PROMPT-NONE-MAX-AGE-0",
    "If no page is allowed, may the sign-in be an old one?",
    lambda check: check.get("max_age") == "0",
    "prompt=none says never to ask, and max_age=0 always to ask.",
    advice="Take one of them out.",
)

# offline_access

of_offline(
    "AUTHZ-OFFLINE-NO-CONSENT",
    "Is the user asked, where access goes on without them?",
    lambda check: "consent" not in check.words("prompt"),
    "offline_access is asked for without prompt=consent.",
    severity="info",
    advice="Providers that go by the text give no refresh token then: add prompt=consent.",
)
of_offline(
    "AUTHZ-OFFLINE-WITHOUT-CODE",
    "Can a refresh token come at all?",
    lambda check: "code" not in check.words("response_type"),
    "No refresh token comes without a code.",
    severity="warning",
    advice="Ask for response_type=code.",
)
of_offline(
    "AUTHZ-OFFLINE-PROMPT-NONE",
    "May the user be asked?",
    lambda check: "none" in check.words("prompt"),
    "prompt=none forbids the page on which the user would agree.",
    spec="OIDC Core 11, 3.1.2.1",
    severity="warning",
    advice="Expect no refresh token.",
)
of_offline(
    "AUTHZ-OFFLINE-UNADVERTISED",
    "Does the provider list offline_access?",
    lambda check: "offline_access" not in (listed(check.metadata.members, "scopes_supported") or ()),
    "The provider does not list offline_access.",
    spec="OIDC Core 11; Discovery 3",
    severity="info",
    advice="It may have a switch of its own: access_type=offline at Google, the scope refresh_token at Salesforce.",
    when=lambda check: listed(check.metadata.members, "scopes_supported"),
    unless="the provider lists no scopes",
)

# The rest

of_max_age(
    "AUTHZ-MAX-AGE-FORMAT",
    "Is max_age a number of seconds?",
    lambda check: not (check.get("max_age").isascii() and check.get("max_age").isdigit()),
    "max_age is no whole number.",
    advice="Give seconds, such as 3600.",
)
of_max_age(
    "AUTHZ-MAX-AGE-MILLIS",
    "Is max_age less than a year?",
    lambda check: (check.request.max_age or 0) > _YEAR and check.request.max_age,
    "max_age is {}, and the unit is seconds.",
    severity="info",
    advice="Were milliseconds meant?",
)


def _unknown_display(check: AuthorizeCheck) -> str | None:
    display, offered = check.get("display"), listed(check.metadata.members, "display_values_supported")
    return None if display in (offered or _DISPLAYS) else display


def _levels(check: AuthorizeCheck) -> list[str] | None:
    return listed(check.metadata.members, "acr_values_supported")


row(
    "AUTHZ-DISPLAY-UNKNOWN",
    "Is display a known one, and one that the provider lists?",
    _unknown_display,
    "display is {}.",
    spec="OIDC Core 3.1.2.1; Discovery 3",
    severity="info",
    advice="The provider may ignore it.",
    when=lambda check: check.get("display"),
    unless="there is no display",
)
row(
    "AUTHZ-ACR-UNSUPPORTED",
    "Are the levels of sign-in ones that the provider lists?",
    lambda check: [word for word in check.words("acr_values") if word not in (_levels(check) or ())],
    "The provider does not list: {}.",
    spec="OIDC Core 3.1.2.1; Discovery 3",
    severity="info",
    advice="acr_values is a wish: look at acr in the ID token.",
    when=lambda check: _levels(check) is not None,
    unless="the provider does not list its levels of sign-in",
)


def _odd_locales(check: AuthorizeCheck) -> list[str]:
    words = [*check.words("ui_locales"), *check.words("claims_locales")]
    return [word for word in words if not LANGUAGE_TAG.fullmatch(word)]


row(
    "AUTHZ-UI-LOCALES-SYNTAX",
    "Are the languages tags with hyphens, and spaces between?",
    _odd_locales,
    "No language tag: {}.",
    spec="OIDC Core 3.1.2.1, 5.2; RFC 5646",
    severity="warning",
    advice="Write en-GB fr, not en_GB,fr.",
)
of_hint(
    "AUTHZ-ID-TOKEN-HINT-NOT-JWT",
    "Is id_token_hint a JWT?",
    lambda check: check.get("id_token_hint").count(".") not in (2, 4),
    "id_token_hint is no JWT.",
    spec="OIDC Core 3.1.2.1, 3.1.2.2",
    advice="Send an ID token that you received before, not an access token or a name.",
)


def _foreign_issuer(check: AuthorizeCheck) -> str | None:
    issuer = parse_jwt(check.get("id_token_hint")).claims.get("iss")
    return None if issuer in (None, check.metadata.issuer) else str(issuer)


of_hint(
    "AUTHZ-ID-TOKEN-HINT-WRONG-ISSUER",
    "Is id_token_hint a token of this provider?",
    _foreign_issuer,
    "id_token_hint was issued by {}.",
    spec="OIDC Core 3.1.2.2",
    severity="warning",
    advice="The provider must refuse it: send one of its own.",
)


def _odd_resources(check: AuthorizeCheck) -> list[str]:
    addresses = [value for name, value in check.params if name == "resource"]
    return [value for value in addresses if "#" in value or (parts := split_url(value)) is None or not parts.scheme]


row(
    "AUTHZ-RESOURCE-FORMAT",
    "Is every API named by a whole address without a fragment?",
    _odd_resources,
    "No such address: {}.",
    spec="RFC 8707 2",
    advice="Send the address under which the API is known to the provider.",
)
row(
    "AUTHZ-AUDIENCE-VENDOR",
    "Is the API named by the standard parameter?",
    lambda check: "audience" in check.names,
    "audience is an extension of some vendors (Auth0).",
    spec="RFC 8707 2",
    severity="info",
    advice="Elsewhere it is called resource.",
)
row(
    "AUTHZ-ACCESS-TYPE-VENDOR",
    "Is lasting access asked for by the standard scope?",
    lambda check: "access_type" in check.names,
    "access_type is an extension of Google's.",
    spec="OIDC Core 11",
    severity="info",
    advice="Elsewhere the scope offline_access asks for a refresh token.",
)
