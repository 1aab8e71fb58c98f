"""A phone that fills in a form: the rules of ODK forms over the XML that a converter made.

What is not relevant, or stands in something that is not, is empty wherever it is named; an option
that its filter leaves out is not ticked. The XPath is libxml2's, with the functions forms add.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from lxml import etree
from pyxform.xls2xform import convert

from tests.samples import NOW

_INSTANCES = "instances__"
_PASSES = 8


def _text(value: Any) -> str:
    if isinstance(value, list):
        return (value[0].text or "") if value else ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _days(value: Any) -> float:
    text = _text(value)
    if not text:
        return float("nan")
    at = datetime.fromisoformat(text) if "T" in text else datetime.fromisoformat(text + "T00:00")
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86400


_ADDED = etree.FunctionNamespace(None)
_ADDED["selected"] = lambda _, told, code: _text(code) in _text(told).split()
_ADDED["count-selected"] = lambda _, told: float(len(_text(told).split()))
_ADDED["if"] = lambda _, test, yes, no: _text(yes) if test else _text(no)
_ADDED["substr"] = lambda _, text, start, end: _text(text)[int(start) : int(end)]
_ADDED["decimal-date-time"] = lambda _, told: _days(told)
_ADDED["now"] = lambda _: NOW.isoformat()
_ADDED["today"] = lambda _: _days(NOW.date().isoformat())


class Form:
    """A form as a converter makes it. Raises AssertionError where it warns of anything."""

    def __init__(self, workbook: bytes) -> None:
        done = convert(workbook, file_type=".xlsx")
        assert done.warnings == []
        self.xml = etree.fromstring(done.xform.encode())
        for element in self.xml.iter():
            element.tag = etree.QName(element).localname
        self.binds = {bind.get("nodeset"): bind for bind in self.xml.iter("bind")}
        _, model = self.xml.find("head")
        main, *lists = model.findall("instance")
        self.data = deepcopy(main[0])  # a tree of its own, which its paths begin at
        home = etree.SubElement(self.data, _INSTANCES)
        for each in lists:
            etree.SubElement(home, each.get("id")).append(each[0])

    def names(self) -> list[str]:
        return [path.rpartition("/")[2] for path in self.binds]

    @cached_property
    def _relevant(self) -> Mapping[str, Any]:
        return {
            p: self._compiled(b.get("relevant")) for p, b in self.binds.items() if b.get("relevant")
        }

    @cached_property
    def _reckoned(self) -> Mapping[str, Any]:
        return {
            p: self._compiled(b.get("calculate"))
            for p, b in self.binds.items()
            if b.get("calculate")
        }

    @cached_property
    def _filters(self) -> Mapping[str, Any]:
        found = {}
        for select in (*self.xml.iter("select1"), *self.xml.iter("select")):
            nodes = select.find("itemset").get("nodeset")
            if "[" in nodes:
                found[select.get("ref")] = self._compiled(nodes)
        return found

    def _compiled(self, expression: str) -> Any:
        return etree.XPath(re.sub(r"instance\('(\w+)'\)", rf"/data/{_INSTANCES}/\1", expression))

    def fill(self, told: Mapping[str, str]) -> dict[str, str | None]:
        """What each field and group then is: None if it is not relevant, by its name."""
        for element in self._fields():
            element.text = told.get(element.tag, "") or None
        for _ in range(_PASSES):
            before = self._state()
            self._pass(told)
            if self._state() == before:
                return self._shown()
        raise AssertionError("the form does not come to rest")

    def _fields(self) -> list[Any]:
        inside = set(self.data.find(_INSTANCES).iter())
        return [e for e in self.data.iter() if not len(e) and e not in inside]

    def _state(self) -> list[str | None]:
        return [element.text for element in self._fields()]

    def _pass(self, told: Mapping[str, str]) -> None:
        tree = self.data.getroottree()
        for element in self._fields():
            path = tree.getpath(element)
            if not self._is_relevant(path):
                element.text = None
            elif path in self._reckoned:
                element.text = _text(self._reckoned[path](self.data)) or None
            else:
                element.text = self._offered(path, told.get(element.tag, "")) or None

    def _is_relevant(self, path: str) -> bool:
        parts = path.split("/")
        above = ["/".join(parts[:n]) for n in range(2, len(parts) + 1)]
        return all(self._relevant[p](self.data) for p in above if p in self._relevant)

    def _offered(self, path: str, told: str) -> str:
        if path not in self._filters or not told:
            return told
        offered = {item.findtext("name") for item in self._filters[path](self.data)}
        return " ".join(code for code in told.split() if code in offered)

    def _shown(self) -> dict[str, str | None]:
        return {
            path.rpartition("/")[2]: self._value(path) if self._is_relevant(path) else None
            for path in self.binds
        }

    def _value(self, path: str) -> str:
        found = self.data.xpath(path)
        return (found[0].text or "") if found else ""

    def breaks(self, name: str, told: str) -> bool:
        """Whether a value goes against the constraint of a field."""
        (path,) = (path for path in self.binds if path.rpartition("/")[2] == name)
        constraint = self.binds[path].get("constraint")
        (element,) = self.data.xpath(path)
        element.text = told
        return bool(constraint) and not element.xpath(constraint)
