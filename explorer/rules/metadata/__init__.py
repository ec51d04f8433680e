"""May a discovery document be believed, and what does it offer? (Discovery 3 and 4, RFC 8414)"""

from __future__ import annotations

from ...messages import Response
from ...protocol.metadata import ProviderMetadata
from ..registry import RuleSet
from ..report import Report
from .addresses import ADDRESSES
from .identity import IDENTITY
from .members import MEMBERS
from .offers import OFFERS
from .subject import MetadataCheck

__all__ = ["METADATA", "check_metadata"]

METADATA: RuleSet[MetadataCheck] = RuleSet(IDENTITY, MEMBERS, ADDRESSES, OFFERS)


def check_metadata(
    metadata: ProviderMetadata | None, *, found_at: str, pinned: str | None, response: Response | None = None
) -> Report:
    """Tell whether a discovery document may be believed; `found_at` is its address.

    `pinned` is the issuer that the user trusts, if any. `response` is the answer with the document, where it is at
    hand; `metadata` is None where nothing could be made of that.
    """
    return METADATA.run(MetadataCheck(metadata, found_at, pinned, response))
