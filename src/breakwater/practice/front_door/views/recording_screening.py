"""The screening record, and what follows from it: the stage, the worker of an open case, a second manager."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from breakwater.casework.handovers.operations import MustNotLearn, NoReaderThere
from breakwater.casework.pathways.registry import IllegalMove
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.operations import NobodyReceives

from .. import deciding, social_care
from .. import screening_meanwhile as meanwhile
from ..contact_page import contact_page
from ..forms.recording_screening import ChildForm, ItemForm, RecordForm, RouteForm, SecondForm, as_typed, is_begun
from ..models import Contact, Outcome, ScreeningItem, ScreeningRecord
from ..operations import decisions, open_cases, open_tasks, recording_screening, requirements, screening
from ..operations.labels import QuotesAnAnswer
from ..pathway import READY
from ..screening_side import rows_of
from .quoting import say_what_is_quoted, warn_at_the_box
from .shared_mash import asked_for

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
    saved = recording_screening.save(contact=found, said={}, by=request.actor, at=timezone.now())
    messages.success(request, f"Version {saved.number} of the screening record is saved")
    if not any(is_begun(kind, request.POST) for kind in (ItemForm, ChildForm)):
        return redirect("front_door:contact", found.reference)
    messages.warning(request, "What you began to add is not added yet. It stands below as you typed it")
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
        given = form.cleaned_data
        recording_screening.add_item(
            contact=found,
            kind=given["kind"],
            words=given["words"],
            agency=given["agency"],
            known_on=given["known_on"],
            key=given["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        return _added(request, found, item_form=ItemForm())
    return _page(request, found, item_form=form)


@require_POST
def take_back(request, reference, public_id):
    found = _to_screen(request, reference)
    item = get_object_or_404(ScreeningItem.objects.select_related("contact"), contact=found, public_id=public_id)
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
        recording_screening.consider_child(contact=found, **form.child(), by=request.actor, at=now)
        people = contact_page(found, request.actor, now=now).side.to_consider
        return _added(request, found, child_form=ChildForm(people=people))
    return _page(request, found, child_form=form)


@require_POST
def stage(request, reference):
    found = _to_screen(request, reference)
    to_stage = request.POST.get("stage", "")
    if found.case.stage == READY and may(request.actor, P.CONTACT_DECIDE, found):
        return redirect("front_door:send_back", found.reference)
    if to_stage in STAGES and not found.is_decided:
        try:
            screening.progress(contact=found, to_stage=to_stage, by=request.actor, at=timezone.now())
        except IllegalMove:
            messages.error(request, "It has moved on meanwhile. This is where it stands now.")
    return redirect("front_door:contact", found.reference)


def open_case(request, reference):
    """Pass a contact to the worker of the case that social care has open."""
    found = asked_for(request, reference)
    require(request.actor, P.CONTACT_ROUTE, found)
    now = timezone.now()
    known = open_cases.open_with(found)
    form = RouteForm(
        request.POST or None,
        needs_a_look=social_care.needs_a_look(found, at=now),
        sender_is_public=deciding.is_public(found),
    )
    warn_at_the_box(form, [found])
    if request.method == "POST" and known and form.is_valid():
        given = form.cleaned_data
        try:
            offer = decisions.pass_to_worker(
                contact=found,
                note=given["note"],
                words_for_sender=given.get("words_for_sender") or "",
                checked_by_hand=bool(given.get("checked_by_hand")),
                by=request.actor,
                at=now,
            )
        except QuotesAnAnswer as fault:
            say_what_is_quoted(form, fault, {"rationale": "note"})
        except decisions.ContactAlreadyDecided:
            form.add_error(None, "Someone has decided this contact meanwhile. Open it to read the decision.")
        except MustNotLearn:
            form.add_error(
                None,
                "The organisation that would receive it must not learn of this, so nothing was passed on. Ring the designated "
                "officers: they can let it hear.",
            )
        except (NobodyReceives, NoReaderThere):
            form.add_error(
                None,
                "Nobody is named to receive this here, so nothing was passed on. Ring the worker, and tell your manager.",
            )
        except requirements.ContactNotReady as fault:
            form.add_error(
                None, f"The contact needs {requirements.in_a_row(fault.lacks)} first. Open it, then pass it on."
            )
        except decisions.DecidesTheirOwn:
            form.add_error(None, "You made this contact, so someone else passes it on.")
        else:
            messages.success(
                request,
                f"{found.reference} is passed to {offer.to_team.name}, which acknowledges today"
                if offer
                else "It waits for a manager's approval, within the hour. Your manager is told; ring the worker meanwhile",
            )
            return redirect("front_door:contact", found.reference)
    return _draw(request, "open_case", found, form=form, known=known)


def second(request, reference):
    """A second manager agrees to a third ending without further action, or does not (TR-13)."""
    found = asked_for(request, reference)
    require(request.actor, P.CONTACT_DECIDE, found)
    form = SecondForm(request.POST or None)
    waiting = found.proposals.filter(answered_at=None).select_related("contact", "by__membership").first()
    if request.method == "POST" and waiting and form.is_valid():
        agreed = form.cleaned_data["agreed"] == "yes"
        try:
            decisions.answer_proposal(
                proposal=waiting,
                agreed=agreed,
                answer=form.cleaned_data.get("answer") or "",
                by=request.actor,
                at=timezone.now(),
            )
        except decisions.SecondManagerNeeded:
            form.add_error(None, "You proposed it, so another manager answers.")
        except requirements.ApprovalNeeded:
            form.add_error(None, "A social-work-qualified manager approves it: your role here is not recorded as one.")
        except decisions.ContactAlreadyDecided:
            form.add_error(None, "It was decided meanwhile. Open the contact to read the decision.")
        except (
            requirements.NotCheckedByHand,
            requirements.ScreeningNotWhole,
            decisions.AgreementNeeded,
            requirements.ContactNotReady,
            open_tasks.TasksUnsettled,
            QuotesAnAnswer,
        ):
            form.add_error(None, "Something has changed since it was proposed. Say no, and decide it anew.")
        else:
            words = f"Decision recorded for {found.reference}" if agreed else "It stays to be decided"
            messages.success(request, words)
            return redirect("front_door:contact", found.reference)
    outcome = Outcome(waiting.said["outcome"]).label if waiting else ""
    return _draw(request, "second", found, form=form, proposal=waiting, outcome=outcome)


def _to_screen(request, reference: str) -> Contact:
    found = asked_for(request, reference)
    require(request.actor, P.CONTACT_SCREEN, found)
    return found


def _still_open(request, found: Contact) -> bool:
    if found.is_decided:
        messages.error(request, "It is decided, so its screening record is changed no more.")
    return not found.is_decided


def _last(found: Contact) -> ScreeningRecord | None:
    return found.screening_records.select_related("by__membership__user").order_by("-number").first()


def _record_form(found: Contact, data=None) -> RecordForm:
    fresh = social_care.list_state(found.case.area_id, at=timezone.now()).is_fresh
    return RecordForm(data, initial=meanwhile.standing_in(_last(found)), rag=found.rag, can_say_not_known=fresh)


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
    """The page anew; where something else was begun on it, drawn at once with that as it was typed."""
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
