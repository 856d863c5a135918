"""What must stand before a review is published. Each step says of itself whether it does, and if not, what is still to do (PL 6.9)."""

from dataclasses import dataclass
from datetime import date, datetime

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.moments import day

from ...models import FamilyMember, LocalReview, Notice, Publication
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
    """Every step, in the order in which they come."""
    publication = Publication.objects.filter(review=review).first()
    steps = [
        ("signed", "Signed by the three partners", _signed(review)),
        ("family", "The family was told, and read it first", _family(review)),
    ]
    if publication is None:
        of_text = "Write what is to be published"
        steps += [(key, label, of_text) for key, label in OF_TEXT.items()]
    else:
        publication.review = review
        answers = {
            "practitioners": ""
            if publication.practitioners_on
            else "Record when the practitioners saw it and were told the day",
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
    "practitioners": "The practitioners saw it first",
    "legal": "Legal check",
    "anonymity": "Anonymity: a scan, and two people",
    "notice": "Seven working days’ notice",
    "helpline": "Helpline text",
    "embargo": "Embargo, and the planned day",
}


def _signed(review: LocalReview) -> str:
    if drafts.signed_version(review) is not None:
        return ""
    last = review.versions.order_by("-number").first()
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
    return " ".join(dict.fromkeys(words for words in map(still_to_do_for, family) if words))


def still_to_do_for(member: FamilyMember) -> str:
    """What is missing before this person can read of the review in public."""
    if member.unreached:
        decided = partners.have_decided(member.decided.all())
        return "" if decided else "The three partners have not decided yet that one person is not involved."
    if not member.told_on or not member.offered_on:
        return "One person was not told of the review and offered a part."
    if not member.reading_offered_on and not member.read_on:
        return "One person was not offered to read it first."
    if member.wish in ("", Wish.TAKES_PART) and not member.read_on:
        return "One person who takes part has not read it yet."
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
