"""What else arrives at the invented front door: calls, a file of police notices, one incident told twice, alerts and requests."""

import csv
import io
from datetime import datetime, timedelta

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.calls import operations as calls_operations
from breakwater.practice.front_door.models import Contact, Notice
from breakwater.practice.front_door.police_notices import by_mail
from breakwater.practice.front_door.police_notices import operations as notices
from breakwater.practice.front_door.screening.operations import links

from . import words

QUARREL = words.CONCERNS[1]
SEEN = (
    "Called by a neighbour to shouting. The children were upstairs, awake and frightened. No arrest; a report was made."
)
TOLD_AT_SCHOOL = "Came in late and tearful. Said the police came in the night because of shouting at home."
RANG = "A boy came in without breakfast again and said that nobody was at home last night. I would like to know what to do."
ASKED = "A pupil has told a friend that she does not want to go home. Nothing more is known. Should I speak to the parents first?"
ADVISED = "Speak to her yourself today, tell the parents unless that puts her at risk, and call again the same day with what she says."


def told_twice(life, family, children, at: datetime) -> None:
    """Police send a notice in the night and the school a form in the morning: one incident, joined by a screener."""
    rows = [
        {
            "notice_reference": "DEMO/26/0101",
            "sent_by": "PC 4711, Invented Road station",
            "happened_on": f"{at:%d/%m/%Y}",
            "child_forename": child.person.forename,
            "child_surname": child.person.surname,
            "child_born": f"{child.person.born_on:%d/%m/%Y}",
            "address": family.lines,
            "postcode": family.postcode,
            "what_happened": SEEN,
            "child_in_danger_now": "no",
        }
        for child in children
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, notices.COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as intake:
        notices.import_content(content=out.getvalue().encode(), area=life.area, by=intake, at=at)
    told = life.tell(
        family, children[:1], QUARREL, "school", at + timedelta(hours=6), goes_on=False, worry=TOLD_AT_SCHOOL
    )
    with acting_as(life.actor("screener")) as by:
        form = Contact.objects.select_related("case").get(pk=told.contacts[0])
        notice = (
            Contact.objects.select_related("case")
            .filter(channel="NOTICE", named_as=children[0].person.name)
            .order_by("-received_at")
            .first()
        )
        links.join(contact=form, other=notice, by=by, at=at + timedelta(hours=7))


def rung_in(life, at: datetime) -> None:
    """Two calls: a school whose written form is still to come, and a grandmother."""
    school = life.post("dsl").team.organisation.name
    calls = (
        ("1", f"The receptionist, {school}", "2A", RANG, "Tommy, year 3, family name not given", "01632 960177"),
        (
            "2",
            "A grandmother",
            "1A",
            "My daughter has gone out and left the little ones with someone I do not know.",
            "Two little ones at their mother's flat",
            "01632 960188",
        ),
    )
    with acting_as(life.actor("screener 2")) as by:
        for number, who, source, what, child, back in calls:
            calls_operations.log_call(
                life.area,
                calls_operations.CallAsTaken(
                    who=who,
                    source_code=source,
                    what=what,
                    child=child,
                    call_back=back,
                    where_now="At school" if source == "2A" else "Not known",
                    immediate_danger=False,
                ),
                key=f"demo-call-{number}",
                by=by,
                at=at,
            )
        calls_operations.consult(
            area=life.area,
            key="demo-advice",
            who=f"A teacher, {school}",
            question=ASKED,
            advice=ADVISED,
            by=by,
            at=at + timedelta(minutes=40),
        )


def noticed(life, at: datetime) -> None:
    """A child who moves here with a protection plan, and a court's request."""
    with acting_as(life.actor("screener")) as by:
        by_mail.write_down(
            by_mail.NoticeByMail(
                kind=Notice.Kind.TRANSFER_IN,
                sent_by="Another council, child protection chair",
                child="Rowan Farther",
                words="Moved to your area last week with mother. Child protection plan, neglect. Papers follow.",
                reply_to="01632 960199",
            ),
            key="demo-transfer",
            by=by,
            at=at,
        )
        by_mail.write_down(
            by_mail.NoticeByMail(
                kind=Notice.Kind.COURT,
                sent_by="Invented Family Court",
                child="A child of private proceedings",
                words="Section 7 report ordered. Wishes and feelings of the child.",
                due_on=(at + timedelta(days=56)).date(),
            ),
            key="demo-court",
            by=by,
            at=at + timedelta(hours=1),
        )
