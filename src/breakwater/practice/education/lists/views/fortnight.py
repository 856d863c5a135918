"""The fortnight of all schools, and what waits beside it: those kept off, corrections, pupils that schools worry about."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import ContactPoint
from breakwater.practice.education.answers import pages
from breakwater.practice.education.answers.operations import corrections as correction_operations
from breakwater.practice.education.answers.operations import worries as worry_operations
from breakwater.practice.education.fortnights import calendar, grid
from breakwater.practice.education.lists.forms import CheckedForm, CorrectionForm, SettleForm
from breakwater.practice.education.lists.operations import doubts, leavers, notes, release
from breakwater.practice.education.models import Correction, Fortnight, Held, SchoolList, SourceState, Worry

P = Permission


@require_safe
def fortnight(request):
    """Every school in one grid, the three that need someone first above it."""
    require(request.actor, P.FORTNIGHT_READ)
    now, area = timezone.now(), request.actor.membership.team.area
    shown = grid.fortnight(request.actor, now=now, period=_period(request), patch=request.GET.get("patch"))
    made = shown.fortnight if shown else None
    states = list(SourceState.objects.filter(fortnight=made, making=made.making).order_by("pk")) if made else []
    coming = calendar.next_release(area, timezone.localdate())
    return render(
        request,
        "education/fortnight.html",
        {
            "shown": shown,
            "now": now,
            "coming": coming,
            "states": states,
            "may_release": may(request.actor, P.LIST_CHECK),
            "may_call": may(request.actor, P.CALL_WORK),
            "not_covered": pages.not_covered(area, states) if states else [],
            "earlier": list(
                Fortnight.objects.filter(area=area).order_by("-period").values_list("period", flat=True)[:4]
            ),
            "rows": grid.shelf(shown.rows, request.GET.get("shown", "")) if shown else [],
            "patches": [
                *([(grid.MINE, "Yours")] if shown and len(shown.mine) > 1 else ()),
                ("all", "All"),
                *((one.name, one.name) for one in (shown.patches if shown else ())),
            ],
        },
    )


def _period(request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("period", ""))
    except ValueError:
        return None


def _of_patches(request, found, by: str):
    """Only those of the patch that the fortnight's number counted, where its link was followed."""
    patches = grid.patches_named(request.actor, request.GET.get("patch"), timezone.localdate())
    return found.filter(**{f"{by}__in": patches}) if patches else found


@require_POST
def release_all(request):
    """Release every checked list of the newest fortnight, in the patch shown."""
    require(request.actor, P.LIST_CHECK)
    newest = grid.newest(request.actor.area_id_acting)
    lists = SchoolList.objects.filter(
        fortnight=newest, state=SchoolList.State.CHECKED, link_team=request.actor.membership.team_id
    )
    which, now = request.POST.get("patch", "all"), timezone.now()
    if which == grid.MINE:
        lists = lists.filter(patch__in=grid.patches_of(request.actor, timezone.localdate()))
    elif which not in ("", "all"):
        lists = lists.filter(patch__name=which)
    lists = list(lists)
    if lists and newest.period > timezone.localdate() and "early" not in request.POST:
        context = {
            "fortnight": newest,
            "many": len(lists),
            "patch": which,
            "school_list": None,
            "today": timezone.localdate(),
        }
        return render(request, "education/release_early.html", context)
    try:
        done, left = release.release_all(lists=lists, by=request.actor, at=now)
    except release.OfAnEarlierDay:
        messages.warning(request, "These lists are for a later day. They can be released on that day.")
        return redirect("education:fortnight")
    if done:
        messages.success(request, f"{done} {'list is' if done == 1 else 'lists are'} out, and the schools are told")
    if left:
        messages.warning(
            request,
            f"{len(left)} not released: fewer than two people there may read it. Open each to say why it goes out.",
        )
    return redirect("education:fortnight")


@require_safe
def held(request):
    """Pupils a source names who are on no list until someone has looked."""
    require(request.actor, P.LIST_CHECK)
    area, period = request.actor.area_id_acting, _period(request)
    newest = Fortnight.objects.filter(area=area, period=period).first() if period else grid.newest(area)
    rows = Held.objects.filter(fortnight=newest, settled_at=None).select_related("person", "school_team__organisation")
    rows = _of_patches(request, rows, "school_team__organisation__school__patch")
    rows = list(rows.order_by("why", "school_team__organisation__name", "pk"))
    audit.saw("person", *(row.person_id for row in rows))
    return render(request, "education/held.html", {"rows": rows, "now": timezone.now(), "newest": newest})


@require_safe
def in_doubt(request):
    """Rows of sources that wait for the MASH: how many, with whom, till when, and what came of those decided."""
    require(request.actor, P.FORTNIGHT_READ)
    now, today, area = timezone.now(), timezone.localdate(), request.actor.membership.team.area
    rows = doubts.counted_once(area, at=now)
    audit.did("read how many rows are in doubt in", "area", area.pk)
    posts = [doubts.who_settles(area, one, on=today) for one in sorted({one.settles for one in rows if one.waiting})]
    context = {
        "rows": rows,
        "people": sorted({post.user.name for held in posts for post in held}),
        "nobody": not all(posts),
        "needed": doubts.needed(area, today),
        "numbers": _front_door(area, today),
        "now": now,
        "today": today,
    }
    return render(request, "education/in_doubt.html", context)


def _front_door(area, today):
    points = ContactPoint.objects.filter(area=area, purpose=ContactPoint.Purpose.FRONT_DOOR, effective_from__lte=today)
    return list(points.exclude(effective_to__lt=today).order_by("order", "pk"))


def held_one(request, public_id):
    """Say what was done about one of them."""
    row = get_object_or_404(
        Held.objects.select_related("person", "school_team__organisation", "fortnight"), public_id=public_id
    )
    require(request.actor, P.LIST_CHECK, row)
    audit.saw("person", row.person_id)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notes.settle(held=row, words=form.cleaned_data["words"], by=request.actor, at=timezone.now())
        messages.success(request, "Noted. The pupil comes on the school’s list once the place is sure")
        return redirect("education:held")
    return render(request, "education/held_one.html", {"row": row, "form": form})


@require_safe
def corrections(request):
    """What schools say is wrong in what one's team told them; for co-ordinators, of every source."""
    require(request.actor, P.LIST_CORRECT)
    rows = list(
        _of_patches(request, Correction.objects.filter(withdrawn_at=None, done_at=None), "school_list__patch")
        .select_related("owner_team", "school_team__organisation")
        .order_by("due_on", "pk")
    )
    audit.saw("correction", *(row.pk for row in rows))
    return render(
        request,
        "education/corrections.html",
        {"rows": rows, "now": timezone.now(), "today": timezone.localdate(), "team": request.actor.membership.team_id},
    )


def correction(request, public_id):
    """One of them: what the school says, and what was found."""
    found = get_object_or_404(
        Correction.objects.select_related(
            "owner_team",
            "school_team__organisation",
            "done_by__membership__user",
            "done_by__membership__role",
            "done_by__membership__team",
            "done_by__area",
        ),
        public_id=public_id,
    )
    require(request.actor, P.LIST_CORRECT, found)
    audit.saw("correction", found.pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            correction_operations.settle(correction=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except correction_operations.AlreadyDone:
            form.add_error(None, "Someone looked into this meanwhile, or the school took it back. Open it again")
        else:
            messages.success(request, "Noted. The school reads it on its next list")
            return redirect("education:corrections")
    return render(
        request,
        "education/correction.html",
        {
            "found": found,
            "form": form,
            "asked": correction_operations.answers_for(found),
            "agreed": _agreed_of(found) if found.is_about_the_roll and not found.done_at else [],
        },
    )


def _agreed_of(found: Correction) -> list:
    """What calls with the school left open about this pupil."""
    agreed = leavers.left_with_something_agreed([found.school_team_id], today=timezone.localdate())
    return [one for one in agreed if one.person_id == found.person_id]


@require_safe
def worries(request):
    """Pupils that schools worry about and that are on no list."""
    require(request.actor, P.LIST_CHECK)
    rows = list(
        _of_patches(request, Worry.objects.filter(check_made=None), "school_list__patch")
        .select_related("school_team__organisation", "person", "case")
        .order_by("reply_at", "pk")
    )
    audit.saw("worry", *(row.pk for row in rows))
    return render(request, "education/worries.html", {"rows": rows, "now": timezone.now()})


def worry(request, public_id):
    """One of them: look the pupil up, and note what was found. The school's reply does not depend on it (SG-17)."""
    found = get_object_or_404(
        Worry.objects.select_related("school_team__organisation", "person", "case"), public_id=public_id
    )
    require(request.actor, P.LIST_CHECK, found)
    audit.saw("worry", found.pk)
    form = CheckedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            worry_operations.check(worry=found, found=form.cleaned_data["found"], by=request.actor, at=timezone.now())
        except worry_operations.AlreadyChecked:
            form.add_error(None, "A colleague noted what was found meanwhile")
        else:
            messages.success(request, "Noted, for co-ordinators alone")
            return redirect("education:worries")
    return render(request, "education/worry.html", {"found": found, "form": form, "now": timezone.now()})
