"""The episode's page, and becoming its co-ordinator."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.handovers import family, ledger
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.early_help.episodes.operations import episodes
from breakwater.practice.early_help.episodes.view import WITH_DISPUTES, disputed, episode_or_404

from . import page as showing


@require_safe
def episode(request, reference):
    found = episode_or_404(reference, *showing.BESIDE, episodes=WITH_DISPUTES)
    require(request.actor, Permission.EPISODE_READ, found)
    lines = ledger.of_case(found.case, reader=request.actor.membership.team.organisation)
    page = showing.episode_page(found, timezone.now(), lines)
    audit.saw("case", found.case_id)
    audit.saw("person", *page.person_ids, *(fact.person.pk for one in lines for fact in one.facts if fact.person))
    may_work = may(request.actor, Permission.EPISODE_WORK, found)
    coordinates = page.coordinator is not None and page.coordinator.user_id == request.actor.membership.user_id
    return render(
        request,
        "early_help/episode.html",
        {
            "page": page,
            "ledger_lines": lines,
            "cautions": ledger.cautions(lines),
            "disputed": disputed(found, request.actor),
            "to_tell": family.still_to_tell(found.case),
            "may_work": may_work,
            "may_settle": page.moved_on is not None and may(request.actor, Permission.EPISODE_SETTLE, found),
            "may_advise": may_work and may(request.actor, Permission.ADVICE_GIVE),
            "may_coordinate": may_work
            and not coordinates
            and found.case.responsible_team_id == request.actor.membership.team_id,
            "may_see_looks": may(request.actor, Permission.LOOKS_READ),
        },
    )


@require_POST
def coordinate(request, reference):
    """Become the co-ordinator."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    episodes.coordinate(episode=found, membership=request.actor.membership, by=request.actor, at=timezone.now())
    messages.success(request, "You co-ordinate this now")
    return redirect("early_help:episode", found.reference)
