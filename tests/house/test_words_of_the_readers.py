"""The words that the house had made for itself, replaced by those its readers use, do not come back."""

import re
from pathlib import Path

import breakwater
from breakwater_dev.testing.spoken import spoken

HOUSE = Path(breakwater.__file__).parent
REPLACED = {
    r"\b[Rr]ing(s|ing)?\b|\b[Rr]ang\b": "call",
    r"\b[Ww]hom\b": "who",
    r"(?<!duty )(?<!Duty )(?<!by )(?<!this )(?<!the )(?<!Unsubscribe-)(?<!first-)(?<!\.)\b[Pp]osts?\b": "role",
    r"(?<!^)\b[Ss]enders?\b(?! key)": "referrer",
    r"(?<!\{)(?<!^)\b[Ff]ront door\b": "MASH",
    r"[Ww]r(ite|itten) down": "record",
    r"^Keep (it|the record|this|the note|the words)$|^Kept\.|^Kept by$|Keep and come back": "save; page owner",
    r"[Tt](ake|aken|akes|ook) (it )?back\b(?! from the manager)": "undo, remove, withdraw",
    r"\b[Ww]orked out\b": "calculated; as at TIME",
    r"\bNothing waits\b": "nothing outstanding",
    r"\b[Cc]laim(s|ed)?\b|^Give (it )?back$|\bnot claimed\b": "allocate, release, unallocated",
    r"^Go on$|\bRead it over\b|^Narrow the list|^Take off\b|^Begin again$|^Look again$": "continue; check your answers; filter; refresh",
    r"\bDrop it\b|\b[Mm]end\b|\b[Aa]new\b": "discard; correct; again",
    r"is not well\b": "some services are delayed",
    r"see what your (post|role) allows": "your role limits what you can see",
    r"[Ww]ho may not look|something sealed": "block a colleague's access; sealed information",
    r"\b[Ss]tands? (here|there|below|above|beside|on|at|twice)\b|^Stands": "is, status",
    r"Why this time|[Mm]issed a time": "how this deadline is calculated; overdue",
    r"[Cc]ame out of hours|^How it came$|not settled|[Ss]ettled as": "received out of hours; source; matched",
    r"told more than once|Asked of others|What is known already": "linked contacts; agency checks; previous involvement",
    r"What the family was told|[Ss]ay how urgent|What shows it|which level of need you see": "consent; RAG; evidence; level of need",
    r"over the boundary|Given by your team|basic checks|What shall the|Check what will be read": "words.md, board and contact",
    r"[Ww]ent ahead without|Call a strategy|^Take it up$|I am on it|^The ladder$": "words.md, board and contact",
    r"^(What this contact is|The worry|What the children say|Safety now|Before birth|Missing education)$": "words.md, the form",
    r"Asperger|^(Physical|Emotional|Sexual) harm$|^So-called honour$": "words.md, the form",
    r"[Bb]y word of mouth|Who else heard it|[Ww]hat if things go wrong|Call it off": "words.md, early help",
    r"^Say who does what$|^Someone leads$|Anything to say to the giver": "words.md, early help",
    r"^It is checked$|^Nobody could talk$|[Ff]or the authority alone|Read it as they will|^Need you first$": "words.md, lists",
    r"this minute|my name be told|told you before|[Mm]ake a contact to|^How to get in$": "words.md, public",
    r"Nothing fits all|^Save the file|^You may$|Last read over|^Speaks of|by feed\b|Send me\b": "words.md, public",
    r"Settle the text|^Vary it$|\bAs in:": "finalise; add a local variation; for example",
}
# Words that are data, others' own, or the exact term of something else.
ALLOWED = re.compile(
    r"/(tests|migrations|names|schemas|reading|linking)/|people/names|enclosures\.py$|/models/|licen|examples/",
    re.IGNORECASE,
)


def _files():
    for path in sorted(HOUSE.rglob("*")):
        inside = f"/{path.relative_to(HOUSE).as_posix()}"
        if path.suffix in (".html", ".py", ".yaml") and not ALLOWED.search(inside):
            yield inside, path


def test_no_page_form_letter_or_message_speaks_a_replaced_word():
    found = [
        f"{inside}: {' '.join(words.split())[:90]!r} ({ours})"
        for inside, path in _files()
        for words in spoken(path)
        for theirs, ours in REPLACED.items()
        if re.search(theirs, words.strip())
    ]
    assert not found, "\n".join([f"{len(found)} replaced words:", *found])


def test_the_sweep_reads_templates_strings_and_data(tmp_path):
    said = {
        "a.html": '<p class="x">Ring <b>us</b></p>{{ button_row("Keep it") }}{# a post #}<form method="post">',
        "a.py": '"""A post."""\nWORDS = f"the post of {1}"\nkey = "post"\n',
        "a.yaml": "# post\nlabel: What the sender said\n",
    }
    for name, text in said.items():
        (tmp_path / name).write_text(text)
    assert {name: [w.strip() for w in spoken(tmp_path / name) if w.strip()] for name in said} == {
        "a.html": ["Keep it", "Ring", "us"],
        "a.py": ["the post of"],
        "a.yaml": ["What the sender said"],
    }
