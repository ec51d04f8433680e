"""The panels: a flow that is walked by clicking. A panel decides nothing, it shows a `Flow` and calls it."""

from .frame import FlowPanel
from .secret_box import SecretBox

__all__ = ["FlowPanel", "SecretBox"]
