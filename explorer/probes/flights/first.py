"""Flight A: the honest sign-in, read closely; then what its tokens are good for, in an order in which nothing spoils the rest."""

from __future__ import annotations

from ...messages import Params, with_query
from ...protocol.jose import looks_like_jwt
from ...secret import Secret
from ..asking import EVERY_PROOF, Ask
from ..back_channel import Back
from ..line import Seen
from ..links import HONEST_SCOPE, Link
from ..outcomes import Outcome
from ..token_forgery import unsigned_variants
from .flight import is_alive, ride, tried


def first_scope(ask: Ask) -> tuple[str, str | None]:
    """Return the scope of flight A and its prompt: a refresh token is asked for where that is announced."""
    known = ask.members.get("scopes_supported")
    offline = isinstance(known, list) and "offline_access" in known
    return (f"{HONEST_SCOPE} offline_access", "consent") if offline else (HONEST_SCOPE, None)


def _link(ask: Ask) -> Link:
    scope, prompt = first_scope(ask)
    return ask.link({"scope": scope, "prompt": prompt})


def fly_first(ask: Ask, wanted: frozenset[str]) -> None:
    """Do flight A."""
    made: list[Link] = []

    def make() -> Link:
        made.append(_link(ask))
        return made[-1]

    back = ride(ask, "A", make, [])
    if made[-1].get("prompt") and _is_refused(ask):  # what was asked on top of the honest request may be the reason
        ask.forget("outcome A")
        ask.flights.pop("A", None)
        back = ride(ask, "A", ask.link, [])
    _note_pages(ask)
    if back is None or not back.has_tokens:
        return
    access, id_token, refresh = (back.token(name) for name in ("access_token", "id_token", "refresh_token"))
    if access is not None:
        _userinfo(ask, access, id_token, wanted)
        _introspection(ask, access, id_token, refresh, wanted)
    _pages_of_the_session(ask)
    if refresh is not None:
        _refreshing(ask, refresh, str(back.members.get("scope") or made[-1].get("scope")), wanted)


def _is_refused(ask: Ask) -> bool:
    """Whether the provider refused the sign-in; a person who says no is not asked again."""
    outcome: Outcome | None = ask.once("outcome A", lambda: None) if ask.has("outcome A") else None
    return outcome is not None and outcome.word == "error-redirect" and outcome.error.startswith(("invalid_", "unsupported_"))


def _note_pages(ask: Ask) -> None:
    """What the pages of the sign-in show, where the browser is ours."""
    trail: list[Seen] = getattr(ask.given.sign_in, "trail", [])
    statuses: list[int] = getattr(ask.given.sign_in, "statuses", [])
    consents = [seen for seen in trail if seen.status < 400 and "html" in seen.media_type and _is_consent(seen, ask)]
    if hasattr(ask.given.sign_in, "trail"):
        ask.keep("consent A", lambda: "asked" if consents else "no consent asked")
    if consents:
        ask.keep("consent page", lambda: consents[-1])
    if statuses:
        ask.keep("redirect status", lambda: statuses[0])


def _is_consent(seen: Seen, ask: Ask) -> bool:
    return seen.page.asks_consent(ask.client.client_id)


def _userinfo(ask: Ask, access: Secret, id_token: Secret | None, wanted: frozenset[str]) -> None:
    url = tried(ask, "userinfo url", lambda: ask.userinfo(access))
    if url is None:
        return
    ask.keep("ui-get", lambda: ask.once("userinfo url", lambda: None))
    address = ask.endpoint("userinfo_endpoint")
    bearer = (("Authorization", Secret(f"Bearer {access.reveal()}", "bearer_token")),)
    in_form: Params = (("access_token", access),)
    tried(ask, "ui-post-header", lambda: ask.post(address, (), "userinfo", bearer))
    tried(ask, "ui-post-body", lambda: ask.post(address, in_form, "userinfo"))
    tried(ask, "ui-two-places", lambda: ask.post(address, in_form, "userinfo", bearer))
    for scheme in ("bearer", "BEARER"):
        header = (("Authorization", Secret(f"{scheme} {access.reveal()}", "bearer_token")),)
        tried(ask, f"ui-scheme-case {scheme}", lambda header=header: ask.userinfo(access, header))  # type: ignore[misc]
    if id_token is not None:
        tried(ask, "ui-id-token-as-token", lambda: ask.userinfo(id_token))
    if "ui-query" in ask.given.chosen and "ui-query" in wanted:
        url_with = with_query(address, [("access_token", access.reveal())])
        tried(ask, "ui-query", lambda: Back(ask.get(url_with, "userinfo")))
    if "ui-modified-jwt" in ask.given.chosen and looks_like_jwt(access):
        for name, forged in unsigned_variants(access).items():
            tried(ask, f"ui-modified-jwt {name}", lambda forged=forged: ask.userinfo(forged))  # type: ignore[misc]


def _introspection(ask: Ask, access: Secret, id_token: Secret | None, refresh: Secret | None, wanted: frozenset[str]) -> None:
    if not any(id.startswith("intro-") for id in wanted):
        return

    def about(token: Secret, hint: str = "access_token", **how: object) -> Back:
        return ask.call("introspection_endpoint", (("token", token), ("token_type_hint", hint)), "introspect", **how)

    tried(ask, "intro-access", lambda: about(access))
    if refresh is not None:
        tried(ask, "intro-refresh", lambda: about(refresh, "refresh_token"))
    if id_token is not None:
        tried(ask, "intro-id-token", lambda: about(id_token, "id_token"))
    if "intro-other-client" in wanted and ask.has_second:
        tried(ask, "intro-other-client", lambda: about(access, client=ask.second))
    signed = (("Accept", "application/token-introspection+jwt"),)
    tried(ask, "intro-signed", lambda: about(access, headers=signed))


def _pages_of_the_session(ask: Ask) -> None:
    """What a session is shown when it is asked for more; only a browser of ours tells."""
    look = getattr(ask.given.sign_in, "look", None)
    if look is None:
        return
    for prompt in ("login", "consent", "select_account"):
        link = ask.link({"prompt": prompt})
        before = len(ask.line.seen)
        outcome: Outcome | None = tried(ask, f"page {prompt}", lambda link=link: look(ask, link))  # type: ignore[misc, assignment]
        if outcome is not None:
            ask.note(*(seen.number for seen in ask.line.seen[before:]))


_OLD = {"rt-old-again", "rt-family-dies", "tm-refresh-grace"}


class _Family:
    """The refresh tokens of one grant, as they replace each other."""

    def __init__(self, ask: Ask, token: Secret) -> None:
        self._ask = ask
        self.now, self.before = token, token
        self.access: Secret | None = None

    def use(self, token: Secret, **how: object) -> Back:
        params = (("grant_type", "refresh_token"), ("refresh_token", token), *how.pop("more", ()))  # type: ignore[misc]
        return self._ask.token(params=params, step="refresh", **how)  # type: ignore[arg-type]

    def take(self, back: Back | None) -> None:
        """Go on with what a refresh brought."""
        if back is None or not back.has_tokens:
            return
        self.access = back.token("access_token") or self.access
        if self.access is not None:
            self._ask.gather("access_token", self.access)
        new = back.token("refresh_token")
        if new is not None and new != self.now:
            self.before, self.now = self.now, new
            self._ask.gather("refresh_token", new)


def _refreshing(ask: Ask, refresh: Secret, granted: str, wanted: frozenset[str]) -> None:
    """The questions about refreshing, in their order; the last ones end the grant."""
    family = _Family(ask, refresh)

    def step(name: str, **how: object) -> Back | None:
        back: Back | None = tried(ask, name, lambda: family.use(family.now, **how))  # type: ignore[assignment]
        family.take(back)
        return back

    ask.keep("refresh A", lambda: refresh)
    first = step("rt-works")
    if first is None or not first.has_tokens:
        return
    step("rt-narrower", more=(("scope", "openid"),))
    known = ask.members.get("scopes_supported")
    more = next((s for s in known if s not in granted.split()), "") if isinstance(known, list) else ""
    if more:
        ask.keep("wider scope", lambda: more)
        step("rt-wider", more=(("scope", f"{granted} {more}"),))
    if not ask.client.is_public:
        step("rt-unauthenticated", omit=EVERY_PROOF, extra=(("client_id", ask.client.client_id),))
        step("rt-unauthenticated nothing", omit=EVERY_PROOF)
    if "rt-other-client" in wanted and ask.has_second:
        step("rt-other-client", client=ask.second)
        step("rt-after-foreign-try")
    _rotation(ask, family, wanted)


def _rotation(ask: Ask, family: _Family, wanted: frozenset[str]) -> None:
    back: Back | None = tried(ask, "rt-rotates", lambda: family.use(family.now))  # type: ignore[assignment]
    used = family.now
    family.take(back)
    if back is None or not back.has_tokens or family.now == used or not wanted & _OLD:
        return
    ask.pause(0.5)
    lives = family.access is not None and is_alive(ask, family.access)
    old: Back | None = tried(ask, "rt-old-again", lambda: family.use(used))  # type: ignore[assignment]
    if old is not None and old.has_tokens:
        _grace(ask, family, used)
        return
    ask.settle()
    newest = family.now
    last: Back | None = tried(ask, "rt-family-dies", lambda: family.use(newest))  # type: ignore[assignment]
    if family.access is not None and lives and last is not None and not last.has_tokens:
        access = family.access
        tried(ask, "rt-family access", lambda: ask.userinfo(access))
    family.take(last)


def _grace(ask: Ask, family: _Family, used: Secret) -> None:
    """An old token still works: for how long, and until the new one is used?"""
    new: Back | None = tried(ask, "rt-new-used", lambda: family.use(family.now))  # type: ignore[assignment]
    family.take(new)
    tried(ask, "rt-old-after-new", lambda: family.use(used))
    if "tm-refresh-grace" not in ask.given.chosen:
        return
    for seconds, total in ((10, 10), (30, 40)):
        ask.pause(seconds)
        tried(ask, f"tm-refresh-grace {total}", lambda: family.use(used))
