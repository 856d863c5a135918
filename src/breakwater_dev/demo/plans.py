"""A strategy of four areas with the plan by which each answers it, risks, scrutiny and voice, and the yearly report of last year."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import yaml

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.assurance.arrangements.codes import LEAD
from breakwater.improvement.assurance.arrangements.lookup import holders_on
from breakwater.improvement.assurance.models import (
    OutcomeMeasure,
    Plan,
    Priority,
    RoleHolding,
    Strategy,
    Voice,
    WorkUpdate,
)
from breakwater.improvement.assurance.models.arrangements import STATUTORY
from breakwater.improvement.assurance.plans.operations import plans, risks, strategies
from breakwater.improvement.assurance.scrutiny import operations as scrutiny
from breakwater.improvement.assurance.yearly_report import operations as reports
from breakwater.improvement.learning.lessons import names
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

from .places import Places
from .staff import Staff

DATA = yaml.safe_load((Path(__file__).parent / "data" / "plans.yaml").read_text())
KEYS, HOME = UUID(int=85_124), "851"
KEPT = ("organisation", "agency", "name", "job_title", "starts_on", "ends_on", "delegated_by", "scope", "how_chosen")
LOOKED = "Numbers of decisions and dates of meetings: nobody is named"
SCRUTINEER = "Joint independent scrutineer"
AGENDA = "Meet staff\nRead twelve files\nMeet families"
QUARTERS = 4


@dataclass
class Telling:
    """Who keeps what where, and the moment the demonstration ends."""

    places: Places
    people: Staff
    now: datetime
    number: int = 0

    def __post_init__(self):
        posts = {HOME: "business manager", "921": "policy officer 921"}
        self.keepers = {
            code: self.people.actor(posts.get(code, f"business manager {code}")) for code in self.places.areas
        }
        self.today = london_date(self.now)
        self.year = self.today.year - (self.today.month <= 3)  # the last year to March that is over
        self.began = date(self.year - 1, 4, 1)
        self.ends = date(self.year + 1, 3, 31)

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def key(self) -> UUID:
        self.number += 1
        return UUID(int=KEYS.int + self.number)

    def quarters(self) -> list[date]:
        """The ends of quarters that are over, the last year's and this one's."""
        ends = [months_later(self.began, 3 * number) - timedelta(days=1) for number in range(1, 2 * QUARTERS + 1)]
        return [each for each in ends if each < self.today]

    def agency(self, code: str):
        return self.keepers[code].membership.team.organisation


def tell(places: Places, people: Staff, now: datetime) -> None:
    """Everything, in the order of time; the report last, drawn from it."""
    told = Telling(places, people, now)
    _roles(told)
    strategy = _strategy(told)
    for code in places.areas:
        _plan(told, strategy, code)
    _escalations(told, strategy)
    _risks(told)
    _scrutiny(told)
    _voice(told)
    _report(told)


def _strategy(told: Telling) -> Strategy:
    said, at = DATA["strategy"], told.ago(800)
    others = [area for code, area in told.places.areas.items() if code != HOME]
    with acting_as(told.keepers[HOME]) as by:
        facts = strategies.StrategyFacts(said["title"], said["text"].strip(), told.began, told.ends, others)
        made = strategies.open_strategy(facts, by=by, at=at, key=told.key())
        for each in said["objectives"]:
            wanted = strategies.ObjectiveFacts(each["title"], each["measure"], 100, each["better"] == "more")
            strategies.add_objective(made, wanted, by=by, at=at, key=told.key())
    made.refresh_from_db()
    for number, (code, keeper) in enumerate(told.keepers.items()):
        meeting = f"Executive of {told.places.areas[code].name}"
        with acting_as(keeper) as by:
            on = london_date(told.ago(760 - 9 * number))
            strategies.ratify(made, on, meeting, made.edition, by=by, at=told.ago(750 - 9 * number))
    return made


def _plan(told: Telling, strategy: Strategy, code: str) -> None:
    area, at = told.places.areas[code], told.ago(740)
    with acting_as(told.keepers[code]) as by:
        facts = plans.PlanFacts(f"Business plan of {area.name}", told.began, told.ends)
        plan = plans.open_plan(facts, by=by, at=at, key=told.key())
        said = DATA["areas"][code]
        rows = zip(
            DATA["strategy"]["objectives"],
            strategy.objectives.order_by("number"),
            said["progress"],
            said["rag"],
            strict=True,
        )
        for each, objective, progress, stands in rows:
            more = each["better"] == "more"
            measure = plans.MeasureFacts(
                *(objective.measure, "Case audits, spring and autumn", 100, more),
                *(each["baseline"], told.began, each["target"], told.ends, objective),
            )
            made = _priority(told, plan, each["title"], measure, by)
            _goes(told, made, progress, stands, by)
            _varies(made, code, objective.number, by, told)
        for each in DATA["own_priorities"] if code == HOME else ():
            measure = plans.MeasureFacts(
                *(each["measure"], "Case management system", 100, True),
                *(each["baseline"], told.began, each["target"], told.ends),
            )
            _goes(told, _priority(told, plan, each["title"], measure, by), each["progress"], each["rag"], by)


def _priority(told: Telling, plan: Plan, title: str, measure: plans.MeasureFacts, by: Actor) -> Priority:
    facts = plans.PriorityFacts(
        title=title,
        rationale="Reviews of three years and what families said name it.",
        evidence="",
        sponsor="Delegated safeguarding partner, council",
        starts_on=told.began,
        ends_on=told.ends,
        scrutiny_question="What can a child say is different?",
        measure=measure,
        objective=measure.objective,
    )
    return plans.add_priority(plan, facts, by=by, at=told.ago(740), key=told.key())


def _goes(told: Telling, priority: Priority, progress: float, stands: str, by: Actor) -> None:
    """The measure each half-year, and each piece of work each quarter: the last quarter as it stands now."""
    measure, quarters = OutcomeMeasure.objects.get(priority=priority), told.quarters()
    for number, on in enumerate(quarters[1::2], 1):
        share = progress * number / len(quarters[1::2])
        rate = measure.baseline + share * (measure.target - measure.baseline)
        plans.read_measure(measure, on, round(1.2 * rate), 120, by=by, at=told.now, key=told.key())
    owner = told.agency(priority.plan.area.code)
    for number, (kind, deliverable) in enumerate(DATA["work"]):
        facts = plans.ItemFacts(kind, deliverable, "Ann Example, lead nurse", owner, told.began, told.ends)
        item = plans.add_item(priority, facts, by=by, at=told.ago(740), key=told.key())
        rows = []
        for at, on in enumerate(quarters):
            is_last = at == len(quarters) - 1
            rag = stands if is_last and not number else "GREY" if number == 2 and at < 2 else "GREEN"
            said = DATA["said"][rag]
            recovery = DATA["recovery"] if rag == "AMBER" else ""
            rows.append(plans.UpdateFacts(on, rag, f"{said[at % len(said)]}.", recovery))
        WorkUpdate.objects.bulk_create(
            WorkUpdate(item=item, **asdict(each), by=by, at=told.now, key=told.key()) for each in rows[:-1]
        )
        if rows:
            plans.update_item(item, rows[-1], by=by, at=told.now, key=told.key())


def _varies(priority: Priority, code: str, objective: int, by: Actor, told: Telling) -> None:
    said = DATA["variations"].get(code)
    if said and said["objective"] == objective:
        plans.vary(priority, said["words"], 1, by=by, at=told.ago(60))


def _escalations(told: Telling, strategy: Strategy) -> None:
    for said in DATA["escalations"]:
        with acting_as(told.keepers[said["area"]]) as by:
            words = (said["subject"], said["words"], said["wanted"])
            made = strategies.escalate(strategy, *words, by=by, at=told.ago(said["days"]), key=told.key())
        if answer := said.get("answer"):
            with acting_as(told.people.actor("head of service")) as by:
                strategies.answer_escalation(made, answer, by=by, at=told.ago(said["days"] - 30))


def _risks(told: Telling) -> None:
    """Each reviewed at every executive since; the last review of one is overdue."""
    owner, quarters = told.agency(HOME), told.quarters()
    with acting_as(told.keepers[HOME]) as by:
        for number, (cause, event, effect, likelihood, impact, controls, now_l, now_i) in enumerate(DATA["risks"]):
            first = risks.ReviewFacts(
                told.began, "Executive", likelihood, impact, controls, "Entered", months_later(told.began, 3)
            )
            facts = risks.RiskFacts(
                cause, event, effect, likelihood, impact, "Ben Example, business manager", owner, first
            )
            made = risks.add_risk(facts, by=by, at=told.ago(730), key=told.key())
            for at, on in enumerate(quarters[:-1] if number == 1 else quarters):
                is_now = at >= len(quarters) // 2
                review = risks.ReviewFacts(
                    *(on, "Executive", now_l if is_now else likelihood, now_i, controls),
                    *("The controls hold" if is_now else "Watch it", months_later(on, 3)),
                )
                risks.review_risk(made, review, by=by, at=told.now, key=told.key())


def _scrutiny(told: Telling) -> None:
    asked = told.agency(HOME)
    with acting_as(told.keepers[HOME]) as by:
        priorities = Priority.objects.filter(plan__area=told.places.area).order_by("number")
        for said, priority in zip(DATA["scrutiny"], priorities, strict=False):
            on, at = told.today - timedelta(days=said["days"]), told.ago(max(said["days"], 1) + 30)
            facts = scrutiny.VisitFacts(said["kind"], said["title"], said["question"], SCRUTINEER, on, priority)
            visit = scrutiny.plan_visit(facts, by=by, at=at, key=told.key())
            if said["days"] < 0:
                continue
            scrutiny.hold(
                visit, on, AGENDA, "Six practitioners, four families", 1, by=by, at=told.ago(said["days"] - 1)
            )
            for kind, text in said["found"]:
                acting = {"by": by, "at": told.ago(said["days"] - 2)}
                found = scrutiny.find(visit, kind, text, **acting, key=told.key())
                if kind != "CHALLENGE":
                    continue
                due = on + timedelta(days=28)
                one = scrutiny.ask(found, asked, due, **acting, key=told.key())
                if "changed" in said:
                    scrutiny.answer(one, "Accepted: the form and the training change.", due, **acting)
                    scrutiny.record_change(found, said["changed"], on + timedelta(days=90), **acting)


def _voice(told: Telling) -> None:
    second = told.people.actor("policy officer")
    made = []
    with acting_as(told.keepers[HOME]) as by:
        for number, (who, how, words, did) in enumerate(DATA["voice"]):
            on = told.began + timedelta(days=40 * (number + 1))
            voice = scrutiny.hear(scrutiny.VoiceFacts(who, how, on, words), by=by, at=told.now, key=told.key())
            if did:
                made.append(scrutiny.follow(voice, did, on + timedelta(days=60), by=by, at=told.now))
    with acting_as(second) as by:
        for voice in made:
            _published(voice, by, told)


def _published(voice: Voice, by: Actor, told: Telling) -> None:
    seen = names.digest_of(names.found_in(scrutiny.words_of(voice)))
    scrutiny.publish(voice, LOOKED, seen, by=by, at=told.now)


def _report(told: Telling) -> None:
    """Drawn in July, signed by the three, public in September and sent: the figures are as they were then."""
    area = told.places.areas[HOME]
    with acting_as(told.keepers[HOME]) as by:
        at = _at(told, 7, 6)
        report = reports.open_report(told.year, by=by, at=at, key=told.key())
        for code, words in DATA["narratives"].items():
            reports.write(report.sections.get(code=code), words, 1, by=by, at=at)
        reports.freeze(report, by=by, at=at)
        report.refresh_from_db()
    for user in {each.user_id for each in holders_on(area, london_date(at)).filter(role=LEAD, user__isnull=False)}:
        actor = Actor.objects.filter(membership__user=user, membership__ends_on=None).order_by("pk").first()
        with acting_as(actor) as by:
            reports.sign(report, report.digest, by=by, at=_at(told, 7, 20))
    with acting_as(told.keepers[HOME]) as by:
        at = _at(told, 9, 14)
        seen = names.digest_of(names.found_in(reports.words_of(report)))
        reports.publish(report, LOOKED, seen, by=by, at=at)
        for to in ("PANEL", "WORKS"):
            reports.record_sent(report, to, london_date(at), by=by, at=at, key=told.key())


def _at(told: Telling, month: int, day: int) -> datetime:
    """A day of the summer after the year, or just before now where that is not yet."""
    then = told.now.replace(year=told.year, month=month, day=day)
    return min(then, told.now)


def _roles(told: Telling) -> None:
    """The lead partners at home and the joint scrutineer of all areas have accounts: whoever the arrangements name so far by name alone."""
    wanted = [(HOME, LEAD, partner, f"lead partner {partner}") for partner in STATUTORY]
    wanted += [(code, "scrutineer", "", "joint scrutineer") for code in told.places.areas]
    with acting_as(told.keepers[HOME]) as by:
        for code, role, partner, post in wanted:
            area, user = told.places.areas[code], told.people.actor(post).membership.user
            held = holders_on(area, told.today).filter(role=role, partner=partner).first()
            kept = (
                {name: getattr(held, name) for name in KEPT} if held else {"name": user.name, "starts_on": told.began}
            )
            if kept["name"] != user.name:
                user.name = kept["name"]
                user.save(update_fields=["name"])
            made = {"key": told.key(), "made_at": told.now, "made_by": by}
            corrected = {"corrects": held, "reason": "Has an account now"} if held else {}
            RoleHolding.objects.create(area=area, role=role, partner=partner, user=user, **kept, **corrected, **made)
