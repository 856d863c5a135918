"""What the front door knows of a contact that whoever receives the family must see: the referrer's words and how to reach them,
what they say of the family and of a visit, the child's own words, each person's consent, what was searched.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.utils import timezone

from breakwater.casework.handovers.ledger import CARE, NO_CAUTION, NOT_ASKED, SAFE, UNTOLD
from breakwater.casework.handovers.models import Line
from breakwater.casework.handovers.registry import LEDGER_SOURCES, Fact
from breakwater.casework.models import Case
from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.definitions import Form, Question
from breakwater.casework.recording.flow import applicable
from breakwater.casework.recording.row_questions import EACH, answer_of, single, targets
from breakwater.casework.recording.words import say
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations.restrictions import seals_standing_on

from . import family_reads, rated_elsewhere
from .code_lists import RELATIONSHIPS
from .contact_form.agreement_rows import CONTACT, HELP, TOLD
from .contact_form.operations.agreements import Agreement, agreement_of, reasons_in
from .enclosures import beside_of, joined_to
from .feedback.letters import office_of
from .information_requests.kept_answers import answers_with, as_caution, checks_of
from .information_requests.operations import labels
from .models import Call, Contact, Decision, DutyAction, Match, NamedPerson, Submission
from .models.arrivals import IN_A_REFUGE
from .pathway import CONTACT as KIND
from .screening.findings import rows_of
from .screening.people_as_told import born_told, reach_said
from .screening.rating_floors import FACTS
from .senders import reach_rows, sender_said
from .services import PROTECTS
from .voice_of_the_child import childs_words, words_of_one

HELP_AS_ANSWER = {"yes": "AGREES", "no": "OBJECTS"}
KEPT_BACK = "Do not tell the family who made the referral."
OF_THE_FAMILY = ("child_seen_and_heard", "lived_experience", "adults_considered")
SEEN_AND_TOLD = (
    "observed",
    "reported",
    "professional_view",
    "impact",
    "strengths",
    "source_of_harm",
    "if_nothing_changes",
)
TRIED, ATTENDANCE = "support_tried", "child_attendance"
SEARCHED = {"names": "names", "dates": "dates of birth", "addresses": "addresses"}


@LEDGER_SOURCES.register("front_door.contact")
def contact_facts(cases: Sequence[Case]) -> list[Fact]:
    """Of each contact among the cases: what its forms say, and what screening and the decision found."""
    contacts = Contact.objects.filter(case__in=[case for case in cases if case.kind == KIND]).select_related("child")
    found: list[Fact] = []
    for contact in contacts.order_by("received_at", "pk"):
        forms = Submission.objects.filter(pk=contact.submission_id).select_related("answers__version__form")
        for submission in (*forms, *joined_to(contact)):
            found += Told(contact, submission).facts()
        found += [
            *_searched(contact),
            *_decided(contact),
            *_screened(contact),
            *_discussed(contact),
            *_done_at_night(contact),
            *_others_of_the_form(contact),
        ]
        found = _with_agency_checks(found, contact)
    return found


def _with_agency_checks(found: list[Fact], contact: Contact) -> list[Fact]:
    """What agencies answered for whoever takes the child on, and how to handle it. An answer for the MASH alone is not passed on;
    that there is one is said, and no risk is "none known" beside it (SG-10).
    """
    checks = checks_of(contact)
    found = [*found, *answers_with(contact, checks)]
    kept = [one for one in checks if one.is_for_the_mash_alone]
    if not kept:
        return found
    office = office_of(contact.case.area, at=timezone.now())
    rest = [fact for fact in found if fact.line != Line.WORKER_RISK or NO_CAUTION not in fact.more]
    return rest + [as_caution(one, mash=office.mash, number=office.number) for one in kept]


class Told:
    """What one submission says of a contact, as facts."""

    def __init__(self, contact: Contact, submission: Submission):
        self.contact, self.submission = contact, submission
        answers = submission.answers
        self.form: Form | None = recording.definition_of(answers.version) if answers else None
        self.heard: Mapping = applicable(self.form, answers.values) if answers else {}
        parts = contact.case.participants.filter(ends_at=None).select_related("person")
        self.people = {" ".join(part.person.name.casefold().split()): part.person for part in parts}

    def facts(self) -> Iterator[Fact]:
        yield from self._referrer()
        yield from self._answered()
        yield from self._childs_words()
        yield from self.consent()
        yield from self._family()
        yield from self._passed_on()
        yield from self.visit()

    def _fact(self, line: Line, words: str, about: str = "", **more) -> Fact:
        return Fact(
            line=line,
            words=words,
            about=about,
            source=self.submission.get_channel_display(),
            known_at=self.submission.received_at,
            person=self._person(about),
            **more,
        )

    def _person(self, name: str) -> Person | None:
        return self.people.get(" ".join(name.casefold().split()))

    def _passed_on(self, *lines: Line) -> Iterator[Fact]:
        """What the ledger of another authority said when it passed the contact on; of some lines alone, or of all but a visit."""
        for row in self.submission.passed_facts:
            is_asked = row["line"] in lines if lines else row["line"] in Line and row["line"] != Line.WORKER_RISK
            if is_asked:
                yield self._fact(Line(row["line"]), row["words"], row["about"], more=row["more"])

    def _referrer(self) -> Iterator[Fact]:
        theirs = self.submission.sender_organisation_id
        if words := self.submission.worry.strip():
            yield self._fact(Line.CONCERN, words, organisation=theirs)
        call = Call.objects.filter(submission=self.submission).exclude(where_now="").first()
        if call:
            yield self._fact(Line.CONCERN, f"Where the child was then: {call.where_now}", organisation=theirs)
        added = list(self.submission.additions.select_related("by").order_by("received_at", "pk"))
        for one in added:
            if not one.is_beside:
                yield Fact(
                    line=Line.CONCERN,
                    words=one.words,
                    source="Added later" if one.by.membership_id else f"Added later {one.whose}",
                    known_at=one.received_at,
                    organisation=theirs,
                )
        rows = reach_rows(self.submission)
        said = ". ".join(f"{row['key']}: {str(row['value']).rstrip('.')}" for row in rows if row["key"] != "Referrer")
        who = sender_said(self.submission)
        yield self._fact(Line.REFERRER, said, who or "Did not say who they are", organisation=theirs)
        if kept_back := beside_of(self.submission, added).name_kept_back_because:
            yield self._fact(Line.NOT_TO_TELL, f"{KEPT_BACK} {kept_back}")

    def _answered(self) -> Iterator[Fact]:
        """What the form says beside the worry of what was seen, what works well, what was tried, and this child's attendance."""
        theirs = self.submission.sender_organisation_id
        for words in answered_besides(self.submission):
            yield self._fact(Line.CONCERN, words, organisation=theirs)
        asked = self._question(ATTENDANCE)
        rows = targets(asked, self.heard, self.form.groups) if asked else []
        own = rows if len(rows) == 1 else [row for row in rows if row.words == self.contact.named_as]
        for row in own if len(own) == 1 else ():
            if said := say(single(asked, row.key), answer_of(self.heard.get(ATTENDANCE), row.key)):
                yield self._fact(Line.CONCERN, f"Attendance last term, in per cent: {said}", organisation=theirs)

    def _childs_words(self) -> Iterator[Fact]:
        child = self.contact.child
        for words in words_of_one(self.submission, self.contact):
            yield self._fact(Line.CHILDS_WORDS, words, child.name if child else "")
        if set(childs_words(self.submission)) - set(words_of_one(self.submission, self.contact)):
            yield self._fact(Line.CHILDS_WORDS, "More of what the children of this form said is kept on its contacts")

    def consent(self) -> Iterator[Fact]:
        """What the form says of telling the family, and what they agree to: of each who was not told, why."""
        given = agreement_of(self.submission)
        why = _in_a_line(reasons_in(self.form, self.heard)) if self.form else ""
        for one in given:
            if said := _agrees(one):
                yield self._fact(Line.CONSENT, said, one.holder, more=self._answers(one))
            knows = TOLD.get(one.told, "The referrer does not say whether they were told")
            if one.told == "no":
                words = f"{knows}. Why: {why}" if why else knows
                yield self._fact(Line.NOT_TO_TELL, words, one.holder, more={UNTOLD: why or knows})
            else:
                yield self._fact(Line.FAMILY_KNOWS, knows, one.holder)
        if why and not any(one.told == "no" for one in given):
            yield self._fact(Line.NOT_TO_TELL, f"Why the family was not told: {why}")

    def _answers(self, one: Agreement) -> dict[str, str]:
        """What the next record of consent begins with, and whether they were asked at all."""
        was_asked = one.agrees_contact in ("agrees", "disagrees") or one.agrees_help in HELP_AS_ANSWER
        return ({} if was_asked else {NOT_ASKED: "yes"}) | {
            "name": one.holder,
            "relation": one.relation,
            "answer": HELP_AS_ANSWER.get(one.agrees_help, ""),
            "responsibility": "HOLDS" if one.relation else "",
        }

    def _family(self) -> Iterator[Fact]:
        group = self.form.groups.get("family") if self.form else None
        for row in self.heard.get("family") or [] if group else []:
            name = str(row.get("adult_name") or "") if not isinstance(row.get("adult_name"), dict) else ""
            yield from self._of_an_adult({q.key: q for q in group.questions}, row, name or "Someone not named")
        for key in ("birth_mother", "birth_father", "others_sleeping"):
            said = self._says(key)
            if said and not _stands_by_name(self.heard.get(key)):
                yield self._fact(Line.RELATIONSHIPS, f"{self._label(key)}: {said}")
        if self.form is None and not self.submission.passed_facts:
            for named in self.contact.named_people.filter(submission=self.submission):
                yield from self._of_a_call(named)
        yield from self._addresses()

    def _of_a_call(self, named: NamedPerson) -> Iterator[Fact]:
        """Someone whom a caller named."""
        name = named.named_as or "Someone not named"
        told = born_told(named)
        born = f"born {told.in_words()}" if told else ""
        relation = dict(RELATIONSHIPS).get(named.relation, "Relationship not said")
        yield self._fact(Line.RELATIONSHIPS, ", ".join(filter(None, [relation, born])), name)
        place = ", ".join(filter(None, [named.address_as_told, named.postcode_as_told]))
        if named.in_refuge:
            yield self._fact(Line.ADDRESSES, IN_A_REFUGE, name)
        elif place:
            yield self._fact(Line.ADDRESSES, place, name)
        if said := reach_said(named):
            yield self._fact(Line.SAFE_CONTACT, said, name)
        if because := named.do_not_contact_because:
            yield self._fact(Line.NOT_TO_TELL, f"Do not contact: {because}", name, more={CARE: because})

    def _of_an_adult(self, questions: Mapping[str, Question], row: Mapping, name: str) -> Iterator[Fact]:
        said = {
            key: say(question, row.get(key), targets(question, self.heard, self.form.groups))
            for key, question in questions.items()
        }
        relation = said["adult_relation"] or "Relationship not said"
        lives = as_word(row.get("adult_lives_with_child"))
        where = {
            "yes": "lives with the children",
            "part_time": "lives with the children some of the time",
            "no": "lives elsewhere",
        }.get(lives, "")
        yield self._fact(Line.RELATIONSHIPS, ", ".join(filter(None, [relation, where, said["adult_flags"]])), name)
        if lives in ("yes", "part_time"):
            yield self._fact(Line.HOUSEHOLD, f"{relation}, {where}", name)
        if said["adult_parental_responsibility"]:
            words = f"{relation}. Parental responsibility: {said['adult_parental_responsibility'].lower()}"
            yield self._fact(Line.RESPONSIBILITY, words, name)
        if said["adult_address"]:
            yield self._fact(Line.ADDRESSES, said["adult_address"], name)
        if said["adult_contact"]:
            given = row["adult_contact"]
            more = {SAFE: "yes"} if isinstance(given, dict) and given.get("safe") == "yes" else {}
            yield self._fact(Line.SAFE_CONTACT, said["adult_contact"], name, more=more)
        if said["adult_do_not_contact"]:
            because = said["adult_do_not_contact"]
            yield self._fact(Line.NOT_TO_TELL, f"Do not contact: {because}", name, more={CARE: because})

    def _addresses(self) -> Iterator[Fact]:
        contact = self.contact
        told = ", ".join(filter(None, [contact.address_as_told, contact.postcode_as_told]))
        if told:
            yield self._fact(Line.ADDRESSES, told, contact.child.name if contact.child else contact.named_as)

    def visit(self) -> Iterator[Fact]:
        """What a worker should know before they visit."""
        for key in ("worker_risk_kinds", "worker_risk"):
            given = self.heard.get(key)
            is_none = given == ["none_known"] or as_word(given) == "not_asked"
            if said := self._says(key):
                yield self._fact(Line.WORKER_RISK, said, more={NO_CAUTION: "yes"} if is_none else {})
        yield from self._passed_on(Line.WORKER_RISK)

    def _question(self, key: str) -> Question | None:
        return next((each for _, each in self.form.questions() if each.key == key), None) if self.form else None

    def _label(self, key: str) -> str:
        return self._question(key).label

    def _says(self, key: str) -> str:
        question = self._question(key)
        return say(question, self.heard.get(key), targets(question, self.heard, self.form.groups)) if question else ""


def answered_besides(submission: Submission) -> list[str]:
    """What a form says beside its worry of what was seen and told, and what was tried: a line an answer, the question before it."""
    if submission.answers is None:
        return []
    form = recording.definition_of(submission.answers.version)
    heard = applicable(form, submission.answers.values)
    said = {each.key: (each.label, say(each, heard.get(each.key))) for _, each in form.questions() if not each.each}
    lines = [said[key] for key in SEEN_AND_TOLD if key in said]
    tried = form.groups.get(TRIED)
    for row in heard.get(TRIED) or [] if tried else []:
        lines.append((tried.label, ". ".join(filter(None, (say(each, row.get(each.key)) for each in tried.questions)))))
    return [f"{label.rstrip('?')}: {' '.join(words.split())}" for label, words in lines if words]


def _stands_by_name(value) -> bool:
    """Whether the form says of a parent no more than that they are entered in it: then their name says it."""
    answers = value[EACH].values() if isinstance(value, dict) and EACH in value else [value]
    return all(as_word(one) == "entered" for one in answers)


def _in_a_line(words: str) -> str:
    """Reasons of some lines as sentences in one."""
    return ". ".join(line.rstrip(". ") for line in words.splitlines() if line.strip())


def _agrees(one: Agreement) -> str:
    said = ". ".join(filter(None, [CONTACT.get(one.agrees_contact, ""), HELP.get(one.agrees_help, "")]))
    how = ", ".join(one.words[name].lower() for name in ("agreed_on", "agreed_how") if name in one.words)
    words = f" “{one.words['agreed_words']}”" if "agreed_words" in one.words else ""
    return f"{said}.{words}{f' Said {how}.' if how else ''}" if said else ""


def _searched(contact: Contact) -> Iterator[Fact]:
    """The names, dates and addresses that were searched, and how many were found (SG-10)."""
    for match in Match.objects.filter(contact=contact).order_by("at", "pk"):
        parts = [
            f"{label}: {', '.join(str(one) for one in match.searched[key])}"
            for key, label in SEARCHED.items()
            if match.searched.get(key)
        ]
        found = "a new record was made" if match.was_new else "matched to a record"
        words = "; ".join(parts) or ("Nobody searched" if match.was_new else "Search terms not kept")
        yield Fact(line=Line.SEARCHED, words=f"{words}. Then {found}.", source="Match at the MASH", known_at=match.at)


def _decided(contact: Contact) -> Iterator[Fact]:
    decision = Decision.objects.filter(contact=contact).order_by("-at", "-pk").first()
    if decision is None:
        return
    source = "MASH decision"
    yield Fact(
        line=Line.THRESHOLD,
        words=f"{decision.get_outcome_display()}: {decision.rationale}",
        source=source,
        known_at=decision.at,
    )
    for given in contact.covered_by.select_related("given").order_by("given__at", "pk"):
        words = f"{given.given.get_says_display()}: {given.given.words}"
        yield Fact(line=Line.CONSENT, words=words, source=source, known_at=given.given.at)
    if decision.agreement_words and not contact.covered_by.exists():
        words = f"{decision.get_agreement_display()}: {decision.agreement_words}"
        yield Fact(line=Line.CONSENT, words=words, source=source, known_at=decision.at)
    if decision.dispensed_because:
        words = f"Decided without asking the family: {decision.get_dispensed_because_display()}"
        yield Fact(line=Line.NOT_TO_TELL, words=words, source=source, known_at=decision.at)
    for name, person, because in family_reads.not_told([decision]):
        yield Fact(
            line=Line.NOT_TO_TELL,
            words=f"Must not be told of the decision: {because}",
            source=source,
            known_at=decision.at,
            about=name,
            person=person,
            more={CARE: because, UNTOLD: because},
        )


def _screened(contact: Contact) -> Iterator[Fact]:
    """Why it is urgent, and what screening found of the child and the adults: without it whoever acts begins from nothing. The
    MASH's own analysis, which stays with the council (FD 5.7), without what an agency told the MASH alone (TR-08).
    """
    if rating := contact.ratings.select_related(*actor_relations("by")).order_by("-at", "-pk").first():
        (reason,) = labels.kept_from_receivers(contact, in_words=[rating.reason])
        words = f"Rated {rating.get_rag_display().lower()}: {reason}"
        more = rated_elsewhere.as_fact(rating)
        yield Fact(line=Line.THRESHOLD, words=words, source="Rating at the MASH", known_at=rating.at, more=more)
    record = contact.screening_records.filter(is_draft=False).order_by("-number").first()
    if record is None:
        return
    rows = rows_of(record, OF_THE_FAMILY)
    said = labels.kept_from_receivers(contact, in_words=[str(row["value"]) for row in rows])
    found = [f"{row['key']}: {words}" for row, words in zip(rows, said, strict=True)]
    found += [f"True of this child: {FACTS[key].words}" for key in record.facts if key in FACTS]
    for words in found:
        yield Fact(line=Line.THRESHOLD, words=words, source="Screening record", known_at=record.saved_at)


def _discussed(contact: Contact) -> Iterator[Fact]:
    """What a strategy discussion decided, for whoever takes the child on to protect them; restricted apart, it stays apart."""
    held = contact.strategies.exclude(recorded_at=None).select_related("case") if contact.outcome in PROTECTS else ()
    for one in held:
        if seals_standing_on("case", one.case_id):
            continue
        said = [
            ("Strategy discussion", one.get_enquiry_display()),
            ("Immediate protection", one.get_protection_display()),
            ("Who sees the child", one.child_seen),
            ("How the child is kept safe until then", one.safety_plan),
            ("What the parents are told", one.parents_told),
        ]
        kept = labels.kept_from_receivers(contact, in_words=[str(value) for _, value in said])
        said = [(label, words) for (label, _), words in zip(said, kept, strict=True)]
        words = ". ".join(f"{label}: {value.rstrip('.')}" for label, value in said if value)
        yield Fact(line=Line.THRESHOLD, words=words, source=one.case.reference, known_at=one.recorded_at)


def _done_at_night(contact: Contact) -> Iterator[Fact]:
    """What emergency duty did, and what it left to do: whoever takes the child on begins there, and does nothing twice."""
    done = contact.duty_actions.exclude(what=DutyAction.What.ON_IT).order_by("done_at", "pk")
    said = [(one, words) for one in done for words in (one.words, one.still_to_do)]
    kept = iter(labels.kept_from_receivers(contact, in_words=[words for _, words in said]))
    for one in done:
        words, still_to_do = next(kept), next(kept)
        left = f" Left to do: {still_to_do}" if one.still_to_do else ""
        words = f"{one.get_what_display()}: {words}{left}"
        yield Fact(line=Line.THRESHOLD, words=words, source="Emergency duty", known_at=one.done_at)


def _others_of_the_form(contact: Contact) -> Iterator[Fact]:
    """The other children of the same form: whoever takes one on knows that there are others, and that each is decided apart."""
    others = Contact.objects.filter(submission=contact.submission_id).exclude(pk=contact.pk).select_related("child")
    for other in others.order_by("position", "pk"):
        yield Fact(
            line=Line.SIBLINGS,
            words="On the same referral. Decided on their own contact.",
            source=contact.get_channel_display(),
            known_at=other.received_at,
            about=other.child.name if other.child else other.named_as,
            person=other.child,
        )
