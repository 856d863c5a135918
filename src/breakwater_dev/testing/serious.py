"""A serious incident as the partners take it along, step by step, for tests and for the demonstration."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from breakwater.foundation.dates.london_time import london_date
from breakwater.improvement.learning.incidents import lookup, papers_asked
from breakwater.improvement.learning.incidents.operations import (
    considering,
    naming,
    notifying,
    raising,
    rapid,
    requests,
)
from breakwater.improvement.learning.models import Limb, Member, Paper, SeriousIncident
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor, Membership
from breakwater.practice.early_help.episodes.operations import links

Part, Partner = Member.Part, Member.Partner
DUTY = (Limb.ABUSE, Limb.DIED, Limb.IN_AREA)
HOUR = timedelta(hours=1)


@dataclass
class Partners:
    """Who takes part: the business manager, who speaks for each partner, the scrutineer, one of the learning group."""

    manager: Actor
    speakers: dict[str, Actor]
    scrutineer: Actor
    group: Actor
    letter: str = "Secure your records, and write your summary"
    agencies: tuple[str, ...] = ("Harbour Hospitals Trust",)
    words: dict[str, str] = field(default_factory=dict)

    def as_(self, who: Actor):
        return acting_as(who.membership)


def raised(by: Actor, at: datetime, **more) -> SeriousIncident:
    facts = {"called": "Nel Nowhere", "harm": "DEATH", "reasons": "Found at home, not breathing"} | more
    with acting_as(by.membership) as actor:
        return raising.raise_incident(raising.RaisedFacts(**facts), key=uuid4(), by=actor, at=at)


def named(one: SeriousIncident, of: Partners, at: datetime) -> SeriousIncident:
    """The partners, the scrutineer and the learning group are named on it: the authority first, who confirms the others."""
    parts = [(who, Part.PARTNER, partner) for partner, who in of.speakers.items()]
    parts += [(of.scrutineer, Part.SCRUTINEER, ""), (of.group, Part.GROUP, "")]
    for who, part, partner in parts:
        named_as(one, of, who, part, partner, at=at)
    return one


def named_as(one: SeriousIncident, of: Partners, who: Actor, part: str, partner: str = "", *, at: datetime) -> None:
    """The business manager names somebody, and whoever else is named confirms it."""
    with of.as_(of.manager) as by:
        made = naming.name_member(one, naming.NamedFacts(who.membership, part, partner), by=by, at=at)
        others = Member.objects.named().filter(incident=one).exclude(user__in=[made.user_id, by.membership.user_id])
        second = others.order_by("pk").first()
    if made.waits:
        with acting_as(Membership.objects.get(user=second.user_id)) as by:
            naming.confirm_member(made, by=by, at=at)


def considered(
    one: SeriousIncident, of: Partners, at: datetime, *, met=DUTY, notify: bool = True, why: str = "As the limbs say"
):
    """Each limb with reasons, each partner's view, and the decision."""
    with of.as_(of.manager) as by:
        said = {limb.value: ("YES" if limb in met else "NO", "As recorded by the agencies") for limb in Limb}
        considering.find_limbs(one, said, by=by, at=at)
    for who in of.speakers.values():
        with of.as_(who) as by:
            considering.give_view(one, considering.ViewFacts(notify, why), by=by, at=at)
    with of.as_(of.manager) as by:
        facts = considering.DecisionFacts(
            notify, why, "Dana Director, director of children’s services", london_date(at)
        )
        return considering.decide(one, facts, by=by, at=at)


def looked_again(one: SeriousIncident, of: Partners, at: datetime, *, agrees: bool = True) -> None:
    for who in (of.group, of.scrutineer):
        with of.as_(who) as by:
            considering.look_again(
                fresh(one), considering.AgainFacts(agrees, "Read with the agencies’ records"), by=by, at=at
            )


def filled(one: SeriousIncident, of: Partners, kind: str, at: datetime) -> None:
    """Every box that is needed has something in it."""
    with of.as_(of.manager) as by:
        answers = lookup.answers_of(one, kind)
        said = {
            box.name: of.words.get(box.name, "As the agencies wrote")
            for box in papers_asked.missing(kind.lower(), answers)
        }
        notifying.save_section(one, kind, said, revision=lookup.revision_of(one, kind), by=by, at=at)


def notified(one: SeriousIncident, of: Partners, at: datetime):
    filled(one, of, Paper.Kind.NOTIFICATION, at)
    with of.as_(of.manager) as by:
        facts = notifying.SentFacts(at, "PORTAL", "SIN-2041", "Health, police, child death overview panel")
        return notifying.notify(one, facts, by=by, at=at)


def asked(one: SeriousIncident, of: Partners, agency: str, at: datetime) -> requests.Asked:
    with of.as_(of.manager) as by:
        facts = requests.AskedFacts(agency, "Safeguarding lead", "Nel Nowhere", of.letter)
        return requests.ask_agency(fresh(one), facts, by=by, at=at)


def answered(made: requests.Asked, at: datetime) -> None:
    """The agency writes its summary by the link and sends it."""
    door = links.check_number(token=made.token, number=made.number, at=at)
    said = {box.name: "As our records say" for box in papers_asked.boxes_of("summary")}
    revision = requests.revision_of(requests.request_behind(door))
    requests.save_by_link(door, said, revision=revision, sends=True, at=at)


def met_and_signed(one: SeriousIncident, of: Partners, at: datetime, *, recommends: bool = True) -> None:
    with of.as_(of.manager) as by:
        facts = rapid.HeldFacts(
            london_date(at), "All agencies and the three partners", "What is known, what is safe, what is learned"
        )
        rapid.record_meeting(fresh(one), facts, by=by, at=at)
    filled(one, of, Paper.Kind.RAPID_REVIEW, at)
    for who in (*of.speakers.values(), of.scrutineer):
        with of.as_(who) as by:
            rapid.sign_off(fresh(one), rapid.SignFacts(recommends, "The learning is there"), by=by, at=at)


def sent(one: SeriousIncident, of: Partners, at: datetime) -> None:
    with of.as_(of.manager) as by:
        rapid.send(fresh(one), london_date(at), by=by, at=at)


def replied(one: SeriousIncident, of: Partners, at: datetime, reply: str = "AGREES") -> None:
    with of.as_(of.manager) as by:
        rapid.record_reply(fresh(one), rapid.ReplyFacts(reply, london_date(at), "In its letter"), by=by, at=at)


def decided(
    one: SeriousIncident,
    of: Partners,
    at: datetime,
    kind: str = "REVIEW",
    why: str = "Agencies did not share what each knew",
):
    criteria = dict.fromkeys(
        papers_asked.CRITERIA | papers_asked.CIRCUMSTANCES, "Considered with the agencies’ summaries"
    )
    with of.as_(of.manager) as by:
        facts = rapid.ReviewFacts(kind, why, london_date(at), criteria)
        return rapid.decide_review(fresh(one), facts, by=by, at=at)


def fresh(one: SeriousIncident) -> SeriousIncident:
    """As it stands now, for whoever acts."""
    return lookup.INCIDENTS.get(pk=one.pk)


def up_to_the_panel(one: SeriousIncident, of: Partners, at: datetime, *, recommends: bool = True) -> SeriousIncident:
    """From the notification to the panel's reply, in five weeks of which `at` is the first day."""
    notified(one, of, at)
    for agency in of.agencies:
        made = asked(one, of, agency, at + HOUR)
        answered(made, at + timedelta(days=9))
    met_and_signed(one, of, at + timedelta(days=14), recommends=recommends)
    sent(one, of, at + timedelta(days=18))
    replied(one, of, at + timedelta(days=30))
    return one
