"""Nine serious incidents of three years: considered, some notified, two that became reviews, one whose rapid review is open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from breakwater.casework.cases.models import Capacity, Participant
from breakwater.improvement.learning.incidents.operations import considering, ending
from breakwater.improvement.learning.models import Limb, Paper, SeriousIncident
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.people.records.operations.restrictions import seals_on
from breakwater_dev.testing import serious

from .life import Life

BY_LAW = (Limb.ABUSE, Limb.HARMED, Limb.IN_AREA)
DIED = (Limb.DIED, Limb.IN_AREA)
WORDS = {
    "category": "Physical abuse",
    "location": "The family’s home",
    "sex": "As in the agencies’ records",
    "ethnicity": "White British",
    "disability": "None known",
    "address": "In the city",
    "status": "Early help until three months before. No protection plan. Not looked after.",
    "siblings": "One sister, aged 4. She stays with her grandmother; a worker saw her the same day.",
    "parents": "Mother and her partner. The partner is in no agency’s record.",
    "history": "Health visiting, the general practitioner, an early help episode, two calls to the police by neighbours.",
    "agencies": "Health visiting, hospital, police, early help, housing",
    "action": "The sister is safe. Records of all agencies are secured. The hospital’s wards were told whom to admit.",
    "police": "An investigation is open; one person was interviewed.",
    "media": "None yet. The press offices agreed on one line.",
    "facts": "The child came to the emergency department with injuries that the account given does not explain.",
    "timeline": "Three attendances in five months, at two hospitals and a walk-in centre. Each was treated on its own.",
    "family": "Mother, her partner, two children. The partner moved in eight months before.",
    "involvement": "Each agency’s summary is attached. None of them had asked who lives in the home.",
    "voice": "Too young to say. The nursery’s notes tell of a child who stopped running to the door.",
    "identity": "Considered with the family’s own words. Nothing was assumed that nobody asked.",
    "safety": "The sister is with her grandmother under a written agreement, visited twice a week.",
    "learning": "A bruise on a child who cannot move was taken for an accident, and nobody asked a second professional.",
    "done": "The hospital’s checklist asks now who lives in the home. A briefing went to all practices.",
    "dissemination": "A briefing within a month, and the theme of the next practitioners’ forum.",
    "criteria": "They are met: agencies did not work together as they should have, and it was not the first time.",
    "national": "No issue of national importance, by what is known now.",
    "took_part": "The three partners, the scrutineer, six agencies.",
}
NOT = "Abuse or neglect is not suspected. The post-mortem examination found a natural cause, and no agency had a worry."


@dataclass(frozen=True)
class Told:
    """An incident: how many days ago it was raised, by whom, who the child is, what happened, and how it went on."""

    days: int
    by: str
    called: str
    harm: str
    reasons: str
    goes_on: Callable


def tell(life: Life) -> None:
    """Each from the day on which it was raised, by those who were named on it."""
    of = _partners(life)
    for told in TOLD:
        at = life.now - timedelta(days=told.days)
        record = _record(life) if told.goes_on is rapid_review_open else {}
        facts = {"called": told.called, "harm": told.harm, "reasons": told.reasons} | record
        facts |= {"living": "NO", "living_words": "A worker of the MASH saw the brothers and sisters the same day"}
        one = serious.raised(life.staff.actor(told.by), at, **facts)
        serious.named(one, of, at)
        told.goes_on(one, of, at)


def _partners(life: Life) -> serious.Partners:
    actor = life.staff.actor
    return serious.Partners(
        manager=actor("business manager"),
        speakers={
            "AUTHORITY": actor("head of service"),
            "HEALTH": actor("health visitor"),
            "POLICE": actor("police officer"),
        },
        scrutineer=actor("link manager"),
        group=actor("social care manager"),
        agencies=("Harbour Hospitals Trust", "Health visiting", "Housing services"),
        words=WORDS,
    )


def _record(life: Life) -> dict[str, str]:
    """The child of a contact that the MASH works on, so that records are held and the chronology is drawn."""
    with acting_as(life.staff.actor("manager")):
        found = Participant.objects.filter(capacity=Capacity.CHILD, case__kind="contact", ends_at=None)
        latest = found.select_related("case", "person").order_by("-case__opened_at", "pk")[:20]
        first = next((each for each in latest if not seals_on(each.person)), None)
    return {"record": first.case.reference, "called": first.person.name} if first else {}


def not_notified(one: SeriousIncident, of: serious.Partners, at) -> None:
    serious.considered(one, of, at + timedelta(days=2), met=DIED, notify=False, why=NOT)
    serious.looked_again(one, of, at + timedelta(days=20))
    with acting_as(of.manager) as by:
        ending.close(
            serious.fresh(one), "Agreed by the learning group and the scrutineer.", by=by, at=at + timedelta(days=21)
        )


def reviewed_as(kind: str, after: int = 60) -> Callable:
    """Notified within the week, reviewed at once; what the partners decided, so many days after it was raised."""

    def goes_on(one: SeriousIncident, of: serious.Partners, at) -> None:
        serious.considered(one, of, at + timedelta(days=2), met=BY_LAW)
        serious.up_to_the_panel(one, of, at + timedelta(days=5), recommends=kind == "REVIEW")
        serious.decided(one, of, at + timedelta(days=after), kind)

    return goes_on


def rapid_review_open(one: SeriousIncident, of: serious.Partners, at) -> None:
    """One agency has answered, two have not."""
    serious.considered(one, of, at + timedelta(days=1), met=BY_LAW)
    serious.notified(one, of, at + timedelta(days=3))
    for agency in of.agencies:
        made = serious.asked(one, of, agency, at + timedelta(days=4))
        if agency == of.agencies[0]:
            serious.answered(made, at + timedelta(days=9))
    serious.filled(one, of, Paper.Kind.RAPID_REVIEW, at + timedelta(days=9))


def being_considered(one: SeriousIncident, of: serious.Partners, at) -> None:
    """The limbs are found, and one partner has given its view."""
    with acting_as(of.manager) as by:
        said = {
            limb.value: ("YES" if limb in BY_LAW else "NO", "From the ward’s and the police’s first accounts")
            for limb in Limb
        }
        considering.find_limbs(one, said, by=by, at=at + timedelta(days=1))
    with acting_as(of.speakers["POLICE"]) as by:
        facts = considering.ViewFacts(True, "The account given does not explain the injuries")
        considering.give_view(serious.fresh(one), facts, by=by, at=at + timedelta(days=1))


TOLD = (
    Told(
        1050,
        "dsl",
        "Perry Sandbar",
        "DEATH",
        "Died in his sleep. No agency had a worry about the family.",
        not_notified,
    ),
    Told(
        900,
        "social worker",
        "Wren Halyard",
        "HARM",
        "Scalds that the account given does not explain.",
        reviewed_as("NONE"),
    ),
    Told(
        760, "lead", "Otis Mainstay", "DEATH", "Died after a long illness, at home, with a care package.", not_notified
    ),
    Told(
        640,
        "manager",
        "Faye Spindrift",
        "HARM",
        "Found alone and very cold, after a night outside.",
        reviewed_as("LEARNING"),
    ),
    Told(
        460,
        "manager",
        "Baby Tarpaulin",
        "HARM",
        "Fractures of different ages in a baby who cannot move.",
        reviewed_as("REVIEW"),
    ),
    Told(
        330, "health visitor", "Ned Bowline", "DEATH", "Sudden death of a baby, sleeping in a safe cot.", not_notified
    ),
    Told(
        200,
        "social worker",
        "Isla Rowlock",
        "HARM",
        "Stabbed by someone she was afraid to name.",
        reviewed_as("REVIEW"),
    ),
    Told(16, "manager", "Rory Jibboom", "HARM", "Injuries that the account given does not explain.", rapid_review_open),
    Told(
        3, "dsl", "Mina Capstan", "HARM", "Collapsed at home; the ward suspects that she was shaken.", being_considered
    ),
)
