"""A sheet as JUnit XML, which every CI reads: an alarm is a failure, what was not asked is skipped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from .sheet import ProviderSheet

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def junit(sheet: ProviderSheet) -> str:
    """Return the sheet as one test suite with a case for each question."""
    left = [row for row in sheet.rows if not row.is_answered]
    counts = {"tests": len(sheet.rows), "failures": len(sheet.alarms), "skipped": len(left)}
    suite = ElementTree.Element("testsuite", {"name": _text(sheet.issuer), **{name: str(n) for name, n in counts.items()}})
    for row in sheet.rows:
        case = ElementTree.SubElement(suite, "testcase", {"classname": row.room, "name": row.id})
        told = _text(f"{row.question} {row.answer}. {row.detail} {row.spec}")
        if row.mark == "alarm":
            ElementTree.SubElement(case, "failure", {"message": _text(row.answer), "type": "alarm"}).text = told
        elif not row.is_answered:
            ElementTree.SubElement(case, "skipped", {"message": _text(f"{row.answer}: {row.detail}")})
        else:
            ElementTree.SubElement(case, "system-out").text = told + (" This breaks a MUST." if row.mark else "")
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
