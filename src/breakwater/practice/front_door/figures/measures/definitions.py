"""Every measure of the front door, once: what it is called, what it counts and of what, and where that is laid down."""

from collections.abc import Mapping

from breakwater.casework.clocks.rules import ClockRule
from breakwater.casework.escalations.models import Theme
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.partnership.organisations.models import Organisation

from ...models import AgencyKind, Outcome
from ...models.arrivals import Channel
from ...pathway import ACKNOWLEDGE, DECISION, FEEDBACK, RATED
from .tables import DECIDED, NO_ACTION, NONE, REFERRAL

WORKING_TOGETHER = "Working Together to Safeguard Children (2023), chapter 3"
CENSUS = "Children in need census guide (Department for Education): a referral, a re-referral"
PARTNERSHIP = "The partnership's own measures (local); to be confirmed by each area"
COHORT = "Counted in the month in which the contact was received, London time. Contacts recorded in error or sent again do not count."
DECIDED_ONES = "All contacts decided."

SOURCES: Mapping[str, str] = {
    **dict(Organisation.Kind.choices),
    "CHILD": "A child or young person",
    "PUBLIC": "A member of the public",
    "OTHER_AREA": "Another area",
    "NOT_SAID": "Not said",
}
OUTCOMES: Mapping[str, str] = {**dict(Outcome.choices), NONE: "Not decided yet"}
WEEKDAYS = {
    str(n): day
    for n, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), 1)
}
HOURS = {f"{hour:02}": f"{hour:02}:00 to {hour:02}:59" for hour in range(24)}
RATINGS = {"RED": "Red", "AMBER": "Amber", "GREEN": "Green", "BLUE": "Blue or white", NONE: "Not rated yet"}
AGES = {"DAY": "Under 24 hours", "THREE": "1 to 3 days", "OLDER": "Over 3 days"}
OVERDUE = {
    rule.key.removeprefix("front_door."): rule.label
    for rule in (DECISION, ACKNOWLEDGE, FEEDBACK, RATED["RED"], RATED["AMBER"], RATED["GREEN"])
}
WAITS = {"WAITING": "Within the time allowed", "LATE": "Overdue"}


def services() -> Mapping[str, str]:
    said = {key: receiver.says_only or receiver.label for key, receiver in RECEIVERS.items()}
    return {key: words[:1].upper() + words[1:] for key, words in said.items()}


def _clock(rule: ClockRule, title: str, whose: str) -> Measure:
    return Measure(
        key=rule.key.removeprefix("front_door."),
        title=title,
        table=rule.key.removeprefix("front_door."),
        part="YES",
        is_rate=True,
        counts=f"{whose} dealt with in time. The time allowed: {rule.allows}, from when {rule.starts_when}.",
        of_what=f"{whose} that were dealt with, or whose time has run out.",
        when=COHORT,
        good=Good.MORE,
        source=str(rule.source),
    )


def _split(key: str, title: str, counts: str, table: str, split_by: str, names: Mapping, **more) -> Measure:
    return Measure(
        key=key,
        title=title,
        counts=counts,
        when=COHORT,
        table=table,
        split_by=split_by,
        splits=lambda: names,
        **({"source": PARTNERSHIP} | more),
    )


_WHOLE = ("outcome", "", "")

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        _split(
            "contacts",
            "Contacts",
            "Approaches to the MASH about one child, by who sent them.",
            "outcome",
            "source",
            SOURCES,
            source=f"{WORKING_TOGETHER}; {PARTNERSHIP}",
        ),
        _split(
            "channel",
            "How contacts came",
            "Contacts by the way they came.",
            "channel",
            "way",
            dict(Channel.choices),
            total=_WHOLE,
        ),
        _split(
            "weekday",
            "Contacts by day of the week",
            "Contacts by the day of the week on which they were received.",
            "weekday",
            "day",
            WEEKDAYS,
            total=_WHOLE,
        ),
        _split(
            "hour",
            "Contacts by hour of the day",
            "Contacts by the hour in which they were received.",
            "hour",
            "hour",
            HOURS,
            total=_WHOLE,
        ),
        Measure(
            "out_of_hours",
            "Contacts out of hours",
            "Contacts received while the office was closed.",
            PARTNERSHIP,
            "hours",
            part="OUT",
            is_rate=True,
            of_what="All contacts.",
            when=COHORT,
            total=_WHOLE,
        ),
        _clock(DECISION, "Decided in time", "Contacts"),
        _clock(ACKNOWLEDGE, "Referrers told that we have it in time", "Contacts"),
        _clock(FEEDBACK, "Referrers told what was decided in time", "Decided contacts"),
        _clock(RATED["RED"], "Rated red: decided in time", "Contacts rated red"),
        _clock(RATED["AMBER"], "Rated amber: decided in time", "Contacts rated amber"),
        _clock(RATED["GREEN"], "Rated green: decided in time", "Contacts rated green"),
        _split(
            "referrals",
            "Referrals",
            "Contacts accepted for an assessment, a strategy discussion or immediate protection.",
            "outcome",
            "source",
            SOURCES,
            part=REFERRAL,
            source=CENSUS,
        ),
        _split(
            "conversion",
            "Contacts that became referrals",
            "Contacts accepted as referrals: for an assessment, a strategy discussion or immediate protection.",
            "outcome",
            "source",
            SOURCES,
            part=REFERRAL,
            of=DECIDED,
            is_rate=True,
            of_what=DECIDED_ONES,
        ),
        _split(
            "no_action",
            "No further action",
            "Contacts that ended without further action after screening.",
            "outcome",
            "source",
            SOURCES,
            part=NO_ACTION,
            of=DECIDED,
            is_rate=True,
            of_what=DECIDED_ONES,
        ),
        _split(
            "outcomes",
            "Outcomes by source",
            "Contacts by what was decided and by who sent them.",
            "outcome",
            "source",
            SOURCES,
            parts=OUTCOMES,
        ),
        _split(
            "rereferrals",
            "Re-referrals within 12 months",
            "Referrals of a child referred before within 12 months. The same day a year on is within; after 29 February that is "
            "28 February. Two entries of one child on one day are one referral. The source is that of the referral.",
            "rereferral",
            "source",
            SOURCES,
            part="YES",
            is_rate=True,
            of_what="All referrals.",
            good=Good.FEWER,
            source=CENSUS,
        ),
        _split(
            "repeats_12",
            "Repeat contacts within 12 months",
            "Contacts about a known child who had another contact within the 12 months before. "
            "The same agency twice on one day counts once.",
            "repeat_12",
            "source",
            SOURCES,
            part="YES",
            is_rate=True,
            of_what="All contacts about known children.",
            good=Good.FEWER,
        ),
        _split(
            "repeats_3",
            "Repeat contacts within 3 months",
            "Contacts about a known child who had another contact within the 3 months before. "
            "The same agency twice on one day counts once.",
            "repeat_3",
            "source",
            SOURCES,
            part="YES",
            is_rate=True,
            of_what="All contacts about known children.",
            good=Good.FEWER,
        ),
        Measure(
            "dispensed",
            "Decided without asking the family",
            "Contacts where the decision in force gives a reason for not asking the family.",
            PARTNERSHIP,
            "dispensed",
            part="YES",
            is_rate=True,
            of_what=DECIDED_ONES,
            when=COHORT,
        ),
        Measure(
            "answers",
            "Agencies that answered in time",
            "Requests to other agencies answered within the time allowed.",
            PARTNERSHIP,
            "asked",
            part="YES",
            is_rate=True,
            of_what="Requests answered or overdue.",
            when="Counted in the month in which they were sent.",
            good=Good.MORE,
            split_by="agency",
            splits=lambda: dict(AgencyKind.choices),
        ),
        Measure(
            "strategy",
            "Strategy discussions without police or health",
            "Strategy discussions held and recorded at which the police or health was missing.",
            WORKING_TOGETHER,
            "strategy",
            part="YES",
            is_rate=True,
            of_what="Strategy discussions held and recorded.",
            when="Counted in the month in which they were held.",
            good=Good.FEWER,
        ),
        Measure(
            "pages",
            "Emergency duty answered in time",
            "Pages about a child in danger, or who cannot wait, out of hours answered within 15 minutes.",
            PARTNERSHIP,
            "page",
            part="YES",
            is_rate=True,
            of_what="Pages answered or overdue.",
            when="Counted in the month in which they were raised.",
            good=Good.MORE,
        ),
        Measure(
            "disagreements",
            "Disagreements",
            "Disagreements between professionals by what they were about, never by person. Counted in the month in which they were raised.",
            "The partnership's escalation procedure (local)",
            "disagreement",
            split_by="theme",
            splits=lambda: dict(Theme.choices),
        ),
        Measure(
            "deciders",
            "Decisions by manager",
            "Decisions made, by who made them. Counted in the month in which they were made.",
            PARTNERSHIP,
            "decider",
            split_by="manager",
            names_staff=True,
        ),
        Measure(
            "open",
            "Contacts to decide",
            "Contacts not decided yet, by rating and by how long ago they came.",
            PARTNERSHIP,
            "now_open",
            split_by="rating",
            splits=lambda: RATINGS,
            parts=AGES,
        ),
        Measure(
            "awaiting",
            "Answers awaited, by agency",
            "Requests to other agencies without an answer.",
            PARTNERSHIP,
            "now_awaiting",
            split_by="agency",
            splits=lambda: dict(AgencyKind.choices),
            parts=WAITS,
        ),
        Measure(
            "overdue",
            "Overdue now",
            "Open contacts whose time has run out and whose duty nobody has done, by the duty.",
            PARTNERSHIP,
            "now_overdue",
            split_by="duty",
            splits=lambda: OVERDUE,
        ),
        Measure(
            "hand_ons",
            "Handed on, not taken up yet",
            "Contacts offered to a service that has not answered.",
            PARTNERSHIP,
            "now_hand_on",
            split_by="service",
            splits=services,
            parts=WAITS,
        ),
        Measure(
            "untold",
            "Referrers still to be told",
            "Contacts with an answer to a referrer that is not sent, or could not be.",
            PARTNERSHIP,
            "now_untold",
        ),
    )
}

HEADLINE = ("contacts", "decision", "feedback", "answers", "conversion", "rereferrals")
