"""What is asked of serious incidents. The wall has left out whatever the actor is not named on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.working_days import working_days_between
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.access.role_matrix import PARTS
from breakwater.partnership.organisations.models import Actor, Area, Membership, User, actor_relations

from .. import pathway
from ..models import (
    AgencyRequest,
    Decision,
    EndingReason,
    Limb,
    LimbFinding,
    LocalReview,
    Member,
    Paper,
    PartnerView,
    RapidReview,
    ReviewDecision,
    SeriousIncident,
    StartRule,
    State,
)
from . import papers_asked
from .criteria import Follows, follows

_MEMBERS = Prefetch("members", Member.objects.select_related("by__membership").order_by("pk"))
INCIDENTS = SeriousIncident.objects.select_related("area", "rapid_review").prefetch_related(_MEMBERS)
REQUESTS = AgencyRequest.objects.select_related("incident__area").prefetch_related("incident__members")
MEMBERS = Member.objects.select_related("incident__area", "by__membership").prefetch_related("incident__members")
LOOKS_AGAIN = (Member.Part.GROUP, Member.Part.SCRUTINEER)
LIMBS = tuple(Limb)
REVIEW_PAGE = "local_review"
REVIEWING = (State.REVIEW, State.DRAFT, State.SIGNED, State.NOTICE, State.DEFERRED)
VIEWS_IN = (State.RAISED, State.CONSIDERED, State.NOT_NOTIFIED, State.RAPID_OPEN)  # what may follow a decision
_ACTIONS, _CLOSE = ("Record that its actions are open", "actions"), ("Close the incident", "close")
AFTER = {  # what comes next once the review is over, and its page
    **dict.fromkeys((State.PUBLISHED, State.IMPROVEMENTS, State.OTHER_REVIEW, State.NATIONAL), _ACTIONS),
    State.ACTIONS: ("Record that its actions are verified", "verified"),
    **dict.fromkeys((State.VERIFIED, State.NO_REVIEW), _CLOSE),
}


def posts_holding(permission: Permission, area: Area, *, on: date) -> QuerySet[Membership]:
    """Posts of an area whose role holds a permission on a day."""
    roles = next(lines[permission] for lines in PARTS.values() if permission in lines)
    posts = Membership.objects.in_force(on).filter(role__in=roles, team__area=area)
    return posts.select_related("user", "team__organisation", "role").order_by("user__name", "pk")


def as_named(post: Membership) -> str:
    """Name and role, in the words of the day."""
    return f"{post.user.name}, {post.job_title or post.role.title}, {post.team.organisation.name}"[:200]


def named_on() -> QuerySet[SeriousIncident]:
    """Every incident that the actor finds, the last raised first."""
    return INCIDENTS.order_by("-raised_at", "-pk")


def users_of(incident: SeriousIncident) -> list[User]:
    """Who is named on it now."""
    members = Member.objects.named().filter(incident=incident).select_related("user")
    return list({each.user_id: each.user for each in members}.values())


def to_confirm(incident: SeriousIncident, actor: Actor) -> list[Member]:
    """Those whose naming waits for a second person, where the actor is one: named here, and neither who named them nor themselves."""
    me = actor.membership.user_id
    if not incident.parts_of(me):
        return []
    waiting = (each for each in incident.members.all() if each.waits)
    return [each for each in waiting if me not in (each.user_id, each.by.membership.user_id)]


def partner_of(incident: SeriousIncident, actor: Actor) -> str:
    """The partner for whom an actor speaks on it; "" where they speak for none."""
    mine = (each for each in incident.members.all() if each.user_id == actor.membership.user_id and each.is_named)
    return next((each.partner for each in mine if each.partner), "")


def limbs_of(incident: SeriousIncident) -> dict[str, LimbFinding]:
    """The last word on each limb."""
    return {each.limb: each for each in incident.findings.order_by("at", "pk")}


def what_follows(incident: SeriousIncident) -> Follows:
    return follows({limb: found.met for limb, found in limbs_of(incident).items()})


def views_of(incident: SeriousIncident) -> dict[str, PartnerView]:
    """The last view of each partner."""
    return {each.partner: each for each in incident.views.order_by("at", "pk")}


def limbs_missing(incident: SeriousIncident) -> list[Limb]:
    limbs = limbs_of(incident)
    return [limb for limb in Limb if limb not in limbs]


def views_missing(incident: SeriousIncident) -> list[Member.Partner]:
    """The partners who have not said what they think. No decision waits for them."""
    views = views_of(incident)
    return [partner for partner in Member.Partner if partner not in views]


def views_against(incident: SeriousIncident) -> list[PartnerView]:
    """Views to notify, given after it was decided not to: the authority decides again, with them before it."""
    decision = decision_of(incident)
    if decision is None or decision.notify:
        return []
    return [view for view in views_of(incident).values() if view.notify and view.at > decision.at]


def decision_of(incident: SeriousIncident) -> Decision | None:
    return incident.decisions.order_by("-at", "-pk").first()


def is_to_be_notified(incident: SeriousIncident) -> bool:
    """Whether the decision that stands is to notify, and the form is still to be sent."""
    decision = decision_of(incident)
    return decision is not None and decision.notify and incident.state == State.CONSIDERED


def looks_again_as(incident: SeriousIncident, actor: Actor) -> str:
    """As what an actor looks again at a decision not to notify: the group's or the scrutineer's word, where it is not given yet."""
    decision, parts = decision_of(incident), incident.parts_of(actor.membership.user_id)
    given = set(decision.reviews.values_list("part", flat=True)) if decision else set()
    return next((part for part in LOOKS_AGAIN if part in parts and part not in given), "")


def may_close(incident: SeriousIncident) -> bool:
    """There is no further review, its actions are verified, or it is not notified, and nobody who was to be heard is against that."""
    if incident.state in (State.NO_REVIEW, State.VERIFIED):
        return True
    return incident.state == State.NOT_NOTIFIED and not _before_a_decision_not_to_notify_stands(incident)


def _before_a_decision_not_to_notify_stands(incident: SeriousIncident) -> list[tuple[str, str]]:
    """What is still to do, and the page where it is done."""
    given = set(decision_of(incident).reviews.filter(agrees=True).values_list("part", flat=True))
    to_do = []
    if against := views_against(incident):
        to_do.append(
            (f"Decide again: {_listed(view.get_partner_display() for view in against)} would notify", "decide")
        )
    for words, waiting in (
        ("Views still to come", views_missing(incident)),
        ("Still to look again", [part for part in LOOKS_AGAIN if part not in given]),
    ):
        if waiting:
            to_do.append(_waits_for(incident, words, waiting))
    return to_do


def _waits_for(incident: SeriousIncident, words: str, whom: Iterable) -> tuple[str, str]:
    """Whom an incident waits for, in words; where nobody is named as one of them, that comes first, and its page."""
    named = {said for each in incident.members.all() if each.ended_at is None for said in (each.part, each.partner)}
    nobody = [each for each in whom if each.value not in named]
    if nobody:
        return (
            f"{words}: {_listed(each.label for each in whom)}. Name first: {_listed(each.label for each in nobody)}",
            "name",
        )
    return f"{words}: {_listed(each.label for each in whom)}", ""


def _listed(labels: Iterable[str]) -> str:
    return ", ".join(labels)


def waiting_reason(incident: SeriousIncident) -> EndingReason | None:
    """Why the actions after a review count as done, where that waits for a second person."""
    return incident.ending_reasons.filter(answered_at=None).select_related(*actor_relations("by")).first()


def paper_of(incident: SeriousIncident, kind: str) -> Paper | None:
    return Paper.objects.select_for_update().filter(incident=incident, kind=kind).first()


def answers_of(incident: SeriousIncident, kind: str) -> dict[str, str]:
    """What stands in each box of a paper; the notification begins with what is known of the incident."""
    paper = Paper.objects.filter(incident=incident, kind=kind).first()
    written = papers_asked.read(paper.answers) if paper else {}
    return (_known_of(incident) if kind == Paper.Kind.NOTIFICATION else {}) | written


def _known_of(incident: SeriousIncident) -> dict[str, str]:
    return {
        "reference": incident.reference,
        "happened": day(incident.happened_on) if incident.happened_on else "",
        "aware": day(incident.aware_on),
        "told_by": incident.told_by,
        "harm": incident.get_harm_display(),
        "outline": incident.reasons,
        "name": incident.called,
        "born": born_of(incident),
        "action": incident.living_words,
    }


def born_of(incident: SeriousIncident) -> str:
    """The child's date of birth as people write it; "" where nobody knew it."""
    return day(date.fromisoformat(incident.born)) if incident.born else ""


def revision_of(incident: SeriousIncident, kind: str) -> int:
    found = Paper.objects.filter(incident=incident, kind=kind).values_list("revision", flat=True).first()
    return found or 0


def start_rule(area: Area) -> StartRule | None:
    return StartRule.objects.filter(area=area).order_by("-since", "-pk").first()


def notify_by(incident: SeriousIncident) -> date:
    """The day by which the national panel is notified: counted from awareness."""
    return pathway.NOTIFY.due_on(incident.aware_on)


def criteria_said(decision: ReviewDecision) -> list[tuple[str, str]]:
    """What was said of each criterion and circumstance."""
    said = papers_asked.read(decision.criteria)
    return [
        (label, said[key]) for key, label in (papers_asked.CRITERIA | papers_asked.CIRCUMSTANCES).items() if key in said
    ]


def review_of(incident: SeriousIncident) -> RapidReview | None:
    return getattr(incident, "rapid_review", None)


def requests_of(incident: SeriousIncident) -> list[AgencyRequest]:
    return list(incident.requests.order_by("agency", "pk"))


def lacking_before_sign_off(incident: SeriousIncident) -> list[str]:
    """What a partner signs off has to be there: the meeting, each agency's summary or why the review goes on without, the paper itself."""
    asked = requests_of(incident)
    missing = [] if asked else ["ask the agencies for their summaries"]
    missing += [
        f"the summary of {each.agency}, or why the review goes on without it"
        for each in asked
        if not each.sent_at and not each.without_on
    ]
    missing += [] if incident.rapid_review.held_on else ["record the meeting"]
    boxes = papers_asked.missing("rapid_review", answers_of(incident, Paper.Kind.RAPID_REVIEW))
    return missing + ([f"write the rapid review, {_boxes(boxes)}"] if boxes else [])


def _boxes(missing) -> str:
    return f"{_counted(missing, 'box', 'boxes')} empty"


def _counted(missing, one: str, many: str = "") -> str:
    return f"{len(missing)} {one} is" if len(missing) == 1 else f"{len(missing)} {many or one + 's'} are"


def lacking_sign_offs(incident: SeriousIncident) -> list[str]:
    given = {each.partner or each.part for each in incident.rapid_review.sign_offs.all()}
    missing = [f"the sign-off of the {one.label.lower()}" for one in Member.Partner if one not in given]
    return missing + ([] if Member.Part.SCRUTINEER in given else ["the scrutineer’s view"])


@dataclass(frozen=True)
class Due:
    """What comes next: words, the day by which, why then, and the page where it is done."""

    words: str
    by: date | None
    because: str = ""
    page: str = ""
    href: str = ""
    amber: date | None = None

    def left(self, today: date) -> int | None:
        """Working days that are left; below zero where it is late."""
        return working_days_between(today, self.by) if self.by else None


def due_of(incident: SeriousIncident, today: date) -> list[Due]:
    """What comes next on an incident, living children first (PL 6.1)."""
    raised_on = london_date(incident.raised_at)
    first = [_due(incident, "Living children: say whether any may be at risk now", raised_on, page="living")]
    due = first if incident.living == SeriousIncident.Living.NOT_KNOWN and incident.state != State.CLOSED else []
    if incident.child_id is None and incident.state in (State.RAISED, State.CONSIDERED):
        due = [
            *due,
            _due(incident, "Secure the records: tie the child’s record", raised_on, page="record"),
        ]
    if incident.state in (State.RAISED, State.CONSIDERED):
        return [*due, *_to_decide(incident)]
    if incident.state == State.NOT_NOTIFIED:
        to_do = _before_a_decision_not_to_notify_stands(incident) or [("Close the incident", "close")]
        return [*due, *(_due(incident, words, None, page=page) for words, page in to_do)]
    if incident.state == State.ACTIONS and waiting_reason(incident):
        return [*due, _due(incident, "A second person says whether the actions are done", None, page="second")]
    if incident.state in AFTER:
        return [*due, _due(incident, AFTER[incident.state][0], None, page=AFTER[incident.state][1])]
    return [*due, *_of_the_rapid_review(incident), *_of_the_review(incident)]


def _of_the_review(incident: SeriousIncident) -> list[Due]:
    """A review that is decided on and not public yet: its day never moves, whatever delays it."""
    if incident.state not in REVIEWING:
        return []
    href = reverse("learning:review_of", args=[incident.public_id])
    review = LocalReview.objects.filter(incident=incident).first()
    if review is None:
        return [Due("Open the review", None, page=REVIEW_PAGE, href=href)]
    words = "Publish the review, which is delayed" if incident.state == State.DEFERRED else "Publish the review"
    return [Due(words, review.due_on, page=REVIEW_PAGE, href=href)]


def _due(incident: SeriousIncident, words: str, by: date | None, because: str = "", page: str = "", amber=None) -> Due:
    href = reverse(f"learning:incident_{page}", args=[incident.public_id]) if page else ""
    return Due(words, by, because, page, href, amber)


def _to_decide(incident: SeriousIncident) -> list[Due]:
    by, because = pathway.NOTIFY.due_on(incident.aware_on), pathway.NOTIFY.because
    if is_to_be_notified(incident):
        send = _due(incident, "Send the notification", by, because, "notify")
        return [send, *_follows_a_notification(incident)]
    views = _views_to_come(incident)
    if limbs_missing(incident):
        return [_due(incident, "Record each limb of the criteria", by, because, "criteria"), *views]
    return [_due(incident, "Decide whether to notify", by, because, "decide"), *views]


def _views_to_come(incident: SeriousIncident) -> list[Due]:
    missing = views_missing(incident)
    if not missing:
        return []
    words, page = _waits_for(incident, "Views still to come", missing)
    return [_due(incident, words, None, page=page)]


def _follows_a_notification(incident: SeriousIncident) -> list[Due]:
    """What may be sent without, and is owed still: boxes of the form, limbs with reasons, the partners' views."""
    limbs = limbs_missing(incident)
    owed = (
        [_due(incident, f"Record the criteria: {_counted(limbs, 'limb')} missing", None, page="criteria")]
        if limbs
        else []
    )
    return [*_to_write(incident, Paper.Kind.NOTIFICATION, None), *owed, *_views_to_come(incident)]


def _to_write(incident: SeriousIncident, kind: str, by: date | None) -> list[Due]:
    """A paper with boxes that are still to fill in, and its page."""
    missing = papers_asked.missing(kind.lower(), answers_of(incident, kind))
    href = reverse("learning:paper", args=[incident.public_id, kind.lower().replace("_", "-")])
    words = f"Write the {Paper.Kind(kind).label.lower()}: {_boxes(missing)}"
    return [Due(words, by, page="paper", href=href)] if missing else []


def _of_the_rapid_review(incident: SeriousIncident) -> list[Due]:
    review = review_of(incident)
    if review is None:
        return []
    if incident.state == State.RAPID_OPEN:
        return [*_before_sending(incident, review), *_follows_a_notification(incident)]
    if incident.state == State.RAPID_SENT:
        expected = pathway.REPLY.due_on(review.sent_on)
        return [_due(incident, "Record the reply of the national panel", None, f"Usual by {day(expected)}", "reply")]
    if incident.state == State.PANEL_REPLIED:
        if review.reply != RapidReview.Reply.AGREES and review.answered_on is None:
            return [_due(incident, "Answer the national panel", None, page="answer")]
        return [_due(incident, "Decide on a review", None, page="review")]
    return []


def _before_sending(incident: SeriousIncident, review: RapidReview) -> list[Due]:
    asked = requests_of(incident)
    whole = _due(
        incident, "Send the rapid review", review.due_on, pathway.RAPID_REVIEW.because, "send", amber=review.amber_on
    )
    if not asked:
        return [_due(incident, pathway.LETTERS.label, *_day(pathway.LETTERS, review), "ask"), whole]
    if any(not each.sent_at and not each.without_on for each in asked):
        return [_due(incident, "Agencies’ summaries are missing", *_day(pathway.SUMMARIES, review)), whole]
    if not review.held_on:
        return [_due(incident, "Hold the meeting, and record it", *_day(pathway.SIGN_OFF, review), "meeting"), whole]
    if write := _to_write(incident, Paper.Kind.RAPID_REVIEW, pathway.SIGN_OFF.due_on(review.starts_on)):
        return [*write, whole]
    if lacking_sign_offs(incident):
        return [_due(incident, pathway.SIGN_OFF.label, *_day(pathway.SIGN_OFF, review), "sign"), whole]
    return [whole]


def _day(duty: pathway.Duty, review: RapidReview) -> tuple[date, str]:
    return duty.due_on(review.starts_on), duty.because


def asked_of(incident: SeriousIncident, actor: Actor) -> list[Due]:
    """What waits for an actor in the part in which they are named: a view, a second look, a sign-off."""
    naming = [_due(incident, "Confirm who is to be named", None)] if to_confirm(incident, actor) else []
    return naming + _asked_in_their_part(incident, actor)


def _asked_in_their_part(incident: SeriousIncident, actor: Actor) -> list[Due]:
    partner, parts = partner_of(incident, actor), incident.parts_of(actor.membership.user_id)
    if partner and incident.state in VIEWS_IN and partner in views_missing(incident):
        return [_due(incident, "Your partner’s view is asked for", notify_by(incident), page="view")]
    if incident.state == State.NOT_NOTIFIED and looks_again_as(incident, actor):
        return [_due(incident, "Look again at a decision not to notify", None, page="again")]
    reason = waiting_reason(incident) if incident.state == State.ACTIONS else None
    if reason and reason.by.membership.user_id != actor.membership.user_id:
        return [_due(incident, "Say whether the actions after a review are done", None, page="second")]
    signs = partner or (Member.Part.SCRUTINEER if Member.Part.SCRUTINEER in parts else "")
    if incident.state != State.RAPID_OPEN or not signs or lacking_before_sign_off(incident):
        return []
    review = incident.rapid_review
    if signs in {each.partner or each.part for each in review.sign_offs.all()}:
        return []
    return [_due(incident, "Sign off the rapid review", *_day(pathway.SIGN_OFF, review), "sign")]


def address_of(incident: SeriousIncident) -> str:
    return reverse("learning:incident", args=[incident.public_id])


def is_reviewed(incident: SeriousIncident) -> bool:
    """Whether the partners decided on a review of their own, of whatever kind."""
    kinds = (ReviewDecision.Kind.REVIEW, *ReviewDecision.OTHER)
    return incident.review_decisions.filter(kind__in=kinds).exists()
