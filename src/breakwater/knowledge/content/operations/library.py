"""The library: taking an offer, checking it, publishing it with credit, taking it out when its time or its link is over."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import operations as organisations
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.access.roles import ROLES
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.organisations.registry import WORRIES

from .. import rules
from ..childs_data import plain
from ..models import Resource, Step
from ..models.resources import Check, KeyStage, Setting, Sort, State, Subject

OTHER_WORDS = Path(__file__).parents[1] / "data" / "library" / "other_words.yaml"
LASTS = timedelta(days=365)
LIMITS = storage.Limits(largest=10_000_000)
BEFORE_PUBLISHING = (Check.SPECIALIST, Check.EDUCATION)
LEADS_TO = {
    Check.CHANGES: State.CHANGES,
    Check.DECLINED: State.DECLINED,
    Check.PUBLISHED: State.PUBLISHED,
    Check.ARCHIVED: State.ARCHIVED,
}
FROM = {
    Check.SPECIALIST: (State.RECEIVED,),
    Check.EDUCATION: (State.RECEIVED,),
    Check.CHANGES: (State.RECEIVED,),
    Check.DECLINED: (State.RECEIVED, State.CHANGES),
    Check.PUBLISHED: (State.RECEIVED, State.ARCHIVED),
    Check.REVIEWED: (State.PUBLISHED,),
    Check.ARCHIVED: (State.PUBLISHED,),
}
TOLD = {
    Check.PUBLISHED: "is in the library now, with its credit",
    Check.CHANGES: "needs changes before it can be in the library. Please offer it again when they are made",
    Check.DECLINED: "was not taken into the library",
}


class NotChecked(Refusal):
    """It cannot be published before both checks were made, or while its file was not scanned. The words say which."""

    box = "what"


class NotTheirs(Refusal):
    box, words = "what", "This check is not this role's to give: the page says whose it is"


class NobodyNamed(Refusal):
    box, words = "words", "Say who read it: the name and the agency of someone who knows the subject"


class NotNow(Refusal):
    """This cannot be done where the resource stands; the words say where."""


def published(on: date) -> QuerySet[Resource]:
    """What everyone may find on a day."""
    return Resource.objects.published(on)


def with_a_file() -> QuerySet[Resource]:
    return Resource.objects.exclude(stored_as="")


@transaction.atomic
def offer(
    *,
    area: Area,
    facts: dict,
    at: datetime,
    key: UUID,
    file: BinaryIO | None = None,
    file_name: str = "",
    declared: str = "",
) -> Resource:
    """Take an offer; the same `key` again is the same offer. Raises storage.Refused with words for whoever sends a file."""
    known = Resource.objects.filter(key=key).first()
    if known:
        return known
    resource = Resource(area=area, offered_at=at, key=key, **facts)
    if file:
        stored = storage.scan(storage.store(file, file_name, declared, LIMITS))
        if stored.state == storage.State.REFUSED:
            storage.discard(stored)
            raise storage.Refused("The file was refused: a scanner found something harmful in it.")
        resource.file_name, resource.media_type, resource.size = stored.name, stored.media_type, stored.size
        resource.stored_as, resource.key_id, resource.digest = stored.path, stored.key_id, stored.sha256
        resource.is_scanned = storage.may_be_opened(stored.state)
    resource.words = words_of(resource)
    resource.save()
    audit.did("offered", "resource", resource.pk, by_link=bool(resource.address))
    if resource.email:
        _write(
            resource, "We have what you offered to the library. Two people read it first, within 15 working days.", at
        )
    keepers = organisations.who_hold(Role.BUSINESS_MANAGER, area=area, at=at)
    notifications.show(
        words="Somebody offered a resource for the library",
        path=reverse("content:site"),
        users=keepers,
        at=at,
    )
    return resource


@transaction.atomic
def decide(*, resource: Resource, what: Check, words: str, by: Actor, at: datetime) -> Resource:
    """Record a check, or publish, ask for changes, decline, review or take out.

    Raises NotChecked, NotNow, NotTheirs, NobodyNamed.
    """
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    if resource.state not in FROM[what]:
        raise NotNow(words=f"It is at “{resource.get_state_display()}”")
    if what in BEFORE_PUBLISHING and not rules.gives(by, resource, what):
        raise NotTheirs(what)
    if what == Check.SPECIALIST and not words and rules.names_the_specialist(by):
        raise NobodyNamed(what)
    if what in BEFORE_PUBLISHING and _human_of(by) in {_human_of(each.by) for each in _checks(resource, but=what)}:
        raise NotChecked(
            words="You made the other check. Somebody else makes this one: two people read it before anyone else does"
        )
    if what == Check.PUBLISHED:
        _may_be_published(resource)
    resource.state = LEADS_TO.get(what, resource.state)
    if what in (Check.PUBLISHED, Check.REVIEWED):
        resource.published_at = resource.published_at or at
        resource.reviewed_on = london_date(at)
        resource.expires_on = resource.reviewed_on + LASTS
        resource.link_failed_at, resource.link_mark, resource.link_checked_at = None, "", None
    resource.words = words_of(resource)
    resource.save()
    Step.objects.create(resource=resource, what=what, words=words, by=by, at=at)
    audit.did(what.value, "resource", resource.pk)
    if what in TOLD and resource.email:
        _write(resource, f"“{resource.title}”, which you offered, {TOLD[what]}.\n\n{words}".strip(), at)
    return resource


@transaction.atomic
def correct(*, resource: Resource, title: str, summary: str, by: Actor, at: datetime) -> Resource:
    """Correct what the library says of a resource: its title and summary. What they were is kept with its steps."""
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    if (title, summary) == (resource.title, resource.summary):
        return resource
    was = f"It was: “{resource.title}”. {resource.summary}"
    resource.title, resource.summary = title, summary
    resource.words = words_of(resource)
    resource.save(update_fields=["title", "summary", "words"])
    Step.objects.create(resource=resource, what=Check.CORRECTED, words=was[:600], by=by, at=at)
    audit.did(Check.CORRECTED.value, "resource", resource.pk)
    return resource


def may_be_a_worry(resource: Resource) -> bool:
    """Whether what was sent as a resource may still be passed on as a worry about a child: nobody has declined or published it."""
    return resource.state in FROM[Check.DECLINED]


@transaction.atomic
def pass_on(*, resource: Resource, words: str, by: Actor, at: datetime) -> str:
    """Make a contact now of what came as a resource: all that was written goes there and leaves here (SG-28). Raises NotNow.

    `words` is what whoever reads it adds. The sender is told nothing: others may read their mail. Returns the reference.
    """
    resource = Resource.objects.select_for_update().get(pk=resource.pk)
    if not may_be_a_worry(resource):
        raise NotNow(words=f"It is at “{resource.get_state_display()}”")
    said = [resource.title, resource.summary, resource.address, f"Made by: {resource.credit}"]
    said += (
        [f"A file came with it ({resource.file_name}); whoever keeps the library has it"] if resource.stored_as else []
    )
    said += [f"Whoever read it adds: {words}"] if words else []
    sender = ", ".join(filter(None, [resource.offered_by, resource.email])) or "who gave no name"
    reference = WORRIES["contact"](
        area=resource.area,
        words="\n".join(filter(None, said)),
        key=f"site-resource-{resource.public_id}",
        told_at=resource.offered_at,
        by=by,
        at=at,
        sender=f"Someone who offered a resource on the public site: {sender}",
    )
    resource.title, resource.credit, resource.state = "Passed on as a worry about a child", "nobody", State.DECLINED
    resource.summary = resource.offered_by = resource.email = resource.words = ""
    resource.save()
    Step.objects.create(
        resource=resource, what=Check.DECLINED, words=f"It is with the MASH, as {reference}", by=by, at=at
    )
    audit.did("passed on as a worry", "resource", resource.pk)
    return reference


def can_be_done(*, resource: Resource, by: Actor, publishes: bool) -> list[Check]:
    """What this human can do with it where it stands: no check that is made or is not theirs to make, no publishing before both."""
    steps = resource.steps.filter(what__in=BEFORE_PUBLISHING).select_related("by__membership")
    made = {step.what: _human_of(step.by) for step in steps}
    is_ready, checks = not lacks(resource), _human_of(by) not in made.values()
    mine = [what for what in BEFORE_PUBLISHING if checks and what not in made and rules.gives(by, resource, what)]
    return [
        what
        for what in FROM
        if resource.state in FROM[what]
        and (what in mine if what in BEFORE_PUBLISHING else publishes)
        and (is_ready or what != Check.PUBLISHED)
    ]


def has_checked(*, resource: Resource, by: Actor) -> bool:
    """Whether this human made one of the two checks."""
    steps = resource.steps.filter(what__in=BEFORE_PUBLISHING).select_related("by__membership")
    return _human_of(by) in {_human_of(step.by) for step in steps}


def lacks(resource: Resource) -> list[str]:
    """What still has to be done before it may be published, in words."""
    made = set(resource.steps.values_list("what", flat=True))
    lacking = [Check(check).label for check in BEFORE_PUBLISHING if check not in made]
    if resource.stored_as and not resource.is_scanned:
        lacking.append("The file waits for the virus scanner (it is asked again when you save the file)")
    return lacking


def whose_checks(resource: Resource) -> dict[Check, str]:
    """Which roles may give each of the two checks, in words."""
    titles = {
        Check.SPECIALIST: [rules.specialist_of(resource)],
        Check.EDUCATION: rules.TEACHES,
    }
    return {check: " or ".join(ROLES[role].title for role in roles) for check, roles in titles.items()}


def _may_be_published(resource: Resource) -> None:
    if lacking := lacks(resource):
        raise NotChecked(words="Not done yet: " + "; ".join(lacking))


def _checks(resource: Resource, *, but: Check):
    """The checks made before publishing, except this one."""
    others = [check for check in BEFORE_PUBLISHING if check != but]
    return resource.steps.filter(what__in=others).select_related("by__membership")


def _human_of(actor: Actor) -> tuple[str, int]:
    """A human is one whatever post they act in; a service is itself."""
    return ("human", actor.membership.user_id) if actor.membership_id else ("service", actor.pk)


def words_of(resource: Resource) -> str:
    """What the search reads of a resource."""
    parts = [
        resource.title,
        resource.title,
        resource.summary,
        Sort(resource.sort).label,
        Subject(resource.subject).label,
        resource.credit,
    ]
    parts += [KeyStage(each).label for each in resource.key_stages] + [
        Setting(each).label for each in resource.settings
    ]
    others = _other_words()
    parts += [others["subjects"][resource.subject], *(others["ages"][each] for each in resource.key_stages)]
    return plain(" ".join(parts))


@cache
def _other_words() -> dict[str, dict[str, str]]:
    return yaml.safe_load(OTHER_WORDS.read_text())


@transaction.atomic
def rescan(*, resource: Resource, at: datetime) -> bool:
    """Have a file that nobody could scan tried again; return whether it may be opened now."""
    scanned = storage.scan(stored_of(resource, storage.State.HELD))
    if storage.may_be_opened(scanned.state):
        Resource.objects.filter(pk=resource.pk).update(is_scanned=True)
        return True
    return False


def stored_of(resource: Resource, state=storage.State.CLEAN) -> storage.StoredFile:
    return storage.StoredFile.kept_in(resource, name=resource.file_name, media_type=resource.media_type, state=state)


@transaction.atomic
def take_out_what_is_over(*, area: Area, on: date, by: Actor, at: datetime) -> int:
    """Archive what nobody reviewed in time; return how many went."""
    over = list(Resource.objects.over(on).filter(area=area).order_by("pk"))
    for resource in over:
        decide(resource=resource, what=Check.ARCHIVED, words="Nobody reviewed it in time", by=by, at=at)
    return len(over)


@transaction.atomic
def take_out_for_its_link(*, resource: Resource, why: str, by: Actor, at: datetime) -> Resource:
    """Take out a resource whose link is dead or leads elsewhere, and tell whoever keeps the library."""
    resource = decide(resource=resource, what=Check.ARCHIVED, words=why, by=by, at=at)
    Resource.objects.filter(pk=resource.pk).update(link_failed_at=at)
    keepers = organisations.who_hold(Role.BUSINESS_MANAGER, area=resource.area, at=at)
    notifications.show(
        words="A link of the library is dead or leads elsewhere: it was taken out",
        path=reverse("content:site"),
        users=keepers,
        at=at,
    )
    return resource


def forget_who_offered(*, before: datetime) -> int:
    """Forget who offered what was declined or taken out more than two years ago."""
    gone = Resource.objects.filter(state__in=(State.DECLINED, State.ARCHIVED), offered_at__lt=before).exclude(
        email="", offered_by=""
    )
    return gone.update(email="", offered_by="")


def _write(resource: Resource, words: str, at: datetime) -> None:
    address = f"{settings.SITE_URL}{reverse('content:library')}"
    notifications.post(
        to=resource.email,
        subject="Your resource for the library",
        body=f"{words}\n\nThe library: {address}\n",
        at=at,
        area=resource.area,
    )
