"""From plans, scrutiny and voice: work, outcomes, what went slowly, what scrutiny found and changed, what people said."""

from collections import Counter
from collections.abc import Iterable

from django.urls import reverse

from breakwater.casework.actions.lookup import set_by
from breakwater.casework.actions.models import State
from breakwater.partnership.organisations.models import Organisation

from ...models import Priority, Rag, SystemEscalation, Voice, WorkUpdate
from ...plans import lookup, rag
from ...scrutiny import lookup as scrutiny
from ..facts import Fact, Year, counted, missing, some_or_missing

PLAN, SCRUTINY, VOICE = "Business plan", "Scrutiny register", "Voice register"
YOU_SAID = "You said: "
TOGETHER = "Schools, colleges and early years settings together"
EDUCATION = (Organisation.Kind.SCHOOL, Organisation.Kind.EARLY_YEARS)
SLOW = (Rag.RED, Rag.AMBER, Rag.GREY)


def stood(priority: Priority, year: Year) -> list[tuple[str, WorkUpdate | None, str]]:
    """Each piece of work of the year as it stood at its end: what begins or is said afterwards belongs to the next."""
    found = []
    for item in (each for each in priority.items.all() if each.starts_on <= year.last):
        last = next((each for each in item.updates.all() if each.on <= year.last), None)
        found.append((item.deliverable, last, last.rag if last else Rag.GREY))
    return found


def work_done(year: Year) -> list[Fact]:
    rows = []
    for priority in lookup.priorities_between(year.area, year.first, year.last):
        stands = Counter(each for _, _, each in stood(priority, year))
        words = "; ".join(f"{number} {Rag(each).label.lower()}" for each, number in stands.items())
        rows.append(Fact(priority.title, words or "no work recorded", PLAN, _page(priority)))
    return some_or_missing(rows, "Priorities of a business plan", PLAN, reverse("assurance:plans"))


def outcomes(year: Year) -> list[Fact]:
    """Each measure from its baseline to what was read last in the year."""
    rows = []
    for priority in lookup.priorities_between(year.area, year.first, year.last):
        for one in priority.measures.all():
            last = next((each for each in one.readings.all() if year.first <= each.on <= year.last), None)
            ends = f"from {rag.in_words(one.baseline, one.per)}; target {rag.in_words(one.target, one.per)} by {one.target_on:%B %Y}"
            if last is None:
                rows.append(missing(f"{one.title} ({ends})", PLAN, _page(priority)))
            else:
                rows.append(
                    Fact(one.title, f"{rag.shown(last.some, last.of, one.per)}, {ends}", one.source, _page(priority))
                )
    return some_or_missing(rows, "Outcome measures of priorities", PLAN, reverse("assurance:plans"))


def slow(year: Year) -> list[Fact]:
    """What was off track, at risk or not begun at the end of the year, with the reason that was given."""
    priorities = lookup.priorities_between(year.area, year.first, year.last)
    rows = [
        Fact(
            f"{priority.title}: {work}",
            f"{Rag(stands).label}. {last.commentary if last else 'No reason is recorded'}",
            PLAN,
            _page(priority),
            is_missing=last is None,
        )
        for priority in priorities
        for work, last, stands in stood(priority, year)
        if stands in SLOW
    ]
    if priorities and not rows:
        return [Fact("Priorities with little or no progress", "None at the end of the year", PLAN)]
    return some_or_missing(rows, "Priorities of a business plan", PLAN, reverse("assurance:plans"))


def measured(year: Year) -> Iterable[Fact]:
    all_of = [
        one for each in lookup.priorities_between(year.area, year.first, year.last) for one in each.measures.all()
    ]
    if all_of:
        read = sum(any(year.first <= each.on <= year.last for each in one.readings.all()) for one in all_of)
        yield Fact("Outcome measures read in the year", f"{read} of {len(all_of)}", PLAN, reverse("assurance:plans"))


def actions_closed(year: Year) -> Iterable[Fact]:
    """By organisation, how many of the actions that were due in the year were verified: of those that the partnership's team set. Schools
    and settings count together: of one alone everyone would read what it has not done.
    """
    team = year.by.membership.team
    due = set_by(team).filter(due_on__range=(year.first, year.last), owner_team__isnull=False)
    done: Counter = Counter()
    of: Counter = Counter()
    for each in due.select_related("owner_team__organisation"):
        organisation = each.owner_team.organisation
        name = TOGETHER if organisation.kind in EDUCATION else organisation.name
        of[name] += 1
        done[name] += each.state in (State.VERIFIED, State.EMBEDDED)
    for name in sorted(of):
        yield Fact(
            name,
            f"{done[name]} of {counted(of[name], 'action', 'actions')} due in the year verified",
            f"Action tracker, actions set by {team.name}",
        )


def escalations(year: Year) -> Iterable[Fact]:
    rows = SystemEscalation.objects.filter(area=year.area, at__date__range=(year.first, year.last)).order_by("at")
    for each in rows:
        words = "answered" if each.answered_at else "not answered yet"
        yield Fact(
            f"Escalated to the executive of all areas: {each.subject}",
            words,
            "Escalations",
            reverse("assurance:escalation", args=[each.public_id]),
        )


def scrutiny_findings(year: Year) -> list[Fact]:
    rows = [
        Fact(
            f"{visit.title}: {finding.get_kind_display().lower()}",
            finding.text,
            SCRUTINY,
            reverse("assurance:visit", args=[visit.public_id]),
        )
        for visit in scrutiny.held_between(year.area, year.first, year.last)
        for finding in visit.findings.all()
    ]
    return some_or_missing(rows, "Findings of independent scrutiny", SCRUTINY, reverse("assurance:scrutiny"))


def scrutiny_impact(year: Year) -> list[Fact]:
    visits = scrutiny.held_between(year.area, year.first, year.last)
    findings = [finding for visit in visits for finding in visit.findings.all()]
    answers = [each for finding in findings for each in finding.answers.all()]
    path = reverse("assurance:scrutiny")
    if not visits:
        return [missing("Independent scrutiny held in the year", SCRUTINY, path)]
    in_time = sum(each.answered_on is not None and not each.is_late for each in answers)
    rows = [
        Fact("Scrutiny held", counted(len(visits), "visit or exercise", "visits and exercises"), SCRUTINY, path),
        Fact("Answers of partners in time", f"{in_time} of {len(answers)}", SCRUTINY, path),
    ]
    rows += [
        Fact(f"Changed because of: {each.text}", each.changed, SCRUTINY, path) for each in findings if each.changed_on
    ]
    return rows


def voices(year: Year) -> list[Fact]:
    """How many times people were asked, and what followed; words alone that are public."""
    heard = list(scrutiny.heard_between(year.area, year.first, year.last))
    path = reverse("assurance:voices")
    rows = []
    for who, words in Voice.Who.choices:
        of = [each for each in heard if each.who == who]
        followed = sum(each.did_on is not None for each in of)
        if of:
            rows.append(
                Fact(words, f"asked {counted(len(of), 'time', 'times')}; something followed {followed}", VOICE, path)
            )
        else:
            rows.append(missing(words, VOICE, path))
    return rows + you_said(year)


def you_said(year: Year) -> list[Fact]:
    """What everyone may read of it now."""
    heard, path = scrutiny.heard_between(year.area, year.first, year.last), reverse("assurance:voices")
    public = [each for each in heard if each.published_on and each.taken_off_on is None]
    return [Fact(f"{YOU_SAID}{each.said}", f"We did: {each.did}", VOICE, path) for each in public]


def _page(priority: Priority) -> str:
    return reverse("assurance:priority", args=[priority.public_id])
