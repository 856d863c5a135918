"""Who may know of a list: the co-ordinators, the area's overseers, and the school from its release until two newer are out.

A row is read by whoever reads both the list and the pupil: once a pupil leaves the roll or is restricted the school reads the
row in no edition, and nothing says that there was one (SG-16). Nor does it read, in a list, a letter or among what was agreed, a
pupil whom it called not its own, until somebody has looked: all of that hangs from the pupil's place on its lists (FD 5.4).
What is the authority's alone has no grant to a school at all.
"""

from pathlib import Path

from breakwater.foundation.grants.declare import Follows, Gives, Own, Part, Reference, Root

_OUT = "f.released_at is not null and f.recalled_at is null and not f.is_past"
_LINK = ("team", "link_team_id")
_OVERSIGHT = ("oversight", "area_id")


def _of_the_child(
    table: str, kind: str, *extra: tuple[tuple[str, str], str], also: tuple[Gives, ...] = (), **more
) -> Root:
    """A row of its own about a child: its readers are given by team, and the child's seals and bars stand on it."""
    gives = [
        Gives(kind, "id", "your team supports the school", scope=_LINK),
        Gives(kind, "id", "your group oversees the area", scope=_OVERSIGHT),
        *(Gives(kind, "id", because, scope=scope) for scope, because in extra),
    ]
    return Root(
        table, kind=kind, gives=(*gives, *also), follows=(Follows((kind, "id"), ("person", "person_id")),), **more
    )


def _by_letter(table: str, **more) -> Part:
    """A row of a letter about a pupil, or about the whole school."""
    parents = (("letter_id", "education_letter"), ("person_id", "people_person"), ("pupil_id", "education_listedpupil"))
    return Part(table, parents=parents, **more)


TABLES = [
    Reference("education_cohortrule", update=("ends_on",)),
    Reference("education_cohortproposal", update=("outcome", "words", "decided_at", "decided_by_id")),
    Reference("education_fortnight", update=("lists_on", "is_before_holiday", "built_at", "making")),
    Reference("education_sourcestate", delete=True),
    Root(
        "education_schoollist",
        kind="school_list",
        frozen=("public_id", "fortnight_id", "area_id", "team_id", "version", "making"),
        delete=True,
        gives=(
            Gives("school_list", "id", "your team supports the school", scope=_LINK),
            Gives("school_list", "id", "your group oversees the area", scope=_OVERSIGHT),
            Gives("school_list", "id", "it is your school’s list", scope=("team", "team_id"), when=_OUT),
        ),
    ),
    Part(
        "education_listedpupil",
        parents=(("person_id", "people_person"),),
        less=(("team", "team_id"), "f.said_gone_on is not null"),
        update=("link_team_id", "until", "said_gone_on"),
        gives=(
            Gives(
                "person",
                "person_id",
                "the pupil is on the list of a school your team supports",
                scope=_LINK,
                when="f.until is null",
            ),
        ),
    ),
    Part(
        "education_listrow",
        parents=(
            ("list_id", "education_schoollist"),
            ("person_id", "people_person"),
            ("pupil_id", "education_listedpupil"),
        ),
        update=("agreed",),  # until the list is out
        delete=True,
    ),
    Part("education_rowflag", parents=(("row_id", "education_listrow"),), update=False, delete=True),
    _of_the_child("education_rownote", "row_note", update=False),
    # Whoever is to look must see whom: a pupil withheld is settled by the co-ordinators, on the child's own page.
    _of_the_child(
        "education_held",
        "held",
        delete=True,
        update=("settled_at", "settled_words"),
        also=(
            Gives(
                "person",
                "person_id",
                "a place at a school your team supports is to be confirmed",
                scope=_LINK,
                when="f.settled_at is null",
            ),
        ),
    ),
    Part("education_answer", parents=(("row_id", "education_listrow"),), update=("undone_at",)),
    _of_the_child(
        "education_correction",
        "correction",
        (("team", "owner_team_id"), "the list it is about is your team’s"),
        also=(
            Gives(
                "correction",
                "id",
                "your school said that the pupil is not on its roll",
                scope=("team", "school_team_id"),
                when="f.source = 'School roll' and f.done_at is null and f.withdrawn_at is null",
            ),
        ),
        update=("result", "result_words", "done_at", "done_by_id", "withdrawn_at"),
    ),
    _of_the_child(
        "education_worry",
        "worry",
        (("team", "school_team_id"), "your school told us"),
        also=(
            Gives(
                "person",
                "person_id",
                "a school your team supports worries about the pupil",
                scope=_LINK,
                until="f.made_at + interval '56 days'",
            ),
        ),
        update=("told_at",),
    ),
    Own("education_worrycheck", own=(_LINK,), update=False),
    Own(
        "education_paperleave",
        own=(_LINK, _OVERSIGHT, ("team", "school_team_id")),
        update=("ended_at", "ended_by_id"),
    ),
    Part("education_chase", parents=(("school_list_id", "education_schoollist"),), update=False),
    _of_the_child(
        "education_filetransfer",
        "file_transfer",
        (("team", "school_team_id"), "the pupil was on your school’s list"),
        update=("sent_at", "sent_by_id", "chased_at"),
    ),
    Reference(
        "education_calltimes",
        update=("weekdays", "starts", "ends", "telephone", "ask_for", "words", "changed_at", "changed_by_id"),
    ),
    Root(
        "education_call",
        kind="call",
        frozen=("public_id", "area_id", "school_list_id", "school_team_id"),
        gives=(
            Gives("call", "id", "your team supports the school", scope=_LINK),
            Gives("call", "id", "your group oversees the area", scope=_OVERSIGHT),
        ),
    ),
    Part("education_calltry", parents=(("call_id", "education_call"),), update=False),
    Part(
        "education_callitem",
        parents=(("call_id", "education_call"), ("row_id", "education_listrow"), ("worry_id", "education_worry")),
        frozen=("public_id", "call_id", "kind", "row_id", "worry_id"),
    ),
    Part(
        "education_callnote", parents=(("item_id", "education_callitem"),), update=("words", "at", "by_id"), delete=True
    ),
    Root(
        "education_letter",
        kind="letter",
        frozen=("public_id", "area_id", "call_id", "school_team_id"),
        gives=(
            Gives("letter", "id", "your team supports the school", scope=_LINK),
            Gives("letter", "id", "your group oversees the area", scope=_OVERSIGHT),
            Gives(
                "letter", "id", "it is to your school", scope=("team", "school_team_id"), when="f.sent_at is not null"
            ),
        ),
    ),
    _by_letter("education_letterline", update=False, delete=True),
    _by_letter("education_callaction", update=("done_at", "done_by_id", "dropped_at")),
    _by_letter("education_disagreement", update=("outcome", "settled_words", "settled_at", "settled_by_id")),
    _of_the_child(
        "education_filereceipt",
        "file_receipt",
        (("team", "school_team_id"), "the pupil has come to your school"),
        update=("outcome", "said_at", "said_by_id", "chased_at"),
    ),
    _of_the_child("education_consultation", "school_consultation", update=("case_id", "followed_up_at", "named_as")),
    Reference("education_talkto", frozen=("public_id", "area_id", "team_id")),
    Reference("education_unanswered", update=False),
    Part("education_promptanswer", parents=(("row_id", "education_listrow"),), update=False),
]

SCRIPTS = [Path(__file__).parent / "sql" / "lists.sql"]
CALLABLE = ["access.lists_less_mine()"]


def after_build(cursor) -> None:
    """Whoever is withheld since before the co-ordinators could see whom: their rows are looked at again, and give the sight."""
    waiting = "settled_at is null and settled_words = ''"
    cursor.execute(f"update education_held set settled_at = now(), settled_words = '-' where {waiting} returning id")
    those = [row[0] for row in cursor.fetchall()]
    cursor.execute("update education_held set settled_at = null, settled_words = '' where id = any(%s)", [those])
    # Whom a school called not its own since before the wall kept them from it.
    cursor.execute("update education_listedpupil set scopes = scopes where said_gone_on is not null")
    open_still = "source = 'School roll' and done_at is null and withdrawn_at is null"
    cursor.execute(f"update education_correction set withdrawn_at = now() where {open_still} returning id")
    said = [row[0] for row in cursor.fetchall()]
    cursor.execute("update education_correction set withdrawn_at = null where id = any(%s)", [said])
