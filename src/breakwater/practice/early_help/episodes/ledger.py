"""What early help knows of an episode that whoever receives the family must see, and consent that came with the handover.

Consent that the MASH recorded arrives as recorded consent: it is confirmed with whoever gave it, never asked as if it were new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from breakwater.casework.handovers.ledger import CARE, LedgerLine
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import LEDGER_SOURCES, Fact
from breakwater.casework.models import Case
from breakwater.practice.early_help.models import Agreement, ChildPart, Episode
from breakwater.practice.early_help.pathway import EPISODE
from breakwater.practice.early_help.relied_on import CHILDS_WORDS

from .agreed import agreements_of, latest

VOICE = CHILDS_WORDS | {"seen_instead": "What a worker saw, of a child too young to speak"}


@dataclass(frozen=True)
class Recorded:
    """Consent that was recorded before the episode began and nobody has confirmed here; `number` names it in an address.

    `care` is why nobody should contact whoever it is of.
    """

    number: int
    who: str
    words: str
    source: str
    answers: dict[str, str]
    care: str = ""


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
    facts = next((one.facts for one in lines if one.line == Line.CONSENT), ())
    care = {
        fact.about: fact.more[CARE]
        for one in lines
        if one.line == Line.NOT_TO_TELL
        for fact in one.facts
        if CARE in fact.more
    }
    return [
        Recorded(
            number,
            fact.about or "The family",
            fact.words,
            fact.source,
            dict(fact.more),
            (fact.person.care_with_contact if fact.person else "") or care.get(fact.about, ""),
        )
        for number, fact in enumerate(facts, start=1)
        if _plain(str(fact.more.get("name", ""))) not in answered
        and (fact.person is None or fact.person.pk not in answered)
        and (fact.more or not agreements)
    ]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
