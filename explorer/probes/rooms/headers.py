"""Headers and browser safety: read from answers that came anyhow, and a few small requests (RFC 9700 2.6, 4.2, 4.12, 4.16)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ...messages import Request, is_this_machine, origin, split_url
from ..answer import Answer, Unclear, each, listed
from ..asking import Ask
from ..back_channel import Back
from ..line import Seen
from ..outcomes import Outcome
from ..registry import probe

_POLICIES = (
    *("no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin", "origin-when-cross-origin"),
    *("strict-origin-when-cross-origin", "unsafe-url"),
)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "revocation_endpoint", "introspection_endpoint")
_ORIGIN = "https://probe.invalid"


def _pages(ask: Ask) -> dict[str, Seen]:
    """The pages that were seen: login, error, consent."""
    found = {}
    if ask.control.is_login and ask.control.page is not None:
        found["login"] = ask.control.seen[-1]
    wrong: Outcome = ask.once("error page", lambda: ask.authorize({"client_id": "probe-nobody"}))
    if wrong.word == "error-page" and wrong.page is not None:
        found["error"] = wrong.seen[-1]
    consent = ask.kept("consent page", "A") if ask.has("consent page") else None
    if isinstance(consent, Seen):
        found["consent"] = consent
    if not found:
        raise Unclear("no page of the provider was seen")
    return found


def _of_pages(ask: Ask, read: Callable[[Seen], str]) -> dict[str, str]:
    return {name: read(seen) for name, seen in _pages(ask).items()}


def header(seen: Seen, name: str) -> str:
    return seen.response.header(name) or ""


def _framing(seen: Seen) -> str:
    policy = re.search(r"frame-ancestors\s+([^;]+)", header(seen, "Content-Security-Policy"), re.I)
    if policy:
        sources = policy[1].split()
        return {("'none'",): "denied", ("'self'",): "same origin"}.get(tuple(sources), "open" if "*" in sources else "list")
    return {"deny": "denied", "sameorigin": "same origin"}.get(header(seen, "X-Frame-Options").strip().lower(), "open")


def _referrer(seen: Seen) -> str:
    said = [word.strip().lower() for word in header(seen, "Referrer-Policy").split(",")]
    meta = seen.page.meta.get("referrer", "").lower()
    return next((word for word in reversed(said) if word in _POLICIES), meta if meta in _POLICIES else "none")


def endpoints(ask: Ask) -> dict[str, str]:
    return {name: value for name in (*ENDPOINTS, "jwks_uri") if isinstance(value := ask.members.get(name), str)}


def _allowed(seen: Seen, sent: str) -> str:
    """What a CORS answer allows: "none", "*", "echo", or one origin; and whether with credentials."""
    said = header(seen, "Access-Control-Allow-Origin")
    word = "none" if not said else "*" if said == "*" else "echo" if said == sent else "other"
    return (
        f"{word} + credentials"
        if word == "echo" and header(seen, "Access-Control-Allow-Credentials").lower() == "true"
        else word
    )


def _cors(ask: Ask, url: str, sent: str, method: str) -> str:
    wishes = (("Origin", sent), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization"))
    preflight = ask.send(Request("OPTIONS", url, Request.get(url, headers=wishes).headers), "cors")
    words = [_allowed(preflight, sent)]
    if method == "GET":
        words.append(_allowed(ask.get(url, "cors", (("Origin", sent),)), sent))
    return max(words, key=len) if any(word != "none" for word in words) else "none"


def _values(names: Iterable[str], seen: Iterable[Seen]) -> list[str]:
    found = {f"{name}: {value}" for each_one in seen for name, value in each_one.response.headers if name.lower() in names}
    return sorted(found)


@probe(
    "hd-frame",
    spec="RFC 9700 4.16; RFC 6749 10.13",
    says="must",
    flight="0, A",
    covers=("O AuthEndpoint.HasFrameOptions", "O AuthEndpoint.HasContentSecurityPolicy"),
    alarm=("open",),
)
def hd_frame(ask: Ask) -> Answer:
    """May the login page and the consent page be framed?"""
    words = _of_pages(ask, _framing)
    relevant = {name: word for name, word in words.items() if name != "error"}
    if not relevant:
        raise Unclear("neither the login page nor the consent page was seen")
    return each(
        relevant, "; ".join(f"{name}: {word}" for name, word in words.items()), "wrong" if "open" in relevant.values() else ""
    )


@probe("hd-csp", spec="RFC 9700 4.16", says="should", flight="0, A", covers=("O AuthEndpoint.HasContentSecurityPolicy",))
def hd_csp(ask: Ask) -> Answer:
    """Which content security policy have these pages?"""
    words = _of_pages(
        ask, lambda seen: header(seen, "Content-Security-Policy") or seen.page.meta.get("content-security-policy", "")
    )
    loose = [name for name, policy in words.items() if "unsafe-inline" in policy]
    kinds = {name: "none" if not policy else "unsafe-inline" if name in loose else "policy" for name, policy in words.items()}
    return each(kinds, "; ".join(f"{name}: {policy or 'none'}" for name, policy in words.items()))


@probe("hd-referrer", spec="RFC 9700 4.2.4", flight="0, A", covers=("O AuthEndpoint.ReferrerPolicyEnforced",))
def hd_referrer(ask: Ask) -> Answer:
    """Which referrer policy have these pages?"""
    return each(_of_pages(ask, _referrer))


@probe("hd-third-party", spec="RFC 9700 4.2.4", says="should")
def hd_third_party(ask: Ask) -> Answer:
    """Do these pages load anything from other sites?"""
    hosts = {
        origin(url)
        for seen in _pages(ask).values()
        for url in seen.page.loads
        if url.startswith("http") and origin(url) != origin(seen.request.url)
    }
    return Answer(listed(sorted(hosts)))


@probe("hd-page-cache", spec="Form Post 2", says="must", flight="0, A, I")
def hd_page_cache(ask: Ask) -> Answer:
    """May the pages, and the redirect with the code, be kept in a cache?"""
    words = _of_pages(ask, lambda seen: header(seen, "Cache-Control") or "none")
    outcome = ask.kept("outcome A", "A") if ask.has("outcome A") else None
    if isinstance(outcome, Outcome) and outcome.word == "code" and outcome.seen:
        words["redirect with the code"] = header(outcome.seen[-1], "Cache-Control") or "none"
    return each(words)


@probe(
    "hd-token-cache",
    spec="RFC 6749 5.1; OIDC Core 3.1.3.3",
    says="must",
    flight="A",
    covers=("O TokenEndpoint.HasCacheControlHeader", "O TokenEndpoint.HasPragmaHeader", "C server"),
)
def hd_token_cache(ask: Ask) -> Answer:
    """Are the answers with tokens marked no-store?"""
    back: Back = ask.kept("tokens A", "A")
    if not back.has_tokens:
        raise Unclear("no successful answer with tokens was seen")
    stored = "no-store" in header(back.seen, "Cache-Control").lower()
    pragma = "no-cache" in header(back.seen, "Pragma").lower()
    return Answer("no-store" if stored else "none", f"Pragma: {'yes' if pragma else 'no'}", None if stored else "wrong")


@probe("hd-api-cache", spec="RFC 6750 2.3", flight="A", covers=("O ApiEndpoint.CacheControl",))
def hd_api_cache(ask: Ask) -> Answer:
    """Are the answers of UserInfo, introspection and revocation marked no-store?"""
    ask.kept("ui-get", "A")
    names = {"UserInfo": "ui-get", "introspection": "intro-access", "revocation": "rev-access said"}
    backs: dict[str, Back] = {name: ask.kept(kept, "A") for name, kept in names.items() if ask.has(kept)}
    return each({name: header(back.seen, "Cache-Control") or "none" for name, back in backs.items()})


@probe("hd-nosniff", spec="no standard")
def hd_nosniff(ask: Ask) -> Answer:
    """Are nosniff and a charset sent?"""
    words = _of_pages(ask, lambda seen: "nosniff" if header(seen, "X-Content-Type-Options").lower() == "nosniff" else "none")
    charset = all("charset" in header(seen, "Content-Type").lower() for seen in _pages(ask).values())
    return each(words, "with a charset" if charset else "without a charset")


@probe("hd-cors-authorize", spec="RFC 9700 2.6", says="must")
def hd_cors_authorize(ask: Ask) -> Answer:
    """Does the authorization endpoint let scripts of other sites read its answers?"""
    url = ask.endpoint("authorization_endpoint")
    word = _cors(ask, url, _ORIGIN, "GET")
    return Answer(word, "", "" if word == "none" else "wrong")


@probe("hd-cors-others", spec="RFC 9700 2.6; OIDC Core 5.3; RFC 7009 2.3", says="should")
def hd_cors_others(ask: Ask) -> Answer:
    """Which other endpoints may be read by scripts, and of which sites?"""
    own = origin(ask.client.redirect_uri)
    places = {
        "discovery": (ask.discovery_url, "GET"),
        **{
            name: (url, "GET" if name in ("jwks_uri", "userinfo_endpoint") else "POST")
            for name, url in endpoints(ask).items()
            if name not in ("authorization_endpoint", "introspection_endpoint")
        },
    }
    words = {}
    for name, (url, method) in places.items():
        found = {sent: _cors(ask, url, sent, method) for sent in (_ORIGIN, own, "null")}
        words[name] = (
            found[_ORIGIN]
            if len(set(found.values())) == 1
            else f"foreign {found[_ORIGIN]}, own {found[own]}, null {found['null']}"
        )
    return each(
        words,
        "",
        "alarm" if any("credentials" in w.partition(", own")[0] or "null echo + c" in w for w in words.values()) else "",
    )


@probe("hd-redirect-status", spec="RFC 9700 4.12", says="must", flight="A", alarm=("307", "308"))
def hd_redirect_status(ask: Ask) -> Answer:
    """With which status is the browser sent on after the password?"""
    status = ask.kept("redirect status", "A")
    return Answer(str(status))


def _need_answers(ask: Ask) -> None:
    """What is not seen says something only where something was. Raises `Unclear` where nobody answered."""
    if not ask.line.seen:
        raise Unclear("no answer came at all")


@probe("hd-cookies", spec="RFC 6265", flight="0, A")
def hd_cookies(ask: Ask) -> Answer:
    """Are the cookies Secure, HttpOnly and SameSite?"""
    _need_answers(ask)
    flags = ("Secure", "HttpOnly", "SameSite")
    table = {}
    for cookie in (cookie for seen in ask.line.seen for cookie in seen.cookies):
        name, _, rest = cookie.partition("=")
        table[re.sub(r"[0-9a-f-]{16,}", "*", name)] = (
            ", ".join(flag for flag in flags if re.search(rf";\s*{flag}\b", rest, re.I)) or "no flags"
        )
    return each(table) if table else Answer("none", "no cookie was set")


@probe("hd-rate-limit", spec="RFC 6585 4")
def hd_rate_limit(ask: Ask) -> Answer:
    """Are there signs of a rate limit?"""
    _need_answers(ask)
    names = {
        "retry-after",
        "ratelimit",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-policy",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
    }
    found = _values(names, ask.line.seen)
    return Answer(listed(sorted({line.partition(":")[0] for line in found}), "none seen"), listed(found[:5], ""))


@probe("hd-versions", spec="no standard")
def hd_versions(ask: Ask) -> Answer:
    """Do the headers give away product and version?"""
    _need_answers(ask)
    found = _values({"server", "x-powered-by", "x-aspnet-version"}, ask.line.seen)
    return Answer(listed(found))


@probe(
    "hd-login-page",
    spec="OIDC Registration 2; RFC 9700 4.11.2",
    covers=("C registration-logo-uri", "C registration-policy-uri", "C registration-tos-uri"),
)
def hd_login_page(ask: Ask) -> Answer:
    """What does the login page show: the client's name, a logo, links to policies, where the browser goes?"""
    page = ask.control.page
    if page is None or not ask.control.is_login:
        raise Unclear("no login page was seen")
    host = split_url(ask.client.redirect_uri)
    there = {
        "client": ask.client.client_id in page.text,
        "redirect host": bool(host and host.hostname and host.hostname in page.text and not is_this_machine(host.hostname)),
        "policy link": any(re.search(r"polic|privacy|terms|tos", f"{words} {href}", re.I) for words, href in page.links),
    }
    return Answer(listed([name for name, shown in there.items() if shown]), f"title {page.title!r}")
