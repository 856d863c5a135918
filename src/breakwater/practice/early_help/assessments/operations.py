"""The assessment: begun for a family, filled in by several people section by section, complete once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from breakwater.casework.cases import operations as cases
from breakwater.casework.cases.models import Capacity
from breakwater.casework.chronology import operations as chronology
from breakwater.casework.clocks import operations as clocks
from breakwater.casework.models import Answers, Case
from breakwater.casework.recording import answers as recording_answers
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording import page_digests as recorded
from breakwater.casework.recording import words
from breakwater.casework.recording.conditions import is_said, leaves
from breakwater.casework.recording.definitions import Form, Page
from breakwater.foundation import audit
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.operations.agreements import has_agreement
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.episodes.operations.leads import NobodyAgreed
from breakwater.practice.early_help.episodes.operations.talking import ask_today
from breakwater.practice.early_help.models import Addendum, Assessment, ChildPart, Episode, Hand, ToolScore
from breakwater.practice.early_help.pathway import ASSESS

from .route import LeftOut, left_out

FAMILY_FORM, CHILD_FORM = "early_help.assessment", "early_help.assessment_child"
NO_LONGER = "Read why it no longer says that a child is at risk"
ROUTES = {"contact": "mash", "referral": "step_down", "early_help": "step_across"}


class ChangedMeanwhile(Exception):
    """Someone else changed the same answers. Nothing is lost: `in_words` gives (question, mine, theirs) to show."""

    def __init__(self, answers: Answers, in_words: list[tuple[str, str, str]]):
        self.answers, self.in_words = answers, in_words
        super().__init__(f"answers {answers.pk} were changed meanwhile")


class NotWhole(Refusal):
    """Sections of the route are not answered, and no reason is given why: `left_out` lists them. Nothing is finished."""

    def __init__(self, left_out: list[LeftOut]):
        self.left_out = left_out
        super().__init__(f"{len(left_out)} are left out")


class StillOpen(Refusal):
    """The assessment is not finished: what is new is written into it, not into an addendum."""


class HarmNotBrought(Refusal):
    """It says that a child is at risk of significant harm: the front door hears of it before anything else (FD 4.3)."""

    words = "Nothing is finished. It says that a child is at risk: step that up to the MASH first."


class HarmTakenBack(Exception):
    """Answers that take back that a child is at risk of significant harm, without why. `questions` are theirs; nothing is saved."""

    def __init__(self, questions: frozenset[str]):
        self.questions = questions
        super().__init__(", ".join(sorted(questions)))


@dataclass(frozen=True)
class Drawn:
    """What a page was drawn from, as it comes back with it: the revision, and a digest of each answer."""

    revision: int
    digests: Mapping[str, str]

    def __str__(self) -> str:
        return json.dumps(dict(self.digests))


@transaction.atomic
def start_assessment(episode: Episode, *, by: Actor, at: datetime) -> Assessment:
    """Begin the assessment, with a part for each child; one begun already is returned, with a part for each child who came since.

    Raises NobodyAgreed.
    """
    episode = lock(episode)
    if found := Assessment.objects.filter(episode=episode).first():
        if found.completed_at is None:
            _add_children(found, by=by, at=at)
        return found
    if not has_agreement(episode):
        raise NobodyAgreed(episode.reference)
    # Whoever leads need not see where the family came from (SG-09): then it is asked.
    came_from = Case.objects.filter(pk=episode.source_case_id).values_list("kind", flat=True).first()
    route = ROUTES.get(came_from, "")
    begun = Assessment.objects.create(
        episode=episode,
        answers=_shared(FAMILY_FORM, episode, {"route": route} if route else {}, by=by, at=at),
        started_at=at,
        started_by=by,
    )
    _add_children(begun, by=by, at=at)
    chronology.record(case=episode.case, kind="assessment", what=f"{episode.label} begun", process=True, by=by, at=at)
    audit.did("began an assessment", "case", episode.case_id)
    return begun


def _add_children(begun: Assessment, *, by: Actor, at: datetime) -> None:
    children = begun.episode.case.participants.filter(capacity=Capacity.CHILD, ends_at=None)
    for participant in children.select_related("person").order_by("pk"):
        add_child(assessment=begun, person=participant.person, by=by, at=at)


def add_child(*, assessment: Assessment, person: Person, by: Actor, at: datetime) -> ChildPart:
    """A part for one child; the one there already is returned."""
    found = assessment.children.filter(person=person).first()
    return found or ChildPart.objects.create(
        assessment=assessment, person=person, answers=_shared(CHILD_FORM, assessment.episode, {}, by=by, at=at)
    )


def _shared(form: str, episode: Episode, defaults: Mapping, *, by: Actor, at: datetime) -> Answers:
    """A draft that belongs to the case and to nobody: its readers write it, and whoever leaves the case leaves it (SG-09)."""
    begun = recording.start(
        form,
        recording.Holder(area=episode.case.area, user=by.membership.user, case=episode.case),
        by=by,
        at=at,
        defaults=defaults,
    )
    Answers.objects.filter(pk=begun.pk).update(user=None)
    begun.user = None
    return begun


def drawn_from(answers: Answers, page: Page) -> Drawn:
    """What to send along with a page, so that a later save can tell what someone else changed."""
    return Drawn(answers.revision, recorded.digests_of(_standing(answers, page), _digest))


def drawn_after(answers: Answers, page: Page, *, cleaned: Mapping, drawn: Drawn) -> Drawn:
    """The same for a page that was kept and stays open as it is."""
    return Drawn(answers.revision, recorded.after_keeping(_standing(answers, page), cleaned, drawn.digests, _digest))


def _standing(answers: Answers, page: Page) -> dict:
    return {each.key: answers.values.get(each.key) for each in page.questions if each.is_answered_by_people}


def _digest(value) -> str:
    return sha256(json.dumps(value if is_said(value) else None, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class SectionAsTyped:
    """A section as someone left it: the answers they may give, as `cleaned`, and what they were drawn from.

    `seen`: they are done with it. `why_no_harm` is why no child is at risk after all, where they take that back.
    """

    section: str
    cleaned: Mapping
    drawn: Drawn
    seen: bool = True
    why_no_harm: str = ""


@transaction.atomic
def save_section(answers: Answers, facts: SectionAsTyped, *, by: Actor, at: datetime) -> Answers:
    """Keep what someone changed in a section, beside what others changed meanwhile.

    An answer that this person left as it was drawn stays as it stands now. One that both changed raises ChangedMeanwhile,
    and nothing is saved. That a child is at risk is taken back with `why_no_harm`. Raises HarmTakenBack, AlreadyComplete, UnknownPage.
    """
    section, seen = facts.section, facts.seen
    held = Answers.objects.select_for_update(of=("self",)).select_related("version__form").get(pk=answers.pk)
    form = recording.definition_of(held.version)
    page, was_in_danger = form.page(section), form.says_danger(held.values)
    another = held.hands.filter(section=section).exclude(by=by).exists()
    mine, apart = {}, []
    for question in page.questions:
        if question.key not in facts.cleaned:
            continue
        value, stands = facts.cleaned[question.key], held.values.get(question.key)
        was = facts.drawn.digests.get(question.key, _digest(stands))
        if _digest(value) == was:
            continue
        if another and _digest(stands) not in (was, _digest(value)):
            apart.append((question.label, words.say(question, value), words.say(question, stands)))
        mine[question.key] = value
    if apart:
        raise ChangedMeanwhile(held, apart)
    taken_back = _taken_back(form, held.values, mine)
    if taken_back and not facts.why_no_harm:
        raise HarmTakenBack(taken_back)
    if not mine and (not seen or section in held.values.get(recording_answers.SEEN, [])):
        return held
    kept = recording.save_page(held, section, mine, revision=held.revision, by=by, at=at, seen=seen)
    if taken_back:
        _no_longer_says_harm(kept, facts.why_no_harm, by=by, at=at)
    elif form.says_danger(kept.values) and not was_in_danger:
        Assessment.objects.filter(answers=kept).update(harm_said_at=at)
    hand, new = Hand.objects.get_or_create(answers=kept, section=section, by=by, defaults={"at": at})
    if not new:
        hand.at = at
        hand.save(update_fields=["at"])
    audit.did("wrote in", "answers", kept.pk, section=section)
    return kept


@transaction.atomic
def save_typed(answers: Answers, facts: SectionAsTyped, *, by: Actor, at: datetime) -> tuple[Answers, bool]:
    """As save_section, with everything that may be kept: and whether it must first be said why no child is at risk.

    That a child is at risk then stands, the other answers are kept, and the section is not done. Raises what save_section does.
    """
    try:
        return save_section(answers, facts, by=by, at=at), False
    except HarmTakenBack as fault:
        others = {key: value for key, value in facts.cleaned.items() if key not in fault.questions}
        return save_section(answers, replace(facts, cleaned=others, seen=False), by=by, at=at), True


def _taken_back(form: Form, stands: Mapping, mine: Mapping) -> frozenset[str]:
    """The questions by whose answers it would no longer say that a child is at risk; none where it says so still, or never did."""
    if not form.says_danger(dict(stands)) or form.says_danger({**stands, **mine}):
        return frozenset()
    return frozenset(leaf.question for leaf in leaves(form.danger)) & frozenset(mine)


def _no_longer_says_harm(answers: Answers, why: str, *, by: Actor, at: datetime) -> None:
    """The alarm is called off where everyone sees it, and someone else reads why the same day."""
    says = Assessment.objects.select_related("episode__case__responsible_team").get(answers=answers)
    says.harm_said_at = None
    says.save(update_fields=["harm_said_at"])
    case, label = says.episode.case, says.episode.label
    chronology.record(
        case=case,
        kind="assessment",
        by=by,
        at=at,
        significant=True,
        what=f"The {label} no longer says that a child is at risk of significant harm: {why}",
    )
    ask_today(
        case=case,
        title=NO_LONGER,
        by=by,
        at=at,
        another=True,
        detail=f"Why: {why}\nTalk it over with whoever wrote it. If a child may come to harm, step the family up to the MASH.",
    )
    audit.did("withdrew that a child is at risk", "case", case.pk)


@transaction.atomic
def complete_assessment(assessment: Assessment, *, by: Actor, at: datetime) -> Assessment:
    """Complete the family's form and each child's part; its clock stops. Raises HarmNotBrought, NotWhole, AlreadyComplete."""
    lock(assessment.episode)
    held = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("episode__case", "answers__version__form")
        .get(pk=assessment.pk)
    )
    if held.harm_waits():
        raise HarmNotBrought(held.episode.reference)
    if held.completed_at:
        raise recording.AlreadyComplete(held.answers_id)
    _add_children(held, by=by, at=at)
    parts = list(held.children.select_related("person", "answers__version__form").order_by("pk"))
    if still := left_out(held, parts):
        raise NotWhole(still)
    for answers in (held.answers, *(part.answers for part in parts)):
        recording.complete(answers, by=by, at=at)
    held.completed_at, held.completed_by = at, by
    held.save(update_fields=["completed_at", "completed_by"])
    clocks.stop(case=held.episode.case, rule=ASSESS, by=by, at=at)
    chronology.record(
        case=held.episode.case, kind="assessment", what=f"{held.episode.label} complete", by=by, at=at, significant=True
    )
    audit.did("completed an assessment", "case", held.episode.case_id)
    return held


@transaction.atomic
def add_addendum(assessment: Assessment, *, words: str, by: Actor, at: datetime, key: UUID) -> Addendum:
    """Add to a finished assessment what came later: it stays as it was signed. The same `key` again adds nothing.

    Raises StillOpen, EpisodeIsClosed.
    """
    episode = lock(assessment.episode)
    known = cases.sent_before(Addendum, case=episode.case, key=key)
    if known:
        return known
    if not Assessment.objects.filter(pk=assessment.pk).exclude(completed_at=None).exists():
        raise StillOpen(episode.reference)
    made = Addendum.objects.create(assessment=assessment, words=words, key=key, at=at, by=by)
    chronology.record(
        case=episode.case, kind="assessment", what=f"Addendum to the {episode.label}", process=True, by=by, at=at
    )
    audit.did("added an addendum", "case", episode.case_id)
    return made


@dataclass(frozen=True)
class ScoreFacts:
    """The score of a licensed tool, of one person or of the whole family."""

    tool: str
    score: str
    scored_on: date
    person: Person | None = None
    version: str = ""
    words: str = ""


@transaction.atomic
def keep_score(episode: Episode, facts: ScoreFacts, *, by: Actor, at: datetime, key: UUID | None = None) -> ToolScore:
    """Keep the score of a licensed tool, never its questions (FD 4.7). The same `key` again keeps nothing more."""
    episode = lock(episode)
    known = cases.sent_before(ToolScore, case=episode.case, key=key)
    if known:
        return known
    audit.did("kept a score", "case", episode.case_id)
    return ToolScore.objects.create(episode=episode, key=key, at=at, by=by, **values_of(facts))
