"""The valid example of the census with one damage done to it, line by line of `damages.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, indent, tostring

import yaml
from defusedxml.ElementTree import fromstring

from breakwater.delivery.returns.census.editions import EXAMPLE

DAMAGES = Path(__file__).parent / "damages.yaml"


@dataclass(frozen=True)
class Damaged:
    """A file with one damage. `name` is the rule and which of its damages; `child` its number in the file, "" for the whole file's."""

    name: str
    rule: str
    also: frozenset[str]
    child: str
    content: bytes


@cache
def example() -> bytes:
    return EXAMPLE.read_bytes()


def damaged() -> Iterator[Damaged]:
    """A file for each damage, in the order they are written down."""
    times: dict[str, int] = {}
    for said in yaml.safe_load(DAMAGES.read_text()):
        rule = said["rule"]
        times[rule] = times.get(rule, 0) + 1
        root = fromstring(example().decode())
        child, places = _places(root, said)
        for place in places:
            _damage(place, said)
        indent(root)
        yield Damaged(
            f"{rule}-{times[rule]}",
            rule,
            frozenset(said.get("also", ())),
            child.findtext("ChildIdentifiers/LAchildID", "") if child is not None else "",
            tostring(ElementTree(root).getroot(), encoding="utf-8", xml_declaration=True),
        )


def _places(root: Element, said: dict) -> tuple[Element | None, list[Element]]:
    children = root.findall("Children/Child")
    if said.get("header"):
        return None, [root.find("Header")]
    if "child" in said:
        child = children[said["child"] - 1]
        return child, [child]
    return None, children


def _damage(place: Element, said: dict) -> None:
    for path, text in said.get("set", {}).items():
        for found in place.findall(path):
            found.text = text
    for path in said.get("remove", ()):
        parent, _, name = path.rpartition("/")
        for above in place.findall(parent or "."):
            for found in above.findall(name):
                above.remove(found)
    for path, elements in said.get("add", {}).items():
        for found in place.findall(path):
            found.extend(fromstring(f"<all>{elements}</all>"))
    if swap := said.get("swap"):
        for found in place.iter("Disability"):
            found.text = swap.get(found.text, found.text)


def line_of(content: bytes, text: str) -> int:
    """The line on which a text first stands."""
    return content[: re.search(re.escape(text.encode()), content).start()].count(b"\n") + 1
