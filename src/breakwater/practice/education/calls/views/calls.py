"""The queue of calls, and one call before it begins: its script, when it is arranged, that nobody answered, best times."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import moment
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import ArrangeForm, TimesForm, TriedForm
from breakwater.practice.education.calls.operations import calls as call_operations
from breakwater.practice.education.calls.operations import letters
from breakwater.practice.education.models import Call, CallItem, CallTimes, ListRow

P = Permission
WITH = (
    "area",
    "school_team__organisation",
    "school_list__fortnight",
    "school_list__area",
    "ended_by__membership__user",
    "ended_by__membership__role",
    "letter",
)
OVER = "This call is over. What it came to is in its letter."


def found_call(request, public_id: str) -> Call:
    """A call that the actor may work on. Raises Http404, NotPermitted."""
    found = get_object_or_404(Call.objects.select_related(*WITH), public_id=public_id)
    require(request.actor, P.CALL_WORK, found)
    audit.saw("call", found.pk)
    return found


@require_safe
def calls(request):
    """Whom to ring next."""
    require(request.actor, P.CALL_WORK)
    shown = pages.queue(request.actor, now=timezone.now(), patch=request.GET.get("patch"))
    audit.saw("call", *(one.call.pk for one in (*shown.waiting, *shown.done)))
    return render(
        request, "education/calls/queue.html", {"shown": shown, "now": timezone.now(), "today": timezone.localdate()}
    )


@require_safe
def one(request, public_id):
    """What there is to talk about, in its order; once it is begun, how far one is."""
    found = found_call(request, public_id)
    now = timezone.now()
    items = letters.items_of(found) if found.begun_at else []
    steps = [] if items else call_operations.prepared(found, at=now)
    in_it = {item.row_id for item in items} | {one.step.row.pk for one in steps if one.step.row}
    rest = [
        row
        for row in ListRow.objects.filter(list=found.school_list)
        .select_related("pupil")
        .order_by("surname", "forename", "pk")
        if row.pk not in in_it
    ]
    audit.saw(
        "person",
        *(item.person_id for item in items if item.person_id),
        *(row.person_id for row in rest),
        *(one.step.row.person_id for one in steps if one.step.row),
    )
    return render(
        request,
        "education/calls/call.html",
        {
            "call": found,
            "items": items,
            "steps": steps,
            "rest": rest,
            "now": now,
            "today": timezone.localdate(),
            "times": CallTimes.objects.filter(team=found.school_team_id).first(),
            "tries": list(found.tries.order_by("-at")),
            "groups": CallItem.Group,
            "best_times": pages.best_times,
            "whole": pages.running(found),
            "age": pages.age_in_words,
            "in_words": letters.in_words,
        },
    )


@require_POST
def begin(request, public_id):
    """Begin it, or go on where one was."""
    found = found_call(request, public_id)
    try:
        call_operations.begin(call=found, by=request.actor, at=timezone.now())
    except call_operations.CallIsOver:
        messages.warning(request, OVER)
        return redirect("education:call", public_id)
    waits = found.items.filter(talked_at=None).order_by("order", "pk").first() or found.items.order_by("-order").first()
    return redirect("education:talk", waits.public_id)


@require_POST
def also(request, public_id):
    """Talk about a row that is not in the script."""
    require(request.actor, P.CALL_WORK)
    row = get_object_or_404(ListRow.objects.select_related("pupil", "list__call"), public_id=public_id)
    if not hasattr(row.list, "call"):
        raise Http404
    require(request.actor, P.CALL_WORK, row.list.call)
    audit.saw("person", row.person_id)
    try:
        item = call_operations.also(call=row.list.call, row=row, by=request.actor, at=timezone.now())
    except call_operations.NotBegun:
        messages.warning(request, "Begin the call first.")
    except call_operations.CallIsOver:
        messages.warning(request, OVER)
    except call_operations.NoLongerTheirs:
        messages.warning(request, "Nobody at the school may read of this pupil any more, so the call does not either.")
    else:
        return redirect("education:talk", item.public_id)
    return redirect("education:call", row.list.call.public_id)


def arrange(request, public_id):
    """When the school is rung, as agreed with it."""
    found = found_call(request, public_id)
    form = ArrangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        when = moment(form.cleaned_data["on"], form.cleaned_data["time"])
        try:
            call_operations.arrange(call=found, arranged_for=when, by=request.actor, at=timezone.now())
        except call_operations.CallIsOver:
            messages.warning(request, OVER)
        else:
            messages.success(request, f"Arranged with {found.school_team.organisation.name}")
        return redirect("education:calls")
    return render(request, "education/calls/arrange.html", {"call": found, "form": form})


def tried(request, public_id):
    """Nobody could talk: it is on record, and the school stays in the queue."""
    found = found_call(request, public_id)
    form = TriedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        try:
            call_operations.tried(
                call=found,
                why=of["why"],
                words=of["words"] or "",
                key=of["idempotency"],
                by=request.actor,
                at=timezone.now(),
            )
        except call_operations.CallIsOver:
            messages.warning(request, OVER)
        else:
            messages.success(
                request, f"On record: {found.school_team.organisation.name} was rung. It stays in the queue"
            )
        return redirect("education:calls")
    return render(request, "education/calls/tried.html", {"call": found, "form": form})


def times(request, public_id):
    """When this school is best rung, on what number, whom to ask for."""
    found = found_call(request, public_id)
    known = CallTimes.objects.filter(team=found.school_team_id).first()
    facts = (
        {name: getattr(known, name) for name in ("starts", "ends", "telephone", "ask_for", "words")} if known else {}
    )
    if known:
        facts["weekdays"] = [str(day) for day in known.weekdays]
    form = TimesForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        call_operations.keep_times(found.school_team, form.facts(), by=request.actor, at=timezone.now())
        messages.success(request, "Kept, for every call to this school")
        return redirect("education:call", public_id)
    return render(request, "education/calls/times.html", {"call": found, "form": form})
