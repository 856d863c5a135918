"""One contact: read it, rate it, add what one was told."""

from dataclasses import replace

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.chronology import disputes
from breakwater.casework.handovers import ledger
from breakwater.casework.restricting import glass
from breakwater.casework.restricting import hints as restriction_hints
from breakwater.casework.sealed_items import operations as sealed
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may

from ...arrivals.operations import arrivals
from ...contact_lookup import WITH_DISPUTES, ContactOperation, contact_or_404, read_only
from ...information_requests.pages import others_beside
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
        found = read_only(request, reference, WITH_DISPUTES)
    except Http404:
        return restriction_hints.hinted(request, "case", reference)
    return render(request, OnItsPage.template_name, _shown(request, found))


def _rate_form(request, found: Contact, data=None, floor: str | None = None) -> RateForm:
    words = floor_for(found, on=timezone.localdate()).words if floor is None else floor
    is_manager = may(request.actor, Permission.CONTACT_DECIDE)
    return RateForm(data, initial={"rag": found.rag}, floor=words, is_manager=is_manager)


class OnItsPage(ContactOperation):
    """Something written on the page of a contact, in one of the forms there."""

    template_name = "front_door/mash/contact.html"

    def find_subject(self):
        return contact_or_404(WITH_DISPUTES, reference=self.kwargs["reference"])

    def get_context_data(self, **more):
        forms = {self.form_there: more.pop("form", None) or self.get_form()}
        return super().get_context_data(**more, **_shown(self.request, self.subject, **forms))


class Rate(OnItsPage):
    route, name = "mash/contacts/<str:reference>/rate/", "rate"
    permission, form_there = Permission.CONTACT_SCREEN, "rate_form"
    success_message = "{subject.reference} is rated"

    def get_form(self, form_class=None):
        return _rate_form(self.request, self.subject, self.request.POST or None)

    def operate(self, form):
        return rating.rate(contact=self.subject, **form.rating(), **self.acting)


class AddTold(OnItsPage):
    route, name = "mash/contacts/<str:reference>/told/", "told"
    permission, form_there, form_class = Permission.CONTACT_ADD, "told_form", ToldForm
    closed = "This contact has closed meanwhile. Make a new contact with what you were told."
    words_of = {arrivals.NothingToAddTo: ("words", closed)}
    success_message = "What you were told is with the contact"

    def answer_instead(self):
        self.submission = get_object_or_404(Submission, pk=self.subject.submission_id)

    def operate(self, form):
        words, key = form.cleaned_data["words"], f"told-{form.cleaned_data['idempotency']}"
        return arrivals.add_to_open(submission=self.submission, key=key, words=words, **self.acting)


def _shown(request, found: Contact, *, rate_form=None, told_form=None) -> dict:
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
    return {
        "page": page,
        "closed": glass.of_what_one_opened(
            request, people=[found.child_id] if found.child_id else [], case=found.case_id
        ),
        "disputed": disputes.shown(disputes.notes_beside(found), request.actor, found.reference),
        "ledger_lines": lines,
        "sealed": sealed.standing_in(case=found.case) + (sealed.standing_in(person=found.child) if found.child else []),
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
    }
