"""Fixtures of the tests of reviews: an incident on whose review the partners decided, and everybody named on it."""

import io
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.storage import create_key_file
from breakwater.improvement.learning.incidents.operations import raising, states
from breakwater.improvement.learning.models import LocalReview, Member, Notice, Publication, ReportVersion
from breakwater.improvement.learning.reviews.operations import anonymity, drafts, family, opening, words
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Address, Person
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.word import document, p

from . import planted

CHILD, BORN = ("Amelie", "Thackray"), date(2024, 3, 12)
CLEAN = "A toddler was known to three agencies.\n\n## What was learnt\n\nNobody asked what mornings were like at home."
REPORT = document(*map(p, (line.removeprefix("## ") for line in CLEAN.splitlines() if line)))
HELPLINE = "If this troubles you, talk to your doctor, or ring the Samaritans."


@pytest.fixture(autouse=True)
def key_file(settings):
    settings.BREAKWATER_UNSCANNED = "release"
    if not Path(settings.BREAKWATER_KEY_FILE).exists():
        create_key_file(Path(settings.BREAKWATER_KEY_FILE))


@dataclass
class Reviewed:
    """A review, who is named on its incident, and ways to bring it on."""

    review: LocalReview
    manager: Actor
    partners: list[Actor]
    reviewer: Actor
    at: datetime

    def do(self, operation, *of, by: Actor | None = None, at: datetime | None = None, **facts):
        with acting_as(by or self.manager) as actor:
            return operation(*of, by=actor, at=at or self.at, **facts)

    def draft(self, content: bytes | None = None, name: str = "report.docx") -> ReportVersion:
        facts = drafts.Draft(io.BytesIO(content or planted.word()), name, "")
        return self.do(drafts.add, self.review, facts, key=uuid.uuid4())

    def signed(self, content: bytes | None = None) -> ReportVersion:
        """Three weeks ago: copies go out before publication once it is signed."""
        return self.sign(self.do(drafts.put_to_partners, self.draft(content or REPORT)))

    def sign(self, version: ReportVersion) -> ReportVersion:
        for partner in self.partners:
            self.do(drafts.sign, version, by=partner, at=self.at - timedelta(days=21))
        return version

    def explained(self, publication: Publication) -> Publication:
        """Why the words differ from the report, which the partners then sign anew."""
        self.do(words.explain_difference, publication, "Said so that nobody is recognised")
        with acting_as(self.manager):
            version = drafts.last_version(self.review)
        self.sign(version)
        return publication

    def involved(self, called: str = "Ann Thackray", **less):
        member = self.do(family.add, self.review, called, "mother")
        day = london_date(self.at)
        facts = {"offered": "Talked at home", "wish": "TAKES_PART", "supporter": "Her sister", "read_draft": None}
        days = dict.fromkeys(("told_on", "offered_on", "reading_offered_on", "read_on", "date_told_on"), day)
        return self.do(family.involve, member, family.Involvement(**facts | days | less))

    def written(self, **more) -> Publication:
        """Well before: they are checked, and go out, once they are written."""
        facts = {
            "form": "REPORT",
            "title": "Child A",
            "text": CLEAN,
            "helpline": HELPLINE,
            "planned_on": london_date(self.at),
        }
        with acting_as(self.manager):
            now = Publication.objects.filter(review=self.review).first()
        said, revision = words.Words(**facts | more), now.revision if now else 0
        return self.do(words.write, self.review, said, revision=revision, at=self.at - timedelta(days=40))

    def legal(self, publication: Publication) -> Publication:
        return self.do(words.record_legal, publication, london_date(self.at), "Their solicitor", "No order stands")

    def practitioners(self, publication: Publication) -> Publication:
        with acting_as(self.manager):
            last = drafts.last_version(self.review)
        number = last.number if last else self.draft(REPORT).number
        return self.do(
            words.record_practitioners, publication, london_date(self.at), number, "At an event, told the day"
        )

    def notice(self, publication: Publication, to=tuple(Notice.To.values), days_ago: int = 14) -> Publication:
        sent = london_date(self.at) - timedelta(days=days_ago)
        return self.do(words.record_notice, publication, list(to), sent)

    def checked(self, publication: Publication, people: int = 2):
        done = self.do(anonymity.run, publication)
        for who in (self.manager, *self.partners)[:people]:
            self.do(anonymity.check, done, "Nothing that points to anybody", by=who)
        return done

    def ready(self) -> Publication:
        """Every step stands."""
        self.signed()
        self.involved()
        publication = self.written()
        for step in (self.practitioners, self.legal, self.notice, self.checked):
            step(publication)
        return publication


def name_on(incident, manager, user, part, partner=""):
    with acting_as(manager) as by:
        named = {"user": user, "part": part, "partner": partner, "named": user.name}
        now = timezone.now()
        Member.objects.create(incident=incident, since=now, by=by, confirmed_at=now, confirmed_by=by, **named)


@pytest.fixture
def child(db) -> Person:
    made = make.person(*CHILD, born_on=BORN, born_precision="DAY")
    with acting_as(make.actor("mash_manager")):
        Address.objects.create(person=made, lines="14 Quayside Terrace", postcode="PO1 3ZZ")
    return made


@pytest.fixture
def case(db) -> Reviewed:
    """Decided on today; nothing of the review is done yet."""
    at = timezone.now()
    manager, reviewer = make.actor("business_manager"), make.actor("policy_officer")
    partners = [make.actor(role) for role in ("head_of_service", "mash_manager", "agency_professional")]
    with acting_as(make.actor("dsl")) as dsl:
        facts = raising.RaisedFacts(" ".join(CHILD), "DEATH", "Found at home", born=BORN, happened_on=date(2026, 1, 29))
        incident = raising.raise_incident(facts, key=uuid.uuid4(), by=dsl, at=at)
    for partner, body in zip(partners, Member.Partner.values, strict=True):
        name_on(incident, manager, partner.membership.user, "PARTNER", body)
    name_on(incident, manager, reviewer.membership.user, "REVIEWER")
    with acting_as(manager) as by:
        states.move(states.locked(incident), "REVIEW", "Decided", by=by, at=at)
        review = opening.open_review(incident, "LCSPR", london_date(at), by=by, at=at)
    return Reviewed(review, manager, partners, reviewer, at)
