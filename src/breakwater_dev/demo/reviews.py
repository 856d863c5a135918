"""Two reviews of serious incidents: one published, with every step that stood before it, and one that a trial delays."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.improvement.learning.models import LocalReview, Member, PublishedReview, ReportVersion, SeriousIncident
from breakwater.improvement.learning.reviews.operations import (
    anonymity,
    drafts,
    family,
    names,
    opening,
    publishing,
    running,
    words,
)
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import Membership
from breakwater_dev.testing.word import document, p

from .life import Life

REPORT = (
    "Child A was a baby whose injuries were first taken for an accident.",
    "Four agencies knew the family. Each held a part; nobody put the parts together until after the injuries.",
    "The panel heard from a parent, from practitioners, and from the agencies’ own records.",
    "It asks the partnership to change how a bruise on a baby who cannot move is looked at, and how a father is asked about.",
)
TEXT = """## What this review is about

Child A was a baby whose injuries were first taken for an accident. The review looked at what four agencies knew in the year before.

## What was learnt

A bruise on a baby who cannot yet move was explained to us, and the explanation was not tested by a second professional.

The father lived in the home and was in nobody’s record. Nobody had asked him, or asked about him.

Information was shared by each agency when it was asked, and nobody asked all of them.

## What the partners say

We accept what the review found. What we do about it, and what has changed, stands beneath each recommendation."""
LAST = [line.removeprefix("## ") for line in TEXT.splitlines() if line]
HELPLINE = "If this troubles you, you can talk to somebody: Samaritans on 116 123, Childline on 0800 1111, or the NSPCC helpline on 0808 800 5000."


def play(life: Life) -> None:
    """Bring on the incidents on whose review the partners decided: the first to its publication, the second to its delay."""
    with acting_as(life.post("business manager")):
        decided = list(SeriousIncident.objects.filter(state="REVIEW").order_by("raised_at", "pk")[:2])
        began = [each.states.get(state="REVIEW").recorded_at for each in decided]
    for incident, bring_on, at in zip(decided, (published, delayed), began, strict=True):
        bring_on(Bringing(life, incident, at))


class Bringing:
    """A review on its way, as its business manager and partners bring it on; `began` is when the partners decided."""

    def __init__(self, life: Life, incident: SeriousIncident, began: datetime):
        self.life, self.incident, self.began = life, incident, began
        self.manager = life.post("business manager")
        with acting_as(self.manager):
            named = incident.members.filter(part=Member.Part.PARTNER, ended_at=None).order_by("pk")
            self.partners = [self._post(each.user_id) for each in named]
        self.review: LocalReview = self.do(opening.open_review, incident, "LCSPR", london_date(began), days=0)

    def _post(self, user: int) -> Membership:
        return next(each for each in self.life.staff.posts.values() if each.user_id == user)

    def at(self, days: float) -> datetime:
        return min(self.began + timedelta(days=days), self.life.now)

    def day(self, days: float):
        return london_date(self.at(days))

    def do(self, operation, *of, days: float, by: Membership | None = None, **facts):
        with acting_as(by or self.manager):
            return operation(*of, by=actor_of(by or self.manager), at=self.at(days), **facts)

    def commissioned(self) -> None:
        facts = opening.Commission(
            reviewer="Rowan Halyard, independent reviewer",
            independence="Has never worked in the area, and for none of the agencies",
            method="SYSTEMS",
            method_words="",
            terms="How each agency came to see what it saw, what made the work hard, and what must change.",
            scope="The children of the household, and the four agencies that worked with them",
            scope_from=months_later(london_date(self.began), -14),
            scope_until=months_later(london_date(self.began), -2),
            panel="Learning lead, local authority\nDesignated doctor\nDetective inspector\nHead of a primary school",
        )
        self.do(opening.commission, self.review, facts, days=18)
        self.do(opening.record_told, self.review, self.day(3), days=18)
        self.do(names.add, self.review, "BODY", "Bowsprit Surgery", "the family’s general practice", days=20)

    def with_family(self, *, days: float) -> None:
        mother = self.do(family.add, self.review, "Lena Marl", "mother", self.day(6), days=6)
        on = dict.fromkeys(("reading_offered_on", "read_on", "date_told_on"), self.day(days))
        said = {
            "offered": "Two conversations at home, with an interpreter",
            "wish": "TAKES_PART",
            "supporter": "Her sister",
        }
        facts = family.Involvement(told_on=self.day(6), offered_on=self.day(20), read_draft=2, **said, **on)
        self.do(family.involve, mother, facts, days=days)
        father = self.do(family.add, self.review, "Ivo Marl", "father", days=7)
        why = "The police ask that nobody speaks to him before the trial"
        self.do(family.leave_out, father, "MUST_NOT", why, days=8)
        for partner in self.partners:
            self.do(family.decide, father, days=12, by=partner)

    def drafted(self, *, days: float) -> ReportVersion:
        """Two drafts; the second after the agencies' fact-check, with what is to be published in it, signed by the three partners."""
        first = self._draft("First draft", REPORT, days=days)
        for holder, changed in (
            ("Safeguarding lead, hospital", "The order of two visits was put right"),
            ("Detective inspector, police", "Nothing: the record says what the draft says"),
        ):
            copy = self.do(drafts.give_copy, first, drafts.CopyFor(holder, "AGENCY"), days=days + 1)
            self.do(drafts.record_answer, copy, self.day(days + 9), "Read and checked.", changed, days=days + 9)
            self.do(drafts.take_back, copy, days=days + 12)
        last = self.do(
            drafts.put_to_partners, self._draft("After the fact-check", LAST, days=days + 14), days=days + 15
        )
        for partner in self.partners:
            self.do(drafts.sign, last, days=days + 20, by=partner)
        return last

    def _draft(self, note: str, lines: Sequence[str], *, days: float) -> ReportVersion:
        facts = drafts.Draft(io.BytesIO(document(*map(p, lines))), "report.docx", "", note)
        return self.do(drafts.add, self.review, facts, days=days, key=uuid4())

    def proceedings(self, *, ended_after: float | None) -> None:
        first = running.EntryFacts(
            on=self.day(10),
            contact="Detective inspector, major crime",
            words="Agreed how what the police hold is shared with the review.",
            restriction="No conversation with witnesses before the trial",
            next_on=self.day(70),
        )
        made = self.do(running.add_proceeding, self.review, "POLICE", first, days=10)
        if ended_after is not None:
            last = running.EntryFacts(
                self.day(ended_after), first.contact, "No charge was brought. Nothing holds the review back."
            )
            self.do(running.log, made, last, days=ended_after, ended=True)


def published(one: Bringing) -> PublishedReview:
    """Decided more than a year ago, and public within the six months."""
    one.commissioned()
    one.proceedings(ended_after=60)
    one.drafted(days=100)
    one.with_family(days=140)
    facts = words.Words("REPORT", "Child A", TEXT, HELPLINE, one.day(165), spokespeople="The independent scrutineer")
    publication = one.do(words.write, one.review, facts, days=142)
    one.do(
        words.record_legal,
        publication,
        one.day(144),
        "The authority’s solicitor",
        "No order stands in the way.",
        days=144,
    )
    one.do(words.record_practitioners, publication, one.day(146), 2, "An afternoon together; told the day", days=146)
    done = one.do(anonymity.run, publication, days=147)
    for who in (one.manager, one.partners[0]):
        one.do(anonymity.check, done, "Read for combinations, quotes and pictures: nothing", days=148, by=who)
    one.do(words.record_notice, publication, ["PANEL", "SECRETARY", "OFSTED"], one.day(149), days=149)
    made = one.do(publishing.publish, publication, months_later(one.day(165), 12), days=165)
    one.do(words.record_lodged, publication, one.day(170), days=170)
    return made


def delayed(one: Bringing) -> None:
    """Signed by the partners, and not published while a trial goes on: the six months go on."""
    one.commissioned()
    one.proceedings(ended_after=None)
    one.drafted(days=90)
    one.with_family(days=115)
    told = {"told_panel_on": one.day(118), "told_secretary_on": one.day(118), "told_others": "the mother, Ofsted"}
    facts = running.DelayFacts("TRIAL", "The trial of an adult of the household.", expected_on=one.day(230), **told)
    one.do(running.delay, one.review, facts, days=119)
