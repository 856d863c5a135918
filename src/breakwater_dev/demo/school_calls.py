"""Calls to schools about their lists: of the fortnight before all are made, of this one some, and some are tried or arranged."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from breakwater.foundation.dates.london_time import london_date, moment
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.education.calls.operations import actions, calls, letters, notes
from breakwater.practice.education.calls.operations.notes import Talk
from breakwater.practice.education.models import Call, CallItem

from .life import Life
from .rhythm import at_clock

KEYS = UUID(int=85_101)
TALKED = 3
BEST = (
    ([1, 3], time(15, 15), time(16, 30)),
    ([0, 1, 2, 3], time(8, 0), time(8, 40)),
    ([2, 4], time(13, 0), time(14, 0)),
)
TALKS = (
    Talk(view="SAME", said="Here every day this fortnight. Quieter at lunch; sits with one friend."),
    Talk(view="BETTER", said="On time since the breakfast club began. The mother comes in on Fridays."),
    Talk(
        view="WORSE",
        said="Tired, and twice without lunch. The head of year called home and got no answer.",
        challenge="Has early help been offered to the mother, or only thought of?",
        challenge_answer="It is to be offered on Thursday.",
    ),
)
ACTIONS = (
    ("Offer early help to the mother, and tell us what she says", "SCHOOL", "The head of year"),
    ("Find out when the next core group is, and see that the school is asked", "LINK", ""),
    ("Call the school nurse about sleep", "SCHOOL", "The pastoral lead"),
    ("Send the attendance of this term to the school", "OTHER", "The attendance team"),
)
OURS = "The worker has changed twice this term: raise it with her manager."
DIFFERENCE = (
    "The plan is too thin: nobody sees him between meetings",
    "The plan was reviewed in September and two visits are in it",
)
SCHOOL = Talk(
    said="Two new deputies want the safeguarding course. Absence in Year 9 is what worries them most.",
    topics=["Training", "What we see across the school"],
)


def made(life: Life, period: date) -> None:
    """Every call about the lists of a period that is over."""
    for number, call in enumerate(_calls(life, period)):
        at = at_clock(period + timedelta(days=5 + number % 3), 9 + number % 6, 10)
        if at < life.now:
            _keep_times(life, call, number, at)
            _hold(life, call, number, at)


def some(life: Life, period: date) -> None:
    """Of the present lists: those called, tried and arranged by now; the rest is due."""
    for number, call in enumerate(_calls(life, period)):
        at = min(
            at_clock(period + timedelta(days=3 + number % 4), 9 + number % 6, 20),
            life.now - timedelta(minutes=20 + number),
        )
        if at < call.made_at:
            at = life.now
        with acting_as(_coordinator(life, call)) as by:
            if number % 9 == 4:
                calls.tried(
                    call=call,
                    why="MESSAGE",
                    words="The office takes a message",
                    key=uuid5(KEYS, f"try {call.pk}"),
                    by=by,
                    at=at,
                )
            elif number % 9 == 7:
                on = moment(london_date(life.now) + timedelta(days=number % 3), time(15, 30))
                calls.arrange(call=call, arranged_for=on, by=by, at=at)
        if number % 3 == 0:
            _hold(life, call, number, at)


def _calls(life: Life, period: date) -> list[Call]:
    with acting_as(service_of(life.area, ServiceName.LISTS)):
        found = Call.objects.filter(
            area=life.area, school_list__fortnight__period=period, school_list__recalled_at=None
        )
        return list(found.select_related("school_list__patch", "school_team").order_by("pk"))


def _coordinator(life: Life, call: Call):
    return life.post(f"link {call.school_list.patch.name}")


def _keep_times(life: Life, call: Call, number: int, at: datetime) -> None:
    weekdays, starts, ends = BEST[number % len(BEST)]
    with acting_as(_coordinator(life, call)) as by:
        calls.keep_times(
            call.school_team,
            calls.TimesToRing(
                weekdays=weekdays,
                starts=starts,
                ends=ends,
                telephone=f"01632 960{300 + number:03d}",
                ask_for="the safeguarding lead",
                words="",
            ),
            by=by,
            at=at,
        )


def _hold(life: Life, call: Call, number: int, at: datetime) -> None:
    """Call the school: a few pupils, an action or two, and the letter."""
    reader = life.staff.dsl[call.school_team_id]
    with acting_as(_coordinator(life, call)) as by:
        calls.begin(call=call, by=by, at=at)
        items = CallItem.objects.filter(call=call).select_related(
            "call__letter", "row__pupil", "row__person", "worry__person"
        )
        items = list(items.order_by("order", "pk"))
        for place, item in enumerate([*items[:-1][:TALKED], items[-1]]):
            talk = SCHOOL if item.kind == CallItem.Kind.SCHOOL else TALKS[(number + place) % len(TALKS)]
            notes.keep(
                item=item,
                talk=talk,
                note=OURS if (number + place) % 5 == 2 else "",
                revision=None,
                by=by,
                at=at + timedelta(minutes=2 * place + 1),
            )
            if item.kind == CallItem.Kind.PUPIL and (number + place) % 2 == 0:
                _agree(item, number + place, by, at)
            if item.kind == CallItem.Kind.PUPIL and place == 0 and number % 8 == 1:
                actions.disagree(
                    item=item,
                    school_says=DIFFERENCE[0],
                    we_say=DIFFERENCE[1],
                    key=uuid5(KEYS, f"difference {item.pk}"),
                    by=by,
                    at=at,
                )
        over = at + timedelta(minutes=15 + number % 12)
        calls.end(
            call,
            calls.CallEnded(
                spoke_to=[reader],
                others="",
                mode="PHONE",
                minutes=15 + number % 12,
                next_on=calls.next_call_on(life.area, london_date(at)),
                left_because="The school asked for another day for them",
            ),
            by=by,
            at=over,
        )
        ended = Call.objects.select_related(
            "letter",
            "school_team__organisation",
            "school_list__fortnight",
            "ended_by__membership__user",
            "ended_by__membership__role",
        ).get(pk=call.pk)
        letters.send(call=ended, by=by, at=over)


def _agree(item: CallItem, number: int, by, at: datetime) -> None:
    what, owner, who = ACTIONS[number % len(ACTIONS)]
    made = actions.agree(
        item,
        actions.AgreedFacts(what=what, owner=owner, who=who, due_on=london_date(at) + timedelta(days=7 + number % 5)),
        key=uuid5(KEYS, f"action {item.pk}"),
        by=by,
        at=at,
    )
    if number % 3 == 0:
        actions.do(action=made, by=by, at=at + timedelta(days=2))
