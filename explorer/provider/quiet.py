"""No library that the provider is made of logs what the provider serves: Authlib logs tokens, tornado what it cannot read."""

from __future__ import annotations

import logging
import threading

_LIBRARIES = ("authlib", "joserfc", "tornado", "asyncio")
_serving = threading.local()


def silence() -> None:
    """Drop what libraries log in this thread, at any level.

    A level could be set again by whoever configures logging later, and the levels of their other work are not ours. A
    filter stays; each logger needs it, since one does not ask the filters of those above it.
    """
    _serving.here = True
    for name in [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _LIBRARIES]:
        logging.getLogger(name).addFilter(_is_elsewhere)


def _is_elsewhere(record: logging.LogRecord) -> bool:
    return not getattr(_serving, "here", False)
