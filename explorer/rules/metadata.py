"""Does the discovery document speak for the provider that was asked? (Discovery 4.3, RFC 8414 3.3)"""

from __future__ import annotations

from dataclasses import dataclass

from ..protocol.metadata import ProviderMetadata
from .finding import Report
from .registry import Outcome, RuleSet, failed, inapplicable, passed


@dataclass(frozen=True)
class MetadataCheck:
    """Metadata with the address where it was found and the issuer that the user pinned, if any."""

    metadata: ProviderMetadata
    found_at: str
    pinned: str | None

    @property
    def implied(self) -> str:
        """The issuer that the address implies: without the well-known part, which may also stand before the path (RFC 8414 3.1)."""
        before, _, rest = self.found_at.partition("?")[0].partition("/.well-known/")
        _, slash, path = rest.partition("/")
        return before + slash + path


METADATA: RuleSet[MetadataCheck] = RuleSet()
rule = METADATA.rule


@rule(
    "DISC-ISSUER-MISMATCH",
    spec="Discovery 4.3; RFC 8414 3.3",
    advice="If this provider is known to do so (Oracle does), pin the name that you trust: Flow(issuer=...).",
)
def issuer(check: MetadataCheck) -> Outcome:
    """Is the provider's name the address where it was found?"""
    if check.pinned is not None:
        return inapplicable("an issuer is pinned: the next row compares it")
    received = check.metadata.issuer
    if received == check.implied:
        return passed(check.implied, received)
    if received.rstrip("/") == check.implied.rstrip("/"):
        return passed(
            check.implied, received, "They differ by a final slash only; the published form is the one that tokens carry."
        )
    return failed("The document names another issuer than the address where it was found.", check.implied, received)


@rule("DISC-ISSUER-PINNED", spec="Discovery 4.3", advice="Compare with the provider's console which name is right.")
def pinned(check: MetadataCheck) -> Outcome:
    """Is it the issuer that was pinned?"""
    if check.pinned is None:
        return inapplicable("no issuer is pinned")
    if check.metadata.issuer == check.pinned:
        return passed(check.pinned, check.metadata.issuer)
    return failed("The document names another issuer than the one that was pinned.", check.pinned, check.metadata.issuer)


@rule(
    "DISC-PKCE-NOT-ADVERTISED",
    spec="RFC 8414 2; RFC 9700 2.1.1",
    severity="info",
    advice="Send PKCE all the same; it works at Oracle, which does not say so.",
)
def pkce(check: MetadataCheck) -> Outcome:
    """Does the provider say that it knows PKCE with S256?"""
    methods = check.metadata.members.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" in methods:
        return passed("S256", methods)
    return failed("The document does not announce S256.", "S256", methods)


def check_metadata(metadata: ProviderMetadata, *, found_at: str, pinned: str | None) -> Report:
    """Tell whether a discovery document may be believed; `found_at` is its address."""
    return METADATA.run(MetadataCheck(metadata, found_at, pinned))
