"""HTTP as values: what is sent, what comes back, and how long each part of it took. Nothing here touches a network."""

from .brief import brief, brief_names
from .exchange import Exchange, Response, Timing
from .forms import (
    Params,
    encode_component,
    encode_form,
    parse_form,
    require_names,
    require_pairs,
    require_text,
    with_query,
)
from .request import Headers, Request, require_headers

__all__ = [
    "Exchange",
    "Headers",
    "Params",
    "Request",
    "Response",
    "Timing",
    "brief",
    "brief_names",
    "encode_component",
    "encode_form",
    "parse_form",
    "require_headers",
    "require_names",
    "require_pairs",
    "require_text",
    "with_query",
]
