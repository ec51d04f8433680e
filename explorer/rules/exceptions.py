"""What a provider is known to do otherwise, by its own choice: shown all the same, with what can be set, and no longer an error.

The exceptions stand in reference/providers.toml. Which provider it is, the user says: nothing is guessed from an address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import Mistake
from ..messages import unquoted
from ..reference import ProviderFacts, provider_facts, providers
from .finding import Finding
from .report import Report, answer_in, to_finding
from .shapes import split_url

# Which audiences are trusted is said by name, Flow(trusted_audiences=...): to be lenient with any would open the door.
# A key that is not there stays not there, wherever it may be found.
_STAYS_AN_ERROR = ("IDTC-AUD-UNTRUSTED", "IDTH-KID-UNKNOWN")


def profile_facts(profile: str | None) -> ProviderFacts | None:
    """Return what is known of a provider by its short name; None for None. Raises `Mistake` for a name that is not known."""
    if profile is None:
        return None
    facts = provider_facts(profile) if isinstance(profile, str) else None
    if facts is None:
        known = ", ".join(entry.key for entry in providers())
        raise Mistake(f"profile is the short name of a provider that is known here ({known}); got {unquoted(profile)}.")
    return facts


def with_exceptions(report: Report, facts: ProviderFacts | None) -> Report:
    """Return the report with the failures that this provider is known for marked as such."""
    if facts is None or not facts.exceptions:
        return report
    return Report(
        results=(
            _known(to_finding(each), facts) or each if answer_in(each).verdict == "fail" else each for each in report.results
        )
    )


def _known(finding: Finding, facts: ProviderFacts) -> Finding | None:
    """The finding as one that was to be expected; None where it was not."""
    note = facts.exceptions.get(finding.rule)
    if note is None or not _is_known(finding, facts.only.get(finding.rule)):
        return None
    severity = finding.severity if finding.rule in _STAYS_AN_ERROR else "info"
    return finding._replace(severity=severity, advice=f"{facts.name} is known for this. {note} {finding.advice}".strip())


def _is_known(finding: Finding, only: str | None) -> bool:
    """Tell whether all that was found is what this provider is known for; {host} in a pattern is the host that was asked."""
    if only is None:
        return True
    asked = split_url(finding.expected)
    pattern = re.compile(only.replace("{host}", re.escape((asked and asked.hostname) or "")), re.IGNORECASE)
    found = finding.received
    texts = found if isinstance(found, list | tuple | Mapping) else [found]  # of an object its names
    return all(pattern.fullmatch(str(text)) for text in texts)
