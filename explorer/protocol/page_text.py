"""The text that a person would see of a page: without its tags, scripts and styles; and what the elements of XML hold."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|/?[A-Za-z][A-Za-z0-9:_-]{0,40}[\s/>])", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|title|p|div|h1)[\s>]", re.IGNORECASE)
_ELEMENT = re.compile(r"<([A-Za-z_][\w:.-]{0,60})(?:\s[^<>]{0,300})?>([^<>]{1,2000})</\1\s{0,9}>")
_TAG = re.compile(r"<([a-z]{1,20})(?![a-z])")
_MOST_ELEMENTS = 100
_BLOCK = re.compile(
    r"</?(?:h[1-6]|p|div|li|td|th|tr|dt|dd|pre|title|section|main|header|form|label|legend|br|blockquote)[\s/>]"
)
_BETWEEN = "|"  # what stands between two blocks, so that a heading and a sentence are not read as one
_UNSEEN = ("script", "style", "template", "noscript", "svg")
_ON_EVERY_PAGE = ("nav", "footer", "aside", "select", "button")  # what they say is not said of this answer


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
    """Return what a page says, on one line: the text between its tags, without the menus and footers of every page of a site."""
    return _text_between(markup, (*_UNSEEN, *_ON_EVERY_PAGE)) or _text_between(markup, _UNSEEN)


def is_still(text: str) -> bool:
    """Tell whether a text is the source of a page with nothing to fill in, to press or to follow, and no script that could bring it."""
    return _HTML.search(text.lower()) is not None and _WAY_ON.search(text) is None


_WAY_ON = re.compile(
    r"<(?:form|input|button|select|textarea|script|iframe|frame|object|embed|a|area)[\s>/]|http-equiv|\son[a-z]{4,20}=",
    re.IGNORECASE,
)


def _text_between(markup: str, left_out: tuple[str, ...]) -> str:
    """The text between the tags. Each sign of it is looked at once, however the tags are nested."""
    small, parts, at = markup.lower(), [], 0
    ends = {name: small.rfind(f"</{name}") for name in left_out}
    while True:
        start = small.find("<", at)
        if start < 0:
            parts.append(markup[at:])
            break
        parts.append(markup[at:start])
        if _BLOCK.match(small, start):
            parts.append(_BETWEEN)
        at = _behind(small, start, ends)
        if at < 0:
            break
    words = " ".join(parts).replace("]]>", " ").split()
    told = [word for word, before in zip(words, [_BETWEEN, *words], strict=False) if (word, before) != (_BETWEEN, _BETWEEN)]
    return " ".join(html.unescape(" ".join(told).strip(f" {_BETWEEN}")).split())


def _behind(small: str, start: int, ends: Mapping[str, int]) -> int:
    """Where it goes on behind the tag, the comment or the script that begins here; -1 where that never ends.

    `ends` are the elements that are left out, each with where its last end tag stands.
    """
    if small.startswith("<!--", start):
        end = small.find("-->", start)
        return end + 3 if end >= 0 else -1
    if small.startswith("<![cdata[", start):
        return start + len("<![cdata[")
    name = _name_of_tag(small, start)
    if name in ends and (name in _UNSEEN or ends[name] > start):  # a menu that never ends takes nothing with it
        start = small.find(f"</{name}", start)
        if start < 0:
            return -1
    end = small.find(">", start)
    return end + 1 if end >= 0 else -1


def _name_of_tag(small: str, start: int) -> str:
    found = _TAG.match(small, start)
    return found[1] if found else ""
