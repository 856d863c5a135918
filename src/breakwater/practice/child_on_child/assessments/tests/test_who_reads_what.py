"""The confidentiality matrix of PL 9.4, cell by cell: pages, PDFs, mails, search and Today, as each of those it names."""

import io
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.conflicts import operations as conflicts
from breakwater.practice.child_on_child.assessments import lookup
from breakwater.practice.child_on_child.assessments.operations import measures, writing
from breakwater.practice.child_on_child.incidents.operations import opening
from breakwater_dev.testing import factories as make
from breakwater_dev.testing import plans
from breakwater_dev.testing.incidents import a_pupil, a_school, child_in, opened, referred, reported

# x is read, . is not found or refused: alike, so that nobody learns that there is something.
# rep the member of staff who reported; tea a teacher who must act; wor who works with the child affected; dsl the safeguarding team,
# hea the head of that team; con the head who is a relative; gov the link governor; edu the authority's education safeguarding; soc social
# care; pol the police; oth the safeguarding team of another school.
MATRIX = """
                      rep tea wor dsl hea con gov edu soc pol oth
own report            x   .   .   x   x   .   .   .   .   .   .
incident              .   .   .   x   x   .   .   .   .   .   .
incidents             .   .   .   x   x   .   .   .   .   .   .
child affected        .   .   x   x   x   .   .   .   .   .   .
child alleged         .   .   .   x   x   .   .   .   .   .   .
plan affected         .   .   x   x   x   .   .   .   .   .   .
plan alleged          .   .   .   x   x   .   .   .   .   .   .
assessment affected   .   .   x   x   x   .   .   .   .   .   .
assessment alleged    .   .   .   x   x   .   .   .   .   .   .
measure affected      .   .   x   x   x   .   .   .   .   .   .
measure alleged       .   .   .   x   x   .   .   .   .   .   .
order                 .   .   .   x   x   .   .   .   .   .   .
paper affected        .   .   .   x   x   .   .   .   .   .   .
export affected       .   .   .   x   x   .   .   .   .   .   .
instruction           .   x   .   x   x   .   .   .   .   .   .
instructions          .   .   .   x   x   .   .   .   .   .   .
own instructions      x   x   x   x   x   .   .   .   .   .   .
"""
LINES = [line for line in MATRIX.splitlines() if line.strip()]
ROLES = LINES[0].split()
CELLS = [
    (line[:22].strip(), role, mark == "x")
    for line in LINES[1:]
    for role, mark in zip(ROLES, line[22:].split(), strict=True)
]
HER_WORDS, HER_PLAN, HIS_PLAN, REASON = "Wquartz", "Pquartz", "Qzebra", "Rquince"
SECRETS = (HER_WORDS, HER_PLAN, HIS_PLAN, "Amber", "Blaise")


@dataclass
class Told:
    """Everybody whom the matrix names, and where each thing of it is."""

    people: dict[str, Actor]
    pages: dict[str, str]
    reference: str


def at(name: str, *things) -> str:
    return reverse(f"child_on_child:{name}", args=[each.public_id for each in things])


def _people(school) -> dict[str, Actor]:
    staff = make.team("Staff", of=school.organisation)
    other = make.team("Police", of=make.organisation("Invented Police", "POLICE"))
    return {
        **{key: make.actor("school_staff", of=staff) for key in ("rep", "tea", "wor")},
        "dsl": make.actor("dsl", of=school),
        **{key: make.actor("head_teacher", of=school) for key in ("hea", "con")},
        "gov": make.actor("link_governor", of=make.team("Governors", of=school.organisation)),
        "edu": make.actor("link_manager", of=make.team("Link", service="link_coordinator")),
        "soc": make.actor("social_worker", of=make.team("Social care")),
        "pol": make.actor("agency_professional", of=other),
        "oth": make.actor("dsl", of=a_school("Mizzen School")),
    }


def _is_a_relative(head: Actor, pupil) -> None:
    with acting_as(head) as by:
        said = {"forename": "Amber", "surname": "Example", "born": date(2012, 6, 7)}
        conflicts.declare(kind="CHILD", said=said, by=by, at=timezone.now(), key=uuid4())


@pytest.fixture
def told(db, mash) -> Told:
    """An incident with a report, two plans in force, an order, an instruction: everything that anybody could learn."""
    school = a_school()
    people = _people(school)
    dsl = people["dsl"]
    pupil = a_pupil(school, "Amber", born_on=date(2012, 6, 7), born_precision="DAY")
    report = reported(people["rep"], words=f"{HER_WORDS} in the corridor")
    incident = opened(dsl, report=report)
    _is_a_relative(people["con"], pupil)
    with acting_as(dsl) as by:
        her = opening.change_child(
            child_in(incident, "HARMED", dsl), opening.ChildFacts("HARMED", person=pupil), by=by, at=timezone.now()
        )
        opening.set_worker(her, worker=people["wor"].membership, by=by, at=timezone.now())
    his = child_in(incident, "ALLEGED", dsl)
    hers_now = plans.in_force(her, dsl, safety={"wishes": HER_PLAN})
    his_now = plans.in_force(his, dsl, alleged_plan={"timetable": HIS_PLAN})
    measure, other = plans.linked(her, his, dsl, risk=f"{HER_PLAN} risk")
    order = plans.ordered(her, dsl)
    referred(her, dsl)
    instruction = plans.instructed(incident, dsl, people["tea"])
    pages = {
        "own report": at("report", report),
        "incident": at("incident", incident),
        "incidents": reverse("child_on_child:incidents"),
        "child affected": at("child", her),
        "child alleged": at("child", his),
        "plan affected": at("plan", her),
        "plan alleged": at("plan", his),
        "assessment affected": at("assessment", hers_now),
        "assessment alleged": at("assessment", his_now),
        "measure affected": at("check_measure", measure),
        "measure alleged": at("check_measure", other),
        "order": at("order", order),
        "paper affected": at("order_paper", order),
        "export affected": at("export_plan", her),
        "instruction": at("instruction", instruction),
        "instructions": at("instructions", incident),
        "own instructions": reverse("child_on_child:my_instructions"),
    }
    return Told(people, pages, incident.reference)


def text_of(page) -> str:
    if page.headers["Content-Type"] == "application/pdf":
        return " ".join(each.extract_text() for each in PdfReader(io.BytesIO(page.content)).pages)
    return page.content.decode()


# What a reader of a cell may see of the secrets: their own part.
OWN = {"rep": {HER_WORDS, "Amber", "Blaise"}, "wor": {HER_PLAN, "Amber"}, "tea": set()}


def test_pl_9_4_the_matrix_holds_in_every_cell(signed_in, told):
    """Whoever may read a thing gets it; for everybody else it is as if there were none, and no page of theirs has a word of it."""
    for role in ROLES:
        browser, own = signed_in(told.people[role]), OWN.get(role, set(SECRETS) if role in ("dsl", "hea") else set())
        for thing, path in told.pages.items():
            may = (thing, role, True) in CELLS
            page = browser.get(path)
            found = page.status_code == 200
            # Another safeguarding lead, and the head who is a relative, have lists of their own: there is nothing in them.
            is_an_own_list = role in ("con", "oth") and thing in ("incidents", "own instructions")
            assert found == (may or is_an_own_list), (thing, role, page.status_code)
            if page.status_code in (200, 403, 404):
                leaked = [each for each in SECRETS if each in text_of(page) and each not in own]
                assert not leaked, (thing, role, leaked)


def test_pl_9_4_today_and_search_say_nothing_to_those_who_may_not_read(signed_in, told):
    for role in set(ROLES) - {"dsl", "hea"}:
        browser, own = signed_in(told.people[role]), OWN.get(role, set())
        for path in ("/today/", "/people/search/?q=Amber+Example", f"/people/search/?q={told.reference}"):
            page = browser.get(path, follow=True)
            said = text_of(page).replace(f"q={told.reference}", "").replace(f'value="{told.reference}"', "")
            leaked = [each for each in (HER_WORDS, HER_PLAN, HIS_PLAN, REASON) if each in said and each not in own]
            assert not leaked, (role, path)
            assert "Blaise" not in said, (role, path)
            assert "Child affected" not in said or role == "wor", (role, path)


def test_sg_16_a_head_who_is_a_relative_hears_of_nothing(told):
    """Their notices are of the report, before anybody knew whose child it was: of the plan they hear nothing."""
    with acting_as(told.people["dsl"]) as by:
        child = lookup.CHILDREN.get(capacity="HARMED")
        measure = lookup.MEASURES.filter(child=child, ended_at=None, link__isnull=False).get()
        measures.breach(measure, words=REASON, key=uuid4(), by=by, at=timezone.now())
    heard = {
        role: set(Notification.objects.filter(user=told.people[role].membership.user).values_list("words", flat=True))
        for role in ("hea", "con", "wor", "gov", "oth")
    }
    assert writing.REVIEW in heard["hea"]
    assert writing.REVIEW in heard["wor"]
    assert not heard["con"] & {writing.REVIEW, measures.CHECK}
    assert heard["gov"] == heard["oth"] == set()


def test_pl_9_4_no_mail_has_a_word_of_it(told):
    sent = " ".join(f"{each.subject} {each.body}" for each in OutboxMessage.objects.all())
    assert sent
    assert not [each for each in (*SECRETS, told.reference, plans.INSTRUCTION) if each in sent]
