"""Between two calls: what schools asked, prompts they answered, a pupil's file on its way, cover, whom to talk to, what was left."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import DutyPost, ServiceName
from breakwater.partnership.people.models import Enrolment, Registration
from breakwater.partnership.people.records.operations import circumstances
from breakwater.practice.education.answers.operations import prompts
from breakwater.practice.education.consultations.operations import consultations, pupil_files
from breakwater.practice.education.consultations.operations.consultations import Asked
from breakwater.practice.education.lists.operations import reminders
from breakwater.practice.education.models import ListedPupil, ListRow, SchoolList
from breakwater.practice.education.patches import operations as patch_operations
from breakwater.practice.education.who_to_talk_to import operations as who_to_talk_to_operations

from .life import Life
from .rhythm import at_clock

KEYS = UUID(int=85_102)
CONSULTED = (
    Asked(
        "The safeguarding lead",
        "HARM",
        "She came with a bruise on her arm and told two stories about it. Who do we call?",
        "Write her words down as she says them, ask nothing that leads, and call the MASH before she goes home.",
        "The lead calls the MASH now, and me when it is done.",
        level="4",
    ),
    Asked(
        "The head of year",
        "EARLY_HELP",
        "He is late every day since the summer. The mother would take help. Who leads?",
        "You know her best. I come to the first meeting, and show you the assessment.",
        "The head of year asks the mother on Monday.",
        level="2",
    ),
    Asked(
        "The deputy head",
        "ONLINE",
        "A pupil’s picture goes round Year 9. Do we tell every parent?",
        "Keep no copy. Talk to the two families first; the officer for schools helps with the rest.",
        "The deputy calls the officer today.",
        level="3",
    ),
)
PROMPTS = (
    ("ACCEPTED", ""),
    ("DECLINED", "Her aunt brings her now; she has not been late since half-term"),
    ("ASKED", ""),
)
LINES = (
    (
        "coordinator",
        "Early help: who can lead, and how to begin",
        "The co-ordinator of the day",
        "01632 960410",
        "Weekdays 9 to 4",
    ),
    ("social care manager", "A social worker does not call back", "The assessment team manager", "01632 960411", ""),
    (
        "health visitor",
        "A child under five, or a new baby",
        "The health visitor of the day",
        "01632 960412",
        "Mornings",
    ),
    (
        "police officer",
        "Notices to schools after a night with the police",
        "The officer for schools",
        "01632 960413",
        "",
    ),
    ("housing officer", "A family about to lose its home", "Tenancy support", "01632 960414", "Mondays and Tuesdays"),
)
UNCONFIRMED = timedelta(days=100)
LEFT = (("social care manager", "CALL", 4), ("social care manager", "INVITATION", 2), ("health visitor", "CALL", 1))


def tell(life: Life) -> None:
    """A few rows of each, of the last days."""
    lists = _lists_out(life)
    if lists:
        _consulted(life, lists)
        _prompted(life, lists)
        _moved(life, lists)
        _left_unanswered(life, lists)
    _covered(life)
    for number, (post, about, name, telephone, best) in enumerate(LINES):
        at = life.now - (UNCONFIRMED if number == len(LINES) - 1 else timedelta(days=10 + number))
        said = {"about": about, "name": name, "telephone": telephone, "email": "", "best_times": best}
        with acting_as(life.post(post)) as by:
            who_to_talk_to_operations.add(said=said, by=by, at=at)


def _lists_out(life: Life) -> list[SchoolList]:
    """The newest lists that are out: first that of the school whose lead visitors sign in as."""
    shown = life.post("dsl").team_id
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        out = SchoolList.objects.filter(area=life.area, released_at__isnull=False, recalled_at=None)
        newest = out.order_by("-fortnight__period").values_list("fortnight", flat=True).first()
        found = out.filter(fortnight=newest).select_related("patch", "team__area").order_by("pk")
        return sorted(found, key=lambda one: one.team_id != shown)


def _day(life: Life, ago: int, hour: int) -> datetime:
    return at_clock(london_date(life.now) - timedelta(days=ago), hour, 20)


def _consulted(life: Life, lists: list[SchoolList]) -> None:
    """Two about a pupil of the school's list; in one nobody was named, and it is to be asked again since yesterday."""
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        listed = set(ListedPupil.objects.filter(until=None).values_list("team", flat=True))
    lists = [one for one in lists if one.team_id in listed]
    for number, (one, asked) in enumerate(zip(lists, CONSULTED, strict=False)):
        with acting_as(life.post(f"link {one.patch.name}")) as by:
            named = ListedPupil.objects.filter(team=one.team_id, until=None).select_related("person").order_by("pk")
            is_named = asked.theme != "ONLINE"
            facts = vars(asked) | (
                {"person": named[0].person} if is_named else {"follow_up_on": london_date(_day(life, 1, 9))}
            )
            key = uuid5(KEYS, f"asked {number}")
            consultations.consult(school=one.team, asked=Asked(**facts), key=key, by=by, at=_day(life, 2 + number, 14))


def _prompted(life: Life, lists: list[SchoolList]) -> None:
    """One prompt taken up, one declined for a reason, one to talk about, by whoever has opened the list."""
    opened = [one.pk for one in lists if one.opened_at]
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        rows = ListRow.objects.filter(list__in=opened).exclude(prompts=[]).exclude(marker="ENDED").order_by("pk")
        rows = [(row.pk, row.list.team_id) for row in rows.select_related("list")[: len(PROMPTS)]]
    for (row, team), (said, reason) in zip(rows, PROMPTS, strict=False):
        with acting_as(life.staff.dsl[team]) as by:
            found = ListRow.objects.select_related("list").filter(pk=row).first()
            if found:
                key = uuid5(KEYS, f"prompt {row}")
                prompts.say(
                    row=found, prompt=found.prompts[0], said=said, reason=reason, key=key, by=by, at=_day(life, 1, 11)
                )


def _moved(life: Life, lists: list[SchoolList]) -> None:
    """A pupil of another school's list came to the shown one last week: her file is asked for, and has not come."""
    new, *others = lists
    since: date = london_date(life.now) - timedelta(days=9)
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        listed = ListRow.objects.filter(list__in=others).exclude(marker="ENDED").values("person")
        places = Enrolment.objects.filter(
            person__in=listed, team__in=[one.team_id for one in others], ends_on=None, registration=Registration.CURRENT
        )
        place = places.select_related("person").order_by("-pk").first()
    if not place:
        return
    at = at_clock(since, 9, 0)
    with acting_as(service_of(life.area, ServiceName.INTAKE)) as by:
        Enrolment.objects.filter(pk=place.pk).update(ends_on=since - timedelta(days=1))
        circumstances.enrol(
            person=place.person,
            team=new.team,
            year_group=place.year_group,
            starts_on=since,
            verified=True,
            by=by,
            at=at,
        )
    reminders.ask_for_files(area=life.area, at=at + timedelta(days=1))
    pupil_files.follow(area=life.area, at=at + timedelta(days=1))


def _covered(life: Life) -> None:
    """The co-ordinator of one patch is away this week; a colleague covers."""
    post = DutyPost.objects.filter(team__area=life.area, patch__name="South").first()
    today = london_date(life.now)
    with acting_as(life.post("link manager")) as by:
        patch_operations.cover(
            post=post,
            membership=life.post("link Central"),
            starts_on=today - timedelta(days=1),
            ends_on=today + timedelta(days=5),
            by=by,
            at=_day(life, 1, 9),
        )


def _left_unanswered(life: Life, lists: list[SchoolList]) -> None:
    for post, kind, times in LEFT:
        for number in range(times):
            with acting_as(life.post("link Central")) as by:
                at = _day(life, 3 + 4 * number, 15)
                who_to_talk_to_operations.note_unanswered(
                    team=life.post(post).team,
                    school=lists[number % len(lists)].team,
                    kind=kind,
                    on=london_date(at),
                    key=uuid5(KEYS, f"{post} {kind} {number}"),
                    by=by,
                    at=at,
                )
