"""What lesson 09 does with many faults at once: visit the local provider with each of them, and sort what was noticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import Mistake, Unreachable
from ..flow import Flow
from ..reference import careless
from ..runs.comparison import compare
from ..wire import Http
from .table import LessonTable

if TYPE_CHECKING:
    from ..local import LocalProvider

# A selection, in the order of the flow: the place of a fault, and the names of faults there.
SELECTION = {
    "metadata": "metadata-of-another issuer-template announces-none http-endpoint pkce-plain-only announces-what-fails",
    "keys": "private-key-published shared-key-published no-keys keys-closed same-kid-twice",
    "redirect": "wrong-state missing-state wrong-redirect-iss missing-redirect-iss code-twice extra-parameters",
    "token endpoint": "no-access-token wrong-media-type null-member error-in-200 lower-case-token-type",
    "ID token": "wrong-issuer wrong-audience expired wrong-nonce alg-none bad-signature changed-claims repeated-claim "
    "issuer-slash old-sign-in audience-list unknown-claims",
    "UserInfo": "other-person userinfo-without-sub userinfo-error-in-200",
    "line": "cut-off oversized",
    "what it lets pass": "code-reuse pkce-not-enforced any-redirect-uri refresh-token-reuse",
}
FAMILIES = {
    "DISC": "the metadata",
    "JWKS": "the keys",
    "AUTHZ": "the link that we write",
    "AUTHR": "the redirect",
    "TOKR": "the token response",
    "IDTH": "the ID token's header and signature",
    "IDTC": "the ID token's claims",
    "UI": "UserInfo",
}


def failures(flow: Flow) -> list[str]:
    """Return the ids of the rules that failed in a flow, the worst first; remarks (`info`) do not count."""
    return [found.rule for found in flow.run.report.worst_first if found.verdict == "fail" and found.severity != "info"]


def solved(provider: LocalProvider) -> Any:
    """Return the fault that the local provider has, also where it is a mystery; None where it has none. It is honest from now on."""
    if provider.behaviour.startswith("mystery"):
        provider.reveal_mystery()
    names = provider.fault_names
    provider.behave()
    return provider.faults[names[0]] if names else None


class Visitor:
    """An honest client that visits the local provider; called, it returns the flow of its visit."""

    def __init__(self, provider: LocalProvider) -> None:
        self.provider = provider
        self.client = provider.register("visitor")

    def __call__(self, fault: str | None = None, **changes: Any) -> Flow:
        """Go as far as an honest client goes, at a provider with one fault: all steps, or up to the one at which it has to stop.

        It asks UserInfo nothing with tokens that it does not believe. Its scope asks for an address and a refresh token, for
        which the standard wants `prompt=consent` (OIDC Core 11). `changes` are other parameters of the link. Raises
        `Unreachable` where no whole answer came.
        """
        flow = Flow(self.provider.issuer, self.client, http=Http(timeout=5), label=fault or "honest")
        with self.provider.misbehaving(fault) if fault else nullcontext():
            try:
                flow.discover()
                link = flow.authorize("openid email offline_access", **{"prompt": "consent"} | changes)
                flow.receive(self.provider.sign_in(link.url))
                flow.exchange()
                if flow.check().ok:
                    flow.userinfo()
                    flow.refresh()
            except Mistake:
                pass  # an honest client stops here; what it saw until then is in the record
        return flow

    def with_a_wrong_verifier(self, fault: str | None = None) -> str:
        """Sign in, and send another `code_verifier` than the one of the link. Returns the error that comes, or "tokens"."""
        flow = Flow(self.provider.issuer, self.client, label="a wrong verifier")
        flow.discover()
        flow.receive(self.provider.sign_in(flow.authorize().url))
        with self.provider.misbehaving(fault) if fault else nullcontext():
            flow.exchange(flow.token_request(extra=[("code_verifier", "x" * 43)]))
        return str(flow.run.refusal["error"]) if flow.run.refusal else "tokens"

    def visit_all(self, selection: Mapping[str, str] = SELECTION) -> Visits:
        """Visit once for each fault of a selection, and once the honest provider."""
        honest, flows, unanswered = self(), {}, []
        for name in " ".join(selection.values()).split():
            try:
                flows[name] = self(name)
            except Unreachable:
                unanswered.append(name)
        return Visits(honest, flows, tuple(unanswered))


@dataclass(frozen=True)
class Visits:
    """Many visits: the flow of each fault, the honest one beside them, and the faults at which no answer came."""

    honest: Flow
    flows: Mapping[str, Flow]
    unanswered: tuple[str, ...]

    def noticed(self) -> LessonTable:
        """Say of each fault which rules failed, by the family of the rules."""
        rows = ((_name(fault), *_by_family(rules)) for fault, rules in self._failed.items() if rules)
        return LessonTable("What noticed which fault", ("Fault", "Where it was noticed", "Rules"), tuple(rows))

    def seen_by_one(self) -> LessonTable:
        """Say of each fault that a single rule noticed what a client without that rule would have done."""
        rows = []
        for fault, (rule, *others) in ((fault, rules) for fault, rules in self._failed.items() if rules):
            known = careless(rule)
            rows += [] if others else [(_name(fault), _name(rule), known.outcome if known else "")]
        return LessonTable("Noticed by a single check", ("Fault", "Rule", "A client without it"), tuple(rows))

    def alike(self) -> LessonTable:
        """List the faults that end in the very same rules, so that no check can tell them apart."""
        counted = Counter(_names(rules) for rules in self._failed.values())
        shared = [rules for rules, times in counted.items() if rules and times > 1]
        rows = ((_names(f for f, its in self._failed.items() if _names(its) == rules), rules) for rules in shared)
        return LessonTable("Faults that look alike to the checks", ("Faults", "Rules"), tuple(rows))

    def unseen(self) -> LessonTable:
        """Say of each fault that no check noticed what a comparison with the honest visit finds."""
        rows = []
        for fault, flow in self.flows.items():
            if not self._failed[fault]:
                found = compare(self.honest.run, flow.run).differing_rows
                rows.append((_name(fault), _names(dict.fromkeys(row.key[-1] for row in found)) or "nothing"))
        return LessonTable("Noticed by no check", ("Fault", "What the comparison finds"), tuple(rows))

    @property
    def _failed(self) -> dict[str, list[str]]:
        return {fault: failures(flow) for fault, flow in self.flows.items()}


def differences(honest: Flow, other: Flow) -> LessonTable:
    """List what a comparison of two visits finds in the ID token, beside what is new at every sign-in."""
    found = [row for row in compare(honest.run, other.run).differing_rows if row.key[:2] == ("claim", "id_token")]
    rows = ((_name(row.key[-1]), *(str(row.values.get(run, "(absent)")) for run in (0, 1))) for row in found)
    return LessonTable(
        f"What the comparison finds: honest and {other.run.label or 'other'}",
        ("Claim", "honest", other.run.label or "other"),
        tuple(rows),
    )


def _by_family(rules: Iterable[str]) -> tuple[str, str]:
    """The families of some rules, in the order of the flow, and the rules."""
    there = {rule.partition("-")[0] for rule in rules}
    known = [words for family, words in FAMILIES.items() if family in there]
    return ", ".join([*known, *sorted(there - FAMILIES.keys())]), _names(rules)


def _name(name: str) -> str:
    return f"`{name}`"


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))
