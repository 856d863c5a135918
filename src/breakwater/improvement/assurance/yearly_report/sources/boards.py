"""From the arrangements and the meetings: attendance, decisions, challenges, contributions, education, agencies, agreements."""

from collections.abc import Iterable
from itertools import groupby

from django.urls import reverse

from breakwater.foundation.design.moments import day

from ...arrangements import lookup as arrangements
from ...boards import lookup as boards
from ...models import BoardDecision
from ...models.arrangements import Partner
from ..facts import Fact, Year, counted, some_or_missing

ATTENDANCE, DECISIONS, CHALLENGES = "Attendance at meetings", "Decision log", "Challenge log"
BUDGET, ARRANGEMENTS, AGREEMENTS = "Contributions", "Published arrangements", "Information-sharing agreements"
PARTNERS, OUTCOMES = dict(Partner.choices), dict(BoardDecision.Outcome.choices)


def attendance(year: Year, *partners: str) -> list[Fact]:
    """By agency; of `partners` alone where any are named."""
    path = reverse("assurance:board_attendance")
    rows = [
        Fact(each.agency, f"{each.attended + each.substitutes} of {each.expected} meetings", ATTENDANCE, path)
        for each in boards.attendance_between(year.area, year.first, year.last)
        if not partners or each.partner in partners
    ]
    return some_or_missing(rows, "Attendance of education" if partners else "Attendance of agencies", ATTENDANCE, path)


def education(year: Year) -> list[Fact]:
    return attendance(year, Partner.EDUCATION)


def money_by_partner(year: Year) -> Iterable[Fact]:
    """What each put in, in cash and kind together."""
    path = reverse("assurance:contributions")
    found = sorted(arrangements.contributions(year.area, year.ends - 1), key=lambda each: each.partner)
    for partner, rows in groupby(found, key=lambda each: each.partner):
        yield Fact(PARTNERS[partner], pounds(sum(each.amount for each in rows)), BUDGET, path)


def costs(year: Year) -> list[Fact]:
    """The year beside the one before."""
    path = reverse("assurance:contributions")
    now, before = (list(arrangements.contributions(year.area, of)) for of in (year.ends - 1, year.ends - 2))
    rows = [
        Fact(
            f"{each.contributor}{'' if each.in_cash else f', in kind: {each.what}'}", pounds(each.amount), BUDGET, path
        )
        for each in now
    ]
    if now:
        total = sum(each.amount for each in now)
        was = (
            f"; {pounds(sum(each.amount for each in before))} the year before"
            if before
            else "; no record of the year before"
        )
        rows.insert(0, Fact("All contributions", pounds(total) + was, BUDGET, path))
    return some_or_missing(rows, "Contributions of partners", BUDGET, path)


def pounds(amount) -> str:
    return f"£{amount:,.0f}"


def decisions(year: Year) -> list[Fact]:
    found = boards.decisions_between(year.area, year.first, year.last)
    rows = [
        Fact(
            each.number,
            f"{each.wording} ({OUTCOMES[each.outcome]})",
            DECISIONS,
            reverse("assurance:decision", args=[each.public_id]),
        )
        for each in found
    ]
    return some_or_missing(rows, "Decisions of the partners", DECISIONS, reverse("assurance:decisions"))


def challenges(year: Year) -> list[Fact]:
    (made, changed), path = boards.challenges_between(year.area, year.first, year.last), reverse("assurance:challenges")
    words = f"{counted(made, 'challenge', 'challenges')}; something changed after {changed}"
    rows = [Fact("Challenges between partners", words, CHALLENGES, path)] if made else []
    return some_or_missing(rows, "Challenges between partners", CHALLENGES, path)


def agreements(year: Year) -> list[Fact]:
    rows = [
        Fact(
            each.title,
            f"in force, to be reviewed in {each.review_on:%B %Y}",
            AGREEMENTS,
            reverse("assurance:agreement", args=[each.public_id]),
        )
        for each in arrangements.agreements_on(year.area, year.last)
    ]
    return some_or_missing(rows, "Agreements on sharing information", AGREEMENTS, reverse("assurance:agreements"))


def arrangements_changed(year: Year) -> Iterable[Fact]:
    for each in arrangements.editions_of(year.area):
        if each.in_force_on and year.first <= each.in_force_on and not each.is_draft:
            yield Fact(
                f"Edition {each.number}, in force {day(each.in_force_on)}",
                each.changes or "first edition",
                ARRANGEMENTS,
                reverse("assurance:edition", args=[each.public_id]),
            )
    was, now = ({each.name for each in arrangements.agencies_named_on(year.area, on)} for on in (year.first, year.last))
    for words, names in (("Agencies named since", now - was), ("Agencies no longer named", was - now)):
        if was and names:
            yield Fact(words, ", ".join(sorted(names)), ARRANGEMENTS)


def arrangements_facts(year: Year) -> list[Fact]:
    edition = arrangements.in_force_on(year.area, year.last)
    rows = list(arrangements_changed(year))
    if edition and edition.review_on:
        rows.append(Fact("Next review of the arrangements", day(edition.review_on), ARRANGEMENTS))
    return some_or_missing(rows, "Arrangements in force", ARRANGEMENTS, reverse("assurance:editions"))
