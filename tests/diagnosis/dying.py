"""A small provider of which some addresses do not answer, with the sentences of the wire itself."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from explorer.errors import Unreachable
from explorer.messages import Exchange, Request, Timing
from tests.diagnosis.small_provider import SmallProvider


@dataclass
class DyingProvider(SmallProvider):
    """`dead` has why no answer comes, by path."""

    dead: dict[str, Unreachable] = field(default_factory=dict)

    def send(self, request: Request, step: str) -> Exchange:
        """Answer, or say why nobody does."""
        path = urlsplit(request.url).path
        if path in self.dead:
            return Exchange(step, request, None, Timing(time.time()), str(self.dead[path]), self.dead[path].kind)
        return super().send(request, step)
