"""The critical friend's log: advice given, with and without a family's name, and what came of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import period_of
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation

from .. import operations
from ..episode_view import CLOSED, episode_or_404
from ..forms.advice import AdviceForm, FollowUpForm, LogFilter, NameForm
from ..models import Advice, Episode

SHOWN = 50
WHO = ("by__membership__user", "by__membership__role", "by__membership__team__area", "by__area")


@require_safe
def log(request):
    """Advice that the actor may read, the newest first, narrowed by theme, by what came of it and by when it was given."""
    require(request.actor, Permission.ADVICE_GIVE)
    form = LogFilter(request.GET, today=timezone.localdate())
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Advice.objects.select_related("case", "organisation", *WHO).order_by("-at", "-pk")
    found = _narrowed(found, wanted, request.actor)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    about = case_display.about(one.case for one in page if one.case_id)
    audit.saw("advice", *(one.pk for one in page))
    audit.saw("case", *(one.case_id for one in page if one.case_id))
    kept = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "early_help/advice/log.html",
        {
            "page": page,
            "about": about,
            "form": form,
            "chosen": _chosen(form, kept),
            "page_link": f"?{urlencode({**kept, 'page': '{}'}, safe='{}')}",
            "now": timezone.now(),
        },
    )


def _narrowed(found, wanted, actor):
    if wanted.get("theme"):
        found = found.filter(themes__contains=[wanted["theme"]])
    if wanted.get("followed"):
        found = found.filter(followed="" if wanted["followed"] == "OPEN" else wanted["followed"])
    if wanted.get("whose"):
        found = found.filter(by__membership__user=actor.membership.user_id)
    if wanted.get("named"):
        found = found.filter(case__isnull=wanted["named"] == "nobody")
    if wanted.get("period"):
        found = found.filter(at__gte=start_of(period_of(wanted["period"]).first))
        found = found.filter(at__lt=start_of(months_later(period_of(wanted["period"]).last, 1)))
    return found


def _chosen(form: LogFilter, kept: dict) -> list[dict]:
    return [
        {
            "text": dict(form.fields[name].choices)[value],
            "remove_url": f"?{urlencode({other: said for other, said in kept.items() if other != name})}",
        }
        for name, value in kept.items()
    ]


def new(request):
    """Advice about a child whom nobody names."""
    require(request.actor, Permission.ADVICE_GIVE)
    return _advise(request, None)


def new_in_episode(request, reference):
    """Advice about a family's help."""
    found = episode_or_404(reference)
    require(request.actor, Permission.EPISODE_WORK, found)
    require(request.actor, Permission.ADVICE_GIVE)
    return _advise(request, found)


def _advise(request, episode: Episode | None):
    lead = operations.lead_of(episode.case) if episode else None
    organisations = Organisation.objects.filter(teams__area=request.actor.area_id_acting, teams__closed_on=None)
    form = AdviceForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations.distinct().order_by("name", "pk"),
        names_nobody=episode is None,
        initial={"asked_by": f"{lead.membership.user.name}, who leads"} if lead else None,
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            made = operations.advise(
                episode=episode, key=said.pop("idempotency"), by=request.actor, at=timezone.now(), **said
            )
        except operations.EpisodeIsClosed:
            form.add_error(None, CLOSED)
        else:
            messages.success(request, f"The advice is kept as {made.reference}")
            return redirect("early_help:advice", made.public_id)
    if episode:
        audit.saw("case", episode.case_id)
    return render(request, "early_help/advice/new.html", {"form": form, "episode": episode})


def _advice_or_404(public_id: str) -> Advice:
    found = Advice.objects.select_related("case", "organisation", "followed_by__membership__user", *WHO)
    return get_object_or_404(found, public_id=public_id)


@require_safe
def advice(request, public_id):
    """One piece of advice, for who gave it and for who was advised."""
    found = _advice_or_404(public_id)
    require(request.actor, Permission.EPISODE_READ)
    audit.saw("advice", found.pk)
    about = ""
    if found.case_id:
        audit.saw("case", found.case_id)
        about = case_display.about([found.case]).get(found.case_id, found.case.reference)
    receipt = Handover.objects.filter(carried__case=found.named_case_id).first() if found.named_case_id else None
    gives = may(request.actor, Permission.ADVICE_GIVE)
    return render(
        request,
        "early_help/advice/advice.html",
        {
            "advice": found,
            "about": about,
            "gives": gives,
            "receipt": receipt,
            "may_name": gives and not found.case_id and not found.named_case_id,
        },
    )


def follow_up(request, public_id):
    """Whether it was followed, and what came of it."""
    found = _advice_or_404(public_id)
    require(request.actor, Permission.ADVICE_GIVE)
    form = FollowUpForm(
        request.POST if request.method == "POST" else None,
        initial={"followed": found.followed, "came_of_it": found.came_of_it},
    )
    if request.method == "POST" and form.is_valid():
        operations.see_what_came(advice=found, by=request.actor, at=timezone.now(), **form.cleaned_data)
        messages.success(request, "What came of it is kept")
        return redirect("early_help:advice", found.public_id)
    audit.saw("advice", found.pk)
    return render(request, "early_help/advice/follow_up.html", {"form": form, "advice": found})


def named(request, public_id):
    """The child must be named: the front door receives it at once."""
    found = _advice_or_404(public_id)
    require(request.actor, Permission.ADVICE_GIVE)
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = operations.name_the_child(
                advice=found,
                child=said["child"],
                worry=said["worry"],
                danger=said["danger"],
                by=request.actor,
                at=timezone.now(),
                key=said["idempotency"],
            )
        except operations.NamesAChildAlready:
            form.add_error(None, "This went to the front door before, or is about a family you help: step that up.")
        else:
            messages.success(request, f"The front door has received it: {made.reference}")
            return redirect("casework:handover", made.reference)
    audit.saw("advice", found.pk)
    ask_now = RECEIVERS["front_door"].ask_now(found.area, timezone.now())
    return render(request, "early_help/advice/named.html", {"form": form, "advice": found, "ask_now": ask_now})
