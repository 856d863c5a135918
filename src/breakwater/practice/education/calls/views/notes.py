"""The call screen: one pupil after another, what is typed kept as it is typed; actions, and what is seen differently."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from markupsafe import Markup

from breakwater.casework.handovers.receipts import held_of
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import DisagreeForm, HarmForm, ItemForm, SettleDifferenceForm, as_typed
from breakwater.practice.education.calls.operations import actions, calls, letters, notes
from breakwater.practice.education.models import CallAction, CallItem, Disagreement

P = Permission
TOP = "#main-content"
OUT = "The school has its letter already. Take the letter back first, then change it and send it anew."


def _item(request, public_id: str) -> CallItem:
    item = pages.find_item(public_id)
    if item is None:
        raise Http404
    require(request.actor, P.CALL_WORK, item.call)
    audit.saw("call", item.call_id)
    if item.person_id:
        audit.saw("person", item.person_id)
    return item


def _form(here: pages.Place, data=None, note: str = "") -> ItemForm:
    item = here.item
    return ItemForm(
        data, item=item, asks_meeting=here.asks_meeting, asks_help=here.asks_help, initial=as_typed(item, note)
    )


def step(request, public_id):
    """One pupil: last time, what the school says, what we know, what is said now; on to the next with one key."""
    item = _item(request, public_id)
    here, theirs, form = pages.place_of(item), None, None
    if request.method == "POST":
        form = _form(here, request.POST)
    if form and form.is_valid():
        try:
            _keep(request, item, form)
            if form.cleaned_data["what"]:
                _agree(request, item, form)
        except notes.ChangedMeanwhile as meanwhile:
            theirs, item.revision = meanwhile.item, meanwhile.item.revision
        except notes.LetterIsOut:
            messages.warning(request, OUT)
            return redirect("education:call_letter", item.call.public_id)
        else:
            return redirect(_where_to(request, here))
    now = timezone.now()
    shown = pages.step_of(here, now=now)
    form, whole = form or _form(here, note=shown.note), shown.whole
    audit.saw("person", *(one.person_id for one in (*whole.actions, *whole.differences) if one.person_id))
    return render(
        request,
        "education/calls/step.html",
        {
            "step": shown,
            "item": item,
            "call": item.call,
            "form": form,
            "theirs": theirs,
            "whole": whole,
            "now": now,
            "today": timezone.localdate(),
            "age": pages.age_in_words,
            "in_words": letters.in_words,
            "new_key": uuid4,
        },
        status=409 if theirs else 200,
    )


def _keep(request, item: CallItem, form: ItemForm) -> CallItem:
    return notes.keep(
        item=item,
        talk=form.talk(),
        note=form.cleaned_data.get("note") or "",
        revision=_revision(request),
        by=request.actor,
        at=timezone.now(),
    )


def _agree(request, item: CallItem, form: ItemForm) -> None:
    of, today = form.cleaned_data, timezone.localdate()
    actions.agree(
        item,
        actions.AgreedFacts(
            what=of["what"],
            owner=of["owner"],
            who=of["who"] or "",
            due_on=form.due(today, calls.next_call_on(item.call.area, today)),
        ),
        key=of["idempotency"],
        by=request.actor,
        at=timezone.now(),
    )
    CallItem.objects.filter(pk=item.pk).update(draft={})


def _where_to(request, here: pages.Place) -> str:
    act = request.POST.get("act", "next")
    # A page that names no place in itself inherits that of the address before: the next pupil begins at their name.
    if act == "prev" and here.before:
        return redirect("education:talk", here.before.public_id).url + TOP
    if act == "stay":
        return redirect("education:talk", here.item.public_id).url + "#agreed"
    if act == "next" and here.after:
        return redirect("education:talk", here.after.public_id).url + TOP
    return redirect("education:end_call", here.item.call.public_id).url + TOP


def _revision(request) -> int | None:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


@require_POST
def keep(request, public_id):
    """Keep what has been typed so far, a moment after it was typed."""
    item = _item(request, public_id)
    form = ItemForm(request.POST, item=item, asks_meeting=True, asks_help=True)
    form.is_valid()  # what is wrong is left out, and said when the page is sent
    try:
        kept = _keep(request, item, form)
    except (notes.ChangedMeanwhile, notes.LetterIsOut):
        return HttpResponse(status=409)
    return HttpResponse(status=204, headers={"X-revision": str(kept.revision)})


def disagree(request, public_id):
    """School and authority see it differently: both views, until it is settled."""
    item = _item(request, public_id)
    form = DisagreeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        try:
            actions.disagree(
                item=item,
                school_says=of["school_says"],
                we_say=of["we_say"],
                key=of["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except notes.LetterIsOut:
            messages.warning(request, OUT)
        return redirect("education:talk", public_id)
    return render(request, "education/calls/disagree.html", {"item": item, "form": form})


def harm(request, public_id):
    """Significant harm came up: a contact is made now."""
    item = _item(request, public_id)
    require(request.actor, P.CONTACT_MAKE)
    form = HarmForm(request.POST or None, initial={"words": item.said})
    if request.method == "POST" and form.is_valid():
        try:
            of, now = form.cleaned_data, timezone.now()
            made = notes.bring_to_the_front_door(
                item=item, words=of["words"], danger=of["danger"], by=request.actor, at=now
            )
        except notes.AtTheFrontDoor:
            messages.warning(request, "The MASH has it already. If a child is in danger now, ring 999, then the MASH.")
        else:
            held = held_of(made.case, now)
            if held and held.danger_now:
                messages.warning(request, Markup(held.danger_now).striptags())
            messages.success(request, f"The MASH has it: {made.case.reference}")
        return redirect("education:talk", public_id)
    ask_now = RECEIVERS["front_door"].ask_now(request.actor.membership.team.area, timezone.now())
    return render(request, "education/calls/harm.html", {"item": item, "form": form, "ask_now": ask_now})


def _back(request, action: CallAction) -> str:
    """To the step one came from, or to the call."""
    item = CallItem.objects.filter(public_id=request.POST.get("item", ""), call__link_team=action.link_team_id).first()
    if item:
        return redirect("education:talk", item.public_id).url
    return redirect("education:call", action.letter.call.public_id).url


def _action(request, public_id: str) -> CallAction:
    found = get_object_or_404(CallAction.objects.select_related("letter"), public_id=public_id)
    require(request.actor, P.CALL_WORK, found)
    audit.saw("letter", found.letter_id)
    return found


@require_POST
def done(request, public_id):
    """What was agreed is done."""
    action = _action(request, public_id)
    try:
        actions.do(action=action, by=request.actor, at=timezone.now())
    except actions.DoneAlready:
        messages.warning(request, "It was done or taken back meanwhile.")
    return redirect(_back(request, action))


@require_POST
def drop(request, public_id):
    """Take back what was agreed, while the school has not read of it."""
    action = _action(request, public_id)
    try:
        actions.drop(action=action, by=request.actor, at=timezone.now())
    except actions.DoneAlready:
        messages.warning(request, "It was done or taken back meanwhile.")
    except notes.LetterIsOut:
        messages.warning(request, OUT)
    return redirect(_back(request, action))


def settle(request, public_id):
    """How something seen differently was settled."""
    found = get_object_or_404(
        Disagreement.objects.select_related("letter", "settled_by__membership__user"), public_id=public_id
    )
    require(request.actor, P.CALL_WORK, found)
    audit.saw("letter", found.letter_id)
    form = SettleDifferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(disagreement=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except actions.SettledAlready:
            form.add_error(None, "Someone settled this meanwhile. Open it again to see how")
        else:
            messages.success(request, "Settled. The school reads how on its next list")
            return redirect("education:calls")
    return render(
        request,
        "education/calls/settle.html",
        {"found": found, "form": form, "today": timezone.localdate(), "age": pages.age_in_words},
    )
