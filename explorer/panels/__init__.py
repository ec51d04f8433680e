"""The panels: a flow that is walked by clicking. A panel decides nothing, it shows a `Flow` and calls it."""

from .class_panel import ClassPanel
from .explain_panel import ExplainPanel
from .flow_panel import FlowPanel
from .probe_panel import ProbePanel
from .secret_box import SecretBox
from .small import AuthorizePanel, ComparePanel, ExchangePanel, RedirectPanel, TokensPanel

__all__ = [
    "AuthorizePanel",
    "ClassPanel",
    "ComparePanel",
    "ExchangePanel",
    "ExplainPanel",
    "FlowPanel",
    "ProbePanel",
    "RedirectPanel",
    "SecretBox",
    "TokensPanel",
]
