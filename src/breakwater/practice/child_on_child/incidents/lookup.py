"""What an incident needs next, worked out from its rows; and what its pages list. One query each, however much there is."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db import connection
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse

from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.recording.registry import Pick, picks_of
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import ROLES, Permission, Role
from breakwater.partnership.organisations.models import Actor, Membership, Organisation, Team, actor_relations

from .. import pathway
from ..codes import REFERRAL
from ..models import (
    Assessment,
    Decision,
    HeadConflict,
    Incident,
    IncidentChild,
    Parent,
    PoliceUpdate,
    Reopening,
    Report,
    Route,
    SchoolNotice,
    SocialCareUpdate,
    Support,
    View,
)
from ..models.incidents import MAIN, VIOLENCE, Capacity, Device, ParentsTold, Wish, YesNo
from . import examination
from .naming import names_another

ALLEGED = (Capacity.ALLEGED, Capacity.BOTH)
ROLL = "front_door.own_roll"
PLACES = {capacity: place for place, capacity in enumerate((Capacity.HARMED, Capacity.BOTH, *Capacity))}
Kind = Route.Kind
PUBLIC_ID = "public-id"
MOST = 20  # incidents to choose from
IMAGES = "The police collect it; nobody looks at, copies or sends an image"
WEIGH = "Decide whether the police and children’s social care are told"
WEIGH_WHY = "A child affected is under 13: the police and children’s social care are told, unless two people decide otherwise for a reason"
EXAMINE = "Call the police: evidence may still be taken"
BEGUN = "Send the contact to children’s social care: begun, not sent"

AT_RISK = (Device.CHILD, Device.PARENT, Device.NOT_KNOWN)  # nobody keeps what is on it
MUST_NOT_BE_TOLD = "A parent or carer who must not be told"
INCIDENTS = Incident.objects.select_related("team__organisation", "area", "from_notice__team__organisation").defer(
    "from_notice__paper"
)
# Not its incident: who works with one child reads the child, and no row that is joined to what they may not read.
CHILDREN = IncidentChild.objects.select_related("team__organisation", "area", "person", "school", "worker__user")
ROUTES = Route.objects.select_related(
    "incident__team__organisation", "incident__area", "child", *actor_relations("opened_by")
)
NOTICES_OF_CHILD = Prefetch("notices", SchoolNotice.objects.select_related("area").defer("paper"))
TOLD_BY = Prefetch("told_by", SchoolNotice.objects.defer("paper", "words").order_by("pk"))
OF_PAGE = CHILDREN.prefetch_related(NOTICES_OF_CHILD, "assessments", "considerations", "parents", "review_calls")
CONFLICTS = HeadConflict.objects.select_related("incident__team__organisation", "user", *actor_relations("declared_by"))
DECISIONS = Decision.objects.select_related(
    *actor_relations("made_by", "agreed_by"), "made_by__membership__team__area", "agreed_by__membership__team__area"
)
PARENTS = Parent.objects.select_related("child__incident", "team__organisation")
SUPPORT = Support.objects.select_related("incident", "child", "team__organisation")


@dataclass(frozen=True)
class Due:
    """Something that an incident waits for, where it is done, by when, and why it is owed."""

    words: str
    href: str
    by: date | None = None
    why: str = ""
    is_urgent: bool = False


def under_13(children: list[IncidentChild]) -> bool:
    """A child who was affected is under 13: never able to consent."""
    return any(each.is_under_13 == YesNo.YES and each.capacity in (Capacity.HARMED, Capacity.BOTH) for each in children)


def must_refer(incident: Incident, children: list[IncidentChild]) -> str:
    """Why police and social care are told whatever anybody wishes, in words; empty where it is for the school to weigh.

    What was owed once stays owed until a second person agrees (`duty`).
    """
    return owed_now(incident, children) or incident.owed


def owed_now(incident: Incident, children: list[IncidentChild]) -> str:
    """The same, by what is recorded now alone."""
    if incident.category in REFERRAL["always"]:
        return f"{incident.get_category_display()} is reported to the police and to children’s social care"
    if is_under_13(incident, children) and not is_of_words(incident):
        return (
            "A sexual act against a child under 13, who cannot consent: the police and children’s social care are told"
        )
    return ""


def is_under_13(incident: Incident, children: list[IncidentChild]) -> bool:
    """A child who was affected is under 13, here or as the other school told it."""
    return under_13(children) or told_under_13(incident)


def is_of_words(incident: Incident) -> bool:
    """Words, drawings or gestures alone, and no image: what two people may weigh after it was said to a child under 13."""
    return incident.category in REFERRAL["under_13"]["weighed"] and not incident.has_images


def has_to_weigh(incident: Incident, children: list[IncidentChild], routes: list[Route]) -> bool:
    """Words to a child under 13 of which two people have not decided whether the police and social care are told, and not both are."""
    if incident.weighed_at or must_refer(incident, children):
        return False
    told = {each.kind for each in routes if not each.is_begun}
    return is_under_13(incident, children) and is_of_words(incident) and not {Kind.POLICE, Kind.SOCIAL_CARE} <= told


def not_told(incident: Incident, children: list[IncidentChild], routes: list[Route]) -> list[Route.Kind]:
    """Who of the two that must be told has not been, or not since it became graver. A contact that is begun tells nobody until it is sent."""
    if not must_refer(incident, children):
        return []
    since = incident.raised_at
    told = {each.kind for each in routes if not each.is_begun and (since is None or told_at(each) >= since)}
    return [kind for kind in (Kind.POLICE, Kind.SOCIAL_CARE) if kind not in told]


def told_at(route: Route) -> datetime:
    """When they were told last: of the police as the report was made, of social care as the contact was received."""
    first = route.receipt_at if route.kind == Kind.SOCIAL_CARE and route.receipt_at else route.opened_at
    return max([first, *(each.told_at for each in route.tellings.all())])


def to_agree(incident: Incident, history: list[Decision] | None = None) -> Decision | None:
    """The decision by which police and social care would not have to be told, to which a second person has not agreed."""
    decided = history_of(incident) if history is None else history
    asked = next((each for each in decided if each.is_lowering), None)
    if asked is None or asked.agreed_at:
        return None
    if asked.kind != Decision.Kind.WEIGHED:
        return asked if incident.owed else None
    children = list(incident.children.all())
    since = [each.kind for each in decided[: decided.index(asked)]]
    is_of_these = Decision.Kind.CHANGED not in since and all(each.added_at <= asked.made_at for each in children)
    stands = has_to_weigh(incident, children, list(incident.routes.all()))
    return asked if stands and is_of_these and asked.what.endswith(incident.get_category_display()) else None


def history_of(incident: Incident) -> list[Decision]:
    return list(DECISIONS.filter(incident=incident).order_by("-made_at", "-pk"))


def due_of(incident: Incident, today: date) -> list[Due]:
    """What an open incident waits for, the most pressing first. Its children with their notices, and its routes, are at hand."""
    if not incident.is_open:
        return []
    children, routes = list(incident.children.all()), list(incident.routes.all())
    opened = london_date(incident.opened_at)
    why = must_refer(incident, children)
    found = _due_of_telling(incident, children, routes, opened)
    if not found and examination.may_be_possible(incident, today):
        found.append(Due(EXAMINE, address("police", incident), opened, is_urgent=True))
    if has_to_weigh(incident, children, routes):
        found.append(Due(WEIGH, address("weigh", incident), opened, WEIGH_WHY, is_urgent=True))
    for child in children:
        found += _due_of_child(child, incident, opened)
    if incident.has_images and incident.device in AT_RISK and Kind.POLICE not in {each.kind for each in routes}:
        words = "Tell the police of the images, and who has the device: keep it switched on, locked and with an adult"
        found.append(Due(words, address("police", incident), opened, IMAGES, is_urgent=True))
    if incident.has_images and not incident.device:
        found.append(Due("Record who has the device with the images", address("describe", incident), opened, IMAGES))
    for route in routes:
        if route.ended_at is None and route.kind == Kind.POLICE and not route.reference:
            found.append(Due("Record the crime reference", address("route", route), opened, str(pathway.AGREED)))
        if route.ended_at is None and route.kind == Kind.EARLY_HELP and not route.reference:
            words = "Start early help, and record its reference"
            found.append(
                Due(words, f"{address('incident', incident)}#routes", london_date(route.opened_at), str(pathway.AGREED))
            )
    if not routes and not why:
        found.append(Due("Decide how it is answered", address("add_route", incident), opened, str(pathway.AGREED)))
    found.append(Due("Review the incident", address("review", incident), incident.next_on, str(pathway.AGREED)))
    return found


def _due_of_telling(incident: Incident, children: list[IncidentChild], routes: list[Route], opened: date) -> list[Due]:
    why, kinds = must_refer(incident, children), not_told(incident, children, routes)
    begun = [each for each in routes if each.is_begun and each.ended_at is None]
    knew = {each.kind: each for each in routes if each.ended_at is None and not each.is_begun}
    found = [_to_tell_again(incident, knew[kind], why) for kind in kinds if kind in knew]
    if Kind.POLICE in kinds and Kind.POLICE not in knew:
        found.append(Due("Report to the police now", address("police", incident), opened, why, is_urgent=True))
    if Kind.SOCIAL_CARE in kinds and Kind.SOCIAL_CARE not in knew and not begun:
        child = min(children, key=order_of)
        found.append(
            Due("Refer to children’s social care now", address("social_care", child), opened, why, is_urgent=True)
        )
    for route in begun:
        href, why_then = address("social_care", route.child), why or str(pathway.AGREED)
        found.append(Due(BEGUN, href, opened, why_then, is_urgent=Kind.SOCIAL_CARE in kinds))
    return found


def _to_tell_again(incident: Incident, route: Route, why: str) -> Due:
    who = "the police" if route.kind == Kind.POLICE else "children’s social care"
    words = f"Tell {who} again: it is more than they were told"
    return Due(words, address("tell_again", route), london_date(incident.raised_at), why, is_urgent=True)


def _due_of_child(child: IncidentChild, incident: Incident, opened: date) -> list[Due]:
    what, found = child.get_capacity_display(), []
    if child.is_elsewhere:
        return _due_of_school(child, incident, opened) + _unanswered(child)
    if not child.is_matched:
        found.append(Due(f"Say who the pupil is: {what.lower()}", address("change_child", child), opened))
    if child.capacity in (Capacity.HARMED, Capacity.BOTH) and child.wish == Wish.NOT_HEARD:
        found.append(Due("Hear what the child affected wants", address("add_view", child), opened))
    if child.capacity in MAIN and child.parents_told == ParentsTold.NOT_YET:
        found += _due_of_parents(child, incident, opened)
    if child.notices.all():
        found += _due_of_school(child, incident, opened)
    return found + _unanswered(child)


def _due_of_parents(child: IncidentChild, incident: Incident, opened: date) -> list[Due]:
    """Each parent or carer who may be told counts by themselves; and whoever is not recorded yet."""
    what, but = child.get_capacity_display().lower(), ""
    if any(each.may_say or each.may_say_to.get(child.public_id) for each in incident.routes.all()):
        but = ". First read what the police let you say"
    kept = ", ".join(each.partition(":")[0] for each in must_not_be_told(child, incident))
    parents = list(child.parents.all())
    found = [
        Due(f"Tell {each.who}, or say why not: {what}{but}", address("parent", each), opened)
        for each in parents
        if each.told == ParentsTold.NOT_YET
    ]
    if not found or child.another_parent == YesNo.YES:
        who = "the other parent or carer" if parents else "the parents"
        but = (f". Must not be told: {kept}" if kept else "") + but
        found.append(Due(f"Tell {who}, or say why not: {what}{but}", address("parents", child), opened))
    return found


def must_not_be_told(child: IncidentChild, incident: Incident) -> list[str]:
    """Whom the school that the child comes from said must not be told, each with why (SG-27)."""
    moving = SchoolNotice.Kind.MOVING
    told = [each for each in incident.told_by.all() if each.kind == moving and each.about_id == child.pk]
    carried = [pair for each in told for pair in each.carried]
    return list(
        dict.fromkeys(line for label, said in carried if label == MUST_NOT_BE_TOLD for line in said.splitlines())
    )


def _due_of_school(child: IncidentChild, incident: Incident, opened: date) -> list[Due]:
    """The other school, or the new one, is told of its pupil, and again of what came since: that it is graver, what the police say."""
    told = [each.sent_at for each in child.notices.all()]
    if not told:
        return [Due("Tell the other school of its pupil", address("tell_school", child), opened)]
    found = []
    if incident.raised_at and max(told) < incident.raised_at:
        words, on = "Tell the other school again: it is more than it was told", london_date(incident.raised_at)
        found.append(Due(words, address("tell_school", child), on, is_urgent=True))
    elif incident.police_said_at and max(told) < incident.police_said_at:
        words, on = "Tell the other school what the police said", london_date(incident.police_said_at)
        found.append(Due(words, address("tell_school", child), on))
    return found


def first_to_hear(incident: Incident) -> IncidentChild | None:
    """The first child whose other school was told, and not of what the police said last."""
    one = whole(incident)
    for child in one.children.all():
        told = [each.sent_at for each in child.notices.all()]
        if told and one.police_said_at and max(told) < one.police_said_at:
            return child
    return None


def plans_due(children: list[IncidentChild], incident: Incident) -> list[Due]:
    """What the plans of our children wait for, as the incident's own page says it (PL 9.5)."""
    opened, found = london_date(incident.opened_at), []
    for child in children if incident.is_open else []:
        if child.is_elsewhere or child.capacity not in MAIN:
            continue
        what, href = child.get_capacity_display().lower(), address("plan", child)
        versions = [each for each in child.assessments.all() if each.in_force_from]
        if versions:
            found.append(_review_of(child, max(versions, key=lambda each: each.number), what, href))
        elif incident.is_violence:
            found.append(Due(f"Assess risk and needs: {what}", href, opened, str(pathway.PROTECT)))
        elif not child.considerations.all():
            found.append(Due(f"Consider a risk and needs assessment: {what}", href, opened, str(pathway.PROTECT)))
    return sorted(found, key=lambda each: each.by)


def _review_of(child: IncidentChild, version: Assessment, what: str, href: str) -> Due:
    """By the day that is planned, or by the next school day after what called for it since."""
    called = [each for each in child.review_calls.all() if each.called_at >= version.in_force_from]
    if not called:
        return Due(f"Review the assessment: {what}", href, version.review_on, str(pathway.AGREED))
    first = min(called, key=lambda each: each.called_at)
    by = min(version.review_on, pathway.called_review(child.area, london_date(first.called_at)))
    why = first.get_trigger_display()
    return Due(f"Review the assessment: {what}. {why}", href, by, str(pathway.AGREED))


def _unanswered(child: IncidentChild) -> list[Due]:
    return [
        Due(
            "Call the other school: it has not acknowledged",
            address("notice", each),
            london_date(receipt_due(each)),
            str(pathway.AGREED),
        )
        for each in child.notices.all()
        if each.received_at is None
    ]


def receipt_due(notice: SchoolNotice) -> datetime:
    """By when the other school acknowledges: within the hour where it is violence."""
    return pathway.receipt_due(notice.area, notice.sent_at, is_violence=notice.known.get("category") in VIOLENCE)


def told_under_13(incident: Incident) -> bool:
    """Another school told us that a child affected is under 13: never able to consent."""
    return any(each.known.get("under_13") for each in incident.told_by.all())


def address(name: str, row) -> str:
    return _pattern(name).replace(PUBLIC_ID, row.public_id)


@cache
def _pattern(name: str) -> str:
    """A list of what is due has hundreds of addresses: each is worked out once."""
    return reverse(f"child_on_child:{name}", args=[PUBLIC_ID])


def listed(team: Team) -> QuerySet[Incident]:
    """The incidents of a school with what `due_of` reads, in seven queries."""
    plain = Incident.objects.select_related("team__organisation", "area", "from_notice").defer("from_notice__paper")
    return plain.filter(team=team).prefetch_related(
        Prefetch("children", IncidentChild.objects.prefetch_related(NOTICES_OF_CHILD, "parents")),
        Prefetch("routes", Route.objects.select_related("child").prefetch_related("tellings")),
        TOLD_BY,
        "reports",
    )


def open_incidents(team: Team) -> QuerySet[Incident]:
    return listed(team).filter(closed_at=None).order_by("next_on", "pk")


def whole(incident: Incident) -> Incident:
    """The incident with what `due_of` reads."""
    return listed(incident.team).get(pk=incident.pk)


def with_page(incident: Incident) -> Incident:
    """The incident with what its page reads of its children, in the order of the page, and of its routes."""
    routes = Route.objects.select_related("child", *actor_relations("opened_by")).prefetch_related("tellings")
    of_page = Prefetch("children", OF_PAGE), Prefetch("routes", routes.order_by("pk")), TOLD_BY, "reports"
    prefetch_related_objects([incident], *of_page)
    return incident


# What most incidents have none of: asked about together, so that what is not there is not read.
THERE = """
select 'conflicts' where exists (select from child_on_child_headconflict where incident_id = %(incident)s and ended_at is null)
union all select 'notices' where exists (select from child_on_child_schoolnotice where belongs_to_id = %(incident)s)
union all select 'history' where exists (select from child_on_child_decision where incident_id = %(incident)s)
union all select 'support' where exists (select from child_on_child_support where incident_id = %(incident)s)
union all select 'reopenings' where exists (select from child_on_child_reopening where incident_id = %(incident)s)
union all select 'answers' where exists (
    select from child_on_child_socialcareupdate u join child_on_child_route r on r.id = u.route_id where r.incident_id = %(incident)s)
"""


def kept_of(incident: Incident) -> set[str]:
    """Which of these an incident has, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(THERE, {"incident": incident.pk})
        return {row[0] for row in cursor.fetchall()}


def school_told(child: IncidentChild) -> tuple[Organisation | None, str]:
    """Where a child is who is not at this school, or moved from it: the school, or its name."""
    if child.is_elsewhere:
        return child.school, child.school_words
    moved = child.notices.filter(kind=SchoolNotice.Kind.MOVING).select_related("school").order_by("pk").last()
    return (moved.school, moved.school_words) if moved else (None, "")


def school_in_words(school: Organisation | None, words: str) -> str:
    return school.name if school else words


def conflicts_of(incident: Incident) -> list[HeadConflict]:
    """Who is kept from it for a conflict of interest, now."""
    return list(CONFLICTS.filter(incident=incident, ended_at=None).order_by("declared_at", "pk"))


def may_be_in_conflict(incident: Incident, on: date) -> list[Membership]:
    """Who of the safeguarding team may be said to have a conflict of interest in it, heads first."""
    held = Membership.objects.in_force(on).filter(team=incident.team_id, user__is_active=True)
    kept_out = incident.conflicts.filter(ended_at=None).values("user")
    found = held.exclude(user__in=kept_out).select_related("user", "role").order_by("user__name", "pk")
    return sorted(found, key=lambda each: each.role_id != Role.HEAD_TEACHER)


def children_of(incident: Incident) -> list[IncidentChild]:
    """The children as the page draws them: affected first, witnesses last."""
    return sorted(OF_PAGE.filter(incident=incident), key=order_of)


def child_in_words(child: IncidentChild) -> str:
    return f"{child.named_as} ({child.get_capacity_display().lower()})"


def post_in_words(post: Membership) -> str:
    return f"{post.user.name}, {post.job_title or post.role.title}"


def order_of(child: IncidentChild) -> tuple[int, int]:
    return PLACES[child.capacity], child.pk


def early_help_of(children: list[IncidentChild]) -> list[tuple[str, str]]:
    """Where early help is started for each pupil whose record the school sees, as whoever registered it says: name and address."""
    receiver = RECEIVERS.get("early_help")
    if receiver is None or receiver.start_for is None:
        return []
    ours = [each for each in children if each.person is not None and not each.is_elsewhere]
    return [(each.named_as, receiver.start_for(each.person.public_id)) for each in ours]


def decisions_of(incident: Incident) -> list[PoliceUpdate]:
    """What the police and the courts said, with its words: conditions of bail above all. What was recorded last first."""
    said = PoliceUpdate.objects.select_related("child", "corrected_by").filter(route__incident=incident)
    return list(said.exclude(state=Route.State.REPORTED, words="").order_by("-recorded_at", "-pk"))


def words_for(said: PoliceUpdate, child: IncidentChild) -> str:
    """What the police said, as one child's plan and school read it; nothing where it names another child (PL 9.4)."""
    words = said.words_in_plan if said.child_id == child.pk else said.words
    return "" if names_another(words, child) else words


def answers_of(incident: Incident) -> list[SocialCareUpdate]:
    """What came back from social care, the newest first."""
    said = SocialCareUpdate.objects.select_related("corrected_by").filter(route__incident=incident)
    return list(said.order_by("-recorded_at", "-pk"))


def answers_to_correct(route: Route) -> list[PoliceUpdate] | list[SocialCareUpdate]:
    """What came back of a route and was not corrected since, the newest first."""
    said = route.updates if route.kind == Kind.POLICE else route.answers
    return list(said.standing().order_by("-recorded_at", "-pk"))


def decided_of(incident: Incident) -> set[int]:
    """The keys of the contacts of which social care has decided."""
    return decided_in(answers_of(incident))


def decided_in(answers: list[SocialCareUpdate]) -> set[int]:
    waiting = SocialCareUpdate.Answer.WAITING
    return {each.route_id for each in answers if each.answer != waiting and not each.is_corrected}


def may_end(routes: list[Route], decided: set[int]) -> set[int]:
    """The keys of the routes that end by the school's word: not what the police decide, nor a contact of which nobody decided yet."""
    return {
        each.pk
        for each in routes
        if each.kind != Kind.POLICE and (each.kind != Kind.SOCIAL_CARE or each.is_begun or each.pk in decided)
    }


def is_interim(incident: Incident, routes: list[Route]) -> bool:
    """The outcome was recorded before the police or the court had finished: the school finds again once they have (PL 9.6, 9.7)."""
    return incident.outcome_at is not None and any(
        each.is_investigated or (each.ended_at is not None and each.ended_at > incident.outcome_at)
        for each in routes
        if each.kind == Kind.POLICE
    )


def is_investigated(incident: Incident) -> bool:
    return any(each.is_investigated for each in incident.routes.all())


def support_of(incident: Incident) -> list[Support]:
    return list(SUPPORT.filter(incident=incident).order_by("offered_at", "pk"))


def reopenings_of(incident: Incident, children: list[IncidentChild]) -> list[tuple[Reopening, list[tuple[str, str]]]]:
    """Each time it was opened again, with what each child needed as it had been closed."""
    names = {str(each.pk): each.named_as for each in children}
    found = incident.reopenings.select_related(*actor_relations("reopened_by", "closed_by")).order_by("pk")
    return [(each, [(names.get(key, "A child"), words) for key, words in each.considered.items()]) for each in found]


def said_to_each(routes: list[Route], children: list[IncidentChild]) -> dict[int, list[tuple[str, str]]]:
    """What may be said to each child and the parents, by the key of the route of the police: of whom, and the words."""
    names = {each.public_id: each.named_as for each in children}
    return {
        route.pk: [(names.get(key, "A child"), words) for key, words in route.may_say_to.items()] for route in routes
    }


def views_of(child: IncidentChild) -> list[View]:
    return list(child.views.order_by("-said_on", "-pk"))


def wishes_of(child: IncidentChild) -> list[View]:
    """What the child said of what should happen and of the plan, in order of time."""
    said = child.views.filter(whose=View.Whose.CHILD).exclude(about=View.About.RESPONSE)
    return list(said.order_by("said_on", "pk"))


def reports_of(child: IncidentChild) -> list[Report]:
    """The reports that have this child's own words: the child told somebody, and no other child was affected (SG-18)."""
    affected = (Capacity.HARMED, Capacity.BOTH)
    if child.capacity not in affected or child.incident.children.filter(capacity__in=affected).count() != 1:
        return []
    return list(child.incident.reports.filter(how=Report.How.CHILD).exclude(words="").order_by("made_at", "pk"))


def pupils(by: Actor) -> list[Pick]:
    """Whom the team may pick: its own verified roll and nobody else (SG-21)."""
    return picks_of(ROLL, by)


def staff_of(team: Team, on: date, may: Permission, *, incident: int) -> list[Membership]:
    """Who works at the school today and whose role may do this, whatever their team: a human once. Governors read numbers alone,
    and whoever is kept from the incident by a conflict of interest would never receive it."""
    kept_out = HeadConflict.objects.filter(incident=incident, ended_at=None).values("user")
    roles = [role for role, description in ROLES.items() if may in description.permissions]
    of_school = Membership.objects.in_force(on).filter(team__organisation=team.organisation_id, user__is_active=True)
    found = of_school.filter(role__in=roles).exclude(user__in=kept_out)
    return list(
        found.select_related("user", "role").order_by("user__name", "user_id", "pk").distinct("user__name", "user_id")
    )


def other_schools(team: Team) -> list[Organisation]:
    schools = Organisation.objects.filter(kind=Organisation.Kind.SCHOOL, closed_on=None).exclude(
        pk=team.organisation_id
    )
    return list(schools.order_by("name", "pk"))
