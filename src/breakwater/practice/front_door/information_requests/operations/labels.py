"""How far the words of an agency's answer may go: looked at wherever someone writes what others read (TR-08)."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, Team

from ...models import Contact, InformationAnswer
from ..agencies import said

Label = InformationAnswer.Label
# What the words of an answer may go into, by how far its owner lets it go.
FOR_PROFESSIONALS = frozenset({Label.RECEIVING, Label.REFERRER, Label.FAMILY})
FOR_THE_REFERRER = frozenset({Label.REFERRER})
FOR_THE_FAMILY = frozenset({Label.FAMILY})
FOR_AN_AGENCY = frozenset({Label.FAMILY})  # one that is only asked: it receives no case
PHRASE = 7  # so many words in a row of an answer are a phrase of it
QUOTATION = 12  # so many in phrases of it, or the whole of a shorter answer, are a quotation
REASONS = ("rationale", "why", "words")  # the boxes of reasons: of a decision, of a waiver, of another view of it

REFUSES = (
    "These words repeat the answer of {agency}, which is for {label}: it may not be in {read_by}. Write what you conclude, without "
    "its words"
)
WARNS = (
    "These words repeat a phrase from the answer of {agency}, which is for {label}. Change them, or say why the reasons need "
    "them"
)
KEPT_BACK = "Not passed on: it repeats the answer of {source}. Ask the MASH"
KEPT_BACK_UNSEEN = "Not passed on: it repeats what an agency told the MASH only. Ask the MASH"
THE_REASONS = "the reasons of a decision"
THE_REFERRER = "what the referrer reads"
ANOTHER_AUTHORITY = "what another authority reads"
ANOTHER_AGENCY = "what another agency reads"
THE_TABLE = "the record of a strategy discussion, which everyone at the table reads"
THE_CASE = "what goes along with the case"
MARKUP = re.compile(r"<[^<>]*>")
# Letters of other alphabets that look like one of ours, and the fillers that look like nothing.
LOOK_ALIKE = str.maketrans(
    dict(
        zip(
            "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
            "\u03b1\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b3\u0131\u0142\u00f8\u0111\u0251\u0261\u04cf\u04af\u0454\u04bd\u0433\u044c\u01c0",
            "abekmhopctyxijshdqwaenikvoptuxyilodaglyeerbl",
            strict=True,
        )
    )
    | {"\u115f": None, "\u1160": None}
)


class QuotesAnAnswer(Refusal):
    """Something written repeats an answer further than its owner lets it go. `faults` are what to say, by its box.

    `may_be_reasoned`: a phrase alone is repeated in the reasons, and whoever decides may keep it for a reason they give.
    """

    def __init__(self, faults: Mapping[str, Sequence[str]], *, may_be_reasoned: bool = False):
        self.faults, self.may_be_reasoned = faults, may_be_reasoned
        super().__init__(", ".join(faults))

    def stand_on(self, form, words="", box=None) -> None:
        """Each fault beside its box, which the `boxes` of a form that has them may call otherwise than the operation does.

        Where a phrase may stay for a reason, a form that has a box for the reason shows it.
        """
        if words and words != self.words:
            super().stand_on(form, words, box)
            return
        for own, faults in self.faults.items():
            here = getattr(form, "boxes", {}).get(own, own)
            for said_of_it in faults:
                form.add_error(here if here in form.fields else None, said_of_it)
        if self.may_be_reasoned and hasattr(form, "ask_why_it_quotes"):
            form.ask_why_it_quotes()


def keep(
    contacts: Iterable[Contact],
    *,
    to_sender: str = "",
    abroad: str = "",
    quotes_because: str = "",
    **in_the_decision: str,
) -> bool:
    """Let nothing be written of these contacts that repeats an answer about them, or about who came with them, too far.

    `to_sender` the referrer reads, `abroad` another authority; the rest is of the decision, by its box. A phrase is refused
    everywhere but in the reasons themselves, where it may stay if `quotes_because` says why: then this answers True; a quotation is
    refused there too. Raises QuotesAnAnswer.
    """
    contacts = list(contacts)
    refused = _faults(
        [
            ("words_for_sender", to_sender, FOR_THE_REFERRER, THE_REFERRER),
            ("rationale", abroad, FOR_PROFESSIONALS, ANOTHER_AUTHORITY),
        ],
        contacts,
    )
    written = [(box, text, FOR_PROFESSIONALS, THE_REASONS) for box, text in in_the_decision.items()]
    reasons = [each for each in written if each[0] in REASONS]
    others = [each for each in written if each[0] not in REASONS]
    refused |= _faults(reasons, contacts, repeated=quotes)
    refused |= _faults([*others, ("quotes_because", quotes_because, FOR_PROFESSIONALS, THE_REASONS)], contacts)
    if refused:
        raise QuotesAnAnswer(refused)
    warned = _faults(reasons, contacts, words=WARNS)
    if warned and not quotes_because.strip():
        raise QuotesAnAnswer(warned, may_be_reasoned=True)
    return bool(warned)


def cautions(contacts: Iterable[Contact], **reasons: str) -> list[str]:
    """What a preview says of reasons that the family may ask to read: whose answers they repeat though those are not for it."""
    answers = _answers_about(list(contacts))
    found = [each for text in reasons.values() for each in quoted_against(text, answers, FOR_THE_FAMILY)]
    return list(dict.fromkeys(_source(each) for each in found))


def kept_back(contacts: Iterable[Contact], allowed: frozenset = FOR_THE_REFERRER) -> list[str]:
    """Whose answers the referrer, or who else reads what is `allowed`, may not read: Invented Police (MASH only)."""
    kept_back = [each for each in _answers_about(list(contacts)) if each.label not in allowed and each.text]
    return list(dict.fromkeys(_source(each) for each in kept_back if not each.replaced_at))


def _source(answer: InformationAnswer) -> str:
    return f"{said(answer.team)} ({_whom(answer)})"


def _whom(answer: InformationAnswer) -> str:
    """The MASH only; professionals working with the child."""
    return "the MASH only" if answer.label == Label.MASH else answer.get_label_display().lower()


def keep_to_the_mash(contact: Contact, **words: str) -> None:
    """The same of what is written while a contact is worked on: whoever receives the case reads it, or sits at its table.

    They read no answer that is for the MASH alone, so that nothing could be told from it then. Raises QuotesAnAnswer.
    """
    if refused := faults_of_the_case(contact, **words):
        raise QuotesAnAnswer(refused)


def faults_of_the_case(*contacts: Contact, **words: str) -> dict[str, list[str]]:
    """What to say of such words, by box; nothing where they may go along."""
    written = [(box, text, FOR_PROFESSIONALS, THE_CASE) for box, text in words.items()]
    return _faults(written, contacts)


def keep_from_agency(contact: Contact, team: Team, *, repeated=None, **words: str) -> None:
    """The same of what an agency is asked or told: its own answer may be said back to it. Raises QuotesAnAnswer."""
    written = [(box, text, FOR_AN_AGENCY, ANOTHER_AGENCY) for box, text in words.items()]
    if refused := _faults(written, [contact], repeated=repeated, but_of=team):
        raise QuotesAnAnswer(refused)


def keep_from_table(contacts: Iterable[Contact], **words: str) -> None:
    """The same of what is written down of a strategy discussion, by its box: agencies at the table read it. Raises QuotesAnAnswer."""
    written = [(box, text, FOR_PROFESSIONALS, THE_TABLE) for box, text in words.items()]
    if refused := _faults(written, list(contacts)):
        raise QuotesAnAnswer(refused)


def keep_from_sender(contacts: Iterable[Contact], team: Team, *, is_sender: bool, words: str) -> list[str]:
    """What to say of an answer to a team that disagrees: to who sent the contact, or to professionals who have the case."""
    allowed, whom = (FOR_THE_REFERRER, THE_REFERRER) if is_sender else (FOR_PROFESSIONALS, ANOTHER_AGENCY)
    return _faults([("words", words, allowed, whom)], list(contacts), but_of=team).get("words", [])


def kept_from_receivers(contact: Contact, *, in_words: Sequence[str]) -> list[str]:
    """Of words that go with the case to whoever receives it, what to read instead of each: itself, or why it is not passed on.

    The MASH reads whose answer is repeated; whoever may not read that answer reads that there is one (`access.repeats_kept_answers`).
    """
    answers = _answers_about([contact])
    unseen = _repeat_kept_answers(contact, in_words)
    return [
        _or_kept_back(words, quoted_against(words, answers, FOR_PROFESSIONALS), is_kept)
        for words, is_kept in zip(in_words, unseen, strict=True)
    ]


def as_read_by(actor: Actor, contact: Contact, *, in_words: Iterable[str]) -> dict[str, str]:
    """What such words are to someone who reads the contact: themselves to those who may read the answers, the MASH."""
    unlike = [words for words in dict.fromkeys(in_words) if words]
    if actor.membership is not None and allows(actor.membership.role_id, Permission.REQUEST_SEND):
        return {words: words for words in unlike}
    return dict(zip(unlike, kept_from_receivers(contact, in_words=unlike), strict=True))


def _or_kept_back(words: str, against: Sequence[InformationAnswer], is_kept: bool) -> str:
    if against:
        return KEPT_BACK.format(source=_source(against[0]))
    return KEPT_BACK_UNSEEN if is_kept else words


def _repeat_kept_answers(contact: Contact, texts: Sequence[str]) -> list[bool]:
    """Of each text, whether it repeats an answer for the MASH only, asked of the database since the reader may not see the answer."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        within = [_as_read(text) for text in texts]
        cursor.execute("select access.repeats_kept_answers(%s, %s::text[], %s)", [contact.case_id, within, PHRASE])
        return cursor.fetchone()[0] or [False] * len(texts)


def plain_words(**parts: str) -> dict[str, list[str]]:
    """The words of an answer by its parts, as `access.repeats_kept_answers` compares them."""
    return {name: _plain(text) for name, text in parts.items()}


def _faults(
    written: Sequence[tuple],
    contacts: Sequence[Contact],
    *,
    words: str = REFUSES,
    repeated=None,
    but_of: Team | None = None,
) -> dict[str, list[str]]:
    """What to say at each box of `written`: its name, its text, the labels that may be in it, and who reads it."""
    written = [each for each in written if each[1] and each[1].strip()]
    answers = [each for each in _answers_about(contacts) if each.team_id != (but_of and but_of.pk)] if written else []
    faults: dict[str, list[str]] = {}
    for box, text, allowed, whom in written:
        for answer in quoted_against(text, answers, allowed, repeated=repeated):
            fault = words.format(agency=said(answer.team), label=_whom(answer), read_by=whom)
            if fault not in faults.setdefault(box, []):
                faults[box].append(fault)
    return faults


def _answers_about(contacts: Sequence[Contact]) -> list[InformationAnswer]:
    """Of these contacts, of who came with them, and of earlier contacts of the same children; those put right since as well."""
    theirs = Q(submission__in={contact.submission_id for contact in contacts})
    theirs |= Q(child__in={contact.child_id for contact in contacts} - {None})
    cases = {contact.case_id for contact in contacts} | set(
        Contact.objects.filter(theirs).values_list("case", flat=True)
    )
    return list(InformationAnswer.objects.filter(case__in=cases).select_related("team__organisation").order_by("pk"))


def quoted_against(
    text: str, answers: Iterable[InformationAnswer], allowed: frozenset, *, repeated=None
) -> list[InformationAnswer]:
    """The answers whose own words are in `text` though their label does not let them (TR-08).

    Of an answer that was put right, its owner may let the words go further by now.
    """
    repeated = repeated or repeats
    found = [answer for answer in answers if repeated(text, answer.text) or repeated(text, answer.caveats)]
    by_now = {answer.request_id for answer in found if not answer.replaced_at and answer.label in allowed}
    return [
        answer
        for answer in found
        if answer.label not in allowed and not (answer.replaced_at and answer.request_id in by_now)
    ]


def quotes(text: str, quoted: str) -> bool:
    """Whether `text` quotes it: more of its words than a phrase has, in one phrase or several, or the whole of an answer that is longer than one."""
    if len(words := _plain(quoted)) < PHRASE:
        return False
    said = {at for start, run in _repeated(text, quoted) for at in range(start, start + len(run))}
    return len(said) >= min(QUOTATION, len(words))


def _plain(text: str) -> list[str]:
    """Its words and numbers, in whatever shape of letters, without accents and without the signs that nobody sees (a copy brings soft
    hyphens).
    """
    apart = unicodedata.normalize("NFKD", html.unescape(text)).casefold().translate(LOOK_ALIKE)
    seen = "".join(sign for sign in apart if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))
    return re.findall(r"\d+|[^\W\d_]+", seen)


def _as_read(text: str, *, of: Sequence[str] | None = None) -> str:
    """A text as phrases are looked for in it: as it stands, and as it would read without what stands in angle brackets; each also
    without numbers and single letters that are no words `of` an answer, which part no phrase of it.
    """
    readings = [_plain(text), _plain(MARKUP.sub("", html.unescape(text)))]
    if of is not None:
        readings += [[word for word in one if word in of or len(word) > 1 and not word.isdigit()] for one in readings]
    return "|".join("".join(one) for one in readings)


def repeats(text: str, quoted: str, *, run: int = PHRASE) -> bool:
    """Whether `text` has `run` words in a row of what is `quoted`, or the whole of it where it is shorter, however they are parted."""
    return any(True for _ in _repeated(text, quoted, run=run))


def repeats_beside_an_address(text: str, quoted: str) -> bool:
    """The same of what is typed as an address, which an answer may have as well: a phrase without any number is none."""
    return any(not re.search(r"\d", "".join(words)) for _, words in _repeated(text, quoted))


def _repeated(text: str, quoted: str, *, run: int = PHRASE) -> Iterator[tuple[int, list[str]]]:
    """The phrases of what is `quoted` that `text` has, each with the number of its first word. Numbers and single letters of its own
    between them part no phrase.
    """
    words = _plain(quoted)
    within = _as_read(text, of=words)
    run = min(run, len(words))
    if run < 4:  # so few words are nobody's
        return
    for start in range(len(words) - run + 1):
        if "".join(phrase := words[start : start + run]) in within:
            yield start, phrase
