"""An agency's list from its arrival to someone's word: read, shown, its columns named, confirmed, dropped, forgotten."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import Actor, ServiceName
from breakwater.partnership.people.intake.operations import identifying
from breakwater.partnership.people.intake.operations.entries import Intake, TakenInAlready, refuse_gone
from breakwater.partnership.people.intake.reading.listed import LIMITS, Listed, ListedChild, read_list
from breakwater.partnership.people.intake.reading.pupils import who
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.models import AgencyList, Doubt, ListRow, ListTie, ListVersion

from .comparing import Comparison, compare, marks_of

ROWS_KEPT_FOR = timedelta(days=400)
State = ListVersion.State
Settled = ListRow.State


class NewerIsIn(Refusal):
    """A version drawn on a later day is in force. `as_at` is its day."""

    box = "as_at"

    def __init__(self, as_at: date):
        said = date_in_words(as_at)
        super().__init__(as_at.isoformat(), words=f"A list drawn on {said} is in already. Send one drawn since")
        self.as_at = as_at


class NotWhole(Refusal):
    """So many children would go from the list that someone must say first that the file is whole."""

    words = "Many children would go from the list. Say first that it is whole."


def note_failure(agency_list: AgencyList, because: str, *, at: datetime) -> None:
    """The last file could not be read: the list is carried forward meanwhile, and says so."""
    AgencyList.objects.filter(pk=agency_list.pk).update(failed_at=at, failed_because=because[:300])


class Lists(Intake):
    """Versions of agencies' lists. Whoever catches NotARoll notes it with the list (`note_failure`)."""

    model, noun, entry, owner, limits = ListVersion, "list", "list_version", "agency_list", LIMITS
    related = ("agency_list__area", "agency_list__organisation", "agency_list__present", "area")

    def read(self, agency_list, upload, *, at, profile=None) -> Listed:
        read_as = agency_list.read_as if profile is None else profile
        return read_list(upload.content, upload.name, today=london_date(at), profile=read_as, code=agency_list.code)

    def compare(self, agency_list, found) -> Comparison:
        return compare(found, marks_of(agency_list))

    def describe(self, version, found, compared) -> None:
        version.rows, version.counts = len(found.rows), compared.counts | counted(plan(version.agency_list, found.rows))

    def profile_of(self, agency_list) -> dict[str, str]:
        return agency_list.read_as

    def remember(self, agency_list, profile, *, by, at) -> None:
        agency_list.read_as = profile
        agency_list.save(update_fields=["read_as"])

    def refuse(self, version, *, at) -> None:
        """Raises NotARoll, NewerIsIn."""
        version.agency_list.refresh_from_db()
        refuse_day(version.agency_list, version.as_at, at)

    def refuse_twice(self, version, digest) -> None:
        """The same file of the same day. One drawn later that says the same is news: nothing has changed until then."""
        agency_list, present = version.agency_list, version.agency_list.present
        is_older = present and version.as_at <= agency_list.present_as_at
        if is_older and present.digest == digest and present.done >= present.total:
            raise TakenInAlready(present)

    def end_stopped(self, version, at) -> None:
        version.state = State.UNDOING
        self.defer(version)  # undoing needs no file

    def forget(self, *, area, at) -> int:
        """And rows of versions that were superseded long ago. Run as the area's service of lists."""
        superseded = ListVersion.objects.filter(area=area, taken_at__lte=at - ROWS_KEPT_FOR, state=State.TAKEN)
        for version in superseded.exclude(pk__in=AgencyList.objects.filter(present__isnull=False).values("present")):
            drop_rows(version)
        return super().forget(area=area, at=at)


LISTS = Lists()


def refuse_day(agency_list: AgencyList, as_at: date, at: datetime) -> None:
    if as_at > london_date(at):
        raise NotARoll("The day on which it was drawn lies in the future")
    if agency_list.present_as_at and as_at < agency_list.present_as_at:
        raise NewerIsIn(agency_list.present_as_at)


def counted(answers: Sequence[tuple]) -> dict[str, int]:
    """How many rows are known for certain, wait for a person, and are of nobody we know."""
    states = [state for state, _, _ in answers]
    matched = sum(state in ListRow.TIED for state in states)
    return {
        "matched": matched,
        "unsure": states.count(Settled.WAITING),
        "unknown": len(states) - matched - states.count(Settled.WAITING),
    }


def plan(agency_list: AgencyList, rows: Sequence[ListedChild]) -> list[tuple]:
    """(state, person, why) of each row. Worked out as the area's service of lists, so that nobody's own sight changes a count."""
    area = agency_list.area
    with acting_as(service_of(area, ServiceName.LISTS)):
        children = {row.key: row.child for row in rows}
        answers = dict(zip(children, identifying.find(list(children.values()), area=area), strict=True))
        said = decided(agency_list, children)
    return [_settled(answers[row.key], said.get(row.key)) for row in rows]


def _settled(answer: identifying.Found, said: ListTie | None) -> tuple:
    if said is not None and said.person_id:
        return Settled.DECIDED, said.person, ""
    if answer.state == Settled.EXACT:
        return Settled.EXACT, answer.person, ""
    if said is not None:
        return Settled.NOBODY, None, ""
    return (
        (Settled.WAITING, None, answer.why or Doubt.CLOSE)
        if answer.state == Settled.WAITING
        else (Settled.UNKNOWN, None, "")
    )


def whose(child) -> str:
    """A digest of name and birth: a decision holds while they stay."""
    return audit.digest("|".join(map(str, who(child))))[:64]


def decided(agency_list: AgencyList, children: dict) -> dict[str, ListTie]:
    """What people decided of these children of the list, by what stands for each."""
    ties = ListTie.objects.filter(agency_list=agency_list, same_as__in=list(children), taken_back_at=None)
    newest = {tie.same_as: tie for tie in ties.select_related("person").order_by("at", "pk")}
    return {key: tie for key, tie in newest.items() if tie.who == whose(children[key])}


@transaction.atomic
def confirm(version: ListVersion, *, by: Actor, at: datetime, whole: bool = False) -> ListVersion:
    """Someone says that it is right; a job takes it in. `whole` where many would go from the list.

    Raises GoneAlready, Busy, NewerIsIn, TakenInAlready, NotWhole. Said twice, it is taken in once.
    """
    LISTS.one_at_a_time(version.agency_list)
    version = LISTS.locked(version)
    if version.state in (State.TAKING, State.TAKEN):
        return version
    refuse_gone(version, State.SHOWN)
    refuse_day(version.agency_list, version.as_at, at)
    LISTS.refuse_twice(version, version.digest)
    LISTS.refuse_two_at_once(version)
    found, compared = LISTS.comparison_of(version, at=at)
    if compared.many_would_go and not whole:
        raise NotWhole(str(version.public_id))
    begin_taking(version, found, compared, by=by, at=at)
    LISTS.defer(version)
    return version


def begin_taking(version: ListVersion, found: Listed, compared: Comparison, *, by: Actor, at: datetime) -> None:
    version.state, version.done, version.total, version.outcome = State.TAKING, 0, len(found.rows), {}
    version.counts = version.counts | compared.counts
    version.confirmed_at, version.confirmed_by = at, by
    version.keep()
    audit.did("confirmed a list", "list_version", version.pk)


@transaction.atomic
def stop(version: ListVersion, *, by: Actor, at: datetime) -> ListVersion:
    """Take in no more of a version: what came of it goes, and the one before it stays in force."""
    LISTS.one_at_a_time(version.agency_list)
    version = LISTS.locked(version)
    if version.state == State.TAKING:
        LISTS.begin_undoing(version, by=by)
        audit.did("stopped a list", "list_version", version.pk, done=version.done, total=version.total)
    return version


def drop_rows(version: ListVersion) -> None:
    """The rows of a version go, those that are hidden with them. As the area's service of lists; not of one in force."""
    with connection.cursor() as cursor:
        cursor.execute("select access.drop_list_rows(%s)", [version.pk])
