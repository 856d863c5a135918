"""The assessment as its pages show it: sections with what is done and by whom, the whole in words, the family drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse

from breakwater.casework.cases.models import Participant
from breakwater.casework.clocks import time_left
from breakwater.casework.clocks.models import Clock
from breakwater.casework.models import Answers
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import words
from breakwater.casework.recording.definitions import Visibility
from breakwater.foundation.design.environment import lines
from breakwater.foundation.design.moments import day, spoken
from breakwater.partnership.people.models import Person, Relationship
from breakwater.partnership.people.records import genogram
from breakwater.partnership.people.records.presenting import what_they_are
from breakwater.practice.early_help.episodes.participants import people_of
from breakwater.practice.early_help.models import Assessment, ChildPart, Episode, FamilyComment, Hand
from breakwater.practice.early_help.pathway import ASSESS

from .route import CHILDREN_AFTER, left_out

SIGN_OFF = "sign_off"
WITH = ("answers__version__form", "answers__area")


def begun_for(episode: Episode) -> Assessment | None:
    """The assessment of an episode, where one was begun."""
    return Assessment.objects.select_related("episode", *WITH, "completed_by").filter(episode=episode).first()


def parts_of(episode: Episode) -> QuerySet[ChildPart]:
    """Each child's part of it."""
    return ChildPart.objects.select_related(*WITH, "person").filter(assessment__episode=episode)


@dataclass(frozen=True)
class Part:
    """A heading of the overview and its sections, as design's task list takes them."""

    heading: str
    hint: str
    tasks: list[dict]


@dataclass(frozen=True)
class Overview:
    parts: list[Part]
    clock: dict | None
    left: int
    is_complete: bool
    completed: str
    scores: list[str]
    without_part: list[str]
    says_harm: Assessment | None = None


@dataclass(frozen=True)
class Whole:
    """All of it in words. `parts` are (heading, sections), each section (title, summary rows, who wrote it, where it is changed)."""

    parts: list[tuple[str, list[tuple[str, list[dict], str, str]]]]
    from_the_family: list[dict]
    addenda: list[dict]
    is_complete: bool
    completed: str
    person_ids: list[int]
    says_harm: Assessment | None = None


def overview(episode: Episode, begun: Assessment, now: datetime) -> Overview:
    """The sections of the route in parts, in the order in which they are written, in a fixed number of queries."""
    children = children_of(begun)
    hands = _hands([begun.answers, *(child.answers for child in children)])
    tasks = _tasks(begun.answers, hands, lambda page: reverse("early_help:section", args=[episode.reference, page]))
    keys = list(tasks)
    split = keys.index(CHILDREN_AFTER) + 1 if CHILDREN_AFTER in tasks else len(keys)
    after = [key for key in keys[split:] if key != SIGN_OFF]
    parts = [
        Part("The family", "", [tasks[key] for key in keys[:split] if key != SIGN_OFF]),
        *(Part(child.person.name, "", list(_child_tasks(episode, child, hands).values())) for child in children),
        Part(
            "Checks and analysis",
            "Sections that you choose to look at more closely come in between.",
            [tasks[key] for key in after],
        ),
        Part("Sign-off", "", [tasks[key] for key in (SIGN_OFF,) if key in tasks]),
    ]
    parts = [part for part in parts if part.tasks]
    clock = Clock.objects.filter(case=episode.case, rule=ASSESS.key).order_by("-started_at", "-pk").first()
    return Overview(
        parts=parts,
        clock=time_left.shown(clock, now=now, with_source=True) if clock else None,
        left=len(left_out(begun, children)),
        is_complete=begun.completed_at is not None,
        completed=day(begun.completed_at),
        scores=[
            f"{one.tool}{f' ({one.version})' if one.version else ''}: {one.score}, "
            f"{one.person.name if one.person_id else 'the family'}, {day(one.scored_on)}"
            for one in episode.tool_scores.select_related("person").order_by("-scored_on", "-pk")
        ],
        without_part=_without_part(episode, children),
        says_harm=begun if begun.harm_said_at else None,
    )


def children_of(begun: Assessment) -> list[ChildPart]:
    """The parts of the children whom the actor may see, with their answers at hand."""
    return list(begun.children.select_related("person", "answers__version__form").order_by("pk"))


def _without_part(episode: Episode, parts: list[ChildPart]) -> list[str]:
    """Children who came into the episode after the assessment was begun, and have no part in it yet."""
    came = Participant.objects.filter(case=episode.case, capacity="CHILD", ends_at=None).select_related("person")
    here = {part.person_id for part in parts}
    return [part.person.name for part in came.order_by("pk") if part.person_id not in here]


def _child_tasks(episode: Episode, child, hands) -> dict[str, dict]:
    key = child.person.public_id
    return _tasks(
        child.answers, hands, lambda page: reverse("early_help:child_section", args=[episode.reference, key, page])
    )


def _tasks(answers: Answers, hands: dict, href) -> dict[str, dict]:
    """Each section by its key, with who wrote in it last and when."""
    is_open = answers.status == Answers.Status.DRAFT
    form = recording.definition_of(answers.version)
    return {
        task.key: {
            "text": task.text,
            "href": href(task.key) if is_open else "",
            **({"status": task.status, "kind": task.kind} if is_open else _as_it_ended(answers.pk, task.key, hands)),
            "hint": hands.get((answers.pk, task.key), ""),
        }
        for task in recording_answers.tasks(form, answers.values, href)
    }


def _as_it_ended(answers: int, section: str, hands: dict) -> dict:
    return (
        {"status": "Completed", "kind": "done"}
        if (answers, section) in hands
        else {"status": "Not completed", "kind": "quiet"}
    )


def _hands(of: list[Answers]) -> dict[tuple[int, str], str]:
    """By answers and section: everyone who wrote in it and when, the latest first."""
    found: dict[tuple[int, str], list[str]] = {}
    hands = Hand.objects.filter(answers__in=of).select_related("by__membership__user").order_by("-at", "-pk")
    for hand in hands:
        who = hand.by.membership.user.name if hand.by.membership_id else "Breakwater"
        found.setdefault((hand.answers_id, hand.section), []).append(f"{who}, {spoken(hand.at)}")
    return {place: "; ".join(said) for place, said in found.items()}


def whole(episode: Episode, begun: Assessment, widest: Visibility) -> Whole:
    """All that was answered, in words, as far as `widest`; what the family wrote by their own links beside it."""
    children = children_of(begun)
    hands = _hands([begun.answers, *(child.answers for child in children)])
    ref = episode.reference

    def of_child(key: str):
        return lambda page: reverse("early_help:child_section", args=[ref, key, page])

    parts = [
        (
            "The whole family",
            _sections(begun.answers, hands, widest, lambda page: reverse("early_help:section", args=[ref, page])),
        )
    ]
    parts += [
        (child.person.name, _sections(child.answers, hands, widest, of_child(child.person.public_id)))
        for child in children
    ]
    return Whole(
        parts=[(heading, sections) for heading, sections in parts if sections],
        from_the_family=comments_of(episode, about=("CHANGE", "HELPED", "SIDE")),
        addenda=addenda_of(begun),
        is_complete=begun.completed_at is not None,
        completed=day(begun.completed_at),
        person_ids=[child.person_id for child in children],
        says_harm=begun if begun.harm_said_at else None,
    )


def addenda_of(begun: Assessment) -> list[dict]:
    """What was added after it was finished, oldest first: words, who and when."""
    found = begun.addenda.select_related("by__membership__user").order_by("at", "pk")
    return [
        {
            "words": one.words,
            "who": f"{one.by.membership.user.name if one.by.membership_id else 'Breakwater'}, {spoken(one.at)}",
        }
        for one in found
    ]


def _sections(answers: Answers, hands: dict, widest: Visibility, href) -> list[tuple[str, list[dict], str, str]]:
    form = recording.definition_of(answers.version)
    made = []
    for section in words.sections(form, answers.values, href=href, widest=widest, unanswered=False):
        rows = [{"key": row.question, "value": lines(row.value)} for row in section.rows if row.state != "none"]
        if rows:
            made.append((section.title, rows, hands.get((answers.pk, section.key), ""), section.href))
    return made


def comments_of(episode: Episode, *, about: tuple[str, ...]) -> list[dict]:
    """What the family wrote by their own links, newest first: words and who."""
    found = FamilyComment.objects.filter(copy__episode=episode, about__in=about).select_related("copy__person")
    return [
        {"words": one.words, "who": f"{one.copy.person.name}, {one.get_about_display().lower()}, {day(one.made_at)}"}
        for one in found.order_by("-made_at", "-pk")
    ]


def child_named(episode: Episode, key: str) -> str:
    return next((person.name for person in people_of(episode) if str(person.public_id) == key), "")


@dataclass(frozen=True)
class FamilyDrawn:
    """The family as a genogram, and every tie in words."""

    drawing: genogram.Drawing
    said: list[str]
    person_ids: list[int]


def family_drawn(episode: Episode, on: date) -> FamilyDrawn:
    """The family and those tied to it, as far as the actor may see each of them: the wall leaves out the others."""
    people = people_of(episode)
    ids = [person.pk for person in people]
    ties = list(Relationship.objects.present().of(ids).drawable().order_by("pk"))
    known = Person.objects.drawable().in_bulk(
        {tie.person_id for tie in ties} | {tie.other_id for tie in ties} | set(ids)
    )
    children = set(
        Participant.objects.filter(case=episode.case, capacity="CHILD", ends_at=None).values_list(
            "person_id", flat=True
        )
    )
    ties = [tie for tie in ties if tie.person_id in known and tie.other_id in known]
    drawing = genogram.draw(known, ties, children, on=on)
    return FamilyDrawn(drawing, [_tie_said(known, tie) for tie in ties], sorted(known))


def _tie_said(people: Mapping[int, Person], tie: Relationship) -> str:
    more = []
    if tie.holds_parental_responsibility:
        more.append("holds parental responsibility")
    if tie.lives_in_household is not None:
        more.append("lives with them" if tie.lives_in_household else "lives elsewhere")
    if tie.starts_on:
        more.append(f"since {day(tie.starts_on)}")
    person = people[tie.person_id]
    words = f"{person.name} is {what_they_are(tie, person.pk, person)} of {people[tie.other_id].name}"
    return f"{words} ({', '.join(more)})" if more else words
