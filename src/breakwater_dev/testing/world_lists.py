"""The list that the small world's school and authority share, with what hangs from each child's row: answer, call, letter."""

from dataclasses import dataclass, fields
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Area, DutyPost, Patch, ServiceName, Team
from breakwater.partnership.people.models import Person
from breakwater.practice.education.answers.operations import answers, worries
from breakwater.practice.education.calls.operations import actions, calls, letters, notes
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.consultations.operations import consultations
from breakwater.practice.education.lists.operations import building, release
from breakwater.practice.education.lists.operations import notes as note_operations
from breakwater.practice.education.models import (
    Call,
    CallAction,
    CallItem,
    Consultation,
    Correction,
    Disagreement,
    FileReceipt,
    FileTransfer,
    Held,
    Letter,
    ListRow,
    SchoolList,
    TalkTo,
    Worry,
)
from breakwater.practice.education.who_to_talk_to import operations as who_to_talk_to_operations
from breakwater_dev.testing import factories as make


@dataclass
class Shared:
    """What stands of one child on the list and in the call about it."""

    school_list: SchoolList
    shared_row: ListRow
    kept_off: Held
    list_correction: Correction
    list_worry: Worry
    file_transfer: FileTransfer
    file_receipt: FileReceipt
    consultation: Consultation
    duty_post: DutyPost
    talk_to: TalkTo
    call: Call
    talk: CallItem
    letter: Letter
    agreed: CallAction
    difference: Disagreement


NAMES = {field.name for field in fields(Shared)}


def list_and_call(area: Area, teams: dict[str, Team], children: list[Person]) -> dict[int, Shared]:
    """A list that is out and answered, the call about it and its letter: by the child of each row."""
    now, today = timezone.now(), timezone.localdate()
    school, link = teams["school"], teams["link"]
    lead, coordinator = make.actor("dsl", of=school), make.actor("link_coordinator", of=link)
    building.build(area=area, period=today, at=now)
    _a_line_waits(area, make.actor("link_manager", of=link), now)
    with acting_as(coordinator) as by:
        of_school = SchoolList.objects.select_related("fortnight").get(team=school)
        release.check(school_list=of_school, by=by, at=now)
        release.release(school_list=of_school, few_readers_because="The second lead starts soon", by=by, at=now)
    with acting_as(lead) as by:
        answers.open_list(school_list=of_school, by=by, at=now)
        for row in _rows(of_school):
            said = answers.Said(
                kind="WORKER", what="EHC plan", should_be="Finn Worker, since May", evidence="She rang us"
            )
            answers.answer(row=row, said=said, key=uuid4(), by=by, at=now)
        for child in children:
            worries.tell(
                school_list=of_school,
                told=worries.Told("Quieter than before", False, person=child),
                key=uuid4(),
                by=by,
                at=now,
            )
    _beside(of_school, children, now)
    with acting_as(coordinator) as by:
        for row in _rows(of_school):
            note_operations.note(row=row, words="Call her worker first", worry="RED", key=uuid4(), by=by, at=now)
        for worry in Worry.objects.filter(school_list=of_school):
            worries.check(worry=worry, found="Known to the health visitor", by=by, at=now)
        call = of_school.call
        calls.tried(call=call, why="MESSAGE", words="Rings back after lunch", key=uuid4(), by=by, at=now)
        calls.begin(call=call, by=by, at=now)
        for item in _items(call):
            _talk_of(item, by, now)
        calls.end(
            call,
            calls.CallEnded(
                spoke_to=[lead.membership],
                others="The head of year",
                mode="PHONE",
                minutes=20,
                next_on=today + timedelta(days=14),
                left_because="The school asked for another day for them",
            ),
            by=by,
            at=now,
        )
        ended = Call.objects.select_related(
            "letter",
            "school_team__organisation",
            "school_list__fortnight",
            "ended_by__membership__user",
            "ended_by__membership__role",
        ).get(pk=call.pk)
        letters.send(call=ended, by=by, at=now)
        for child in children:
            asked = consultations.Asked(
                "The head of year", "HARM", "She will not go home", "Ask her openly", "They ring us", person=child
            )
            consultations.consult(school=school, asked=asked, key=uuid4(), by=by, at=now)
    with acting_as(lead) as by:
        line = who_to_talk_to_operations.add(
            said=dict.fromkeys(who_to_talk_to_operations.FIELDS, "")
            | {"about": "Attendance", "telephone": "01632 960333"},
            by=by,
            at=now,
        )
    post = DutyPost.objects.create(
        team=link, patch=Patch.objects.create(area=area, name="North"), title="Link", last_checked_on=today
    )
    with acting_as(service_of(area, ServiceName.LISTS)):
        return {child.pk: _of(child, of_school, ended, post, line) for child in children}


def _a_line_waits(area: Area, manager, now) -> None:
    """A change of what schools see of a child protection plan waits for a second person."""
    rule = cohorts.in_force(area, now.date())["CPP"]
    facts = {name: getattr(rule, name) for name in cohorts.CHANGED} | {"said": "A plan that protects the child"}
    with acting_as(manager) as by:
        cohorts.change(rule=rule, says=cohorts.Says(**facts), because="Asked for by heads", by=by, at=now)


def _rows(of_school: SchoolList) -> list[ListRow]:
    found = ListRow.objects.filter(list=of_school).select_related("list__area", "list__fortnight", "pupil", "person")
    return list(found.order_by("pk"))


def _items(call: Call) -> list[CallItem]:
    found = call.items.select_related("call__letter", "row__pupil", "row__person", "worry__person")
    return list(found.order_by("order", "pk"))


def _talk_of(item: CallItem, by, now) -> None:
    talk = notes.Talk(
        view="" if item.kind == "SCHOOL" else "WORSE",
        said="She says that mornings are hard",
        challenge="Why no early help yet?",
        challenge_answer="It is to be offered this week",
        draft={"what": "Ring the school nurse again"},
    )
    notes.keep(item=item, talk=talk, note="Her aunt told us more", revision=None, by=by, at=now)
    if item.kind == "PUPIL":
        actions.agree(
            item,
            actions.AgreedFacts(
                what="Offer early help to the mother",
                owner="SCHOOL",
                who="The head of year",
                due_on=now.date() + timedelta(days=7),
            ),
            key=uuid4(),
            by=by,
            at=now,
        )
        actions.disagree(
            item=item,
            school_says="The plan is too thin for her",
            we_say="The plan was reviewed in May",
            key=uuid4(),
            by=by,
            at=now,
        )


def _beside(of_school: SchoolList, children: list[Person], now) -> None:
    """As if each child had been withheld from a list once, had left the roll once, and had come to it once."""
    area, today = of_school.area, now.date()
    with acting_as(service_of(area, ServiceName.LISTS)):
        for child in children:
            Held.objects.create(
                area=area,
                fortnight=of_school.fortnight,
                person=child,
                school_team_id=of_school.team_id,
                link_team_id=of_school.link_team_id,
                why=Held.Why.NOT_VERIFIED,
                settled_at=now,
                settled_words="The school sent its roll again",
            )
            FileTransfer.objects.create(
                area=area,
                person=child,
                school_team_id=of_school.team_id,
                link_team_id=of_school.link_team_id,
                named_as=child.name,
                left_on=today,
                made_at=now,
                due_on=today,
            )
            FileReceipt.objects.create(
                area=area,
                person=child,
                school_team_id=of_school.team_id,
                link_team_id=of_school.link_team_id,
                named_as=child.name,
                came_on=today,
                made_at=now,
                due_on=today,
            )


def _of(child: Person, of_school: SchoolList, call: Call, post: DutyPost, line: TalkTo) -> Shared:
    by_child = {"person": child}
    return Shared(
        school_list=SchoolList.objects.get(pk=of_school.pk),
        shared_row=_one(ListRow, **by_child),
        kept_off=_one(Held, **by_child),
        list_correction=_one(Correction, **by_child),
        list_worry=_one(Worry, **by_child),
        file_transfer=_one(FileTransfer, **by_child),
        file_receipt=_one(FileReceipt, **by_child),
        consultation=_one(Consultation, **by_child),
        duty_post=post,
        talk_to=line,
        call=call,
        talk=_one(CallItem, row__person=child),
        letter=call.letter,
        agreed=_one(CallAction, **by_child),
        difference=_one(Disagreement, **by_child),
    )


def _one(model, **facts):
    return model.objects.filter(**facts).order_by("pk").first()
