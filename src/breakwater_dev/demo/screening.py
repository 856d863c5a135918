"""What the MASH of the invented area writes while it screens, and the list that social care's own system sends."""

from datetime import datetime, timedelta
from uuid import UUID

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates.london_time import london_date, to_london
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.models import Identifier
from breakwater.practice.front_door.decisions.operations import decisions
from breakwater.practice.front_door.decisions.operations.decision_facts import DecisionFacts
from breakwater.practice.front_door.models import Contact, Outcome
from breakwater.practice.front_door.screening.operations import rating, record
from breakwater.practice.front_door.social_care_list.operations import lists

LISTED = 70  # of three thousand children, in the proportion of a real area
HEARD = (
    "Seen at school today by someone the child trusts. Says that mornings are loud and that the best time is art.",
    "Seen at home by the sender. Was quiet, played, and answered in short words.",
    "Not seen by us yet. The school sees the child each day and will ask how the week has been.",
)
LIFE = (
    "Wakes to shouting on some mornings, gets a younger one ready, and is often late. Evenings are calmer. Sleeps in a shared "
    "room and hears what is said next door.",
    "Goes to school most days, has two good friends and a grandmother nearby. At home nobody plays, and meals come when they come.",
    "Spends long hours alone with a telephone. Eats with the family on Sundays and says that is the day things feel ordinary.",
)
ADULTS = (
    "The father lives elsewhere and sees the child on Saturdays; he has not been asked yet. The mother's partner stays some "
    "nights. Nobody else sleeps in the home.",
    "Both parents live in the home and were named. A grandmother helps. Nobody has asked about other adults yet.",
)
HISTORY = (
    "The pattern is of hard months in winter, help taken up, and things easing again. This is more of it than before."
)
ITEMS = (
    ("RISK", "Adults make light of what the child hears", "Police"),
    ("RISK", "Fewer people see the child since the club closed", "School"),
    ("PROTECTIVE", "A grandmother the child can go to", "Health visiting"),
    ("PROTECTIVE", "The parent asks for help", "School"),
    ("COMPLICATING", "The tenancy ends in spring", "Housing"),
    ("UNKNOWN", "Who stays in the home at weekends", "Not asked yet"),
)


def rating_of(contact: Contact, rag: str, *, at: datetime) -> str:
    """The rating a screener may give: not below what the facts allow."""
    return rating.at_least(contact=contact, rag=rag, at=at)


def write_record(life, contact: Contact, told, child, *, by, at: datetime) -> None:
    """A whole screening record, some of what speaks for and against, and the other children of the family."""
    pick = life.pick
    said = {
        "known_status": "CLOSED" if pick.random() < 0.2 else "NOT_KNOWN",
        "child_seen_and_heard": pick.choice(HEARD),
        "lived_experience": pick.choice(LIFE),
        "adults_considered": pick.choice(ADULTS),
        "history_analysis": HISTORY,
        "lawful_basis": "PUBLIC_TASK",
        "checks_proportionate": "School and health see the child and can say how things are.",
    }
    record.save(contact=contact, said=said, by=by, at=at)
    level = {"RED": 4, "AMBER": 3, "GREEN": 2}.get(contact.rag, 2)
    edition = thresholds.edition_in_force(life.area, london_date(at))
    of_it = list(edition.indicators.filter(level=level, alone=False).order_by("order").values_list("pk", flat=True))
    thresholds.consider(
        contact.case,
        thresholds.LevelFacts(
            level=level,
            reason=told.concern.because,
            indicators=pick.sample(of_it, 2),
            missing=["who else stays in the home"] if level > 2 else [],
        ),
        key=_key(pick),
        by=by,
        at=at,
    )
    for kind, words, agency in pick.sample(ITEMS, 3):
        record.add_item(
            contact,
            record.ItemFacts(kind=kind, words=words, agency=agency, known_on=london_date(at)),
            key=_key(pick),
            by=by,
            at=at,
        )
    for other in told.family.children:
        if other.person.pk != child.person.pk and other.person.born_on <= at.date():
            together = any(each.person.pk == other.person.pk for each in told.children)
            record.consider_child(
                contact,
                record.ConsideredFacts(
                    person=other.person,
                    named_as="",
                    view="OWN" if together else "NONE",
                    why="Named in the same contact" if together else "Seen at school, doing well; nobody is worried",
                ),
                key=_key(pick),
                by=by,
                at=at,
            )


def _key(pick) -> UUID:
    return UUID(int=pick.getrandbits(128))


def _unchecked(waiting):
    """Contacts that nobody has checked yet, newest first."""
    return waiting.filter(screening_records=None).select_related("child").order_by("-received_at", "-pk")


def list_comes_in(life, at: datetime) -> None:
    """This morning's list: children with cases, two about whom a contact waits, and rows that a person has to settle."""
    with acting_as(service_of(life.area, ServiceName.LISTS)) as by:
        drawn = to_london(at - timedelta(minutes=20)).strftime("%Y-%m-%d %H:%M")
        passed = Contact.objects.filter(outcome__in=(Outcome.ASSESSMENT, Outcome.STRATEGY), child__isnull=False)
        waiting = Contact.objects.filter(decided_at=None, child__isnull=False, case__area=life.area)
        known = [each.child for each in passed.select_related("child").order_by("received_at", "pk")]
        known += [each.child for each in _unchecked(waiting)[:3]]
        known += [
            child.person
            for family in life.families[:: max(1, len(life.families) // LISTED)]
            for child in family.children[:1]
        ]
        # Of whom basic checks say today that nobody knows them, the list says nothing either.
        unknown = set(waiting.filter(screening_records__known_status="NOT_KNOWN").values_list("child_id", flat=True))
        known = [one for one in known if one.pk not in unknown]
        known = list({one.pk: one for one in known if one.born_on and one.born_on <= at.date()}.values())[:LISTED]
        numbers = dict(Identifier.objects.filter(person__in=known, scheme="NHS").values_list("person_id", "value"))
        workers = [life.post(key).user.name for key in ("social worker", "social worker 2")]
        rows = ["as_at,child_id,nhs_number,upn,forename,surname,date_of_birth,status,since,worker,team,phone"]
        for number, child in enumerate(known):
            status = ("CP", "CIN", "CIN", "CLA", "CIN", "CLOSED", "CARE_LEAVER")[number % 7]
            if child.pk in {each.child_id for each in waiting}:
                status = "CP"
            if status == "CARE_LEAVER" and at.year - child.born_on.year < 17:
                status = "CLOSED"
            nhs = (
                "" if number % 12 == 5 else numbers.get(child.pk, "")
            )  # some come without a number: a person settles them
            since = (at - timedelta(days=20 + 9 * number % 400)).date().isoformat()
            whom = f"{workers[number % 2]},Assessment team,01632 96000{number % 10}" if status != "CLOSED" else ",,"
            rows.append(
                f"{drawn},SC-{100001 + number},{nhs},,{child.forename},{child.surname},{child.born_on},{status},{since},{whom}"
            )
        lists.take_in_at_once(
            area=life.area, content="\n".join(rows).encode(), name="social-care-list.csv", by=by, at=at
        )


def ask_a_second(life, contacts, facts: DecisionFacts, *, by: Actor, at: datetime) -> None:
    """A third ending without further action: one manager proposes it, and the other agrees (TR-13)."""
    made = decisions.propose(contacts, facts, by=by, at=at)
    second = life.actor("manager 2" if by == life.actor("manager") else "manager")
    with acting_as(second) as by:
        for proposal in made:
            decisions.answer_proposal(proposal=proposal, agreed=True, answer="", by=by, at=at + timedelta(minutes=30))
