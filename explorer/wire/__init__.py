"""The one room that touches the network: a request goes out as it was shown, and what came back is recorded with its phases."""

from .http import Http

__all__ = ["Http"]
