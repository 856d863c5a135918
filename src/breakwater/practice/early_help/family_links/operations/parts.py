"""The family's own part of the assessment: asked with the link, written by its holder, put in by those who help (SG-27)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakwater.casework.recording import operations as recording
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.practice.early_help.assessments import operations as assessments
from breakwater.practice.early_help.episodes.operations.episodes import lock
from breakwater.practice.early_help.models import Assessment, Episode, FamilyLink, FamilyPart, LinkDoor
from breakwater.practice.early_help.relied_on import FAMILY_WRITES

SECTION = "story"
LONGEST = 5_000


class PartChanged(Exception):
    """Another device of theirs saved meanwhile: `theirs` is what stands now, and nothing they wrote is lost."""

    def __init__(self, theirs: FamilyPart):
        self.theirs = theirs
        super().__init__("changed meanwhile")


class NothingSent(Refusal):
    words = "There is nothing to put in, or the assessment is not begun or is complete."


def make_part(link: FamilyLink, *, by: Actor, at: datetime) -> FamilyPart:
    """What whoever is given a link may write, with their own words from the link before. The caller holds the episode."""
    episode = link.episode
    begun = Assessment.objects.select_related("answers__version").filter(episode=episode).first()
    version = begun.answers.version if begun else _in_force(episode, at)
    page = recording.definition_of(version).page(SECTION)
    asked = [{"key": one.key, "label": one.label} for one in page.questions if one.key in FAMILY_WRITES]
    before = FamilyPart.objects.filter(episode=episode, person=link.person).order_by("-made_at", "-pk").first()
    made = FamilyPart.objects.create(
        case=episode.case,
        episode=episode,
        person=link.person,
        link=link,
        reader=link.actor,
        asked=asked,
        values=before.values if before else {},
        maker=by.membership.user,
        made_at=at,
    )
    FamilyPart.objects.filter(pk=made.pk).update(maker=None)
    return made


def _in_force(episode: Episode, at: datetime):
    return recording.current_version(assessments.FAMILY_FORM, area=episode.case.area, at=at)


def part_for(door: LinkDoor) -> FamilyPart | None:
    """What whoever holds this door writes, read as them."""
    with acting_as(door.actor):
        found = FamilyPart.objects.filter(reader=door.actor).order_by("-made_at", "-pk").first()
        if found:
            audit.saw("family_part", found.pk)
        return found


@transaction.atomic
def save_part(*, door: LinkDoor, words: Mapping[str, str], revision: int, send: bool, at: datetime) -> FamilyPart:
    """Keep what they are writing, or send it to those who help. The same again changes nothing. Raises PartChanged."""
    with acting_as(door.actor):
        part = FamilyPart.objects.select_for_update(of=("self",)).filter(reader=door.actor).latest("made_at", "pk")
        said = {one["key"]: words.get(one["key"], "")[:LONGEST] for one in part.asked}
        if revision != part.revision and said != part.values:
            raise PartChanged(part)
        if said == part.values and (not send or said == part.sent):
            return part
        part.values, part.saved_at, part.revision = said, at, part.revision + 1
        if send:
            part.sent, part.sent_at, part.read_at, part.read_by, part.taken_at = said, at, None, None, None
            part.reply = None
        part.save(
            update_fields=[
                "values",
                "saved_at",
                "revision",
                "sent",
                "sent_at",
                "read_at",
                "read_by",
                "taken_at",
                "reply",
            ]
        )
        audit.did("sent their part" if send else "wrote their part", "family_part", part.pk)
        return part


@transaction.atomic
def take_part(*, part: FamilyPart, by: Actor, at: datetime) -> FamilyPart:
    """Put what they sent into the assessment, under their name, beside what stands there. Raises NothingSent, EpisodeIsClosed.

    Put in once more after they changed it, their own words are replaced and nobody else's.
    """
    episode = lock(part.episode)
    held = FamilyPart.objects.select_for_update(of=("self",)).select_related("person").get(pk=part.pk)
    begun = (
        Assessment.objects.select_related("answers__version__form").filter(episode=episode, completed_at=None).first()
    )
    if held.sent_at is None or begun is None:
        raise NothingSent(part.pk)
    if held.taken_at is None:
        page = recording.definition_of(begun.answers.version).page(SECTION)
        answers = type(begun.answers).objects.select_for_update(of=("self",)).get(pk=begun.answers_id)
        cleaned = {
            question.key: _beside(answers.values.get(question.key), held.sent.get(question.key, ""), held.person.name)
            for question in page.questions
            if held.sent.get(question.key)
        }
        assessments.save_section(
            answers,
            assessments.SectionAsTyped(section=SECTION, cleaned=cleaned, drawn=assessments.drawn_from(answers, page)),
            by=by,
            at=at,
        )
        held.taken_at = at
    held.read_at, held.read_by = held.read_at or at, held.read_by or by
    held.save(update_fields=["taken_at", "read_at", "read_by"])
    return held


def _beside(stands, words: str, name: str) -> str:
    """Their words, marked as theirs, after what others wrote; what they said before gives way to it."""
    ours, ends = f"{name} wrote: ", "\n\n"
    said = stands if isinstance(stands, str) else ""
    kept = [piece for piece in said.split(ends) if piece and not piece.startswith(ours)]
    return ends.join([*kept, ours + "\n".join(line for line in words.splitlines() if line.strip())])
