"""All that an explanation shows, to look for what it must not; and the moment at which the samples are explained."""

from __future__ import annotations

import json

from explorer.explanation import Explanation
from explorer.views.explanation import explanation_html

NOW = 1_795_778_400.0


def shown(found: Explanation) -> str:
    """Return all that an explanation shows: in a cell, on a terminal, in a file."""
    runs = "".join(run.to_json() for each in found.everything for run in each.runs)
    texts = [repr(found), json.dumps(found.to_dict(), default=str), found.to_markdown(), explanation_html(found), runs]
    return "".join(texts) + repr([part for each in found.everything for part in each.parts])
