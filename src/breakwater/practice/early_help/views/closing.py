"""Ending an episode."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from breakwater.casework.handovers.operations import OfferStillWaiting
from breakwater.casework.models import Meeting, Task
from breakwater.foundation import audit
from breakwater.foundation.design.moments import day
from breakwater.partnership.organisations.access import Permission, require

from .. import operations, showing
from ..forms.closing import CloseForm
from ..models import Assessment, Goal
from ..operations import assessments, closing
from .finding import CLOSED, episode_or_404, whose


def close(request, reference):
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.end_episode(episode=found, by=request.actor, at=timezone.now(), **form.facts())
        except OfferStillWaiting as waiting:
            form.add_error(
                None,
                f"It cannot end yet: {f'offer {waiting}' if str(waiting) else 'an offer made by another team'} still waits for an answer. Ring them, or withdraw the offer first.",
            )
        except assessments.HarmNotBrought:
            form.add_error(
                None,
                "It cannot end yet: it says that a child is at risk. Bring that to the front door first, as said above.",
            )
        except closing.GoalsStillOpen:
            form.add_error("code", "Say first what became of each goal: open the plan, then “How far is it now?”")
        except closing.NoContingency:
            form.add_error("code", "Write into the plan first what happens if things go wrong again")
        except closing.NotSaid as name:
            form.add_error(str(name) if str(name) in form.fields else None, "Write this too")
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, "It is closed")
            return redirect("early_help:episodes")
    audit.saw("case", found.case_id)
    goals = found.goals.filter(state=Goal.State.OPEN).order_by("made_at", "pk")
    assessed = Assessment.objects.select_related("episode").filter(episode=found).first()
    now = timezone.now()
    meetings = Meeting.objects.filter(case=found.case, held_at=None, cancelled_because="").order_by("starts_at", "pk")
    context = {
        "form": form,
        "says_harm": assessed if assessed and assessed.harm_waits() else None,
        **whose(found),
        "brought_up": showing.brought_up(found, now),
        "to_call_off": [
            _meeting(one)
            | {
                "ring": ", ".join(row.name for row in one.attendance.all() if row.membership_id is None),
            }
            for one in meetings.filter(starts_at__gt=now).prefetch_related("attendance")
        ],
        "to_write_down": [_meeting(one) for one in meetings.filter(starts_at__lte=now)],
        "open_tasks": [
            {
                "text": one.title,
                "href": reverse("casework:task", args=[one.public_id]),
                "who": one.owner.user.name if one.owner_id else one.team.name,
            }
            for one in Task.objects.open()
            .filter(case=found.case)
            .select_related("owner__user", "team")
            .order_by("due_at", "pk")
        ],
        "open_goals": [
            {"text": goal.words, "href": reverse("early_help:goal_score", args=[goal.public_id])} for goal in goals
        ],
    }
    return render(request, "early_help/close.html", context)


def _meeting(meeting: Meeting) -> dict:
    return {
        "text": f"{meeting.kind}, {day(meeting.starts_at)}",
        "href": reverse("casework:meeting", args=[meeting.public_id]),
    }
