"""Every measure of early help, once: what it is called, what it counts and of what, and where that is laid down."""

from collections.abc import Mapping

from breakwater.casework.handovers.models import Handover
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.partnership.organisations.levels import COORDINATORS, LEVELS
from breakwater.partnership.organisations.models import Organisation
from breakwater.practice.early_help.outcome_lists.vocabulary import SUPPORTING_FAMILIES

from ..models import Closing, Goal, Theme
from ..pathway import ANSWER_FAMILY, ASSESS, CALL_FAMILY, CALL_STARTER, FIND_LEAD, FIRST_MEETING, MOVED_ON, PLAN, REVIEW

STANDARD = f"{COORDINATORS}' practice standard (local)"
PARTNERSHIP = "The partnership's own measures (local); to be confirmed by each area"
WORKING_TOGETHER = "Working Together to Safeguard Children (2023), chapter 3: early help"
OPENED = "Counted in the month in which the family's help was opened, London time."
RAN_OUT = (
    "Those that were dealt with, or whose time has run out; not those whose help ended, or who agreed no more, before."
)
EVERYTHING = ("opened", "", "")

ROUTES = {"contact": "A decision of the MASH", "referral": "A step-down from social care", "NONE": "Another way"}
AGENCIES: Mapping[str, str] = {**dict(Organisation.Kind.choices), "NONE": "Nobody has led yet"}
STAGES = {"offered": "Agreement to be asked", "agreed": "Lead to be found", "active": "Active", "NONE": "Another stage"}
HEADINGS = {**SUPPORTING_FAMILIES.headings, "OWN": "An outcome of the area's own list", "NONE": "No outcome chosen"}
OVERDUE = {
    rule.key.removeprefix("early_help."): rule.label
    for rule in (CALL_STARTER, CALL_FAMILY, FIND_LEAD, FIRST_MEETING, ASSESS, PLAN, REVIEW, ANSWER_FAMILY, MOVED_ON)
}
SINCE = {"WEEK": "Up to a week ago", "MONTH": "Up to four weeks ago", "OLDER": "Longer ago"}
LED = {"LED": "Led", "NOT_LED": "Nobody leads"}


def _in_time(key: str, title: str, counts: str, of_what: str) -> Measure:
    return Measure(
        key,
        title,
        counts,
        STANDARD,
        table=key,
        part="YES",
        is_rate=True,
        of_what=f"{of_what} {RAN_OUT}",
        when=OPENED,
        good=Good.MORE,
    )


def _split(
    key: str, title: str, counts: str, split_by: str, names: Mapping[str, str], *, source: str = PARTNERSHIP, **more
) -> Measure:
    return Measure(key, title, counts, source, table=key, split_by=split_by, splits=lambda: names, **more)


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        _split(
            "opened",
            "Families whose help was opened",
            "Early help episodes opened, by the way they came.",
            "way",
            ROUTES,
            source=WORKING_TOGETHER,
            when=OPENED,
        ),
        _split(
            "lead_agency",
            "Early help by agency of the lead",
            "Families by the agency of whoever led last.",
            "agency",
            AGENCIES,
            when=OPENED,
            total=EVERYTHING,
        ),
        Measure(
            "accepted",
            f"Offers to {LEVELS[2].name} answered in time",
            "Offers of a family to the co-ordinators that were accepted or declined by the day they were due.",
            STANDARD,
            "accepted",
            part="YES",
            is_rate=True,
            of_what="Offers answered or overdue.",
            when="Counted in the month of the offer.",
            good=Good.MORE,
        ),
        _in_time(
            "call_family",
            "Families spoken with in 2 working days",
            "Families whose answer is recorded within 2 working days of opening.",
            "Families whose help was opened.",
        ),
        _in_time(
            "find_lead",
            "Lead professional accepted in 5 working days",
            "Families where someone accepted to lead within 5 working days of opening.",
            "Families whose help was opened.",
        ),
        _in_time(
            "first_meeting",
            "First meeting in 15 working days",
            "Families who met those who help within 15 working days of their agreement.",
            "Families who agreed.",
        ),
        _in_time(
            "assess",
            "Assessment in 20 working days",
            "Assessments complete within 20 working days of the family's agreement.",
            "Families who agreed.",
        ),
        Measure(
            "review",
            "Reviews on time",
            "Reviews held within six weeks of the plan or of the review before.",
            STANDARD,
            "review",
            part="YES",
            is_rate=True,
            of_what="Reviews held or overdue.",
            when="Counted in the month in which they were due.",
            good=Good.MORE,
        ),
        Measure(
            "reentry",
            "Families back within 6 months",
            "Families opened within six months of the end of earlier help for one of the children.",
            PARTNERSHIP,
            "reentry",
            part="YES",
            is_rate=True,
            of_what="Families whose help was opened.",
            when=OPENED,
            good=Good.FEWER,
            total=EVERYTHING,
        ),
        Measure(
            "step_up",
            "Step-ups to the MASH",
            "Times a family's help was stepped up. Counted in the month it was received.",
            WORKING_TOGETHER,
            "step_up",
        ),
        _split(
            "step_across",
            "Leads handed on",
            "Times another lead accepted, by what changed. Counted in the month of the answer.",
            "reason",
            dict(Handover.Cause.choices),
        ),
        Measure(
            "sent_back",
            f"Offers to {LEVELS[2].name} declined",
            "Offers of a family to the co-ordinators that were declined. Counted in the month of the answer.",
            PARTNERSHIP,
            "sent_back",
        ),
        _split(
            "theme",
            "What advice was about",
            "Themes of the critical friends' advice. Advice on two themes counts in each. Counted in the month it was given.",
            "theme",
            dict(Theme.choices),
        ),
        Measure(
            "followed",
            "Advice followed",
            "Advice followed in whole or in part.",
            PARTNERSHIP,
            "followed",
            part="YES",
            is_rate=True,
            of_what="Advice that someone looked at again.",
            when="Counted in the month it was given.",
            good=Good.MORE,
        ),
        _split(
            "ended",
            "Families whose help ended",
            "Early help episodes closed, by why they ended. Counted in the month of the ending.",
            "ending",
            dict(Closing.Code.choices),
            source=WORKING_TOGETHER,
        ),
        _split(
            "goal_end",
            "What became of goals",
            "Goals that a family and those who help set, by what became of them. Counted in the month in which the goal ended.",
            "result",
            {code: words for code, words in Goal.State.choices if code != "OPEN"},
        ),
        _split(
            "outcome",
            "Goals achieved, wholly or partly",
            "Goals achieved wholly or partly, by the outcome they were for. A goal for two outcomes counts in each.",
            "outcome",
            HEADINGS,
            part="YES",
            is_rate=True,
            of_what="Goals that ended.",
            when="Counted in the month in which the goal ended.",
            good=Good.MORE,
        ),
        _split(
            "now_overdue",
            "Overdue now",
            "Duties to open families whose time has run out and that nobody has done, by the duty and by how long ago it ran out.",
            "duty",
            OVERDUE,
            source=STANDARD,
            parts=SINCE,
        ),
        _split(
            "now_open",
            "Families helped now",
            "Families whose help is open, by where it is.",
            "stage",
            STAGES,
            parts=LED,
        ),
    )
}
HEADLINE = ("opened", "find_lead", "assess", "review", "outcome", "reentry")
