"""Which redirect addresses the authorization endpoint takes: the registered one alone, or others that look like it (RFC 9700 2.1, 4.1).

No login is needed: a provider that takes a silent request as valid must answer at its address (OIDC Core 3.1.2.6), so
acceptance shows in the Location of that answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from ...messages import is_this_machine
from ..answer import Answer, Mark, NotAsked, Unclear, each
from ..asking import FOREIGN, Ask
from ..outcomes import SILENT, Outcome
from ..registry import probe

CONFUSION = (  # spellings that some servers compare in another way than browsers read them
    *(
        "/..%2Fprobe",
        "/%2e%2e/probe",
        "/..;/probe",
        "/../probe",
        "/./probe",
        "//probe",
        "/%2Fprobe",
        "/%252Fprobe",
        "/..%252Fprobe",
    ),
    *(
        "/%5Cprobe",
        "/%255Cprobe",
        "/;probe",
        "/%3Bprobe",
        "/%0d%0aprobe",
        "/%250d%250aprobe",
        "/%00probe",
        "/%23probe",
        "/%3Fprobe",
    ),
    *("/%E5%98%8Aprobe", "/%c0%afprobe"),
)


def acceptance(outcome: Outcome) -> str:
    """Return whether an altered address was taken: "accepted", "refused", "ignored" (the registered one was used), or so far."""
    if outcome.word == "foreign-redirect":
        return "accepted"
    if outcome.is_answer:
        return "ignored" if outcome.word == "code" or outcome.error in SILENT else "refused"
    if outcome.is_login:
        return "accepted so far"
    if outcome.word in ("error-page", "http-error"):
        return "refused"
    raise Unclear(f"the altered request ended so: {outcome.word} ({outcome.told})")


def _altered(ask: Ask, uri: str) -> tuple[str, Outcome]:
    outcome = ask.decide({"redirect_uri": uri}, altered=uri)
    return acceptance(outcome), outcome


def _is_taken(ask: Ask, uri: str, mark: Mark = "wrong") -> Answer:
    """Ask whether another address than the registered one is taken; `mark` is what it means where it is."""
    word, outcome = _altered(ask, uri)
    return Answer(word, f"sent {uri}; {outcome.told or outcome.word}", mark if word == "accepted" else "")


def _parts(ask: Ask) -> SplitResult:
    return urlsplit(ask.client.redirect_uri)


def _is_loopback(ask: Ask) -> bool:
    return is_this_machine(_parts(ask).hostname)


def _at(ask: Ask, host: str) -> str:
    """The registered address at another host."""
    parts = _parts(ask)
    return urlunsplit(parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host))


def _is_name(host: str) -> bool:
    """Whether a host is a name, which has names below and above it, and no number."""
    return host.count(".") > 0 and not host.rpartition(".")[2].isdigit()


def _no_client(ask: Ask, outcome: Outcome) -> Answer:
    word = "login-page" if outcome.is_login else "error-page" if outcome.word == "http-error" else outcome.word
    mark: Mark = "wrong" if word in ("error-redirect", "code") else ""
    return Answer(word, outcome.told, mark, {"status": outcome.status})


def _confusing(ask: Ask) -> Iterator[str]:
    base = ask.client.redirect_uri.partition("?")[0].rstrip("/")
    return (base + spelling for spelling in CONFUSION)


@probe("az-unknown-client", spec="RFC 6749 4.1.2.1", says="must")
def az_unknown_client(ask: Ask) -> Answer:
    """Where does a request end whose client nobody knows?"""
    ask.require_control()
    name = "x" + "probe" * (len(ask.client.client_id) // 5 + 1)
    return _no_client(ask, ask.authorize({"client_id": name[: max(len(ask.client.client_id), 6)]}))


@probe("az-missing-client", spec="RFC 6749 4.1.1", says="must")
def az_missing_client(ask: Ask) -> Answer:
    """Where does a request end that names no client?"""
    ask.require_control()
    return _no_client(ask, ask.authorize({"client_id": None}))


@probe(
    "az-foreign-redirect",
    spec="RFC 6749 3.1.2.4, 4.1.2.1; OIDC Core 3.1.2.6; RFC 9700 2.1, 4.11.2",
    says="must",
    covers=("O AuthEndpoint.InvalidRedirect", "C ensure-registered-redirect-uri"),
    wrong=("error-redirect",),
    alarm=("foreign-redirect",),
)
def az_foreign_redirect(ask: Ask) -> Answer:
    """Is a browser ever sent to an address of somebody else?"""
    outcome = ask.decide({"redirect_uri": FOREIGN}, altered=FOREIGN)
    return Answer(
        "error-page" if outcome.word == "http-error" else outcome.word, outcome.told, facts={"status": outcome.status}
    )


@probe(
    "az-missing-redirect",
    spec="OIDC Core 3.1.2.1; RFC 6749 3.1.2.3",
    says="must",
    covers=("O AuthEndpoint.RedirectUriRequired", "C ensure-redirect-uri-in-authorization-request"),
)
def az_missing_redirect(ask: Ask) -> Answer:
    """Where does a request end that says nothing of the way back?"""
    ask.require_control()
    outcome = ask.authorize({"redirect_uri": None})
    word = "login-page" if outcome.is_login else outcome.word
    return Answer(word, outcome.told or "one registered address is assumed", facts={"status": outcome.status})


@probe(
    "az-redirect-path",
    spec="RFC 9700 2.1; OIDC Core 3.1.2.1",
    says="must",
    covers=("O AuthEndpoint.RedirectUriPathMatched", "O AuthEndpoint.InvalidRedirect"),
)
def az_redirect_path(ask: Ask) -> Answer:
    """Is the path compared letter for letter, or may something follow it?"""
    return ask.once("redirect-path", lambda: _is_taken(ask, ask.client.redirect_uri.partition("?")[0].rstrip("/") + "/probe"))


@probe(
    "az-redirect-query-added",
    spec="RFC 9700 2.1; OIDC Core 3.1.2.1",
    covers=("O AuthEndpoint.RedirectUriFullyMatched", "C redirect-uri-query-added", "C ensure-registered-redirect-uri"),
)
def az_redirect_query_added(ask: Ask) -> Answer:
    """Is an address with a query refused that the registered one has not?"""
    uri = ask.client.redirect_uri
    return ask.once("redirect-query", lambda: _is_taken(ask, f"{uri}{'&' if '?' in uri else '?'}probe=1"))


@probe(
    "az-redirect-query-changed",
    spec="RFC 6749 3.1.2; OIDC Core 3.1.2.1",
    covers=("C redirect-uri-query-mismatch", "C redirect-uri-query-OK"),
)
def az_redirect_query_changed(ask: Ask) -> Answer:
    """Where the registered address has a query: is another one refused, and the right one kept?"""
    parts = _parts(ask)
    if not parts.query:
        raise NotAsked("the registered redirect_uri has no query")
    name, _, _ = parts.query.partition("&")[0].partition("=")
    changed, _ = _altered(ask, urlunsplit(parts._replace(query=f"{name}=probe")))
    location = ask.silence.location
    return Answer(
        changed,
        "the honest query is " + ("kept" if parts.query in location else "lost"),
        "wrong" if changed == "accepted" else "",
    )


@probe("az-redirect-slash", spec="RFC 9700 2.1")
def az_redirect_slash(ask: Ask) -> Answer:
    """Is a final slash more or less another address?"""
    uri, _, query = ask.client.redirect_uri.partition("?")
    if not _parts(ask).path.strip("/"):
        raise NotAsked("the registered redirect_uri has no path")
    return _is_taken(ask, (uri[:-1] if uri.endswith("/") else f"{uri}/") + (f"?{query}" if query else ""))


@probe("az-redirect-case", spec="RFC 9700 2.1")
def az_redirect_case(ask: Ask) -> Answer:
    """Do capitals make another address of it, in the path or in the host?"""
    parts, words = _parts(ask), {}
    letter = next((i for i, c in enumerate(parts.path) if c.islower()), None)
    if letter is not None:
        path = parts.path[:letter] + parts.path[letter].upper() + parts.path[letter + 1 :]
        words["path"], _ = _altered(ask, urlunsplit(parts._replace(path=path)))
    if any(c.isalpha() for c in parts.hostname or ""):
        words["host"], _ = _altered(ask, _at(ask, (parts.hostname or "").capitalize()))
    if not words:
        raise NotAsked("the registered redirect_uri has no letters that could be capitals")
    return each(words, "", "wrong" if words.get("path") == "accepted" else "")


@probe("az-redirect-port", spec="RFC 8252 7.3; RFC 9700 2.1", says="must")
def az_redirect_port(ask: Ask) -> Answer:
    """Is another port taken?"""
    parts = _parts(ask)
    standing = parts.port or (80 if parts.scheme == "http" else 443)
    bare = parts.netloc.removesuffix(f":{parts.port}")
    other = urlunsplit(parts._replace(netloc=f"{bare}:{standing + 1 if standing < 65535 else standing - 1}"))
    return _is_taken(ask, other, "" if _is_loopback(ask) else "wrong")


@probe("az-redirect-scheme", spec="RFC 9700 2.6", says="must")
def az_redirect_scheme(ask: Ask) -> Answer:
    """Is http taken in the place of https, or the other way round?"""
    parts = _parts(ask)
    if parts.scheme not in ("http", "https"):
        raise NotAsked("the registered redirect_uri is of a scheme of its own")
    other = "http" if parts.scheme == "https" else "https"
    return _is_taken(ask, urlunsplit(parts._replace(scheme=other)), "" if _is_loopback(ask) else "wrong")


@probe("az-redirect-loopback-name", spec="RFC 8252 7.3, 8.3", says="should")
def az_redirect_loopback_name(ask: Ask) -> Answer:
    """Are localhost and 127.0.0.1 taken for the same?"""
    names = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}
    host = _parts(ask).hostname or ""
    if host not in names:
        raise NotAsked("the redirect_uri is not on this machine")
    return _is_taken(ask, _at(ask, names[host]), "")


@probe("az-redirect-subdomain", spec="RFC 9700 4.1.1")
def az_redirect_subdomain(ask: Ask) -> Answer:
    """Is a name below or above the registered host taken?"""
    host = _parts(ask).hostname or ""
    if _is_loopback(ask) or not _is_name(host):
        raise NotAsked("the redirect_uri is at a host without a domain")
    words = {"below": _altered(ask, _at(ask, f"probe.{host}"))[0]}
    if host.count(".") > 1:
        words["above"] = _altered(ask, _at(ask, host.partition(".")[2]))[0]
    return each(words, "", "alarm" if "accepted" in words.values() else "")


@probe("az-redirect-userinfo", spec="RFC 9700 4.1, 4.1.3")
def az_redirect_userinfo(ask: Ask) -> Answer:
    """Does a trick get through that shows the registered host in front of another one?"""
    uri, parts = ask.client.redirect_uri, _parts(ask)
    tricks = {"user info": f"https://{parts.netloc}@foreign.invalid{parts.path}", "path": f"https://foreign.invalid/{uri}"}
    words = {name: _altered(ask, trick)[0] for name, trick in tricks.items()}
    return each(words, "", "alarm" if "accepted" in words.values() else "")


@probe("az-redirect-fragment", spec="RFC 6749 3.1.2", says="must")
def az_redirect_fragment(ask: Ask) -> Answer:
    """Is an address with a fragment refused?"""
    return _is_taken(ask, f"{ask.client.redirect_uri}#probe")


@probe("az-redirect-encoding", spec="RFC 9700 2.1; RFC 3986 6.2.1")
def az_redirect_encoding(ask: Ask) -> Answer:
    """Is the same address in another spelling taken?"""
    parts = _parts(ask)
    letter = next((i for i, c in enumerate(parts.path) if c.isalnum()), None)
    if letter is None:
        raise NotAsked("the registered redirect_uri has no letters in its path")
    path = f"{parts.path[:letter]}%{ord(parts.path[letter]):02x}{parts.path[letter + 1 :]}"
    word, outcome = _altered(ask, urlunsplit(parts._replace(path=path)))
    spelling = "our spelling" if path in outcome.location else "the registered spelling"
    return Answer(
        word, f"the Location has {spelling}" if outcome.location else outcome.told, "wrong" if word == "accepted" else ""
    )


@probe("az-redirect-confusion", spec="RFC 9700 4.1", risk="T", covers=("O AuthEndpoint.RedirectUriConfusion",), by_name=True)
def az_redirect_confusion(ask: Ask) -> Answer:
    """Does any of twenty misleading spellings of a longer path get through?"""
    if ask.once("redirect-path", lambda: _is_taken(ask, ask.client.redirect_uri + "/probe")).word != "refused":
        raise NotAsked("a longer path is not refused in plain spelling already")
    for uri in _confusing(ask):
        raw = f"&redirect_uri={quote(uri, safe='%/:;')}"
        outcome = ask.authorize({"redirect_uri": None, "prompt": "none"}, altered=uri, tail=raw)
        if outcome.word == "foreign-redirect":
            return Answer(uri, f"it led to {outcome.location.partition('?')[0]}", "alarm")
    return Answer("none accepted")


@probe("az-redirect-pollution", spec="RFC 6749 3.1; RFC 9700 4.1", covers=("O AuthEndpoint.CodePollution",))
def az_redirect_pollution(ask: Ask) -> Answer:
    """Can an address plant a parameter into the answer?"""
    uri = ask.client.redirect_uri
    if ask.once("redirect-query", lambda: _is_taken(ask, f"{uri}{'&' if '?' in uri else '?'}probe=1")).word == "refused":
        return Answer("refused", "an added query is refused altogether")
    planted = f"{uri}{'&' if '?' in uri else '?'}code=planted&state=planted"
    outcome = ask.silently({"redirect_uri": planted}, altered=planted)
    states = [
        value
        for pair in urlsplit(outcome.location).query.split("&")
        for name, _, value in [pair.partition("=")]
        if name == "state"
    ]
    if "planted" not in states:
        return Answer("replaced" if outcome.is_answer else "refused", outcome.told)
    return Answer("planted first" if states[0] == "planted" else "planted last", "", "wrong")
