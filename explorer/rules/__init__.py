"""What must be true of each message of the flow: one small function per rule, one file per artefact."""

from .finding import Finding, Report, Verdict
from .id_token import check_id_token
from .signature import verify_signature

__all__ = ["Finding", "Report", "Verdict", "check_id_token", "verify_signature"]
