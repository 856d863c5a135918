"""Deciding: once asked, once checked for each child, then recorded."""

import re
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone

from breakwater.casework.handovers.operations import NoReaderThere
from breakwater.casework.handovers.refusals import MustNotLearn
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.foundation.design.field_components import storable
from breakwater.foundation.facts import values_of
from breakwater.foundation.refusals import Refusal, run
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.organisations.operations import NobodyReceives

from ...contact_form.agreement_rows import said_of_help
from ...contact_lookup import contact_or_404
from ...contact_page.page import contact_page
from ...feedback.operations import hears_no_outcome
from ...information_requests.operations import labels
from ...information_requests.pages import others_beside
from ...information_requests.quotes import warn_at_the_box
from ...models import Contact, Outcome, Proposal
from ...pathway import READY
from ...screening.operations import groups, requirements
from ...social_care_list import listed_children
from ...social_care_list.operations import open_cases
from ...social_care_list.operations.open_cases import for_the_worker
from .. import effects
from ..family_told import family_of, sender_is_told_with_care
from ..forms.decisions import COVERS, DecisionForm, ToDecide
from ..forms.each_child import EachChildForm, child_name
from ..forms.family import FamilyForm
from ..operations import agreement_to_help, decisions, open_tasks
from ..operations.decision_facts import DecisionFacts

WRITTEN = (
    "outcome",
    "rationale",
    "words_for_sender",
    "refusal_considered",
    "without_record_because",
    "present",
    "quotes_because",
)

DECIDED_MEANWHILE = (
    "Someone has decided one of these contacts meanwhile. Nothing you wrote is lost: it is below. Open the contact in "
    "another tab to read the decision."
)


def decide(request, reference):
    contact = contact_or_404(reference=reference)
    if contact.case.closed_at and may(request.actor, Permission.CONTACT_DECIDE):
        return _closed(request, contact)
    require(request.actor, Permission.CONTACT_DECIDE, contact)
    siblings = [] if contact.is_decided else groups.siblings_to_decide(contact)
    siblings = [other for other in siblings if may(request.actor, Permission.CONTACT_DECIDE, other)]
    audit.saw("case", *(other.case_id for other in siblings))
    for_worker = [one.pk for one in (contact, *siblings) if for_the_worker(one)]
    together = [contact, *siblings]
    about = ToDecide(
        contact=contact,
        siblings=siblings,
        sender_is_public=hears_no_outcome(contact),
        needs_a_look=listed_children.needs_a_look(contact, at=timezone.now()),
        lacks=requirements.missing_of_record(contact, ""),
        for_worker=for_worker,
        tasks=open_tasks.open_of(together),
        agreed=agreement_to_help.recorded(together),
    )
    initial = {"outcome": Outcome.OPEN_CASE} if contact.pk in for_worker else {}
    form = DecisionForm(request.POST or None, about=about, initial=initial | _said_of_help(contact))
    warn_at_the_box(form, [contact, *siblings])
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid() and step in ("check", "record"):
        if step == "check" and _keeps_to_labels(contact, form):
            return _check(request, contact, form)
        if step == "record":
            each, family = _each(form, request.POST), _family(contact, form, request.POST)
            is_whole = each.is_valid() & family.is_valid()
            if not (is_whole and _each_keeps_to_labels(form, each)):
                return _check(request, contact, form, each, family)
            form.for_family = family.said()
            if _record(request, contact, form, each):
                return redirect("front_door:contact", contact.reference)
    typed = [(name, value) for name, value in request.POST.items() if _OF_EACH.fullmatch(name)]
    return _draw(request, "decide", contact, form, typed=typed)


def _said_of_help(contact: Contact) -> dict[str, str]:
    """What stands beforehand in the boxes of who agrees and who refuses: what the form says of help, to be checked and kept."""
    agrees, refuses = (said_of_help(contact.sent(), agrees=agrees) for agrees in (True, False))
    return {
        "agreement_words": "; ".join(agrees[:1]),
        "also_agrees": "; ".join(agrees[1:]),
        "objects_words": "; ".join(refuses),
        "refusal_words": "; ".join(refuses),
    }


# The boxes of the page that asks once more, with the reasons that were carried into them.
_OF_EACH = re.compile(r"carried|c\d+_(rationale|holds)|family_\w+_(told|words|because)")
_FOR_FAMILY = re.compile(r"family_\w+_words")


def _each(form: DecisionForm, data=None, typed=None) -> EachChildForm:
    """The reasons for each child who gets the same, as they stand and are confirmed."""
    said = values_of(form.facts(), "rationale", "outcome", "words_for_sender")
    return EachChildForm(data, contacts=form.chosen_siblings(), typed=typed, **said)


def _family(contact: Contact, form: DecisionForm, data=None, typed=None) -> FamilyForm:
    """What each of the family may read, as it stands and is changed."""
    alike = [contact, *form.chosen_siblings()]
    return FamilyForm(data, contacts=alike, members=family_of(alike), rationale=form.facts().rationale, typed=typed)


def _check(
    request,
    contact: Contact,
    form: DecisionForm,
    each: EachChildForm | None = None,
    family: FamilyForm | None = None,
):
    """What will be recorded and read, once more, beside what the sender says of the family's agreement."""
    each = each or _each(form, typed=request.POST)
    family = family or _family(contact, form, typed=request.POST)
    told = contact.sent()
    otherwise = effects.against_the_sender(told, form.cleaned_data.get("agreement") or "")
    sent = [*_sent(request), *([("carried", each.carried)] if each.contacts else [])]
    own = {f"of {other.pk}": its.rationale for other, its in form.own_decisions()}
    own |= {name: words for name, words in request.POST.items() if _FOR_FAMILY.fullmatch(name)}
    alike = [contact, *form.chosen_siblings()]
    more = {
        "looks": _looks(contact, form),
        "sent": sent,
        "otherwise": otherwise,
        "each": each,
        "family": family,
        "sender_caution": sender_is_told_with_care(contact, family.members.values()),
        "not_for_the_family": labels.cautions(alike, rationale=form.facts().rationale, **own),
        "not_for_the_referrer": labels.kept_back(alike),
    }
    return _draw(request, "decide_check", contact, form, **more)


def _keeps_to_labels(contact: Contact, form: DecisionForm) -> bool:
    """Whether the page that asks once more may be shown; else the form says what is quoted."""
    alike = [contact, *form.chosen_siblings()]
    for contacts, its in ((alike, form.facts()), *(([other], own) for other, own in form.own_decisions())):
        agreed = {box: form.cleaned_data.get(box) or "" for box in COVERS}
        form.boxes = form.boxes_of(contacts[0])
        run(form, decisions.keep_to_labels, contacts, **values_of(its, *WRITTEN), **agreed)
    return form.is_valid()


def _each_keeps_to_labels(form: DecisionForm, each: EachChildForm) -> bool:
    """Whether the reasons of each child may stand in its decision; else they say at its own box what is quoted."""
    facts = form.facts()
    for pk, rationale in each.rationales().items():
        one = each.contacts[str(pk)]
        about, said = [one, *groups.joined_with([one])], values_of(facts, "outcome", "quotes_because")
        each.boxes = {"rationale": f"c{pk}_rationale"}
        run(each, decisions.keep_to_labels, about, rationale=rationale, words_for_sender="", **said)
    return each.is_valid()


def _looks(contact: Contact, form: DecisionForm) -> list[effects.Preview]:
    """Each decision that would be made, one for the children who get the same."""
    alike, facts = [contact, *form.chosen_siblings()], form.facts()
    first = effects.preview(contact, alike[1:], **_seen(facts), **_of_each(form, alike, facts.outcome))
    return [
        first,
        *(
            effects.preview(other, [], **_seen(its), **_of_each(form, [other], its.outcome))
            for other, its in form.own_decisions()
        ),
    ]


def _of_each(form: DecisionForm, contacts: list[Contact], outcome: str) -> dict:
    """What holds of each child alone: whose agreement names them, and what becomes of their open tasks."""
    return {
        "agreed": {child_name(one): form.agreement_in_words(one) for one in contacts},
        "tasks": [words for one in contacts for words in form.tasks_in_words(one, outcome)],
    }


def _seen(facts: DecisionFacts) -> dict:
    return {"outcome": facts.outcome, "words": facts.words_for_sender, "rationale": facts.rationale}


# Where the page says more of what stands in the way than the refusal itself, and at which box; `_words_of` where it depends on the child.
REFUSED = {
    MustNotLearn: (
        "outcome",
        "The organisation that would receive it must not learn of this, so nothing was recorded. Call the designated officers: they can "
        "let it hear.",
    ),
    NoReaderThere: (
        "outcome",
        "This record is restricted, and nobody in the team that would receive it is one of its readers, so nothing was recorded. Name a "
        "reader there first, on the child's page.",
    ),
    NobodyReceives: (
        "outcome",
        "No team is named to receive this here, so nothing was recorded. Call your business manager, and choose again.",
    ),
    requirements.ContactNotReady: ("outcome", ""),
    open_cases.CaseIsOpenAlready: (
        "outcome",
        "Social care has an open case of one of these children, so nothing is decided past its worker. Pass it to that worker, or call a "
        "strategy discussion",
    ),
    requirements.NotCheckedByHand: (
        "",
        "For one of these children social care's list says too little. Decide for them on their own page.",
    ),
    requirements.ScreeningNotWhole: (
        "without_record_because",
        "The screening record of one of these children is not whole. Write it first, or decide for them on their own page.",
    ),
    decisions.ReasonForSenderNeeded: (
        "words_for_sender",
        "One of those who told of these children reads a reason of their own, never your reasons. Write it here, or decide from the page of "
        "the contact that they sent.",
    ),
}


def _words_of(refusal: Exception) -> str:
    if isinstance(refusal, requirements.ContactNotReady):
        return f"{child_name(refusal.contact)} needs {requirements.in_a_row(refusal.lacks)} first"
    return refusal.words


def _record(request, contact: Contact, form: DecisionForm, each: EachChildForm) -> bool:
    """Record it, or say on the form why it could not be."""
    now, facts, others, own = timezone.now(), form.facts(), form.chosen_siblings(), form.own_decisions()
    deciding_of = contact
    try:
        with transaction.atomic():
            if contact.is_decided:
                offer = decisions.offer_again(contact, facts, by=request.actor, at=now)
            else:
                offer = decisions.decide(
                    [contact, *others], facts, rationales=each.rationales(), by=request.actor, at=now
                )
            for deciding_of, its in own:
                decisions.decide([deciding_of], its, by=request.actor, at=now)
    except (requirements.ContactAlreadyDecided, decisions.ContactNotDecided):
        if effects.said_by_me(contact, by=request.actor, outcome=facts.outcome, rationale=facts.rationale):
            messages.success(request, f"Decision recorded for {contact.reference}")
            return True
        form.add_error(None, DECIDED_MEANWHILE)
    except decisions.SecondManagerNeeded:
        if deciding_of is not contact:
            form.add_error(
                f"s{deciding_of.pk}_outcome", "A second manager has to agree: decide for this child on its own page"
            )
            return False
        words = f"{SECOND_ASKED} Decide for the others on their own pages." if own else SECOND_ASKED
        return _propose(request, form, _for_each(form, (contact, *others), each), words, why=Proposal.Why.THIRD_ENDING)
    except requirements.ApprovalNeeded:
        said = [*_for_each(form, (contact, *others), each), *own]
        return _propose(request, form, said, APPROVAL_ASKED, why=Proposal.Why.APPROVAL)
    except Refusal as refusal:
        theirs = (said for kind, said in REFUSED.items() if isinstance(refusal, kind))
        box, words = next(theirs, (None, ""))
        form.boxes = form.boxes_of(deciding_of)
        refusal.stand_on(form, words or _words_of(refusal), box)
    else:
        onwards = f", offered to {RECEIVERS[offer.service].team_said(offer.to_team.name)}" if offer else ""
        same = requirements.in_a_row([one.reference for one in (contact, *others)])
        messages.success(request, f"Decision recorded for {same}{onwards}")
        for other, its in own:
            messages.success(request, f"Decision recorded for {other.reference}: {Outcome(its.outcome).label}")
        return True
    return False


def _for_each(form: DecisionForm, contacts, each: EachChildForm) -> list[tuple[Contact, DecisionFacts]]:
    """The one decision for each of these contacts, with the reasons written for it alone."""
    facts, reasons = form.facts(), each.rationales()
    return [(one, replace(facts, rationale=reasons.get(one.pk, facts.rationale))) for one in contacts]


SECOND_ASKED = (
    "A second manager has to agree: the third ending without further action in 12 months. Nothing is decided yet."
)
APPROVAL_ASKED = (
    "It waits for a social-work-qualified manager, who is told. Nothing is decided yet, and the clock runs on. If a child may come "
    "to harm meanwhile, arrange a strategy discussion now: it needs no approval."
)


def _propose(request, form: DecisionForm, said, words: str, *, why: str) -> bool:
    """Put what is chosen for each child before another manager, or nothing where somebody decided one of them meanwhile."""
    try:
        with transaction.atomic():
            for one, its in sorted(said, key=lambda pair: pair[0].pk):
                decisions.propose([one], its, why=why, by=request.actor, at=timezone.now())
    except requirements.ContactAlreadyDecided:
        form.add_error(None, DECIDED_MEANWHILE)
        return False
    messages.success(request, words)
    return True


def _closed(request, contact: Contact):
    """The contact closed while the page was open, or was sent twice. What was typed comes back."""
    if request.method == "POST" and effects.said_by_me(
        contact,
        by=request.actor,
        outcome=request.POST.get("outcome", ""),
        rationale=storable(request.POST.get("rationale", "")).strip(),
    ):
        messages.success(request, f"Decision recorded for {contact.reference}")
        return redirect("front_door:contact", contact.reference)
    return render(
        request,
        "front_door/mash/decided_already.html",
        {
            "contact": contact,
            "decision": contact.decisions.select_related(*actor_relations("by")).order_by("-at").first(),
            "typed": [
                request.POST.get(name, "") for name in ("rationale", "words_for_sender") if request.POST.get(name)
            ],
        },
        status=409 if request.method == "POST" else 200,
    )


def _draw(request, template: str, contact: Contact, form: DecisionForm, **more):
    now = timezone.now()
    page = contact_page(contact, request.actor, now=now)
    audit.saw("case", *page.seen_cases)
    audit.saw("person", *page.seen_people)
    context = {
        "page": page,
        "form": form,
        "for_worker": contact.pk in form.for_worker,
        "allocated": open_cases.allocated_to(contact),
        "closed_twice_before": decisions.ended_twice_before(contact, at=now),
        "handed_over": page.next.words if contact.case.stage == READY else "",
        "waits": page.next.title == "Wait for the answer",
        "children": effects.children(contact, now),
        "to_consider": page.side.to_consider,
        "lacks": requirements.missing(contact),
        "approves": requirements.may_approve(request.actor),
        "agreed_before": form.agreed.get(contact.pk, ()),
        **others_beside(contact, request.actor, now=now),
    }
    return render(request, f"front_door/mash/{template}.html", context | more)


def _sent(request) -> list[tuple[str, str]]:
    """Everything typed, as hidden boxes of the page that asks once more; what it draws itself is changed there."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "step") and not _OF_EACH.fullmatch(name)
    ]
