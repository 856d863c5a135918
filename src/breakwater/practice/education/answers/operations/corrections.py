"""What a school says is wrong becomes a task of whoever owns the source; the source is never changed from here (FD 5.4)."""

from datetime import date, datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.calendars import working_calendar
from breakwater.partnership.organisations.models import Actor, ServiceName, actor_relations
from breakwater.partnership.people.models import Enrolment
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.education.models import (
    Answer,
    AnswerKind,
    Correction,
    ListedPupil,
    RowFlag,
    SchoolList,
    SourceState,
)
from breakwater.practice.education.pathway import CORRECT, CORRECT_WORKER

SAID = {
    AnswerKind.NOT_OURS: "the pupil is not on our roll",
    AnswerKind.WRONG: "something is wrong",
    AnswerKind.WORKER: "the worker is out of date",
    AnswerKind.ENDED: "we were told that it ended",
}


class AlreadyDone(Refusal):
    words = "Someone looked into this meanwhile, or the school withdrew it. Open it again"


def follow(*, answer: Answer, by: Actor, at: datetime) -> Correction | None:
    """Begin what an answer asks for: a correction at the source's owner, or nothing. Done as the area's service of lists."""
    if answer.kind not in SAID:
        return None
    row = answer.row
    with acting_as(service_of(row.list.area, ServiceName.LISTS)) as service:
        made = _begin(answer, row, at=at)
        if answer.kind == AnswerKind.NOT_OURS:
            ListedPupil.objects.filter(pk=row.pupil_id).update(said_gone_on=answer.left_on or london_date(at))
        notifications.tell(
            team=made.owner_team,
            words=f"{row.list.team.organisation.name} says that something on its list is wrong",
            path=path_of(made),
            by=service,
            at=at,
        )
    return made


def _begin(answer: Answer, row, *, at: datetime) -> Correction:
    flag = _flag_meant(answer, row)
    owner, source, label = _owner(row.list, flag, answer)
    rule = CORRECT_WORKER if answer.kind == AnswerKind.WORKER else CORRECT
    calendar = working_calendar(row.list.area)
    about = (
        f"{flag.rule.words}: {SAID[answer.kind]}" if flag and answer.kind != AnswerKind.NOT_OURS else SAID[answer.kind]
    )
    parts = [
        "" if flag and answer.what == flag.rule.words else answer.what,
        answer.should_be and f"Should be: {answer.should_be}",
        answer.evidence and f"Seen in: {answer.evidence}",
        answer.left_on and f"Left on {answer.left_on:%-d %B %Y}",
        answer.destination and f"Went to: {answer.destination}",
    ]
    return Correction.objects.create(
        area=row.list.area,
        person_id=row.person_id,
        school_list=row.list,
        answer=answer,
        row_code=row.pupil.code,
        named_as=row.name[:240],
        school_team_id=row.list.team_id,
        link_team_id=row.list.link_team_id,
        owner_team_id=owner or row.list.link_team_id,
        source=label or source,
        about=about[:120],
        said=". ".join(part for part in parts if part)[:800],
        made_at=at,
        due_on=calendar.add_working_days(london_date(at), rule.allows.n),
    )


def _flag_meant(answer: Answer, row) -> RowFlag | None:
    """The cohort the answer names, or the row's first one with a worker."""
    flags = list(row.flags.select_related("rule").order_by("pk"))
    if named := next((flag for flag in flags if answer.what and flag.rule.words == answer.what), None):
        return named
    return next((flag for flag in flags if flag.worker), flags[0] if flags else None)


def _owner(school_list: SchoolList, flag: RowFlag | None, answer: Answer) -> tuple[int | None, str, str]:
    """Who owns the source. What a school says of its own roll is the co-ordinators' to look into."""
    if flag is None or answer.kind == AnswerKind.NOT_OURS:
        return None, "roll", Correction.ROLL
    state = SourceState.objects.behind(school_list).filter(key=flag.source).first()
    return (state.owner_team_id, flag.source, state.label) if state else (None, flag.source, flag.source)


def answers_for(correction: Correction) -> str:
    """Who answers for the source that is said to be wrong, in words."""
    states = SourceState.objects.filter(fortnight__area=correction.area_id, label=correction.source)
    return states.order_by("-fortnight__period", "-pk").values_list("owner", flat=True).first() or ""


def who_said(correction: Correction) -> str:
    """Who at the school said it, and when. Asked as the service: the owner of a source reads no list of a school."""
    with acting_as(service_of(correction.area, ServiceName.LISTS)):
        given = Answer.objects.select_related(*actor_relations("by")).get(pk=correction.answer_id)
        return f"{given.by.said}, {exact_moment(given.at)}"


def is_done(answer: Answer) -> bool:
    """Whether somebody has looked into what the answer began. Asked as the service: the school does not read corrections."""
    with acting_as(service_of(answer.row.list.area, ServiceName.LISTS)):
        return Correction.objects.filter(answer=answer, done_at__isnull=False).exists()


def withdraw(answer: Answer, *, at: datetime) -> None:
    """The school took its word back: what was not looked into yet need not be."""
    row = answer.row
    with acting_as(service_of(row.list.area, ServiceName.LISTS)):
        Correction.objects.filter(answer=answer, done_at=None).update(withdrawn_at=at)
        if answer.kind == AnswerKind.NOT_OURS:
            ListedPupil.objects.filter(pk=row.pupil_id).update(said_gone_on=None)


@transaction.atomic
def settle(
    correction: Correction,
    *,
    result: str,
    words: str,
    by: Actor,
    at: datetime,
    left_on: date | None = None,
    gone_to: str = "",
) -> Correction:
    """Say what was found. The school reads the words on its next list. Raises AlreadyDone, EndsBeforeItStarts.

    A pupil whom the school called "not ours" comes back on its list only when that was checked and found to be wrong; where it
    was right, the place there ends, if nobody has ended it.
    """
    held = Correction.objects.select_for_update(of=("self",)).select_related("area", "link_team").get(pk=correction.pk)
    if held.done_at or held.withdrawn_at:
        raise AlreadyDone(held.public_id)
    held.result, held.result_words, held.done_at, held.done_by = result, words, at, by
    held.save(update_fields=["result", "result_words", "done_at", "done_by"])
    audit.did("looked into", "correction", held.pk, result=result)
    if result == Correction.Result.STANDS:
        with acting_as(service_of(held.area, ServiceName.LISTS)):
            ListedPupil.objects.filter(person=held.person_id, team=held.school_team_id).update(said_gone_on=None)
    elif held.is_about_the_roll and (place := place_of(held)):
        circumstances.end_enrolment(enrolment=place, last_day=left_on, gone_to=gone_to, by=by, at=at)
    return held


def place_of(correction: Correction) -> Enrolment | None:
    """The place at the school that is still open, as far as the actor sees the pupil."""
    places = Enrolment.objects.filter(person=correction.person_id, team=correction.school_team_id, ends_on=None)
    return places.select_related("person").first()


def open_for(team: int, on: date | None = None):
    """The corrections that wait for a team, the most pressing first."""
    return Correction.objects.filter(owner_team=team, done_at=None, withdrawn_at=None).order_by("due_on", "pk")


def of_the_roll():
    """What schools said of pupils who are not on their roll, and nobody has looked into. A school reads its own."""
    return Correction.objects.filter(source=Correction.ROLL, done_at=None, withdrawn_at=None)


def path_of(correction: Correction) -> str:
    """The path of a correction; says nothing of anyone."""
    return f"/lists/corrections/{correction.public_id}/"
