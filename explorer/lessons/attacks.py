"""The attacks of lesson 05, each played at a local provider against a shop with only some of its guards up.

A play is recorded act by act, so that it can be drawn: who sent what to whom, whose `state` and whose code it was, and what
stopped it. What the shop and the provider did is read from the runs of the two sign-ins.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..errors import Mistake
from ..protocol.tokens import TokenErrorResponse
from ..secret import Secret
from .table import LessonTable

if TYPE_CHECKING:
    from ..flow import Flow
    from ..local import LocalProvider

ALICE, BOB, SHOP, PROVIDER, ROGUE = "Alice", "Bob", "shop", "provider", "rogue"
GUARDS = ("state", "nonce", "pkce", "iss", "redirect_uri")
LAX = ("any-redirect-uri", "redirect-uri-not-compared")  # what a provider must not be, for a lookalike to succeed
_LOOKALIKE = "redirect_uri=https%3A%2F%2Fsh0p.example%2Fcallback"


@dataclass(frozen=True)
class Act:
    """One arrow of the drawing, or what one of them found (then `target` is `source`). `mood` is "", "bad" or "warn"."""

    source: str
    target: str
    text: str
    mood: str = ""

    @property
    def words(self) -> str:
        """The act as a sentence."""
        return f"{self.source}: {self.text}" if self.source == self.target else f"{self.source} to {self.target}: {self.text}"


@dataclass
class Play:
    """An attack as it went. `shown` is whose account the shop shows in the end, `stopped_by` what stopped it, if anything did."""

    title: str
    up: str
    session_of: str  # whose browser has the shop's session
    acts: list[Act] = field(default_factory=list)
    shown: str = ""
    stopped_by: str = ""
    mistake: str = ""  # what the explorer says, where it was the client that stopped

    def act(self, source: str, target: str, text: str, mood: str = "") -> None:
        """Record one act."""
        self.acts.append(Act(source, target, text, mood))

    def stop(self, by: str, where: str, text: str) -> None:
        """Record what stopped the attack, and who noticed."""
        self.stopped_by = by
        self.act(where, where, text, "bad")

    @property
    def outcome(self) -> str:
        """How it ended, in a sentence."""
        if self.stopped_by:
            return f"Stopped: `{self.stopped_by}`."
        if self.shown == self.session_of:
            return f"Nothing was gained: {self.session_of} is {self.shown} in the shop."
        return f"The attack succeeded: in {self.session_of}'s browser, the shop shows the account of {self.shown}."


class Stage:
    """Plays the attacks: Alice and Bob each have a session at the shop, and sign in at the provider.

    `shop` is a flow of the shop's with a first link, `shop_at_rogue` one of the same shop at Bob's provider, for the mix-up.
    `up` names the guards that are up: `state`, `nonce`, `pkce`, `iss`, `redirect_uri`, with spaces between them.
    """

    def __init__(self, provider: LocalProvider, shop: Flow, shop_at_rogue: Flow | None = None) -> None:
        self.provider = provider
        self.shop = shop
        self.shop_at_rogue = shop_at_rogue

    def session(self, up: str, at: Flow | None = None) -> Flow:
        """Begin a sign-in at the shop with only these guards up."""
        left_out = {name: None for name in ("state", "nonce", "pkce") if name not in up.split()}
        return (at or self.shop).again(**left_out)

    def forged_redirect(self, up: str) -> Play:
        """Alice's browser opens the answer to Bob's request. The session is Alice's."""
        play = Play("A forged redirect", up, ALICE)
        alice, bob = self.session(up), self.session(up)
        answer = self._signs_in(play, BOB, bob)
        play.act(BOB, ALICE, "makes her browser open this address", "warn")
        self._comes_back(play, ALICE, alice, answer)
        return self._goes_on(play, alice)

    def injected_code(self, up: str) -> Play:
        """Alice's redirect is stolen, and its code injected into Bob's own. The session is Bob's."""
        play = Play("An injected code", up, BOB)
        alice, bob = self.session(up), self.session(up)
        stolen = self._signs_in(play, ALICE, alice)
        play.act(ALICE, BOB, "the address is stolen on its way", "warn")
        return self._inject(play, bob, stolen)

    def mix_up(self, up: str) -> Play:
        """Alice signs in by a detour through the rogue, and her code goes to Bob. The session is Bob's."""
        play = Play("A mix-up of two providers", up, BOB)
        alice, bob = self.session(up, at=self.shop_at_rogue), self.session(up)
        play.act(SHOP, ALICE, "a link to the rogue, with Alice's state" if "state" in up else "a link to the rogue")
        play.act(ALICE, ROGUE, "follows it")
        play.act(ROGUE, ALICE, "sends her on, with the link of Bob's sign-in", "warn")
        detour = swapped("state", _url(bob), _url(alice))
        answer = self.provider.sign_in(detour, user="alice")
        play.act(ALICE, PROVIDER, "signs in as Alice, by Bob's link")
        play.act(PROVIDER, ALICE, "redirect with a code for Bob's link")
        self._comes_back(play, ALICE, alice, answer)
        try:
            alice.exchange(despite=[] if "iss" in up.split() else ["AUTHR-ISS-MISMATCH"])
        except Mistake as mistake:
            return self._refused_by_shop(play, alice, mistake)
        play.act(SHOP, ROGUE, "the code, to the provider that it asked", "warn")
        play.act(ROGUE, BOB, "the code", "warn")
        return self._inject(play, bob, answer)

    def lookalike(self, up: str) -> Play:
        """Alice signs in by Bob's link, and her code arrives at Bob's site. The session is Bob's."""
        play = Play("An address that looks like the shop's", up, BOB)
        bob = self.session(up)
        link = swapped("redirect_uri", _url(bob), _LOOKALIKE)
        play.act(SHOP, BOB, "the link")
        play.act(BOB, ALICE, "the link, with his own site as redirect_uri", "warn")
        careful = "redirect_uri" in up.split()
        with nullcontext() if careful else self.provider.misbehaving(*LAX):
            play.act(ALICE, PROVIDER, "follows it, and would sign in" if careful else "signs in as Alice, by Bob's link")
            try:
                stolen = self.provider.sign_in(link, user="alice")
            except Mistake as mistake:
                play.mistake = str(mistake)
                play.stop("redirect_uri", PROVIDER, "this redirect_uri is not registered: the browser is sent nowhere")
                return play
            play.act(PROVIDER, BOB, "redirect with Alice's code, to Bob's site", "warn")
            return self._inject(play, bob, stolen)

    def used_code(self, up: str, *, careless: bool = False) -> Play:
        """Bob finds a code that Alice has used. The session is Bob's; a careless provider takes a code twice."""
        play = Play("A code out of the history", up, BOB)
        alice, bob = self.session(up), self.session(up)
        used = self._signs_in(play, ALICE, alice)
        self._comes_back(play, ALICE, alice, used)
        alice.exchange()
        play.act(SHOP, PROVIDER, "Alice's code")
        play.act(PROVIDER, SHOP, "tokens for Alice")
        play.act(ALICE, BOB, "the address, out of her history", "warn")
        with self.provider.misbehaving("code-reuse") if careless else nullcontext():
            self._inject(play, bob, used)
        status = alice.userinfo().response.status
        play.act(PROVIDER, PROVIDER, f"Alice's own access token answers {status} now", "bad" if status >= 400 else "")
        return play

    def table(self) -> LessonTable:
        """Play each attack with each guard alone, and list what stopped it."""
        attacks = {"forged redirect": self.forged_redirect, "injected code": self.injected_code}
        attacks |= {"mix-up": self.mix_up, "lookalike": self.lookalike}
        attacks |= {"code out of the history": partial(self.used_code, careless=True)}
        rows = []
        for name, play in attacks.items():
            stops = (play(up=guard).stopped_by for guard in GUARDS)
            rows.append((name, *(f"`{stop}`" if stop else "\u2013" for stop in stops)))
        return LessonTable("What stops which attack, one guard at a time", ("Attack", *GUARDS), tuple(rows))

    def arrives_at(self, *addresses: str) -> LessonTable:
        """Say of each address whether an honest provider sends a code there when a link names it as redirect_uri."""
        rows = []
        for address in addresses:
            link = swapped("redirect_uri", _url(self.shop), f"redirect_uri={quote(address, safe='')}")
            try:
                self.provider.sign_in(link)
                rows.append((f"`{address}`", "the code went there"))
            except Mistake as mistake:
                rows.append((f"`{address}`", str(mistake)))
        return LessonTable("Where the provider sends a code", ("redirect_uri", "What happened"), tuple(rows))

    # The parts of a play

    def _signs_in(self, play: Play, who: str, flow: Flow) -> Secret:
        """Somebody follows a link of the shop's and signs in."""
        sent = [name.replace("pkce", "code_challenge") for name in ("state", "nonce", "pkce") if name in play.up.split()]
        play.act(SHOP, who, f"the link, with {who}'s {', '.join(sent)}" if sent else "the link, with no guard in it")
        play.act(who, PROVIDER, f"signs in as {who}")
        answer = self.provider.sign_in(_url(flow), user=who.lower())
        play.act(PROVIDER, who, f"redirect with {who}'s code" + (f", and {who}'s state" if "state" in sent else ""))
        return answer

    def _comes_back(self, play: Play, who: str, flow: Flow, answer: Secret | str) -> None:
        flow.receive(answer)
        expected = flow.authorization_request.state if flow.authorization_request else None
        came = flow.authorization_response.state if flow.authorization_response else None
        fits = "" if expected is None else ": the state fits" if came == expected else ": another state than was sent"
        play.act(who, SHOP, f"arrives with the redirect{fits}")

    def _inject(self, play: Play, bob: Flow, stolen: Secret) -> Play:
        """Bob comes back from his own sign-in, and brings the code of another redirect."""
        own = self.provider.sign_in(_url(bob), user="bob")
        play.act(BOB, PROVIDER, "signs in as Bob, to have an answer of his own")
        self._comes_back(play, BOB, bob, swapped("code", own.reveal(), stolen.reveal()))
        return self._goes_on(play, bob)

    def _goes_on(self, play: Play, flow: Flow) -> Play:
        """The shop sends the code, checks the tokens, and asks who it is."""
        try:
            answer = flow.exchange()
        except Mistake as mistake:
            return self._refused_by_shop(play, flow, mistake)
        play.act(SHOP, PROVIDER, "the code, with the shop's secret" + (" and verifier" if "pkce" in play.up.split() else ""))
        if isinstance(answer, TokenErrorResponse):
            play.stop(str(answer.error), PROVIDER, f"{answer.error}: the code is not taken for this request")
            return play
        play.act(PROVIDER, SHOP, "tokens")
        failed = [finding.rule for finding in flow.check().failures if finding.is_error]
        if failed:
            play.stop(failed[0], SHOP, f"{failed[0]}: these tokens are not believed")
            return play
        play.shown = str(flow.userinfo().members.get("name")).split(" ")[0]
        mood = "bad" if play.shown != play.session_of else ""
        play.act(SHOP, play.session_of, f"\u201cWelcome, {play.shown}\u201d", mood)
        return play

    def _refused_by_shop(self, play: Play, flow: Flow, mistake: Mistake) -> Play:
        """A guard of the redirect failed, so no code is sent."""
        play.mistake = str(mistake)
        failed = [finding.rule for finding in flow.redirect_report.failures if finding.is_error] if flow.redirect_report else []
        rule = failed[0] if failed else "guard"
        play.stop(rule, SHOP, f"{rule}: no code is sent")
        return play


def swapped(name: str, mine: str, other: str) -> str:
    """Return my address, with the value of one parameter out of another address."""
    old, new = (address.partition(f"{name}=")[2].partition("&")[0] for address in (mine, other))
    return mine.replace(old, new) if old else mine


def _url(flow: Flow) -> str:
    request = flow.authorization_request
    assert request is not None  # noqa: S101 - every session begins with its link
    return request.url
