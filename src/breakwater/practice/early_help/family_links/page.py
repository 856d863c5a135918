"""The links of a family and what came back by them, as the workers' page shows them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Max, When
from django.db.models.fields.json import KT
from django.urls import reverse

from breakwater.casework.cases.models import Participant
from breakwater.casework.models import Meeting
from breakwater.foundation.design.moments import day, spoken
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.episodes.agreed import agreements_of, latest
from breakwater.practice.early_help.models import (
    Action,
    Assessment,
    Episode,
    FamilyComment,
    FamilyCopy,
    FamilyLink,
    FamilyPart,
    FamilyReply,
    Goal,
    Plan,
)

from .alarms import alarms_of
from .worker import named_worker, number_of

MOST_ALARMS = 10


@dataclass(frozen=True)
class LinksPage:
    """Each of the family with their link, and what the family wrote, the newest first."""

    people: list[dict]
    alarms: list[dict]
    comments: list[dict]
    parts: list[dict]
    unread: int
    person_ids: list[int]
    worker: str = ""
    telephone: str = ""


def links_page(episode: Episode, now: datetime) -> LinksPage:
    """The page, in a fixed number of queries."""
    parts = list(Participant.objects.filter(case=episode.case, ends_at=None).select_related("person").order_by("pk"))
    links = {
        link.person_id: link
        for link in FamilyLink.objects.filter(episode=episode, ended_at=None, ends_at__gt=now).select_related("door")
    }
    no_copy = {one.person_id for one in latest(agreements_of(episode)) if one.may_have_copy is False}
    copies: dict[int, FamilyCopy] = {}
    approved = FamilyCopy.objects.filter(episode=episode).annotate(meets=KT("content__meeting__id"))
    for copy in approved.defer("content").order_by("approved_at", "pk"):
        copies[copy.person_id] = copy
    alarms = [
        {"words": one.detail, "who": f"{one.person.name}, {spoken(one.happened_at)}", "is_read": one.is_read}
        for one in alarms_of([episode.case])[:MOST_ALARMS]
    ]
    comments, written, changed_at = comments_of(episode), parts_of(episode), _changed_at(episode)
    worker = named_worker(episode)
    off = set(
        Meeting.objects.filter(case=episode.case).exclude(cancelled_because="").values_list("public_id", flat=True)
    )
    return LinksPage(
        people=[
            _person(
                episode,
                part,
                links.get(part.person_id),
                copies.get(part.person_id),
                part.person_id in no_copy,
                changed_at,
                off,
            )
            for part in parts
        ],
        alarms=alarms,
        comments=comments,
        parts=written,
        unread=sum(not one["is_read"] for one in [*alarms, *comments, *written]),
        person_ids=[part.person_id for part in parts],
        worker=worker.membership.user.name if worker else "",
        telephone=number_of(episode, worker) if worker else "",
    )


def _changed_at(episode: Episode) -> datetime | None:
    """When anything in the plan was last written, scored or moved, or a meeting called or moved. What was called off is told by the copy."""
    rows = (
        Goal.objects.filter(episode=episode).aggregate(Max("made_at"), Max("ended_at"), Max("scores__at")),
        Action.objects.filter(episode=episode).aggregate(Max("made_at"), Max("steps__at"), Max("changes__at")),
        Plan.objects.filter(episode=episode).aggregate(Max("saved_at")),
        Meeting.objects.filter(case=episode.case).aggregate(Max("called_at"), Max("moves__at")),
    )
    return max((at for row in rows for at in row.values() if at is not None), default=None)


def _person(
    episode: Episode,
    part: Participant,
    link: FamilyLink | None,
    copy: FamilyCopy | None,
    no_copy: bool,
    changed_at: datetime | None,
    off: Collection[str],
) -> dict:
    key = part.person.public_id
    is_guessed_shut = link is not None and link.door is not None and link.door.ended_at is not None
    if no_copy:
        state, kind = "To have no copy", "amber"
    elif link is None:
        state, kind = "No link", "quiet"
    elif is_guessed_shut:
        state, kind = (
            "Opens nothing any more: the number was wrong five times. Ask them, alone, then give a new link",
            "amber",
        )
    elif copy is None or copy.reader_id != link.actor_id:
        state, kind = "Link given, nothing approved yet", "amber"
    elif copy.meets in off or changed_at is not None and changed_at > copy.approved_at:
        state, kind = f"Reads the plan as approved on {day(copy.approved_at)}. It has changed since", "amber"
    else:
        state, kind = f"Reads the plan as approved on {day(copy.approved_at)}", "good"
    return {
        "name": part.person.name,
        "what": part.get_capacity_display(),
        "caution": part.person.care_with_contact,
        "state": state,
        "kind": kind,
        "until": f"until {day(link.ends_at)}" if link and not is_guessed_shut else "",
        "give_href": reverse("early_help:family_give", args=[episode.reference, key]),
        "copy_href": reverse("early_help:family_copy", args=[episode.reference, key]) if link else "",
        "end_href": reverse("early_help:family_end", args=[link.public_id]) if link else "",
    }


def parts_of(episode: Episode) -> list[dict]:
    """What each sent of their own part of the assessment, and whether it can be put in."""
    found = FamilyPart.objects.filter(episode=episode).exclude(sent_at=None)
    found = found.select_related("person", "reply__by__membership__user")
    opens = Assessment.objects.filter(episode=episode, completed_at=None).exists()
    return [
        {
            "who": f"{part.person.name}, {spoken(part.sent_at)}",
            "words": [(one["label"], part.sent[one["key"]]) for one in part.asked if part.sent.get(one["key"])],
            "is_read": part.read_at is not None,
            **_answer(part, episode, part.person),
            "taken": f"Put into the assessment on {day(part.taken_at)}" if part.taken_at else "",
            "take_href": reverse("early_help:family_take", args=[part.public_id])
            if opens and not part.taken_at
            else "",
        }
        for part in found.order_by("-sent_at", "-pk")
    ]


def comments_of(episode: Episode, most: int = 30) -> list[dict]:
    """What the family wrote by their own links: what nobody has read first, then the newest."""
    found = list(
        FamilyComment.objects.filter(copy__episode=episode)
        .select_related("copy__person", "reply__by__membership__user")
        .order_by(Case(When(read_at=None, then=0), default=1), "-made_at", "-pk")[:most]
    )
    goals = dict(
        Goal.objects.filter(public_id__in=[one.goal for one in found if one.goal]).values_list("public_id", "words")
    )
    return [
        {
            "words": one.words,
            "who": f"{one.copy.person.name}, {spoken(one.made_at)}: {goals.get(one.goal) or one.get_about_display().lower()}",
            "is_read": one.read_at is not None,
            **_answer(one, episode, one.copy.person),
        }
        for one in found
    ]


def _answer(written: FamilyComment | FamilyPart, episode: Episode, person: Person) -> dict:
    """What was answered to it, or where to answer it."""
    reply = written.reply
    if reply is None:
        return {
            "answer": "",
            "reply_href": reverse("early_help:family_reply", args=[episode.reference, person.public_id]),
        }
    who = reply.by.membership.user.name if reply.by.membership_id else "Breakwater"
    how = "answered by their link" if reply.way == FamilyReply.Way.LINK else "spoke with them"
    return {"answer": reply.words, "answered_by": f"{who} {how}, {spoken(reply.at)}", "reply_href": ""}


def conversation_with(episode: Episode, person: Person) -> list[dict]:
    """What one of the family wrote and nobody has answered, the newest first."""
    comments = FamilyComment.objects.filter(copy__episode=episode, copy__person=person, reply=None)
    made = [(one.made_at, one.get_about_display(), one.words) for one in comments]
    parts = FamilyPart.objects.filter(episode=episode, person=person, reply=None).exclude(sent_at=None)
    for part in parts:
        made += [(part.sent_at, one["label"], part.sent[one["key"]]) for one in part.asked if part.sent.get(one["key"])]
    return [{"words": words, "who": f"{about}, {spoken(at)}"} for at, about, words in sorted(made, reverse=True)]
