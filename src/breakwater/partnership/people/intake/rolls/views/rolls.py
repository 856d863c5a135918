"""Sending a roll, seeing what it would change, taking it in, undoing it. A school finds its own rolls alone (SG-14)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit, storage
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation, Team
from breakwater.partnership.people.intake.reading.fields import FIELDS
from breakwater.partnership.people.intake.reading.rows import NotARoll
from breakwater.partnership.people.models import Roll, RollOutcome, RollTie

from ..forms import ColumnsForm, ConfirmForm, RollForm
from ..operations import deciding, receiving, reversing, undoing

P = Permission
A_PAGE = 20
SHOWN = 30
SAMPLE = [
    ["UPN", "Surname", "Forename", "Date of birth", "Sex", "Year group", "Address", "Postcode", "Entry date"],
    ["", "Example", "Robin", "14/03/2016", "F", "6", "12 Invented Street", "PO1 2AB", "01/09/2020"],
]
WITH = (
    "team__organisation",
    "area",
    "by__membership__user",
    "by__membership__role",
    "by__membership__team",
    "by__area",
    "confirmed_by__membership__user",
    "confirmed_by__membership__role",
    "confirmed_by__membership__team",
    "confirmed_by__area",
)


def _is_the_authority(request) -> bool:
    return may(request.actor, P.ROLL_SETTLE)


def _schools(request):
    teams = Team.objects.filter(
        area=request.actor.area_id_acting,
        closed_on=None,
        organisation__kind=Organisation.Kind.SCHOOL,
        organisation__closed_on=None,
    )
    return teams.select_related("organisation", "area").order_by("organisation__name", "pk")


def _found(request, public_id: str) -> Roll:
    roll = get_object_or_404(Roll.objects.select_related(*WITH), public_id=public_id)
    require(request.actor, P.ROLL_SEND, roll)
    audit.saw("roll", roll.pk)
    return roll


@require_safe
def all_rolls(request):
    """The rolls that came: a school's own, or all of the area with what waits for the authority."""
    require(request.actor, P.ROLL_SEND)
    found = Roll.objects.filter(area=request.actor.area_id_acting).select_related(*WITH).order_by("-received_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    audit.saw("roll", *(roll.pk for roll in page))
    context = {"page": page, "now": timezone.now(), "authority": _is_the_authority(request)}
    if context["authority"]:
        area = request.actor.area_id_acting
        waiting = deciding.places_to_confirm(area)
        teams = {team.pk: team for team in _schools(request).filter(pk__in=waiting)}
        context |= {
            "rows": RollTie.objects.filter(area=area, state=RollTie.State.WAITING).count(),
            "held": list(found.filter(Roll.WAITS_FOR_THE_AUTHORITY)[:A_PAGE]),
            "places": [(teams[pk], number) for pk, number in waiting.items() if pk in teams],
        }
    return render(request, "people/rolls/rolls.html", context)


def new(request):
    """Send a roll. It is shown before anything changes."""
    require(request.actor, P.ROLL_SEND)
    schools = _schools(request) if _is_the_authority(request) else None
    form = RollForm(request.POST or None, request.FILES or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        team = request.actor.membership.team
        if schools is not None:
            team = schools.get(public_id=form.cleaned_data["school"])
        upload = form.cleaned_data["file"]
        try:
            roll = receiving.show(
                team=team,
                content=upload.read(),
                name=upload.name,
                by=request.actor,
                at=timezone.now(),
                key=form.cleaned_data["idempotency"],
            )
        except (NotARoll, storage.Refused) as fault:
            form.add_error("file", str(fault))
        except receiving.TakenInAlready as known:
            messages.success(request, "This very file is your last roll already. Nothing has changed.")
            return redirect("people:roll", known.roll.public_id)
        else:
            return redirect("people:roll", roll.public_id)
    return render(request, "people/rolls/new.html", {"form": form, "fields": FIELDS})


@require_safe
def sample(request):
    """A file with the columns and one row to write over."""
    require(request.actor, P.ROLL_SEND)
    return csv_answer("school-roll.csv", SAMPLE)


def one(request, public_id):
    """One roll: what it would change, how far it is, or what it changed; and somebody's word that it is right."""
    roll = _found(request, public_id)
    state, now = Roll.State, timezone.now()
    if roll.state == state.COLUMNS:
        return redirect("people:roll_columns", roll.public_id)
    context = {
        "roll": roll,
        "authority": _is_the_authority(request),
        "now": now,
        "shown": SHOWN,
        "fault": "",
        "form": None,
        "compared": None,
        "outcome": None,
        "places": 0,
        "rows": 0,
        "decided": [],
        "counts": roll.counts,
    }
    if roll.state in (state.SHOWN, state.HELD) and not roll.deleted_at:
        try:
            _, compared = receiving.comparison_of(roll, at=now)
        except NotARoll as fault:
            context["fault"] = str(fault)
            return render(request, "people/rolls/roll.html", context)
        form = ConfirmForm(
            request.POST if request.method == "POST" and roll.state == state.SHOWN else None,
            left=len(compared.left),
            whole=roll.is_whole,
        )
        if request.method == "POST" and roll.state == state.SHOWN and form.is_valid():
            return _confirm(request, roll, form)
        context |= {"compared": compared, "form": form, "counts": compared.counts}
    if context["authority"]:
        context["outcome"] = RollOutcome.objects.filter(roll=roll).first()
        context["places"] = deciding.places_to_confirm(roll.area_id, team=roll.team).get(roll.team_id, 0)
        context["decided"] = list(reversing.ties_decided_in(roll)[:SHOWN])
        audit.saw("roll_row", *(tie.pk for tie in context["decided"]))
        context["rows"] = RollTie.objects.filter(pupil__seen_in=roll, state=RollTie.State.WAITING).count()
    return render(request, "people/rolls/roll.html", context)


def _confirm(request, roll: Roll, form: ConfirmForm):
    try:
        roll = receiving.confirm(roll=roll, leavers_go=form.leavers_go, by=request.actor, at=timezone.now())
    except receiving.GoneAlready:
        messages.warning(request, "This roll was dropped, or its file is deleted. Send it again.")
    except receiving.TakenInAlready:
        messages.warning(request, "The same file was taken in meanwhile. Nothing has changed.")
    except receiving.Busy:
        messages.warning(request, "Another roll of this school is being taken in. Try again in a minute.")
    return redirect("people:roll", roll.public_id)


def columns(request, public_id):
    """Say what the columns of a table hold; it is remembered for this school."""
    roll = _found(request, public_id)
    if roll.state not in (Roll.State.COLUMNS, Roll.State.SHOWN) or roll.deleted_at or not roll.headings:
        return redirect("people:roll", roll.public_id) if roll.state != Roll.State.COLUMNS else redirect("people:rolls")
    form = ColumnsForm(request.POST if request.method == "POST" else None, headings=roll.headings)
    if request.method == "POST" and form.is_valid():
        try:
            receiving.name_columns(roll=roll, read_as=form.read_as, by=request.actor, at=timezone.now())
        except NotARoll as fault:
            form.add_error(None, str(fault))
        except receiving.GoneAlready:
            messages.warning(request, "This roll was taken in or dropped meanwhile.")
            return redirect("people:rolls")
        else:
            return redirect("people:roll", roll.public_id)
    return render(request, "people/rolls/columns.html", {"roll": roll, "form": form})


@require_POST
def drop(request, public_id):
    roll = _found(request, public_id)
    receiving.drop(roll=roll, by=request.actor, at=timezone.now())
    messages.success(request, "The roll is dropped, and its file deleted. Nothing has changed.")
    return redirect("people:rolls")


@require_POST
def release(request, public_id):
    """The authority lets a roll be taken in that would end many places (SG-14)."""
    roll = _found(request, public_id)
    require(request.actor, P.ROLL_SETTLE, roll)
    try:
        receiving.release(
            roll=roll, leavers_go=request.POST.get("leavers") == "go", by=request.actor, at=timezone.now()
        )
    except receiving.GoneAlready:
        messages.warning(request, "This roll was released or dropped meanwhile.")
    except receiving.Busy:
        messages.warning(request, "Another roll of this school is being taken in. Try again in a minute.")
    return redirect("people:roll", roll.public_id)


@require_POST
def again(request, public_id):
    """The authority goes on with a roll whose work has stopped, or takes in no more of it."""
    roll = _found(request, public_id)
    require(request.actor, P.ROLL_SETTLE, roll)
    act = receiving.stop if request.POST.get("act") == "stop" else receiving.again
    act(roll=roll, by=request.actor, at=timezone.now())
    return redirect("people:roll", roll.public_id)


def undo(request, public_id):
    """Undo a roll: asked once, done by a job. Once the authority has acted on it, a school asks, and it is undone or kept (SG-14)."""
    roll = _found(request, public_id)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "keep":
                require(request.actor, P.ROLL_SETTLE, roll)
                undoing.keep(roll=roll, by=request.actor, at=timezone.now())
            else:
                undoing.undo(roll=roll, by=request.actor, at=timezone.now())
        except receiving.GoneAlready:
            messages.warning(request, "This roll is not taken in, so there is nothing to undo.")
        except receiving.Busy:
            messages.warning(request, "Another roll of this school is being taken in. Try again in a minute.")
        return redirect("people:roll", roll.public_id)
    if roll.state != Roll.State.TAKEN or roll.waits_to_be_undone:
        return redirect("people:roll", roll.public_id)
    authority = _is_the_authority(request)
    at_once = authority or undoing.may_be_undone_by_its_school(roll, at=timezone.now())
    return render(request, "people/rolls/undo.html", {"roll": roll, "authority": authority, "at_once": at_once})


@require_safe
def refused(request, public_id):
    """The lines that were not taken in, to mend in the school's own system. No value of a line stands here."""
    roll = _found(request, public_id)
    if not (roll.refused or roll.remarks):
        raise Http404
    rows = [["Line", "Field", "What is wrong"], *roll.refused, *roll.remarks]
    return csv_answer("lines-to-mend.csv", rows)
