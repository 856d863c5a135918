"""What early help knows of an episode that whoever receives the family must see, and consent that came with the handover.

Consent that the MASH recorded arrives as recorded consent: it is confirmed with whoever gave it, never asked as if it were new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from breakwater.casework.handovers.ledger import (
    ANSWERED,
    CARE,
    MAY_HAVE_COPY,
    NOT_ASKED,
    SAFE,
    LedgerLine,
    cautions,
    is_about,
    is_of_the_same,
)
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import LEDGER_SOURCES, Fact
from breakwater.casework.models import Case
from breakwater.partnership.people.models import Person
from breakwater.practice.early_help.models import Agreement, ChildPart, Episode
from breakwater.practice.early_help.pathway import EPISODE
from breakwater.practice.early_help.relied_on import CHILDS_WORDS

from .agreed import agreements_of, latest

VOICE = CHILDS_WORDS | {"seen_instead": "What a worker saw, of a child too young to speak"}


@dataclass(frozen=True)
class Recorded:
    """Consent that was recorded before the episode began and nobody has confirmed here; `number` names it in an address.

    `care` is why nobody should contact whoever it is of, `reach` how they are safely reached.
    """

    number: int
    who: str
    words: str
    source: str
    answers: dict[str, str]
    care: str = ""
    reach: tuple[str, ...] = ()


@LEDGER_SOURCES.register("early_help.episode")
def episode_facts(cases: Sequence[Case]) -> list[Fact]:
    """Each person's latest answer, who may have no copy, and what each child said to whoever assesses."""
    episodes = Episode.objects.filter(case__in=[case for case in cases if case.kind == EPISODE]).order_by("pk")
    return [fact for episode in episodes for fact in (*_consent(episode), *_childs_words(episode))]


def _consent(episode: Episode) -> Iterator[Fact]:
    for given in latest(agreements_of(episode)):
        words = (
            f"{given.get_answer_display()}, {given.get_responsibility_display().lower()}. {given.get_method_display()}"
        )
        more = {
            "name": given.name,
            "relation": given.relation,
            "answer": given.answer,
            "responsibility": given.responsibility,
            ANSWERED: MAY_HAVE_COPY if given.may_have_copy else "yes",
        }
        about = f"{given.name}, {given.relation}"
        yield Fact(
            line=Line.CONSENT,
            words=words,
            source=episode.label,
            known_at=given.recorded_at,
            about=about,
            person=given.person,
            more=more,
        )
        if given.may_have_copy is False:
            yield Fact(
                line=Line.NOT_TO_TELL,
                words=f"Gets no copy of the plan: {given.no_copy_because}",
                source=episode.label,
                known_at=given.recorded_at,
                about=about,
                person=given.person,
            )


def _childs_words(episode: Episode) -> Iterator[Fact]:
    parts = (
        ChildPart.objects.filter(assessment__episode=episode)
        .select_related("person", "answers", "assessment")
        .order_by("pk")
    )
    for part in parts:
        for key, title in VOICE.items():
            words = part.answers.values.get(key)
            if isinstance(words, str) and words.strip():
                yield Fact(
                    line=Line.CHILDS_WORDS,
                    words=f"{title}: {words}",
                    source=episode.label,
                    known_at=part.assessment.started_at,
                    about=part.person.name,
                    person=part.person,
                )


def recorded_consent(lines: Sequence[LedgerLine], agreements: Sequence[Agreement]) -> list[Recorded]:
    """Consent that came with the handover, of each person of whom the episode has no answer yet."""
    answered = {_plain(given.name) for given in agreements} | {
        given.person_id for given in agreements if given.person_id
    }
    facts = _of(lines, Line.CONSENT)
    care = {fact.about: fact.more[CARE] for fact in _of(lines, Line.NOT_TO_TELL) if CARE in fact.more}
    return [
        Recorded(
            number,
            fact.about or "The family",
            fact.words,
            fact.source,
            dict(fact.more),
            (fact.person.care_with_contact if fact.person else "") or care.get(fact.about, ""),
            _reach(lines, fact),
        )
        for number, fact in enumerate(facts, start=1)
        if NOT_ASKED not in fact.more
        and _plain(str(fact.more.get("name", ""))) not in answered
        and (fact.person is None or fact.person.pk not in answered)
        and (fact.more or not agreements)
    ]


def _reach(lines: Sequence[LedgerLine], consent: Fact) -> tuple[str, ...]:
    """How whoever it is of is safely reached; of a consent that names nobody, how each of the family is."""
    if not consent.about:
        return tuple(safe_ways(lines))
    return tuple(_in_a_line(one.words) for one in _safe_contacts(lines) if is_of_the_same(one, consent))


def never_asked(lines: Sequence[LedgerLine]) -> list[Fact]:
    """Of whom the handover says that nobody asked them, whoever it is of."""
    return [fact for fact in _of(lines, Line.CONSENT) if NOT_ASKED in fact.more]


def safe_ways(lines: Sequence[LedgerLine]) -> list[str]:
    """How each of the family is safely reached, of whom nothing says that they must not be told or contacted."""
    heeded = _of(cautions(lines), Line.NOT_TO_TELL)
    return [
        f"{fact.about}: {_in_a_line(fact.words)}"
        for fact in _safe_contacts(lines)
        if not any(is_of_the_same(fact, one) for one in heeded)
    ]


def _safe_contacts(lines: Sequence[LedgerLine]) -> list[Fact]:
    """The ways that are said to be safe: of one whose record has any way, the record's, which is what is known today."""
    ways = _of(lines, Line.SAFE_CONTACT)
    on_record = [fact for fact in ways if fact.is_live]
    return [
        fact
        for fact in ways
        if SAFE in fact.more and (fact.is_live or not any(is_of_the_same(fact, one) for one in on_record))
    ]


def _in_a_line(words: str) -> str:
    return ", ".join(words.splitlines())


def why_not_told(lines: Sequence[LedgerLine], person: Person) -> str:
    """What to heed before somebody of the family is told anything: nothing once they were told and asked."""
    said = [fact for fact in _of(cautions(lines), Line.NOT_TO_TELL) if is_about(fact, person)]
    return ". ".join(fact.words.rstrip(". ") for fact in said)


def brothers_and_sisters(lines: Sequence[LedgerLine]) -> list[Fact]:
    """Brothers and sisters, and the other children of the referral, one fact for each."""
    return list({_plain(fact.about): fact for fact in reversed(_of(lines, Line.SIBLINGS))}.values())[::-1]


def _of(lines: Sequence[LedgerLine], line: Line) -> Sequence[Fact]:
    return next((one.facts for one in lines if one.line == line), ())


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
