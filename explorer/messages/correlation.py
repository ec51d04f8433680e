"""The headers in which providers number their requests: their support finds a request by that number and by nothing else."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

# What vendors call it: x-request-id, X-ORACLE-DMS-ECID, paypal-debug-id, x-amzn-RequestId, X-Amz-Cf-Id, x-fb-trace-id ...
_NUMBER = re.compile(
    r"(?:[a-z0-9]+-)*(?:request|req|correlation|trace|debug|transaction|incident|error|activity|invocation|operation|tracking|log|cf)-?(?:id|uuid|guid|ref)"
    r"|(?:[a-z0-9]+-)*(?:ecid|traceparent|logid)|cf-ray|x-azure-ref|x-vercel-id|x-cloud-trace-context|x-fb-debug|x-b3-traceid|x-li-uuid|akamai-grn"
)


@functools.lru_cache(maxsize=256)  # the same dozen names come with every answer
def is_correlation_header(name: str) -> bool:
    """Tell whether a header of that name, in any letter case, numbers the request."""
    return len(name) < 100 and _NUMBER.fullmatch(name.lower()) is not None


def correlation_numbers(headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the headers that number the request, in their order."""
    return tuple((name, value) for name, value in headers if is_correlation_header(name) and value)
