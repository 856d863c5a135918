"""One child's plan as it stands, what it waits for and by when, and what was in force at a moment."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import moments
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Role
from breakwater.partnership.organisations.models import Actor, Membership, Team, User, actor_relations

from .. import pathway
from ..incidents.lookup import order_of, post_in_words
from ..models import (
    Assessment,
    Decision,
    HeadApproval,
    HeadConflict,
    Incident,
    IncidentChild,
    Instruction,
    InstructionReader,
    Measure,
    MeasureCheck,
    PlanOrder,
    PoliceUpdate,
    ReviewCall,
    SchoolNotice,
    Trigger,
)
from ..models.incidents import MAIN, VIOLENCE, Category

# Without the incident: who works with the child may not read it, and a join would hide the child.
CHILDREN = IncidentChild.objects.select_related("team__organisation", "area", "worker__user")
VERSIONS = Assessment.objects.select_related(
    "child__team__organisation",
    "child__area",
    "form__form",
    *actor_relations("author", "approved_by"),
    "author__membership__team__area",
    "head_approval",
).prefetch_related(
    Prefetch(
        "sent_back",
        ReviewCall.objects.select_related("called_by__membership__user", "called_by__membership__role").order_by("pk"),
    )
)
MEASURES = Measure.objects.select_related("child__team__organisation", "child__area")
CHECKS = MeasureCheck.objects.select_related("child__team__organisation", "child__area")
CALLS = ReviewCall.objects.select_related("child", "called_by__membership")
ORDERS = PlanOrder.objects.select_related(
    "child__team__organisation",
    "child__area",
    "assessment",
    *actor_relations("made_by"),
    "made_by__membership__team__area",
)
INSTRUCTIONS = Instruction.objects.select_related("team__organisation")

ASK_HEAD = "Ask the head to approve the assessment"
ASK_INSTEAD = "Record who approved the assessment in the place of the head"
Event = tuple[datetime, Trigger]


class NotInForce(Refusal):
    words = "No assessment of this child was in force then."
    box = "on"


@dataclass(frozen=True)
class Due:
    """Something that a plan waits for, by when, and why."""

    words: str
    by: date
    why: str = ""
    also: str = ""


@dataclass(frozen=True)
class Plan:
    """One child's plan: the version in force, the one being written, the measures, what was called for since."""

    child: IncidentChild
    in_force: Assessment | None
    being_written: Assessment | None
    versions: list[Assessment]
    measures: list[Measure]
    checks: list[MeasureCheck]
    calls: list[ReviewCall]
    considered: str = ""
    reference: str = ""
    approval: str = ASK_HEAD
    due: list[Due] = field(default_factory=list)


def incident_of(child: IncidentChild) -> Incident | None:
    """The incident, for the safeguarding team; nothing for who works with the child."""
    return Incident.objects.select_related("from_notice").filter(pk=child.incident_id).first()


def must_assess(incident: Incident | None, child: IncidentChild) -> bool:
    """An assessment is required the same day for any report of sexual violence, of each child on either side (PL 9.5)."""
    return incident is not None and incident.category in VIOLENCE and child.capacity in MAIN


def plans_of(children: QuerySet[IncidentChild], on: date) -> list[Plan]:
    """The plans of children, with what each waits for: a query for each kind of row, however many children there are."""
    found = list(
        children.prefetch_related(
            Prefetch("assessments", VERSIONS.order_by("-number")),
            Prefetch("measures", Measure.objects.filter(ended_at=None).order_by("check_on", "pk")),
            Prefetch("checks", MeasureCheck.objects.filter(done_at=None).order_by("due_on", "pk")),
            Prefetch("review_calls", CALLS.order_by("-called_at", "-pk")),
            "considerations",
        )
    )
    found.sort(key=lambda each: (each.incident_id, order_of(each)))
    incidents = Incident.objects.in_bulk({each.incident_id for each in found})
    moves = SchoolNotice.objects.filter(child__in=found, kind=SchoolNotice.Kind.MOVING).values_list("child", "sent_at")
    told = SchoolNotice.objects.filter(belongs_to__in=incidents).values_list("belongs_to", "sent_at")
    return [
        _plan(
            each,
            incidents.get(each.incident_id),
            [
                *((at, Trigger.TRANSFER) for child, at in moves if child == each.pk),
                *((at, Trigger.INFORMATION) for incident, at in told if incident == each.incident_id),
            ],
            on,
        )
        for each in found
    ]


def plan_of(child: IncidentChild, on: date) -> Plan:
    """One child's plan."""
    return plans_of(CHILDREN.filter(pk=child.pk), on)[0]


def _plan(child, incident: Incident | None, events: list[Event], on: date) -> Plan:
    """`events` call for a review beside what somebody called for: a move, what another school told."""
    versions = list(child.assessments.all())
    in_force = next((each for each in versions if each.in_force_from), None)
    since = in_force.in_force_from if in_force else child.added_at
    considered = max(child.considerations.all(), key=lambda each: each.considered_at, default=None)
    made = Plan(
        child=child,
        in_force=in_force,
        being_written=next((each for each in versions if each.in_force_from is None), None),
        versions=[each for each in versions if each.in_force_from],
        measures=list(child.measures.all()),
        checks=list(child.checks.all()),
        calls=[each for each in child.review_calls.all() if each.called_at >= since],
        considered=considered.why if considered else "",
        reference=incident.reference if incident else "",
        approval=ASK_INSTEAD if in_force and nobody_approves(in_force) else ASK_HEAD,
    )
    made.due.extend(sorted(_due(made, incident, events, on), key=lambda each: each.by))
    return made


def _due(plan: Plan, incident: Incident | None, events: list[Event], on: date) -> list[Due]:
    child, found = plan.child, []
    if incident is not None and not incident.is_open:
        return []
    if plan.in_force:
        found.append(_review(plan, events, on))
        if incident is not None and waits_for_head(plan.in_force):
            by = london_date(plan.in_force.in_force_from)
            found.append(Due(plan.approval, by, "In force, not yet approved by the head"))
    elif must_assess(incident, child):
        why = "Sexual violence: an assessment of each child the same day"
        found.append(Due("Assess risk and needs today", london_date(incident.opened_at), why))
    elif incident is not None and child.capacity in MAIN and not plan.considered:
        why = "Sexual harassment: considered case by case, with a reason"
        found.append(Due("Consider a risk and needs assessment", london_date(incident.opened_at), why))
    asked = {each.line: each.due_on for each in plan.checks}
    found += [
        Due("Check a measure", min(each.check_on, asked.get(each.line, each.check_on)))
        for each in plan.measures
        if each.line in asked or each.check_on <= on
    ]
    return found


def _review(plan: Plan, events: list[Event], on: date) -> Due:
    """By when the version in force is reviewed: by its date, or on the next school day after whatever called for it first.

    What else called for it is said as well: what came first would hide that the head sent it back.
    """
    area, since = plan.child.area, plan.in_force.in_force_from
    called = [(each.called_at, each.get_trigger_display()) for each in plan.calls]
    called += [(at, trigger.label) for at, trigger in events if at > since]
    days = [(pathway.called_review(area, london_date(at)), why) for at, why in called]
    whys = list(dict.fromkeys(why for _, why in called))
    days += [(day, Trigger.TERM.label) for day in pathway.terms_begun(area, london_date(since), on)]
    days.append((plan.in_force.review_on, Trigger.PLANNED.label))
    by, why = min(days)
    return Due("Review the assessment", by, why, ". ".join(each for each in whys if each != why))


def heads_of(child: IncidentChild, on: date) -> list[Membership]:
    """Who is head of the school in this service today, and not kept from the child: they approve by their own sign-in (PL 9.4)."""
    held = Membership.objects.in_force(on).filter(team=child.team_id, role=Role.HEAD_TEACHER, user__in=told_of(child))
    return list(held.select_related("user", "role").order_by("user__name", "pk"))


def head_approval_of(version: Assessment, at: datetime | None = None) -> HeadApproval | None:
    """The head's own approval, by a moment."""
    found = getattr(version, "head_approval", None)
    return found if found and (at is None or found.approved_at <= at) else None


def waits_for_head(version: Assessment) -> bool:
    return (
        bool(version.in_force_from)
        and not version.head_name
        and not version.sent_back.all()
        and head_approval_of(version) is None
    )


def head_in_words(version: Assessment, at: datetime | None = None) -> str:
    """Whether the head approved it, and by whose word: what the head did here is never confused with what was said of them (PL 9.5)."""
    approved = head_approval_of(version, at)
    if approved and approved.on_paper:
        return f"{approved.name} approved it on paper on {moments.day(approved.on_paper)}, in the place of the head"
    if approved:
        return f"Approved by {approved.name}, signed in to this service, {exact_moment(approved.approved_at)}"
    sent_back = next((each for each in version.sent_back.all() if at is None or each.called_at <= at), None)
    if sent_back:
        return f"Sent back by {post_in_words(sent_back.called_by.membership)}, {exact_moment(sent_back.called_at)}: {sent_back.words}"
    if not version.head_name:
        return "Not yet approved by the head"
    on = f", on paper on {moments.day(version.head_on)}" if version.head_on else ""
    told = f"{version.head_name}{on}, as told by {version.header['approved_by']}. Not signed in to this service to approve it"
    return f"The head has a conflict of interest: {version.head_conflict}. {told}" if version.head_conflict else told


def is_followed(version: Assessment) -> bool:
    """A later version is in force."""
    return Assessment.objects.filter(
        child=version.child_id, number__gt=version.number, in_force_from__isnull=False
    ).exists()


def nobody_approves(version: Assessment) -> bool:
    """It waits for a head, and each head of the school has a conflict of interest: whoever stands in approves it on paper."""
    return waits_for_head(version) and not heads_of(version.child, timezone.localdate())


def conflicts_of(child: IncidentChild) -> list[HeadConflict]:
    """Who has a conflict of interest in the child's incident, now."""
    found = HeadConflict.objects.filter(incident=child.incident_id, ended_at=None).select_related("user")
    return list(found.order_by("declared_at", "pk"))


def waiting_for_head(team: Team) -> list[Assessment]:
    """The versions in force that wait for the head of the school, the oldest first."""
    later = Assessment.objects.filter(
        child=OuterRef("child"), number__gt=OuterRef("number"), in_force_from__isnull=False
    )
    waits = VERSIONS.filter(team=team, in_force_from__isnull=False, head_name="", head_approval=None, sent_back=None)
    return list(waits.exclude(Exists(later)).order_by("in_force_from", "pk"))


def in_force_at(child: IncidentChild, at: datetime) -> Assessment:
    """The version that was in force at a moment. Raises NotInForce."""
    found = VERSIONS.filter(child=child, in_force_from__lte=at).order_by("-number").first()
    if found is None:
        raise NotInForce
    return found


def measures_at(child: IncidentChild, at: datetime) -> list[Measure]:
    """The measures as they stood at a moment."""
    rows = Measure.objects.filter(child=child, written_at__lte=at)
    return list(rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).order_by("starts_on", "pk"))


def measures_to_take_over(child: IncidentChild, has: list[Measure]) -> list[dict]:
    """What the school that the pupil moved from did, as it told, and this plan does not have: each with its place in the notice."""
    moved = SchoolNotice.objects.filter(about=child, kind=SchoolNotice.Kind.MOVING).order_by("-pk")
    told = moved.values_list("known", flat=True).first()
    here = {each.what for each in has}
    every = (told or {}).get("measures", [])
    return [each | {"number": number} for number, each in enumerate(every) if each["what"] not in here]


def calls_until(child: IncidentChild, at: datetime) -> list[ReviewCall]:
    return list(CALLS.filter(child=child, called_at__lte=at).order_by("called_at", "pk"))


def police_until(child: IncidentChild, at: datetime) -> list[PoliceUpdate]:
    """What the police had said by a moment of this child or of nobody in particular, less what had been corrected by then."""
    said = PoliceUpdate.objects.filter(route__incident=child.incident_id, recorded_at__lte=at)
    corrected = said.exclude(corrects=None).values("corrects")
    return list(said.filter(Q(child=child) | Q(child=None)).exclude(pk__in=corrected).order_by("recorded_at", "pk"))


def police_of_others_until(child: IncidentChild, at: datetime) -> PoliceUpdate | None:
    """What the police or a court said last by a moment, where it binds another child alone."""
    said = PoliceUpdate.objects.filter(route__incident=child.incident_id, recorded_at__lte=at)
    last = said.order_by("recorded_at", "pk").last()
    return last if last and last.child_id not in (None, child.pk) else None


def type_until(version: Assessment, at: datetime) -> tuple[str, datetime] | None:
    """What the incident had been recorded as by a moment, and when, where that is not what the version says."""
    kind, found = version.header.get("category", ""), None
    labels = set(Category.labels)
    changed = Decision.objects.filter(incident=version.child.incident_id, kind="CHANGED", made_at__lte=at)
    for each in changed.filter(made_at__gt=version.in_force_from).order_by("made_at", "pk"):
        before, _, after = each.what.partition(" → ")
        if before == kind and after in labels:
            kind, found = after, each.made_at
    return (kind, found) if found else None


def may_link(child: IncidentChild) -> list[tuple[str, str]]:
    """What a measure may be linked with: measures of other children of the incident, or what another school does."""
    others = MEASURES.filter(child__incident=child.incident_id, team=child.team, ended_at=None).exclude(child=child)
    notices = notices_between(child)
    return [
        *(
            (each.public_id, f"{each.child.get_capacity_display()}: {each.what}"[:120])
            for each in others.order_by("pk")
        ),
        *((each.public_id, "What the other school does for its pupil") for each in notices[:1]),
    ]


def notices_between(child: IncidentChild) -> list[SchoolNotice]:
    """The notices between this school and another about this incident: both schools read them."""
    incident = incident_of(child)
    if incident is None:
        return []
    if incident.from_notice:
        return [incident.from_notice]
    return list(SchoolNotice.objects.filter(child__incident=incident, kind=SchoolNotice.Kind.INVOLVED).order_by("pk"))


def ours(children: QuerySet[IncidentChild]) -> QuerySet[IncidentChild]:
    return children.filter(school=None, school_words="")


def plans_of_team(team: Team, on: date) -> list[Plan]:
    """The plans of every child of an open incident of a school."""
    return plans_of(ours(CHILDREN.filter(team=team, incident__closed_at=None)), on)


def plans_of_worker(actor: Actor, on: date) -> list[Plan]:
    """The plans of the children with whom somebody works who is not of the safeguarding team."""
    mine = CHILDREN.filter(worker_user=actor.membership.user_id).exclude(team=actor.membership.team_id)
    return plans_of(mine, on)


def instructions_of(incident: Incident) -> list[Instruction]:
    return list(
        INSTRUCTIONS.filter(incident=incident)
        .prefetch_related(
            Prefetch("readers", InstructionReader.objects.select_related("user").order_by("user__name", "pk"))
        )
        .order_by("ended_at", "-given_at", "-pk")
    )


def readings_of(actor: Actor) -> QuerySet[InstructionReader]:
    """What somebody must act on, what is not acknowledged yet first."""
    mine = InstructionReader.objects.select_related("instruction__team__organisation").filter(
        user=actor.membership.user_id
    )
    return mine.filter(ended_at=None, instruction__ended_at=None).order_by("read_at", "-instruction__given_at", "pk")


def readers_of(instruction: Instruction) -> list[InstructionReader]:
    return list(instruction.readers.select_related("user").order_by("user__name", "pk"))


def href(name: str, row) -> str:
    return reverse(f"child_on_child:{name}", args=[row.public_id])


def href_of_check(public_id: str) -> str:
    return reverse("child_on_child:measure_check", args=[public_id])


def orders_of(child: IncidentChild) -> list[PlanOrder]:
    return list(ORDERS.filter(child=child).order_by("-made_at", "-pk"))


def told_of(child: IncidentChild) -> QuerySet[User]:
    """Who hears that something happened to a child's plan: nobody who is kept from the child (SG-16)."""
    with connection.cursor() as cursor:
        cursor.execute("select access.told_of_plan(%s)", [child.pk])
        return User.objects.filter(pk__in=[row[0] for row in cursor.fetchall()])
