"""What must stand before a review is published. Each step says of itself whether it does, and if not, what is still to do (PL 6.9)."""

from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day

from ...models import FamilyMember, LocalReview, Notice, Publication, ReportVersion
from .. import pathway
from . import anonymity, drafts, partners

Wish = FamilyMember.Wish


@dataclass(frozen=True)
class Step:
    """One of the steps: its name, and what is still to do (nothing: it stands)."""

    key: str
    label: str
    to_do: str = ""

    @property
    def stands(self) -> bool:
        return not self.to_do


def steps_of(review: LocalReview, *, at: datetime) -> list[Step]:
    """Every step, in the order in which they come; none of what is published."""
    publication = Publication.objects.filter(review=review).first()
    if publication and publication.published_at:
        return []
    steps = [
        ("checks", "Fact-checks are answered", _checks(review)),
        ("signed", "Signed by the three partners", _signed(review)),
        ("family", "The family was told, and read it first", _family(review)),
    ]
    if publication is None:
        of_text = "Write what is to be published"
        steps += [(key, label, of_text) for key, label in OF_TEXT.items()]
    else:
        publication.review = review
        answers = {
            "lines": _lines(publication),
            "practitioners": _practitioners(publication),
            "legal": _legal(publication),
            "anonymity": _anonymity(publication),
            "notice": _notice(publication, london_date(at)),
            "helpline": "" if publication.helpline.strip() else "Say who readers can turn to",
            "embargo": _embargo(publication, at),
        }
        steps += [(key, label, answers[key]) for key, label in OF_TEXT.items()]
    steps.append(("delay", "Nothing holds it back", _delay(review)))
    return [Step(*each) for each in steps]


OF_TEXT = {
    "lines": "The words are those of the report",
    "practitioners": "The practitioners saw it first",
    "legal": "Legal check",
    "anonymity": "Anonymity: a scan, and two people",
    "notice": "Seven working days’ notice",
    "helpline": "Helpline text",
    "embargo": "Embargo, and the planned day",
}


def _checks(review: LocalReview) -> str:
    waiting = [f"copy {each.number}, {each.holder}" for each in review.copies.unanswered()]
    return f"Not answered: {'; '.join(waiting)}. Record the answer, or why you go on without it" if waiting else ""


def _lines(publication: Publication) -> str:
    last = drafts.last_version(publication.review)
    missing = drafts.lines_unexplained(publication, last) if last else []
    if not missing:
        return ""
    these = "1 line does" if len(missing) == 1 else f"{len(missing)} lines do"
    return f"{these} not stand in draft {last.number}. Change the words, add a draft with them, or say why they differ"


def _practitioners(publication: Publication) -> str:
    if not publication.practitioners_on:
        return "Record when the practitioners saw it and were told the day"
    last = drafts.last_version(publication.review)
    if last is None or _is_of(last, publication.practitioners_draft, publication.practitioners_on):
        return ""
    return f"The practitioners saw an earlier draft than {last.number}. Show them this one"


def _is_of(version: ReportVersion, number: int | None, on: date) -> bool:
    """Whether what was read on a day was this draft; of what was recorded without a number the day alone says so."""
    return number == version.number if number else on >= london_date(version.added_at)


def _signed(review: LocalReview) -> str:
    if drafts.signed_version(review) is not None:
        return ""
    last = drafts.last_version(review)
    if last is None:
        return "Add a draft, and put it to the three partners"
    if last.settled_at is None:
        return f"Put draft {last.number} to the three partners"
    missing = partners.THREE - {each.partner for each in last.signed.all()}
    return "Still to sign: " + ", ".join(sorted(str(dict(partners.Member.Partner.choices)[each]) for each in missing))


def _family(review: LocalReview) -> str:
    family = list(review.family.prefetch_related("decided"))
    if not family:
        return "Record who the family is, and how they are involved"
    last = drafts.last_version(review)
    return " ".join(dict.fromkeys(words for each in family if (words := still_to_do_for(each, last))))


def still_to_do_for(member: FamilyMember, last: ReportVersion | None) -> str:
    """What is missing before this person can read of the review in public; `last` is the draft that they should have read."""
    if member.unreached:
        decided = partners.have_decided(member.decided.all())
        return "" if decided else "The three partners have not decided yet that one person is not involved."
    if not member.told_on or not member.offered_on:
        return "One person was not told of the review and offered a part."
    if not member.reading_offered_on and not member.read_on:
        return "One person was not offered to read it first."
    if member.wish in ("", Wish.TAKES_PART) and not member.read_on:
        return "One person who takes part has not read it yet."
    if last and member.read_on and not _is_of(last, member.read_draft, member.read_on):
        offered = member.reading_offered_on
        if member.wish in ("", Wish.TAKES_PART) or not offered or offered < london_date(last.added_at):
            return f"One person read an earlier draft than {last.number}. Offer them this one."
    return "" if member.date_told_on else "One person was not told the day of publication."


def _legal(publication: Publication) -> str:
    if not publication.legal_digest:
        return "Record the legal check: reporting restrictions, youth court, lifelong anonymity"
    return (
        ""
        if publication.legal_digest == publication.digest
        else "The words changed after the legal check. Have them checked again"
    )


def _anonymity(publication: Publication) -> str:
    done = anonymity.last_scan(publication)
    if done is None:
        return "Scan it for names and dates"
    if not anonymity.is_of_now(done, anonymity.report_of(publication)):
        return "The words, the report or what is looked for changed after the scan. Scan again"
    if found := anonymity.open_hits(done):
        return f"{len(found)} found by the scan to take out or explain"
    looked = done.checks.values("user").distinct().count()
    return "" if looked >= anonymity.PEOPLE else f"{anonymity.PEOPLE - looked} more to look through it"


def _notice(publication: Publication, today: date) -> str:
    sent = notices_of(publication)
    missing = [label for value, label in Notice.To.choices if value not in sent]
    if missing:
        return f"Send a copy of these words to: {', '.join(missing)}"
    earliest = earliest_day(publication)
    return "" if today >= earliest else f"The earliest day is {day(earliest)}"


def notices_of(publication: Publication) -> dict[str, date]:
    """To whom a copy of the words as they stand was sent, and when: none went before the partners had signed the report."""
    of_these = publication.notices.filter(digest=publication.digest).order_by("-sent_on")
    signed_on = drafts.signed_on(publication.review)
    return {each.to: each.sent_on for each in of_these if signed_on is None or each.sent_on >= signed_on}


def earliest_day(publication: Publication) -> date | None:
    """The first day on which seven working days have gone by since the last of the three had its copy."""
    sent = notices_of(publication)
    if len(sent) < len(Notice.To.values):
        return None
    return pathway.NOTICE.due_on(max(sent.values()), publication.review.incident.area)


def _embargo(publication: Publication, at: datetime) -> str:
    until = publication.embargo_until
    if until is not None and at < until:
        return "Wait until the embargo ends"
    planned = publication.planned_on
    return (
        ""
        if london_date(at) >= planned
        else f"Wait until {day(planned)}: this day was told, or change it and tell them"
    )


def _delay(review: LocalReview) -> str:
    return "Publication is delayed" if review.delays.filter(ended_on=None).exists() else ""
