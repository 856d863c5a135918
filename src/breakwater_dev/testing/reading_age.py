"""How old a reader must be to read a page: Flesch-Kincaid's grade and five years, over its running prose."""

import re
from html.parser import HTMLParser

import textstat

HIGHEST = 11
APART = frozenset(
    [
        "p",
        "li",
        "dd",
        "dt",
        "div",
        "section",
        "article",
        "aside",
        "blockquote",
        "td",
        "th",
        "label",
        "legend",
        "summary",
        "details",
        "figcaption",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "fieldset",
        "form",
        "ul",
        "ol",
        "dl",
        "br",
    ]
)
LEFT_OUT = frozenset(
    [
        "nav",
        "script",
        "style",
        "svg",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "select",
        "textarea",
        "button",
        "table",
        "title",
        "head",
        "footer",
        "header",
    ]
)
EMPTY = frozenset(["br", "img", "input", "hr", "link", "meta", "source", "wbr"])
FEWEST_WORDS = 5
FACTS = " · "  # between who made it, how long it takes, when it was checked: a row of facts, no sentence
NUMBER = re.compile(r"\b[\d ]{4,}\b|https?://\S+|\S+@\S+")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


class _Prose(HTMLParser):
    """The text of the blocks of a page's main part, each with how much of it is links: what is a link alone names a place."""

    def __init__(self):
        super().__init__()
        self.open, self.blocks, self.words, self.of_links = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in APART:
            self._end_block()
        if tag not in EMPTY:
            self.open.append((tag, "visually-hidden" in (dict(attributes).get("class") or "")))

    def handle_endtag(self, tag):
        if tag in APART:
            self._end_block()
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        if "main" not in tags or LEFT_OUT & set(tags) or any(hidden for _, hidden in self.open):
            return
        (self.of_links if "a" in tags else self.words).append(data)
        if "a" in tags:
            self.words.append(data)

    def _end_block(self):
        block, links = " ".join("".join(self.words).split()), " ".join("".join(self.of_links).split())
        if block and block != links:
            self.blocks.append(block)
        self.words, self.of_links = [], []


def prose(html: str) -> list[str]:
    """The sentences of five words and more, as their reader meets them: no navigation, headings, names of places or numbers."""
    parser = _Prose()
    parser.feed(html)
    parser.close()
    return sentences(parser.blocks)


def sentences(blocks: list[str]) -> list[str]:
    parts = [part for block in blocks for part in SENTENCE.split(NUMBER.sub(" ", block)) if FACTS not in part]
    plain = [" ".join(re.sub(r"[.!?]", " ", part).split()) for part in parts]
    return [part for part in plain if len(part.split()) >= FEWEST_WORDS]


def age_of(said: list[str]) -> float:
    """The age at which most can read it; 0 where a page holds no running prose."""
    return round(textstat.flesch_kincaid_grade(". ".join(said) + ".") + 5, 1) if said else 0.0


def age_of_page(answer) -> float:
    assert answer.status_code == 200, answer.status_code
    return age_of(prose(answer.content.decode()))


def report(ages: dict[str, float]) -> None:
    """Print each page and its age, the oldest first."""
    for page, age in sorted(ages.items(), key=lambda each: -each[1]):
        print(f"{age:5.1f}  {page}")
