"""Needs by ward, a dozen services with two quarters each, three gaps and a contract. Every number is invented; the wards' names are public."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import yaml

from breakwater.foundation.dates.london_time import london_date, start_of
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.assurance.models import BoardGroup
from breakwater.improvement.commissioning.gaps import lookup
from breakwater.improvement.commissioning.gaps import operations as gaps
from breakwater.improvement.commissioning.gates import operations as gates
from breakwater.improvement.commissioning.gates.edition import EDITIONS
from breakwater.improvement.commissioning.models import Gap, NeedFigure, NeedMeasure, Provision
from breakwater.improvement.commissioning.needs import operations as needs
from breakwater.improvement.commissioning.needs.file import FigureFacts
from breakwater.improvement.commissioning.needs.lookup import by_title as titled
from breakwater.improvement.commissioning.provision import operations as provision
from breakwater.improvement.commissioning.provision.lookup import priorities_of
from breakwater.knowledge.directory.models import Service
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor

from .places import Places
from .staff import Staff

DATA = yaml.safe_load((Path(__file__).parent / "data" / "commissioning.yaml").read_text())
KEYS = UUID(int=85_125)
OF_ALL = {"11-15": Decimal(1), "5-10": Decimal("1.1")}  # children of a band to each of 11 to 15
COMMISSIONER = "The council’s commissioning team (invented)"


@dataclass
class Telling:
    """Who records, and when the demonstration ends."""

    by: Actor
    now: datetime
    number: int = 0

    @property
    def today(self) -> date:
        return london_date(self.now)

    def ago(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def key(self) -> UUID:
        self.number += 1
        return UUID(int=KEYS.int * 10**6 + self.number)


def tell(places: Places, people: Staff, now: datetime) -> None:
    with acting_as(people.actor("business manager")) as by:
        told = Telling(by, now)
        _needs(told)
        _services(told, places)
        made = _gaps(told)
        for each in DATA["contracts"]:
            _contract(told, each, made[each["gap"] - 1])


def _needs(told: Telling) -> None:
    made = {each["key"]: _measure(told, each) for each in DATA["measures"]}
    for need, met in DATA["met"].items():
        needs.say_met_by(made[need], made[met], by=told.by, at=told.ago(60))


def _measure(told: Telling, said: dict) -> NeedMeasure:
    facts = needs.MeasureFacts(said["domain"], said["title"], said["counts"], not said.get("less", False))
    made = needs.add_measure(facts, by=told.by, at=told.ago(90), key=told.key())
    on = months_later(told.today.replace(day=1), -2) - timedelta(days=1)  # before it was recorded
    more = {"on": on, "estimate": said["estimate"], "source": said["source"], "review_on": months_later(on, 12)}
    for age in said["ages"]:
        cells = {} if said.get("whole") else _by_ward(said, age)
        base = sum(of for of, _ in cells.values()) or 2_400
        some = sum(number for _, number in cells.values()) or round(base * said["share"] / 100)
        for ward, (of, number) in [*cells.items(), ("", (base, some))]:
            figure = FigureFacts(ward=ward, age_band=age, base=of, **_number(said, number, of), **more)
            needs.record(made, figure, by=told.by, at=told.ago(60), key=told.key())
        if age == said["ages"][0]:
            _groups(told, made, said, base, {"age_band": age, "ward": "", **more})
    return made


def _by_ward(said: dict, age: str) -> dict[str, tuple[int, int]]:
    """Of how many, and how many, by ward."""
    found = {}
    for ward, each in DATA["wards"].items():
        of = round(each["children"] * OF_ALL[age])
        weight = 100 - (each["weight"] - 100) // 5 if said.get("flat") else each["weight"]
        found[ward] = of, round(of * said["share"] * weight / 10_000)
    return found


def _number(said: dict, number: int, of: int) -> dict:
    """How many; or of a model the rate in a hundred, with its interval as far from it as the city's is."""
    if said["estimate"] != NeedFigure.Estimate.PREVALENCE:
        return {"number": number}
    rate = Decimal(100 * number / of).quantize(Decimal("0.1"))
    return {"rate": rate, "low": rate * said["low"] / said["share"], "high": rate * said["high"] / said["share"]}


def _groups(told: Telling, made: NeedMeasure, said: dict, base: int, more: dict) -> None:
    for characteristic, groups in said.get("groups", {}).items():
        for group, (part, share) in groups.items():
            of = base * part // 100
            cell = {"characteristic": characteristic, "group": group, "base": of, "number": of * share // 100}
            needs.record(made, FigureFacts(**cell, **more), by=told.by, at=told.ago(60), key=told.key())


def _services(told: Telling, places: Places) -> None:
    for each in DATA["services"]:
        service = Service.objects.get(area=places.area, name=each["name"])
        _quarters(told, _provision(told, service, each), each)


def _provision(told: Telling, service: Service, said: dict) -> Provision:
    ends = months_later(told.today, said["ends"]) if "ends" in said else None
    facts = provision.ProvisionFacts(
        tier=said["tier"],
        commissioner=COMMISSIONER,
        starts_on=date(told.today.year - 2, 4, 1),
        funding=said["funding"],
        wards=said["wards"],
        domains=said["domains"],
        value=said["value"],
        funding_ends_on=ends,
        wait_target=said.get("target"),
        rating=said.get("rating", ""),
        rated_by=said.get("rated_by", ""),
        reviewed_on=months_later(told.today, -7),
        priorities=list(priorities_of(told.by.area_id_acting, told.today).values())[:1]
        if said["tier"] == "EARLY"
        else [],
    )
    return provision.add_provision(service, facts, by=told.by, at=told.ago(80), key=told.key())


def _quarters(told: Telling, of: Provision, said: dict) -> None:
    _, last, before = provision.quarters_before(told.today, 3)
    for number, starts_on in enumerate((before, last)):
        referrals, declined = said["referrals"][number], 6 if "why" in said else 0
        waits = said.get("wait")
        facts = provision.QuarterFacts(
            starts_on=starts_on,
            caseload=said["caseload"][number],
            places=said["places"],
            staff=Decimal(said["places"]) / 20,
            vacancies=Decimal("0.5") * number,
            referrals=referrals,
            accepted=max(0, referrals - declined - 4),
            declined=declined,
            declined_why=said.get("why", ""),
            waiting=referrals // 3,
            median_wait=waits[number] if waits else None,
            longest_wait=waits[number] * 2 if waits else None,
            outcome="Young people whose goal moved up" if waits else "",
            result=f"{61 + 4 * number}%" if waits else "",
        )
        ended = start_of(months_later(starts_on, 3))
        provision.record_quarter(of, facts, by=told.by, at=max(ended, told.ago(120 - 90 * number)), key=told.key())


def _gaps(told: Telling) -> list[Gap]:
    """One commissioned, one accepted, one undecided. The executive decides, where there is one."""
    groups = lookup.groups_of(told.by.area_id_acting, told.today).values()
    group = next((each for each in groups if each.kind == "executive"), None)
    return [_gap(told, each, group) for each in DATA["gaps"]]


def _gap(told: Telling, said: dict, group: BoardGroup | None) -> Gap:
    measures = [each for title, each in titled(told.by).items() if title in said["measures"]]
    words = {name: said[name] for name in ("need", "population", "evidence", "provision", "consequence", "owner")}
    facts = gaps.GapFacts(**words, measures=measures, group=group, body="" if group else "Executive")
    made = gaps.state_gap(facts, by=told.by, at=told.ago(85), key=told.key())
    options = [gaps.add_option(made, *each, by=told.by, at=told.ago(84), key=told.key()) for each in said["options"]]
    if decided := said.get("decision"):
        on = london_date(told.ago(decided["days"]))
        option = options[decided["option"] - 1] if "option" in decided else None
        more = {"option": option, "accepted_by": decided.get("accepted_by", "")}
        decision = gaps.DecisionFacts(
            on, decided["outcome"], decided["why"], months_later(on, decided["review"]), **more
        )
        gaps.decide(made, decision, by=told.by, at=told.ago(decided["days"] - 1), key=told.key())
    return made


def _contract(told: Telling, said: dict, of: Gap) -> None:
    made = gates.begin(gates.ContractFacts(said["title"], of), by=told.by, at=told.ago(35), key=told.key())
    for gate in EDITIONS[made.edition]:
        states = dict.fromkeys((each.key for each in gate.checks), "MET") if gate.key in said["met"] else {}
        for check, state in (states | said["checks"].get(gate.key, {})).items():
            facts = gates.CheckFacts(state, "Seen by the commissioner (invented)")
            gates.record_check(made, gate.key, check, facts, by=told.by, at=told.ago(30), key=told.key())
