"""What other agencies are asked in the demo, and how each answers: in time, late, in part, with nothing, or not at all."""

from datetime import datetime, timedelta
from uuid import UUID

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Actor, Team
from breakwater.practice.front_door.information_requests.operations import answering, requests
from breakwater.practice.front_door.models import AgencyKind, Contact, InformationDesk, InformationRequest

from .places import SINCE
from .rhythm import later

Kind = AgencyKind
# team in the world -> (kind, who answers in the stories, the agency's named lead)
DESKS = {
    "police": (Kind.POLICE, "police officer", "police officer"),
    "health_visiting": (Kind.HEALTH_COMMUNITY, "health visitor", "lead"),
    "school_nursing": (Kind.HEALTH_COMMUNITY, "lead 3", "lead 3"),
    "housing": (Kind.HOUSING, "housing officer", "housing officer"),
    "early_help": (Kind.EARLY_HELP, "coordinator 2", "early help manager"),
    "assessment": (Kind.SOCIAL_CARE, "social worker", "social worker"),
    "link": (Kind.EDUCATION, "link Central", "link North"),
    "youth": (Kind.OTHER, "youth worker", None),
}
ASKED = {
    Kind.POLICE: "What incidents are recorded at these addresses and for these people, and when?",
    Kind.HEALTH_COMMUNITY: "When was each child last seen, by whom, and how were they?",
    Kind.HOUSING: "Who holds the tenancy, and who is known to live there?",
    Kind.SCHOOL: "How are attendance, behaviour and the way the child comes to school?",
    Kind.EARLY_HELP: "Is there a plan, who leads, and how does the family take part?",
}
SAID = {
    Kind.POLICE: (
        (
            "Two calls to the address this year, in May and September. Raised voices both times. Nobody hurt, nobody arrested. "
            "The children were upstairs.",
            "MASH",
        ),
        ("One call in August about a missing bicycle. Nothing else for these people or this address.", "RECEIVING"),
        ("A current matter touches the address. It should weigh towards care tonight.", "MASH"),
    ),
    Kind.HEALTH_COMMUNITY: (
        (
            "Last seen at home in October by the health visitor. Growing along the same line, full of talk, clothes clean. Not "
            "brought to the appointment of 3 November; mother called the day after.",
            "RECEIVING",
        ),
        ("Seen in school in September. Weight and height as expected. Says that evenings are loud.", "MASH"),
    ),
    Kind.HOUSING: (
        (
            "Tenancy since 2023. Two adults and the children on our record. Six weeks of arrears, a plan is kept to. Damp reported "
            "twice; a visit is booked.",
            "RECEIVING",
        ),
    ),
    Kind.SCHOOL: (
        (
            "Attendance 88 per cent since September, late on Mondays. Comes tired, eats well at breakfast club, has two close friends. "
            "A grandmother collects and talks with us.",
            "RECEIVING",
        ),
        ("Attendance 97 per cent. A quiet, careful pupil. No concern before this one.", "RECEIVING"),
    ),
    Kind.EARLY_HELP: (
        ("A plan ran from January to June. The family took part and ended it when mornings went well.", "FAMILY"),
    ),
}
WHY = {
    "RED": "A child has named an injury and is afraid to go home today.",
    "AMBER": "Worries from more than one side about what the children hear and see at home.",
    "GREEN": "The family asks for help; we want to know who helps already.",
}
PROPORTIONATE = "These agencies may have seen the child this term; without them the decision rests on one telling."


def open_desks(staff, area) -> None:
    """Who answers the MASH in each agency, and the lead that what is overdue goes to."""
    for key, (kind, who, lead) in DESKS.items():
        team = staff.posts[who].team
        if key in (
            "health_visiting",
            "school_nursing",
            "police",
            "housing",
            "youth",
            "early_help",
            "assessment",
            "link",
        ):
            InformationDesk.objects.get_or_create(
                area=area,
                team=team,
                defaults={"kind": kind, "lead": staff.posts[lead] if lead else None, "starts_on": SINCE},
            )


class Asking:
    """Asks others about a contact while it is screened, and lets them answer in their time."""

    def __init__(self, life):
        self.life, self.pick = life, life.chance("requests")

    def may_ask(self, told, screener: str, at: datetime) -> None:
        """One contact in three is asked about."""
        if self.pick.random() < 0.34:
            teams = self.pick.sample(self._teams(told), k=min(2, len(self._teams(told))))
            asked_at = at + timedelta(minutes=25)
            self.life.queue.at(asked_at, lambda then: self.asks(told, screener, then, teams))

    def _teams(self, told) -> list[str]:
        child = told.children[0]
        nurses = "school_nursing" if child.team else "health_visiting"
        found = [key for key in ("police", nurses, "housing") if not told.sender.startswith(key.split("_")[0])]
        return [*found, "school"] if child.team and told.sender != "school" else found

    def asks(self, told, screener: str, at: datetime, teams: list[str], *, answered: bool = True) -> None:
        """Ask about the first child of what was told; nobody is asked once it is decided."""
        with acting_as(self.life.actor(screener)) as by:
            contact = self.life.contacts_of(told)[0]
            if contact.is_decided:
                return
            asks = [self._ask(told, key) for key in teams]
            made = requests.ask(
                contact,
                requests.AgencyChecks(
                    of=asks,
                    people=self._people(told),
                    reason=WHY[contact.rag or "AMBER"],
                    lawful_basis="PUBLIC_TASK",
                    agreement="NOT_SAFE" if contact.rag == "RED" else "NOT_ASKED",
                    proportionate=PROPORTIONATE,
                    sensitivity="ROUTINE",
                ),
                key=self._key(),
                by=by,
                at=at,
            )
        if answered:
            for request, ask in zip(made, asks, strict=True):
                when = later(at, 0.3 + self.pick.random() * 3)
                self.life.queue.at(when, lambda then, pk=request.pk, ask=ask: self.answers(pk, ask, then))

    def _ask(self, told, key: str) -> requests.Ask:
        if key == "school":
            return requests.Ask(told.children[0].team, Kind.SCHOOL, [ASKED[Kind.SCHOOL]])
        kind, who, _ = DESKS[key]
        return requests.Ask(self.life.post(who).team, kind, [ASKED.get(kind, ASKED[Kind.POLICE])])

    def _people(self, told) -> list[requests.Named]:
        family, child = told.family, told.children[0].person
        place = ", ".join(filter(None, [family.lines, family.postcode]))
        adult = family.adults[0]
        return [
            requests.Named(child.name, "the child", f"{child.born_on:%-d %B %Y}", place),
            requests.Named(adult.name, "parent", "", place),
        ]

    def _key(self) -> UUID:
        return UUID(int=self.pick.getrandbits(128), version=4)

    def _who(self, team: Team) -> Actor:
        if team.pk in self.life.staff.dsl:
            return actor_of(self.life.staff.dsl[team.pk])
        return self.life.actor(next(who for _, who, _ in DESKS.values() if self.life.post(who).team_id == team.pk))

    def answers(self, pk: int, ask: requests.Ask, at: datetime) -> None:
        """What the agency says: most hold something, one in six nothing, a few decline, a few never answer."""
        drawn = self.pick.random()
        with acting_as(self._who(ask.team)) as by:
            request = InformationRequest.objects.get(pk=pk)
            if not request.is_waiting or drawn > 0.94:
                return
            answering.see(request=request, by=by, at=at - timedelta(minutes=20))
            answering.take(request=request, by=by, at=at - timedelta(minutes=18))
            key = self._key()
            if drawn < 0.17:
                names = list(request.people.order_by("position").values_list("name", flat=True))
                said = answering.AgencyAnswer(finding="NOTHING", label="MASH", searched={"names": names})
            elif drawn < 0.21:
                said = answering.AgencyAnswer(
                    finding="DECLINED",
                    label="MASH",
                    declined_because="NOT_RELEVANT",
                    text="What we hold is about an adult who has moved away, and years old.",
                )
            else:
                text, label = self.pick.choice(SAID.get(ask.kind, SAID[Kind.SCHOOL]))
                weight = "RAISES" if label == "MASH" else ""
                finding = "PART" if drawn < 0.27 else "KNOWN"
                said = answering.AgencyAnswer(finding=finding, label=label, text=text, weight=weight)
            answering.answer(request, said, key=key, by=by, at=at)


def lately(life, told, screener: str, at: datetime, teams: list[str], *, answered: tuple[str, ...] = ()) -> None:
    """A contact that is still open, and whom the MASH asked about it; `answered` have done so already."""
    asking = life.requests
    asking.asks(told, screener, at, teams, answered=False)
    with acting_as(life.actor(screener)):
        contact = Contact.objects.get(pk=told.contacts[0])
        sent = {request.team_id: request.pk for request in InformationRequest.objects.filter(contact=contact)}
    for key in answered:
        ask = asking._ask(told, key)
        text, label = SAID[ask.kind][0]
        with acting_as(asking._who(ask.team)) as by:
            request = InformationRequest.objects.get(pk=sent[ask.team.pk])
            answering.answer(
                request,
                answering.AgencyAnswer(finding="KNOWN", label=label, text=text),
                key=asking._key(),
                by=by,
                at=at + timedelta(minutes=22),
            )


def pick_up_what_is_late(life) -> None:
    """What the clocks would have done meanwhile."""
    requests.chase(life.area, at=life.now)
