"""The one bridge to the local provider: it starts it, registers clients, plays the browser, and says where a browser finds it."""

from ..provider import Fault
from .local_provider import LocalProvider

__all__ = ["Fault", "LocalProvider"]
