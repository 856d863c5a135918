"""What the family was told, and what they agree to, in plain words: who was asked, who was not, and why (FD 1.5)."""

from breakwater.casework.recording import operations as recording
from breakwater.casework.recording.conditions import as_word
from breakwater.casework.recording.row_questions import answer_of, row_key

from ..models import Submission
from .operations import approvals
from .operations.agreements import EVERYONE, Agreement, agreement_of, reasons_in

NOBODY_YET = "Nobody yet. Ask the referrer for the manager’s name."
TOLD = {
    "yes": "Told of this contact",
    "no": "Not told of this contact",
    "attempted": "Not told of this contact: the referrer tried and could not reach them",
}
CONTACT = {
    "agrees": "Agrees to this contact",
    "disagrees": "Does not agree to this contact",
    "not_asked": "Was not asked whether they agree to this contact",
}
UNAWARE = {
    "unsafe": "Not told of this contact: it would not be safe to tell them",
    "no": "Not told of this contact",
}
HELP = {
    "yes": "Agrees to early help, if it is offered",
    "no": "Does not agree to early help",
    "not_asked": "Early help was not discussed with them",
}


def agreement_rows(submission: Submission | None) -> list[dict]:
    """Which child does not know, a row for each holder of parental responsibility, then why they were not told. Nothing where no form came with it."""
    given = agreement_of(submission)
    rows = _unaware(submission) if given else []
    rows += [{"key": _holder(one), "value": _said(one)} for one in given]
    if any(one.told == "no" for one in given):
        answers = submission.answers
        why = reasons_in(recording.definition_of(answers.version), answers.values)
        rows.append(
            {"key": "Why they were not told", "value": why.replace("\n", ". ", 1) or "The referrer gives no reason"}
        )
        rows.append({"key": "Manager’s approval of that", "value": _approval(submission)})
    return rows


def said_of_help(submission: Submission | None, *, agrees: bool) -> list[str]:
    """Who agrees to help, or does not, how and when, a line each, and that it is the referrer who says so."""
    code = "yes" if agrees else "no"
    return [
        ", ".join(filter(None, [_holder(one), *(one.words.get(each) for each in ("agreed_how", "agreed_on"))]))
        + " (as the referrer says)"
        for one in agreement_of(submission)
        if one.agrees_help == code
    ]


def _unaware(submission: Submission) -> list[dict]:
    """That a child does not know of the contact: whoever calls them must know it first. It names nobody."""
    values = submission.answers.values
    rows = values.get("children") or []
    said = [
        as_word(answer_of(values.get("child_aware"), row_key(row, place))) for place, row in enumerate(rows, start=1)
    ]
    why = str(values.get("child_aware_why") or "").strip()
    key = {True: "The child" if len(rows) == 1 else "The children", False: "One of the children"}[len(set(said)) == 1]
    return [
        {"key": key, "value": f"{words}. {why}" if why and code == "unsafe" else words}
        for code, words in UNAWARE.items()
        if code in said
    ]


def _approval(submission: Submission) -> str:
    """Who of the sender's managers approves that the family is not told, or that nobody has and whom to ask.

    A manager who was asked here may answer after the form was sent: what they say then stands, not what the form says.
    """
    values = submission.answers.values
    if as_word(values.get("approval_way")) == "elsewhere":
        return str(values.get("approval_name") or "").strip() or NOBODY_YET
    if answered := str(values.get("approval_answer") or ""):
        later = approvals.answered_since(submission)
        return later or (f"When this was sent: {answered}" if answered.endswith(approvals.NOT_YET) else answered)
    why = str(values.get("approval_why_not") or "").strip()
    return f"{NOBODY_YET} It could not wait: {why}" if why else NOBODY_YET


def _holder(one: Agreement) -> str:
    """By whom it is: a form may name nobody."""
    if one.holder == EVERYONE:
        return EVERYONE
    return f"{one.holder}, {one.relation[:1].lower()}{one.relation[1:]}" if one.relation else one.holder


def _said(one: Agreement) -> str:
    parts = [
        TOLD.get(one.told, "The referrer does not say whether they were told"),
        CONTACT.get(one.agrees_contact, ""),
        HELP.get(one.agrees_help, ""),
    ]
    said = ". ".join(part for part in parts if part)
    how = ", ".join(one.words[name].lower() for name in ("agreed_on", "agreed_how") if name in one.words)
    words = f" “{one.words['agreed_words']}”" if "agreed_words" in one.words else ""
    return f"{said}.{words}" + (f" Said {how}." if how else "")
