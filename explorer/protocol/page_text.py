"""The text that a person would see of a page: without its tags, scripts and styles; and what the elements of XML hold."""

from __future__ import annotations

import html
import re

_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|/?[A-Za-z][A-Za-z0-9:_-]{0,40}[\s/>])", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|p|div|h1)[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})(?:\s[^<>]{0,300})?>([^<>]{1,2000})</\1\s{0,9}>")
_MOST_ELEMENTS = 100
_UNSEEN = ("script", "style", "template", "noscript", "svg")


def is_markup(text: str) -> bool:
    """Tell whether a text begins as HTML or XML does."""
    return _MARKUP.match(text) is not None


def xml_members(markup: str) -> list[dict[str, str]]:
    """Return the elements of XML that hold a text and nothing else, each by its name without its prefix; nothing of a page.

    No parser is asked: what comes from a provider may hold entities that grow without end.
    """
    if _HTML.search(markup):
        return []
    bare = markup.replace("<![CDATA[", "").replace("]]>", "")
    found = [(name.rpartition(":")[2], html.unescape(text).strip()) for name, text in _ELEMENT.findall(bare)[:_MOST_ELEMENTS]]
    return [{name: text} for name, text in found if text]


def visible_text(markup: str) -> str:
    """Return the text between the tags, on one line. Each sign of it is looked at once, however the tags are nested."""
    small, parts, at = markup.lower(), [], 0
    while True:
        start = small.find("<", at)
        if start < 0:
            parts.append(markup[at:])
            break
        parts.append(markup[at:start])
        at = _behind(small, start)
        if at < 0:
            break
    return " ".join(html.unescape(" ".join(parts).replace("]]>", " ")).split())


def _behind(small: str, start: int) -> int:
    """Where it goes on behind the tag, the comment or the script that begins here; -1 where that never ends."""
    if small.startswith("<!--", start):
        end = small.find("-->", start)
        return end + 3 if end >= 0 else -1
    if small.startswith("<![cdata[", start):
        return start + len("<![cdata[")
    unseen = next((name for name in _UNSEEN if small.startswith(f"<{name}", start)), None)
    if unseen is not None:
        start = small.find(f"</{unseen}", start)
        if start < 0:
            return -1
    end = small.find(">", start)
    return end + 1 if end >= 0 else -1
