"""Writing the next version of a chapter, until it is settled and areas decide on it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import operations as organisations
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor

from .. import blocks
from ..models import Chapter, Comment, Period, Question, Significance, Version

FACTS = ("title", "summary", "source", "significance", "notes", "proposed_from", "review_by")
SETTLED = ("state", "settled_at", "settled_by", "major", "minor", "editorial")
WHO_DECIDES = (Role.POLICY_OFFICER, Role.BUSINESS_MANAGER)


class NotOpen(Refusal):
    """The version is settled, given up, or out to consultation."""

    words = "This draft has gone on meanwhile: its text does not change now."


class SavedMeanwhile(Refusal):
    words = "Someone else saved this draft while you wrote. Open it in another window, compare, and save again there."


class NotReady(Refusal):
    """It cannot be settled yet; the words say what is missing."""


def latest(chapter: Chapter) -> Version | None:
    """The newest settled version, in force anywhere or not."""
    settled = Version.objects.filter(chapter=chapter, state=Version.State.SETTLED)
    return settled.order_by("-major", "-minor", "-editorial", "-pk").first()


@transaction.atomic
def begin(chapter: Chapter, *, by: Actor, at: datetime) -> Version:
    """The open draft of a chapter: the one there is, or a new one with the text of its newest version."""
    chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
    known = chapter.versions.filter(state__in=(Version.State.DRAFT, Version.State.CONSULTATION)).first()
    if known:
        return known
    before = latest(chapter)
    draft = Version.objects.create(
        chapter=chapter,
        follows=before,
        title=before.title if before else chapter.title,
        summary=before.summary if before else "",
        body=before.body if before else [],
        source=before.source if before else "",
        significance=Significance.MINOR if before else Significance.MAJOR,
        begun_at=at,
        begun_by=by,
    )
    audit.did("began", "policy_version", draft.pk)
    return draft


@transaction.atomic
def write(*, version: Version, facts: dict, text: str, revision: int, by: Actor, at: datetime) -> Version:
    """Save a draft as it was typed. Raises NotOpen, SavedMeanwhile."""
    version = _open(version)
    if version.revision != revision:
        raise SavedMeanwhile(version.pk)
    for name in FACTS:
        setattr(version, name, facts[name])
    base = version.body or (version.follows.body if version.follows else [])
    version.body = blocks.carried(blocks.parse(text), base)
    version.revision += 1
    version.words = words_of(version)
    version.save(update_fields=[*FACTS, "body", "revision", "words"])
    audit.did("wrote", "policy_version", version.pk, revision=version.revision)
    return version


def text_of(version: Version) -> str:
    """The text as its writer types it."""
    return blocks.typed(version.body)


def _open(version: Version) -> Version:
    locked = Version.objects.select_for_update().get(pk=version.pk)
    if locked.state != Version.State.DRAFT:
        raise NotOpen(locked.state)
    return locked


def words_of(version: Version) -> str:
    """What the search looks through."""
    text = " ".join(blocks.bare(each["text"]) for each in version.body)
    return f"{version.title} {version.summary} {text}"[:20_000]


@transaction.atomic
def give_up(version: Version, *, by: Actor, at: datetime) -> None:
    """Leave a draft; it is kept, and another may begin. Raises NotOpen."""
    version = _open(version)
    version.state = Version.State.DROPPED
    version.save(update_fields=["state"])
    audit.did("gave up", "policy_version", version.pk)


def lacks(version: Version) -> list[str]:
    """What is missing before the version can be settled, each in words."""
    missing = []
    if not version.body:
        missing.append("Write the text")
    if not version.summary:
        missing.append("Say in a sentence or two what the chapter is for")
    if not version.notes.get("everyone"):
        missing.append("Say in up to three lines what changes, for everyone")
    if not version.review_by:
        missing.append("Say when it is to be reviewed")
    waiting = Comment.objects.filter(consultation__version=version, answer=Comment.Answer.WAITING).count()
    if waiting:
        missing.append(f"Answer {waiting} {'comment' if waiting == 1 else 'comments'} of the consultation")
    if version.follows_id and version.significance == Significance.MAJOR and not version.consultations.exists():
        missing.append("Ask agencies what they think: a major change is consulted on")
    return missing


@transaction.atomic
def settle(version: Version, *, by: Actor, at: datetime) -> Version:
    """Give the text its number and close it for good; ask areas that do otherwise whether they still do. Raises NotOpen, NotReady."""
    chapter = Chapter.objects.select_for_update().get(pk=version.chapter_id)
    version = _open(version)
    if missing := lacks(version):
        raise NotReady(words=f"It cannot be finalised yet. {'; '.join(missing)}")
    version.major, version.minor, version.editorial = _next(latest(chapter), version.significance)
    version.state, version.settled_at, version.settled_by = Version.State.SETTLED, at, by
    version.digest = blocks.digest_of(version.title, version.body)
    version.words = words_of(version)
    version.save(update_fields=[*SETTLED, "digest", "words"])
    asked = _ask_areas(version, at)
    audit.did("settled", "policy_version", version.pk, areas_asked=asked)
    _tell(chapter, by, at)
    return version


def _next(before: Version | None, significance: str) -> tuple[int, int, int]:
    if before is None:
        return 1, 0, 0
    if significance == Significance.MAJOR:
        return before.major + 1, 0, 0
    if significance == Significance.MINOR:
        return before.major, before.minor + 1, 0
    return before.major, before.minor, before.editorial + 1


def _ask_areas(version: Version, at: datetime) -> int:
    """One question to each area whose latest text of the chapter carries a variation."""
    lasting = (
        Period.objects.believed().filter(chapter=version.chapter_id).order_by("area", "-starts_on").distinct("area")
    )
    asked = [
        Question(version=version, area_id=each.area_id, local_id=each.local_id, asked_at=at)
        for each in lasting
        if each.local_id
    ]
    Question.objects.bulk_create(asked)
    return len(asked)


def _tell(chapter: Chapter, by: Actor, at: datetime) -> None:
    users = {
        user.pk: user
        for area in chapter.manual.areas.all()
        for role in WHO_DECIDES
        for user in organisations.who_hold(role, area=area, at=at)
    }
    notifications.show(
        words="A chapter of the manual waits for your area's decision",
        path=reverse("policies:chapter_kept", args=[chapter.public_id]),
        users=users.values(),
        at=at,
    )
