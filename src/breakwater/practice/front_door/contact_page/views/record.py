"""The screening record, and the stage that follows from it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.casework.pathways.registry import IllegalMove
from breakwater.foundation import audit
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.operation_view import ButtonView
from breakwater.partnership.organisations.access import Permission, may, require

from ...arrivals.operations import siblings
from ...contact_lookup import ContactOperation, contact_or_404, is_still_open_to
from ...information_requests.operations import labels
from ...information_requests.pages import basis_given
from ...models import Contact, ScreeningRecord
from ...pathway import READY
from ...screening import record_changes as meanwhile
from ...screening.findings import rows_of
from ...screening.forms.record import ChildForm, ItemForm, RecordForm, as_typed, is_begun
from ...screening.operations import claims
from ...screening.operations import record as recording_screening
from ...social_care_list import listed_children
from ..page import contact_page

P = Permission
STAGES = ("screening", "gathering", "analysing")


def record(request, reference):
    """Read the record; save a version of it. The whole page is one form, so that without script nothing typed is lost."""
    if "enter" in request.POST:  # the key: pressed in a box of what is added, or of the record where nothing is begun
        if is_begun(ItemForm, request.POST):
            return add_item(request, reference)
        if is_begun(ChildForm, request.POST):
            return consider(request, reference)
    found = _to_screen(request, reference)
    if request.method != "POST" or not _still_open(request, found):
        return _page(request, found)
    if refused := _refused(request, found):
        return refused
    form = _record_form(found, meanwhile.as_sent(_last(found)))
    if not form.ask_for_the_rest():
        return _page(request, found, form=form)
    standing = meanwhile.standing_in(_last(found))
    if _repeats(form, found, **{box: said for box, said in standing.items() if isinstance(said, str)}):
        return _page(request, found, form=form)
    saved = recording_screening.save(contact=found, said={}, by=request.actor, at=timezone.now())
    messages.success(request, f"Version {saved.number} of the screening record is saved")
    if not any(is_begun(kind, request.POST) for kind in (ItemForm, ChildForm)):
        return redirect("front_door:contact", found.reference)
    messages.warning(request, "What you began to add is not added yet. It is below as you typed it")
    return _page(request, found)


@require_POST
def keep(request, reference):
    """Keep what has been typed so far, a moment after it was typed."""
    found = _to_screen(request, reference)
    if found.is_decided:
        return HttpResponse(status=409)
    try:
        drawn = _keep(request, found)
    except meanwhile.ChangedMeanwhile:
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-drawn": drawn})


def add_item(request, reference):
    found = _to_screen(request, reference)
    form = ItemForm(request.POST or None)
    if refused := _refused(request, found):
        return refused
    if request.method == "POST" and form.is_valid() and _still_open(request, found):
        if _repeats(form, found, words=form.cleaned_data["words"], agency=form.cleaned_data["agency"]):
            return _page(request, found, item_form=form)
        key = form.cleaned_data["idempotency"]
        recording_screening.add_item(found, form.facts(), key=key, by=request.actor, at=timezone.now())
        return _added(request, found, item_form=ItemForm())
    return _page(request, found, item_form=form)


@require_POST
def take_back(request, reference, public_id):
    found = _to_screen(request, reference)
    item = get_object_or_404(found.screening_items, public_id=public_id)
    if refused := _refused(request, found):
        return refused
    if _still_open(request, found):
        recording_screening.take_back(item=item, by=request.actor, at=timezone.now())
    return _added(request, found)


def consider(request, reference):
    """Another child of the family or household, named and decided."""
    found = _to_screen(request, reference)
    now = timezone.now()
    people = contact_page(found, request.actor, now=now).side.to_consider
    form = ChildForm(request.POST or None, people=people)
    if refused := _refused(request, found):
        return refused
    if request.method == "POST" and form.is_valid() and _still_open(request, found):
        if _repeats(form, found, why=form.cleaned_data["why"], named_as=form.cleaned_data["named_as"]):
            return _page(request, found, child_form=form)
        key = form.cleaned_data["idempotency"]
        made = siblings.consider(found, form.facts(), key=key, by=request.actor, at=now)
        if made is not None and is_still_open_to(made):
            messages.success(request, f"{made.reference} is made for {made.named_as}. It is decided on its own")
        people = contact_page(found, request.actor, now=now).side.to_consider
        return _added(request, found, child_form=ChildForm(people=people))
    return _page(request, found, child_form=form)


class MoveStage(ButtonView, ContactOperation):
    route, name = "mash/contacts/<str:reference>/stage/", "stage"
    permission = P.CONTACT_SCREEN
    words_of = {IllegalMove: "It has moved on meanwhile. This is where it is now."}

    def answer_instead(self):
        found, self.to_stage = self.subject, self.request.POST.get("stage", "")
        if found.case.stage == READY and may(self.request.actor, P.CONTACT_DECIDE, found):
            return redirect("front_door:send_back", found.reference)
        is_one = self.to_stage in STAGES and not found.is_decided
        return None if is_one else redirect("front_door:contact", found.reference)

    def operate(self, form):
        return claims.progress(contact=self.subject, to_stage=self.to_stage, **self.acting)


def _to_screen(request, reference: str) -> Contact:
    found = contact_or_404(reference=reference)
    require(request.actor, P.CONTACT_SCREEN, found)
    return found


def _repeats(form, found: Contact, **words: str) -> bool:
    """Whether the words repeat an answer that is for the MASH alone, said at their boxes (TR-08)."""
    run(form, labels.keep_to_the_mash, found, **words)
    return not form.is_valid()


def _still_open(request, found: Contact) -> bool:
    if found.is_decided:
        messages.error(request, "It is decided, so its screening record is changed no more.")
    return not found.is_decided


def _last(found: Contact) -> ScreeningRecord | None:
    return found.screening_records.select_related("by__membership__user").order_by("-number").first()


def _record_form(found: Contact, data=None) -> RecordForm:
    """The record's boxes as they stand; of why agencies may be asked, what was said when they were."""
    fresh = listed_children.list_state(found.case.area_id, at=timezone.now()).is_fresh
    stands = {box: said for box, said in meanwhile.standing_in(_last(found)).items() if said}
    return RecordForm(data, initial=basis_given(found) | stands, rag=found.rag, can_say_not_known=fresh)


def _keep(request, found: Contact) -> str:
    """Keep what was changed in the record's boxes; answers what the page is drawn from now. Raises ChangedMeanwhile."""
    said, drawn = _record_form(found, request.POST).said(), meanwhile.as_drawn(request.POST)
    kept = recording_screening.keep(contact=found, said=said, drawn=drawn, by=request.actor, at=timezone.now())
    return meanwhile.drawn_after(kept, said, drawn)


def _refused(request, found: Contact) -> HttpResponse | None:
    """Keep what stands in the boxes of the record, whichever button was pressed beside them.

    Where someone else wrote in the same boxes, nothing is kept or done, and the page with both texts is the answer.
    """
    if found.is_decided or not any(box in request.POST for box in meanwhile.BOXES):
        return None
    try:
        _keep(request, found)
    except meanwhile.ChangedMeanwhile as fault:
        theirs = {"by": fault.record.by.said, "rows": rows_of(fault.record, fault.boxes)}
        form = _record_form(found, meanwhile.as_typed_in(fault.record, request.POST))
        return _page(request, found, form=form, theirs=theirs)
    return None


def _added(request, found: Contact, *, item_form=None, child_form=None):
    """The page again; where something else was begun on it, drawn at once with that as it was typed."""
    begun = [
        kind
        for kind, done in ((ItemForm, item_form), (ChildForm, child_form))
        if not done and is_begun(kind, request.POST)
    ]
    if not begun:
        return redirect("front_door:screening", found.reference)
    return _page(request, found, item_form=item_form, child_form=child_form)


def _page(request, found: Contact, *, form=None, item_form=None, child_form=None, theirs=None):
    faulty = next((one for one in (item_form, child_form) if one is not None and one.is_bound and one.errors), None)
    return _draw(
        request,
        "screening",
        found,
        form=form or _record_form(found),
        item_form=item_form or as_typed(ItemForm, request.POST),
        child_form=child_form,
        faulty=faulty,
        writes=not found.is_decided,
        is_drawn_again=request.method == "POST",
        theirs=theirs,
        drawn=meanwhile.drawn_from(_last(found)),
    )


def _draw(request, template: str, found: Contact, **more):
    now = timezone.now()
    page = contact_page(found, request.actor, now=now)
    audit.saw("case", *page.seen_cases)
    audit.saw("person", *page.seen_people)
    if "child_form" in more and more["child_form"] is None:
        more["child_form"] = as_typed(ChildForm, request.POST, people=page.side.to_consider)
    status = 409 if more.get("theirs") else 200
    return render(request, f"front_door/mash/{template}.html", {"page": page, "now": now, **more}, status=status)
