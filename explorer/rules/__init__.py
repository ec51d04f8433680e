"""What must be true of each message of the flow: one small rule for each question, one file or folder for each artefact.

    metadata, jwks            what the provider says about itself, and its keys
    authorize, redirect       the front channel: what we ask, what comes back
    token_request, token_response, token_error, refresh
    id_token                  form, signature, every item of OIDC Core 3.1.3.7
    access_token, userinfo, introspection, logout, logout_token
    transport                 how all of it travelled

To add a rule, put a row (rows.py) or a decorated function (registry.py) into the file of its artefact, with an id of its
own, a question, a section and advice, and give its test one input that fails and one that passes. `exceptions` knows what
single providers do otherwise. tests/rules/left_out.py lists what is not asked, and why.
"""

from .finding import Finding, Verdict
from .id_token import check_id_token
from .report import Report
from .signature import verify_signature

__all__ = ["Finding", "Report", "Verdict", "check_id_token", "verify_signature"]
