"""The panels: a flow that is walked by clicking. A panel decides nothing, it shows a `Flow` and calls it."""

from .class_panel import ClassPanel
from .flow_panel import FlowPanel
from .secret_box import SecretBox
from .small import AuthorizePanel, ComparePanel, ExchangePanel, RedirectPanel, TokensPanel

__all__ = [
    "AuthorizePanel",
    "ClassPanel",
    "ComparePanel",
    "ExchangePanel",
    "FlowPanel",
    "RedirectPanel",
    "SecretBox",
    "TokensPanel",
]
