"""Which members of a discovery document a standard knows, and of what kind each is.

A member is judged by what the standard says of its name, never by how the name ends: drafts and vendors may give any form to
members of their own (Discovery 3 and 4.2: "Other Claims MAY also be returned").
"""

from __future__ import annotations

from ...protocol.metadata import OTHER_NAMES

_ALGORITHMS = tuple(
    f"{what}_{how}_values_supported"
    for what in ("id_token", "userinfo", "request_object", "authorization", "introspection")
    for how in ("signing_alg", "encryption_alg", "encryption_enc")
)
AUTHENTICATION = ("token", "revocation", "introspection")  # the endpoints at which a client proves itself (RFC 8414 2)

# Lists of texts: Discovery 3, RFC 8414 2, and the standards named behind the others
LISTS = frozenset(
    {
        *_ALGORITHMS,  # the last six: JARM 4, RFC 9701 7
        *(f"{name}_endpoint_auth_methods_supported" for name in AUTHENTICATION),
        *(f"{name}_endpoint_auth_signing_alg_values_supported" for name in AUTHENTICATION),
        *("scopes_supported", "response_types_supported", "response_modes_supported", "grant_types_supported"),
        *("acr_values_supported", "subject_types_supported", "display_values_supported", "claim_types_supported"),
        *("claims_supported", "claims_locales_supported", "ui_locales_supported", "code_challenge_methods_supported"),
        "prompt_values_supported",  # Prompt Create 4.2
        "dpop_signing_alg_values_supported",  # RFC 9449 5.1
        "authorization_details_types_supported",  # RFC 9396 10
        "backchannel_token_delivery_modes_supported",  # CIBA 4
        "backchannel_authentication_request_signing_alg_values_supported",  # CIBA 4
    }
)
BOOLEANS = frozenset(
    {
        "claims_parameter_supported",
        "request_parameter_supported",
        "request_uri_parameter_supported",
        "require_request_uri_registration",
        "authorization_response_iss_parameter_supported",
        "require_pushed_authorization_requests",
        "require_signed_request_object",
        "tls_client_certificate_bound_access_tokens",
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
        "frontchannel_logout_supported",
        "frontchannel_logout_session_supported",
    }
)
ADDRESSES = (
    *("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "registration_endpoint"),  # Discovery 3
    *("revocation_endpoint", "introspection_endpoint", *OTHER_NAMES),  # RFC 8414 2
    *("end_session_endpoint", "check_session_iframe"),  # RP-Initiated Logout 2.1, Session Management 3.3
    "device_authorization_endpoint",  # RFC 8628 4
    "pushed_authorization_request_endpoint",  # RFC 9126 5
    "backchannel_authentication_endpoint",  # CIBA 4
)
ALIASES = "mtls_endpoint_aliases"  # the same endpoints for clients with a certificate (RFC 8705 5)

# The registered values (Multiple Response Types 3 and 5, OIDC Core 3, OpenID4VP 5.6 and 8, JARM 2.3, Form Post 2)
RESPONSE_WORDS = frozenset({"code", "token", "id_token", "none", "vp_token"})
RESPONSE_MODES = frozenset(
    {
        *("query", "fragment", "form_post"),
        *("jwt", "query.jwt", "fragment.jwt", "form_post.jwt"),
        *("direct_post", "direct_post.jwt", "dc_api", "dc_api.jwt"),
    }
)
SUBJECTS = ("public", "pairwise")
# Of Discovery 3 and RFC 8414 2: a JSON object with none of them is no discovery document at all
CORE = frozenset({"issuer", *LISTS, *ADDRESSES})
