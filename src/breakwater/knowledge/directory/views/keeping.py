"""Those who keep the area's directory: what waits, entries, providers' links, feeds."""

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import Permission, require

from .. import presenting
from ..forms import DeclineForm, EntryForm, FeedForm, KeeperForm, initial_of
from ..models import Feed, FeedRun, Proposal, Provider, Service, Status, Term
from ..operations import entries, feeds, providing

SOON = timedelta(days=30)
PAGE = 50
P = Permission


@require_safe
def overview(request):
    """What waits for whoever keeps the directory, then every entry."""
    require(request.actor, P.SERVICES_KEEP)
    area, now = request.actor.membership.team.area, timezone.now()
    today = london_date(now)
    services = Service.objects.filter(area=area).exclude(status=Status.DEFUNCT).select_related("provider")
    page = Paginator(services.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    waiting = Proposal.objects.filter(service__area=area, state=Proposal.State.WAITING).select_related(
        "service__provider"
    )
    return render(
        request,
        "directory/overview.html",
        {
            "waiting": list(waiting.order_by("made_at", "pk")),
            "page": page,
            "today": today,
            "worked_out": now,
            "due": entries.due_for_confirmation(area, on=today, within=SOON)[:20],
            "numbers": services.aggregate(all=Count("pk"), out=Count("pk", filter=Q(expires_on__lt=today))),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request):
    require(request.actor, P.SERVICES_KEEP)
    return _entry(request, request.actor.membership.team.area, None)


@require_http_methods(["GET", "POST"])
def change(request, uuid):
    service = _service(request, uuid)
    return _entry(request, service.area, service)


def _entry(request, area, service):
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(service) if service else {"town": area.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, area, service, form.cleaned_data)
        except entries.ChangedMeanwhile:
            form.add_error(
                None,
                "Someone changed this entry while you wrote. Open it in another window, compare, and send again there.",
            )
        except entries.Withdrawn:
            form.add_error(None, "This service has closed for good. Its entry is kept as it was.")
        else:
            messages.success(request, f"{kept.name} is in the directory")
            return redirect("directory:overview")
    return render(request, "directory/entry.html", {"form": form, "service": service})


def _keep(request, area, service, facts: dict) -> Service:
    by, at = request.actor, timezone.now()
    terms = Term.objects.filter(vocabulary__key="needs", code__in=facts["terms"])
    if service is None:
        known = Service.objects.filter(area=area, provider__name=facts["provider_name"], name=facts["name"]).first()
        if known and known.approved_at and at - known.approved_at < timedelta(minutes=5):
            return known  # the same form sent twice
        provider = entries.enter_provider(
            area=area,
            name=facts["provider_name"],
            description=facts["provider_name"],
            by=by,
            at=at,
            keeper_email=facts["keeper_email"],
            telephone=facts["telephone"],
            website=facts["website"],
            email=facts["email"],
        )
        service = entries.enter(provider=provider, facts=facts, terms=terms, by=by, at=at)
    else:
        seen_at = datetime.fromisoformat(facts["seen_at"]) if facts["seen_at"] else None
        service = entries.change(service=service, facts=facts, terms=terms, by=by, at=at, seen_at=seen_at)
    place = {name: facts[name] for name in ("kind", "street", "town", "postcode", "getting_in")}
    entries.set_place(service=service, facts=place, by=by, at=at)
    if facts["days"] or facts["hours_words"]:
        line = {
            "days": ",".join(facts["days"]),
            "words": facts["hours_words"],
            "opens_at": _time(facts["opens_at"]),
            "closes_at": _time(facts["closes_at"]),
        }
        entries.set_hours(service=service, lines=[line], by=by, at=at)
    return service


def _time(text: str) -> time | None:
    return time.fromisoformat(text.zfill(5)) if text else None


@require_POST
def confirm(request, uuid):
    entries.confirm(service=_service(request, uuid), by=request.actor, at=timezone.now())
    messages.success(request, "Confirmed for another half year")
    return redirect("directory:overview")


@require_http_methods(["GET", "POST"])
def withdraw(request, uuid):
    """Asked once: what is withdrawn does not come back."""
    service = _service(request, uuid)
    if request.method == "POST":
        entries.withdraw(service=service, by=request.actor, at=timezone.now())
        messages.success(request, "Withdrawn: nobody finds it any more")
        return redirect("directory:overview")
    return render(request, "directory/withdraw.html", {"service": service})


@require_http_methods(["GET", "POST"])
def link(request, uuid):
    """Send a provider its link."""
    provider = get_object_or_404(Provider, uuid=uuid)
    require(request.actor, P.SERVICES_KEEP, provider)
    form = KeeperForm(
        request.POST if request.method == "POST" else None, initial={"keeper_email": provider.keeper_email}
    )
    if request.method == "POST" and form.is_valid():
        provider.keeper_email = form.cleaned_data["keeper_email"]
        provider.save(update_fields=["keeper_email"])
        providing.send_link(provider=provider, by=request.actor, at=timezone.now())
        messages.success(request, "The link is on its way. It works for 30 days; links sent before have ended.")
        return redirect("directory:overview")
    last = provider.keeper_links.order_by("-pk").first()
    return render(request, "directory/link.html", {"form": form, "provider": provider, "last": last})


@require_http_methods(["GET", "POST"])
def proposal(request, public_id):
    """What a provider would have changed, beside what stands."""
    found = get_object_or_404(Proposal.objects.select_related("service__provider", "link"), public_id=public_id)
    require(request.actor, P.SERVICES_KEEP, found.service)
    form = DeclineForm(request.POST if request.method == "POST" and "decline" in request.POST else None)
    if request.method == "POST":
        try:
            if "approve" in request.POST:
                providing.approve(proposal=found, by=request.actor, at=timezone.now())
                messages.success(request, "The entry says so from now on")
                return redirect("directory:overview")
            if "worry" in request.POST:
                reference = providing.pass_on(proposal=found, by=request.actor, at=timezone.now())
                messages.success(request, f"It is with the MASH now, as {reference}")
                return redirect("directory:overview")
            if form.is_valid():
                providing.decline(
                    proposal=found, reason=form.cleaned_data["reason"], by=request.actor, at=timezone.now()
                )
                messages.success(request, "Left as it was; the provider is told why")
                return redirect("directory:overview")
        except providing.AlreadyAnswered:
            messages.error(request, "Someone has answered this already")
            return redirect("directory:overview")
        except entries.Withdrawn:
            form.add_error(None, "This service has closed for good. Decline the change and say so.")
    return render(
        request, "directory/proposal.html", {"proposal": found, "rows": presenting.differences(found), "form": form}
    )


@require_safe
def feed_runs(request):
    """Other directories, and what each reading of them did."""
    require(request.actor, P.SERVICES_KEEP)
    area = request.actor.membership.team.area
    runs = (
        FeedRun.objects.filter(feed__area=area)
        .select_related("feed")
        .defer("entries", "faults")
        .order_by("-read_at", "-pk")
    )
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "directory/feeds.html", {"page": page, "feeds": Feed.objects.filter(area=area).order_by("publisher")}
    )


@require_http_methods(["GET", "POST"])
def feed_new(request):
    require(request.actor, P.SERVICES_KEEP)
    form = FeedForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = feeds.show(
            area=request.actor.membership.team.area,
            publisher=form.cleaned_data["publisher"],
            content=form.cleaned_data["file"].read(),
            by=request.actor,
            at=timezone.now(),
        )
        return redirect("directory:feed_run", run.public_id)
    return render(request, "directory/feed_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def feed_run(request, public_id):
    """What a reading would do, or did: taken in, dropped or undone here."""
    run = get_object_or_404(FeedRun.objects.select_related("feed__area"), public_id=public_id)
    require(request.actor, P.SERVICES_KEEP, run.feed)
    if request.method == "POST":
        verb = next((name for name in ("take_in", "drop", "undo") if name in request.POST), None)
        try:
            if verb == "undo":
                _, stayed = feeds.undo(run=run, by=request.actor, at=timezone.now())
                more = f"; {stayed} changed since stay as they are" if stayed else ""
                messages.success(request, f"Undone{more}")
            elif verb:
                getattr(feeds, verb)(run=run, by=request.actor, at=timezone.now())
        except feeds.AlreadySettled:
            messages.error(request, "Someone has settled this already")
        return redirect("directory:feed_run", run.public_id)
    return render(request, "directory/feed_run.html", {"run": run, "faults": run.faults[:100]})


def _service(request, uuid) -> Service:
    found = get_object_or_404(
        Service.objects.select_related("provider", "area").prefetch_related(
            "openings", "places__location", "tags__term"
        ),
        uuid=uuid,
    )
    require(request.actor, P.SERVICES_KEEP, found)
    return found
