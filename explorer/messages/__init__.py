"""HTTP as values: what is sent, what comes back, and how long each part of it took. Nothing here touches a network."""

from .address import (
    LINK_LOCAL,
    PLAIN_HTTP,
    ascii_host,
    is_elsewhere,
    is_link_local,
    is_plain_http,
    is_this_machine,
    origin,
    place,
    risks,
    split_url,
    unquoted,
    word_or_unquoted,
)
from .brief import brief, brief_names
from .challenge import auth_params
from .charset import BodyText, decode, reader
from .correlation import correlation_numbers, is_correlation_header
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
from .request import Headers, Request, require_headers, secrets_in
from .transport import Transport

__all__ = [
    "LINK_LOCAL",
    "PLAIN_HTTP",
    "BodyText",
    "Exchange",
    "Headers",
    "Params",
    "Request",
    "Response",
    "Timing",
    "Transport",
    "ascii_host",
    "auth_params",
    "brief",
    "brief_names",
    "correlation_numbers",
    "decode",
    "encode_component",
    "encode_form",
    "is_correlation_header",
    "is_elsewhere",
    "is_link_local",
    "is_plain_http",
    "is_this_machine",
    "origin",
    "parse_form",
    "place",
    "reader",
    "require_headers",
    "require_names",
    "require_pairs",
    "require_text",
    "risks",
    "secrets_in",
    "split_url",
    "unquoted",
    "with_query",
    "word_or_unquoted",
]
