"""Of a contact's page: what was sent and by whom, and what its senders hear. Each part gives the fields of ContactPage that it fills."""

from breakwater.casework.handovers.ledger import NO_CAUTION
from breakwater.casework.recording import operations as recording
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.models import actor_relations

from ..board.rows import phrase
from ..contact_form.agreement_rows import agreement_rows
from ..enclosures import beside_of, joined_to
from ..feedback.lines import STAGES, letter_rows, letters_of
from ..ledger import Told
from ..models import Contact, ReceiptLine, Submission
from ..screening import linked_contacts
from ..senders import reach_to_tap, sender_said
from ..voice_of_the_child import childs_words, why_unsaid, words_of_one, words_of_others
from .cautions import not_to_tell


def as_sent(contact: Contact, submission: Submission | None) -> dict:
    """What was sent, in the sender's words and the child's, with what came afterwards and beside it."""
    added = (
        list(submission.additions.select_related(*actor_relations("by")).order_by("received_at", "pk"))
        if submission
        else []
    )
    visit = Told(contact, submission).visit() if submission else ()
    return {
        "submission": submission,
        "sender": sender_said(submission),
        "childs_words": _childs_words(contact, submission) if submission else [],
        "child_unsaid": why_unsaid(submission, contact) if submission else "",
        "visit": [fact.words for fact in visit if NO_CAUTION not in fact.more],
        "not_to_tell": not_to_tell(contact, submission),
        "reach": reach_to_tap(submission),
        "agreement": agreement_rows(submission),
        **_of_the_form(submission),
        "additions": [one for one in added if not one.is_beside],
        "beside": beside_of(submission, added, joined_to(contact)),
    }


def of_the_sender(contact: Contact, submission: Submission | None, allowed: dict[str, bool]) -> dict:
    """What its senders hear, and the contacts and calls that it is, or may be, one with."""
    tells = allowed["tell_sender"]
    heard = _heard(contact) if submission or tells else []
    joined = linked_contacts.joined(contact) if tells or allowed["join"] else []
    return {
        "receipts": heard,
        "untold": any(each["unsent"] for each in heard),
        "joined": joined if tells else [],
        "may_be_one": linked_contacts.may_be_one(contact, beside=joined) if allowed["join"] else [],
        "written": linked_contacts.written(contact) if tells else [],
        "call": linked_contacts.call_rows(submission) if tells else [],
    }


def _childs_words(contact: Contact, submission: Submission) -> list[tuple[str, str]]:
    """Each thing a child of the form is quoted as saying, with whose words they are: this child's stand first."""
    whose = "The child’s own words, as the form has them"
    if contact.channel == Submission.Channel.OTHER_AREA:
        whose = "The child’s own words, as the other authority has them"
    said = [(words, whose) for words in words_of_one(submission, contact)]
    said += [(words, f"{name}’s own words, in the same form") for words, name in words_of_others(submission, contact)]
    known = {words for words, _ in said}
    other = "A child’s own words: the form does not say which child’s"
    said += [(words, other) for words in childs_words(submission) if words not in known]
    return [(words, who) for words, who in said if words != submission.worry]


# Of the form, what a screener reads before anything else; the rest is folded.
FIRST = {
    "safe_next_day": "Safe for the next 24 hours",
    "not_safe_why": "Why not safe",
    "professional_view": "Professional’s view",
    "outcome_wanted": "Outcome the referrer hopes for",
}


def _of_the_form(submission: Submission | None) -> dict:
    """What was answered: the rows that are read first, and the sections of the form."""
    if submission is None or submission.answers is None:
        return {"reason": "", "read_first": [], "sections": []}
    sections = [section for section in recording.read(submission.answers, unanswered=False) if section.rows]
    said = {row.key: row.value for section in sections for row in section.rows}
    return {
        "reason": phrase(said.get("concern_types", "").splitlines()),
        "read_first": [{"key": label, "value": said[key]} for key, label in FIRST.items() if key in said],
        "sections": sections,
    }


def _heard(contact: Contact) -> list[dict]:
    """Each sender's receipt: what they were told, by which way, and whether they have read it (FD-15)."""
    lines = list(ReceiptLine.objects.filter(contact=contact.pk).order_by("pk"))
    letters = letters_of(lines)
    said = []
    for line in lines:
        letter = letters.get(line.pk)
        told = letter.outcome_words if letter else STAGES[line.stage][0]
        rows = [
            {"key": "Receipt", "value": line.reference},
            {"key": "Wants to hear", "value": _wants_to_hear(line)},
            {"key": "Status", "value": told},
        ]
        if letter:
            how = letter.get_status_display() + (
                " by telephone" if letter.is_unsent and letter.route == "PHONE" else ""
            )
            rows.append({"key": "Letter", "value": f"{how}{f': {letter.failed_why}' if letter.failed_why else ''}"})
            if letter.waived_why:
                rows.append({"key": "Closed without telling them", "value": letter.waived_why})
        read_at = letter.read_at if letter else line.read_at
        rows.append({"key": "Has read it", "value": day(read_at) if read_at else "Not since the last news"})
        said.append(
            {
                "rows": rows,
                "letter": letter_rows(letter, line) if letter else [],
                "unsent": bool(letter) and letter.is_unsent,
            }
        )
    return said


def _wants_to_hear(line: ReceiptLine) -> str:
    """By which way the sender hears. The public has no account to sign in to, and is never told what was decided (FD-14)."""
    if line.is_public and line.route == ReceiptLine.Route.PORTAL:
        return f"Nothing of what is decided. With {line.reference} they can tell us more, and read nothing"
    return line.get_route_display()
