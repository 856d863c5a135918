"""One contact: read it, rate it, add what one was told."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.handovers import ledger
from breakwater.casework.restricting import hints as restriction_hints
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require

from ...arrivals.operations import arrivals
from ...contact_lookup import asked_for, read_only
from ...information_requests.operations import labels
from ...information_requests.pages import others_beside
from ...information_requests.quotes import say_what_is_quoted
from ...models import Contact, Submission
from ...screening import candidates as finding
from ...screening.operations import rating
from ...screening.rating_floors import floor_for
from ..forms import RateForm, ToldForm
from ..next_action import ask_of_the_strongest
from ..page import contact_page


@require_safe
def contact(request, reference):
    try:
        found = read_only(request, reference)
    except Http404:
        return restriction_hints.hinted(request, "case", reference)
    return _page(request, found)


def rate(request, reference):
    found = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_SCREEN, found)
    form = _rate_form(request, found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.rating()
            labels.keep_to_the_mash(found, reason=said["reason"], evidence=said["evidence"])
            rating.rate(contact=found, **said, by=request.actor, at=timezone.now())
        except (rating.RatingNeedsAManager, rating.OverrideNotSaid) as refusal:
            form.add_error(refusal.box if refusal.box in form.fields else "rag", refusal.words)
        except labels.QuotesAnAnswer as refused:
            say_what_is_quoted(form, refused)
        else:
            messages.success(request, f"{found.reference} is rated")
            return redirect("front_door:contact", found.reference)
    return _page(request, found, rate_form=form)


def _rate_form(request, found: Contact, data=None, floor: str | None = None) -> RateForm:
    words = floor_for(found, on=timezone.localdate()).words if floor is None else floor
    is_manager = may(request.actor, Permission.CONTACT_DECIDE)
    return RateForm(data, initial={"rag": found.rag}, floor=words, is_manager=is_manager)


def add_told(request, reference):
    found = asked_for(request, reference)
    require(request.actor, Permission.CONTACT_ADD, found)
    submission = get_object_or_404(Submission, pk=found.submission_id)
    form = ToldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        try:
            labels.keep_to_the_mash(found, words=words, repeated=labels.quotes)  # callers, too, use a phrase of theirs
            arrivals.add_to_open(
                submission=submission,
                key=f"told-{form.cleaned_data['idempotency']}",
                words=words,
                by=request.actor,
                at=timezone.now(),
            )
        except labels.QuotesAnAnswer as refused:
            say_what_is_quoted(form, refused)
        except arrivals.NothingToAddTo:
            form.add_error("words", "This contact has closed meanwhile. Make a new contact with what you were told.")
        else:
            messages.success(request, "What you were told stands with the contact")
            return redirect("front_door:contact", found.reference)
    return _page(request, found, told_form=form)


def _page(request, found: Contact, *, rate_form=None, told_form=None):
    now = timezone.now()
    page = contact_page(found, request.actor, now=now)
    audit.saw("case", *page.seen_cases)
    audit.saw("person", *page.seen_people)
    facts = finding.facts_told(found)
    candidates = None
    if not page.is_settled and page.may["match"]:
        candidates = finding.search(found, facts, by=request.actor, at=now, limit=4)
    if candidates and candidates.suggestions:
        page = replace(page, next=ask_of_the_strongest(page.next, candidates.suggestions[0]))
    lines = []
    if found.channel == Submission.Channel.STEP_UP:
        lines = ledger.of_case(found.case, reader=request.actor.membership.team.organisation)
        audit.saw("person", *(fact.person.pk for one in lines for fact in one.facts if fact.person))
    faulty = next((form for form in (rate_form, told_form) if form is not None and form.is_bound and form.errors), None)
    return render(
        request,
        "front_door/mash/contact.html",
        {
            "page": page,
            "ledger_lines": lines,
            "sealed": sealed.standing_in(case=found.case)
            + (sealed.standing_in(person=found.child) if found.child else []),
            "may_restrict": may(request.actor, Permission.PERSON_RESTRICT, found.case),
            "may_say_level": page.may["screen"] and may(request.actor, Permission.CASE_WORK, found.case),
            "may_seal": may(request.actor, Permission.ITEM_SEAL, found.case),
            "candidates": candidates,
            "again": candidates.again if candidates else [],
            "rate_form": rate_form or _rate_form(request, found, floor=page.side.floor.words),
            "told_form": told_form or ToldForm(),
            "form": faulty,
            **others_beside(found, request.actor, now=now),
            "now": now,
        },
    )
