"""Ending a call, and the letter that follows: looked over, sent, taken back, as a page and on paper."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.forms import EndForm
from breakwater.practice.education.calls.operations import actions as action_operations
from breakwater.practice.education.calls.operations import calls, letters
from breakwater.practice.education.fortnights import readers
from breakwater.practice.education.models import Call, CallAction, CallItem, Letter
from breakwater.practice.education.papers import letter_pdf

from .calls import OVER, found_call

P = Permission


def end(request, public_id):
    """Read back what was agreed, say who was spoken to, end the call and send the letter."""
    found = found_call(request, public_id)
    if found.begun_at is None or found.ended_at:
        messages.warning(request, OVER if found.ended_at else "Begin the call first.")
        return redirect("education:call", public_id)
    today = timezone.localdate()
    posts = readers.readers_of(found.school_team, today)
    form = EndForm(
        request.POST or None,
        readers=posts,
        initial={"next_on": calls.next_call_on(found.area, today), "mode": "PHONE"},
    )
    if request.method == "POST" and form.is_valid():
        of, now = form.cleaned_data, timezone.now()
        try:
            ended = calls.end(
                found,
                calls.CallEnded(
                    spoke_to=form.members,
                    others=of["others"] or "",
                    mode=of["mode"],
                    minutes=of["minutes"],
                    next_on=of["next_on"],
                ),
                by=request.actor,
                at=now,
            )
        except calls.CallIsOver:
            messages.warning(request, OVER)
            return redirect("education:call", public_id)
        except calls.NobodyOfTheSchool:
            form.add_error("spoke_to", "Pupils were talked about: choose at least one who may read the school’s list")
        else:
            if request.POST.get("act") == "look":
                return redirect("education:call_letter", public_id)
            letters.send(call=found_call(request, ended.public_id), by=request.actor, at=now)
            messages.success(
                request, f"The call to {found.school_team.organisation.name} is over, and its letter is out"
            )
            return redirect("education:calls")
    items = letters.items_of(found)
    audit.saw("person", *(item.person_id for item in items if item.person_id))
    return render(
        request,
        "education/calls/end.html",
        {
            "call": found,
            "form": form,
            "lines": letters.lines_of(found),
            "kept": _kept_from(items),
            "last": items[-1] if items else None,
            "left": [item for item in items if item.talked_at is None],
            "of_nobody": _help_of_nobody(found, items),
        },
    )


def _help_of_nobody(call: Call, items: Sequence[CallItem]) -> list[CallItem]:
    """Pupils for whom early help is needed, and nothing agreed of them is still to be done by anybody."""
    taken = {one.person_id or one.named_as for one in pages.running(call).actions if one.done_at is None}
    return [item for item in items if item.help_needed and (item.person_id or item.name[:240]) not in taken]


def _kept_from(items) -> list[tuple[str, str]]:
    """Of whom may not be talked about with whom (SG-16)."""
    return [(item.name, ", ".join(item.not_with)) for item in items if item.not_with and item.talked_at]


@require_safe
def letter(request, public_id):
    """The letter: as it would go out, or as it went."""
    found = found_call(request, public_id)
    if found.ended_at is None:
        return redirect("education:call", public_id)
    lines = list(found.letter.lines.order_by("order", "pk")) if found.letter.sent_at else letters.lines_of(found)
    audit.saw("letter", found.letter.pk)
    audit.saw("person", *(_person(line) for line in lines if _person(line)))
    return render(
        request,
        "education/calls/letter.html",
        {
            "call": found,
            "letter": found.letter,
            "lines": lines,
            "facts": found.letter.facts if found.letter.sent_at else letters.facts_of(found),
            "now": timezone.now(),
        },
    )


def _person(line) -> int | None:
    return line.person if isinstance(line, letters.Line) else line.person_id


@require_POST
def send(request, public_id):
    """Send the letter of a call that is over."""
    found = found_call(request, public_id)
    try:
        letters.send(call=found, by=request.actor, at=timezone.now())
    except letters.NotEnded:
        messages.warning(request, "End the call first.")
        return redirect("education:call", public_id)
    messages.success(request, "The letter is out, and the school is told")
    return redirect("education:call_letter", public_id)


@require_POST
def take_back(request, public_id):
    """Close it to the school, to mend it."""
    found = found_call(request, public_id)
    if not hasattr(found, "letter"):
        raise Http404
    try:
        letters.take_back(letter=found.letter, by=request.actor, at=timezone.now())
    except letters.NotSent:
        messages.warning(request, "The letter is not out.")
    else:
        messages.success(request, "Taken back: the school reads it no more. Change what is wrong, then send it again")
    return redirect("education:call", public_id)


@require_safe
def pdf(request, public_id):
    """The letter on paper, of a call of one's own: pupils by code and initials."""
    found = found_call(request, public_id)
    if not hasattr(found, "letter") or not found.letter.sent_at:
        raise Http404
    return _paper(request, found.letter)


def _paper(request, found: Letter) -> HttpResponse:
    lines = list(found.lines.order_by("order", "pk"))
    audit.did("printed", "letter", found.pk, edition=found.edition)
    audit.saw("person", *(line.person_id for line in lines if line.person_id))
    made = letter_pdf.paper(found, lines, reader=request.actor.membership.user.name, at=timezone.now())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return answer


def _theirs(request, public_id: str) -> Letter:
    require(request.actor, P.LIST_READ)
    found = get_object_or_404(Letter, public_id=public_id)
    if found.school_team_id != request.actor.membership.team_id:
        raise Http404
    audit.saw("letter", found.pk)
    return found


@require_safe
def ours(request, public_id):
    """The letter, as the school reads it, with what it took on."""
    found = _theirs(request, public_id)
    letters.open_letter(letter=found, by=request.actor, at=timezone.now())
    lines = list(found.lines.order_by("order", "pk"))
    actions = list(found.actions.filter(dropped_at=None).order_by("due_on", "pk"))
    audit.saw("person", *(one.person_id for one in (*lines, *actions) if one.person_id))
    return render(
        request,
        "education/school_letter.html",
        {
            "found": found,
            "lines": lines,
            "actions": actions,
            "now": timezone.now(),
            "today": timezone.localdate(),
            "reader": request.actor.membership.user.name,
            "in_words": letters.in_words,
        },
    )


@require_safe
def our_pdf(request, public_id):
    """The letter on paper, for the school: that it was printed is on record."""
    return _paper(request, _theirs(request, public_id))


@require_POST
def our_done(request, public_id):
    """The school did what it took on."""
    action = get_object_or_404(
        CallAction.objects.select_related("letter"), public_id=public_id, owner=CallAction.Owner.SCHOOL
    )
    require(request.actor, P.LIST_ANSWER, action)
    audit.saw("letter", action.letter_id)
    try:
        action_operations.do(action=action, by=request.actor, at=timezone.now())
    except action_operations.DoneAlready:
        messages.warning(request, "It was done or taken back meanwhile.")
    else:
        messages.success(request, "Noted: it is done. Your link co-ordinator sees it")
    return redirect("education:our_letter", action.letter.public_id)
