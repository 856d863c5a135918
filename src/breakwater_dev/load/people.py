"""Who asks, and what their day is: each opens, types, saves and sends as their work goes, with time to think between."""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import uuid4

from .client import Answer, Device
from .record import Record, problem_of

GOAL = re.compile(r"/early-help/goals/([a-z2-7]{20})/")
WORDS = "Shouting again this morning; she was late and had not eaten. Her aunt will bring her tomorrow."
THINKS_SECONDS = 5.0


@dataclass
class Known:
    """What somebody may open, found through the wall as themselves: public ids, references, and what they type."""

    kind: str
    session: str | None = None
    contacts: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass
class Person:
    """Somebody at work on a device of their own."""

    device: Device
    known: Known
    chance: random.Random
    record: Record
    thinks: float = THINKS_SECONDS

    async def opens(self, page: str, path: str, word: str) -> Answer:
        answer = await self.device.get(path)
        self.record.note(page, answer, problem_of(answer, word, (200,)))
        await self.think()
        return answer

    async def sends(self, page: str, path: str, fields: dict, *, wanted=(302, 303), word: str = "", **how) -> Answer:
        answer = await self.device.post(path, fields, **how)
        self.record.note(page, answer, problem_of(answer, word, wanted))
        await self.think()
        return answer

    async def think(self) -> None:
        await asyncio.sleep(self.chance.expovariate(1 / self.thinks) if self.thinks else 0)

    def one_of(self, among: list[str]) -> str:
        return self.chance.choice(among) if among else ""


async def today(person: Person) -> None:
    await person.opens("Today", "/today/", "<title>Today</title>")


async def mash_board(person: Person) -> None:
    await person.opens("MASH board", "/mash/", "<title>MASH board</title>")


async def contact(person: Person) -> None:
    if found := person.one_of(person.known.contacts):
        await person.opens("contact", f"/mash/contacts/{found}/", f"<title>Contact {found}</title>")


async def screen(person: Person) -> None:
    """Take a contact, add what somebody said on the telephone, give it back."""
    if not (found := person.one_of(person.known.contacts)):
        return
    here = f"/mash/contacts/{found}/"
    claimed = await person.sends("claim a contact", f"{here}claim/", {})
    if claimed.status == 302:
        await person.sends("add information", f"{here}told/", {"words": WORDS, "idempotency": str(uuid4())})
        await person.sends("release a contact", f"{here}release/", {})


async def search(person: Person) -> None:
    """Type a name: the search is asked at each pause of the hand."""
    name = person.one_of(person.known.names)
    for end in {len(name) * part // 3 for part in (1, 2, 3)} if name else ():
        answer = await person.device.post("/people/search/", {"words": name[:end]}, by_htmx=True)
        person.record.note("search as you type", answer, problem_of(answer, "govuk-", (200,)))
        await asyncio.sleep(min(0.4, person.thinks))
    await person.think()


async def child(person: Person) -> None:
    if found := person.one_of(person.known.children):
        await person.opens("child's page", f"/people/{found}/", "<title>A person’s record</title>")


async def chronology(person: Person) -> None:
    if found := person.one_of(person.known.children):
        await person.opens("chronology", f"/people/{found}/chronology/", "<title>Chronology</title>")


async def families(person: Person) -> None:
    await person.opens("early help board", "/early-help/?shown=all", "<title>Early help</title>")


async def family(person: Person) -> None:
    if found := person.one_of(person.known.families):
        await person.opens("early help episode", f"/early-help/{found}/", f"<title>Early help episode {found}</title>")


async def plan(person: Person) -> None:
    """Read a family's plan and score a goal of it."""
    if not (found := person.one_of(person.known.families)):
        return
    page = await person.opens("family's plan", f"/early-help/{found}/plan/", f"<title>The plan, {found}</title>")
    if goals := GOAL.findall(page.text):
        score = {"parent": str(person.chance.randint(1, 10)), "state": "OPEN", "idempotency": str(uuid4())}
        await person.sends("score a goal", f"/early-help/goals/{person.one_of(goals)}/", score)


async def make_contact(person: Person) -> None:
    """Go on with a contact that was begun: a step saves itself, then it is sent, and its receipt is read."""
    if not person.known.drafts:
        return await contacts_made(person)
    here = f"/contacts/drafts/{person.known.drafts.pop()}/"
    await person.opens("contact form", f"{here}worry/", "<title>")
    step = {"worry": WORDS, "impact": WORDS, "pattern": "repeated", "concern_types": "neglect"}
    step |= {"strengths": "Her aunt helps", "about_someone_who_works_with_children": "no"}
    await person.sends("save a step", f"{here}worry/keep/", step, wanted=(200, 204), by_script=True)
    sent = await person.sends("send a contact", f"{here}send/", {})
    receipt = sent.headers.get("location", "")
    if sent.status == 302 and receipt.startswith("/contacts/"):
        await person.opens("receipt", receipt, receipt.split("/")[2])
    return None


async def contacts_made(person: Person) -> None:
    await person.opens("contacts we made", "/contacts/", "<title>Contacts we made</title>")


def _list(page: str, path: str, title: str) -> Callable[[Person], Awaitable[None]]:
    async def opened(person: Person) -> None:
        await person.opens(page, path, f"<title>{title}")

    return opened


handovers = _list("handovers", "/handovers/", "Handovers")
caseload = _list("caseload", "/leaving/team/", "Caseload")
mash_figures = _list("MASH figures", "/mash/figures/", "MASH figures")
our_list = _list("our list", "/our-list/", "Your lists")
incidents = _list("incidents", "/child-on-child/incidents/", "Incidents between children")
fortnight = _list("fortnight", "/lists/", "Fortnight")
calls = _list("calls", "/lists/calls/", "Calls")
consultations = _list("consultations", "/lists/consultations/", "Consultations")
allegations = _list("allegations", "/designated-officer/", "Allegations")
home = _list("public home", "/", "Home")
worried = _list("worried about a child", "/worried/", "Help and advice")
library = _list("library", "/library/", "Library")
chapters = _list("procedures", "/procedures/", "Policies and procedures")
news = _list("bulletins", "/bulletins/", "Bulletins and alerts")
services = _list("services", "/services/", "Services near you")

Step = Callable[[Person], Awaitable[None]]
# How often each does what, of all that they do.
DAYS: dict[str, dict[Step, int]] = {
    "screener": {today: 1, mash_board: 4, contact: 6, search: 3, child: 3, chronology: 1, screen: 2},
    "manager": {today: 1, mash_board: 5, contact: 6, child: 2, caseload: 1, mash_figures: 1},
    "co-ordinator": {today: 1, families: 4, family: 5, plan: 4, search: 1, handovers: 1},
    "lead": {today: 2, family: 4, plan: 4},
    "DSL": {today: 3, contacts_made: 2, child: 4, make_contact: 3, our_list: 2, incidents: 1},
    "link co-ordinator": {today: 1, fortnight: 3, calls: 3, consultations: 1},
    "designated officer": {today: 1, allegations: 3},
    "reader": {home: 4, worried: 3, library: 2, chapters: 2, services: 3, news: 1},
}


async def at_work(person: Person, until: Callable[[], bool]) -> None:
    """Live this person's day until told that it ends; a step that was begun is done to its end."""
    steps, weights = zip(*DAYS[person.known.kind].items(), strict=True)
    await person.think()
    while not until():
        await person.chance.choices(steps, weights)[0](person)
        if not person.thinks:
            await asyncio.sleep(0)
    await person.device.close()
