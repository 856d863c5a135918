"""The family's side: a link, a number, the plan as it was approved, words of one's own. Nothing stays on the device (SG-24, SG-27)."""

from functools import wraps
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation.design import cookies
from breakwater.foundation.design.pages import NEUTRAL_TITLE, public_page
from breakwater.foundation.design.typed import whole_number
from breakwater.partnership.kit.calendar_file import CalendarEntry, calendar_answer
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import LinkKind
from breakwater.practice.early_help.episodes.operations import links
from breakwater.practice.early_help.family_links import pdf as family_pdf
from breakwater.practice.early_help.family_links.forms import (
    LANGUAGES,
    OWN_NAMES,
    CommentForm,
    DangerForm,
    NumberForm,
    PartForm,
)
from breakwater.practice.early_help.family_links.operations import copies as families
from breakwater.practice.early_help.family_links.operations import family_messages
from breakwater.practice.early_help.family_links.operations import parts as family_parts
from breakwater.practice.early_help.models import LinkDoor

COOKIE, SALT, MINUTES = "family", "early_help.family", 30
LONGEST = 5_000
ELSEWHERE = "https://www.bbc.co.uk/weather"


def _shared(area) -> dict:
    return {
        "title": NEUTRAL_TITLE,
        "partnership": area.partnership_name if area else "",
        "exit_url": reverse("early_help:family_leave"),
        "home_url": reverse("early_help:family_plan"),
    }


def _closed(request):
    """The same words for a link that ended, that never was, that someone guessed at, or behind which nothing is approved."""
    return render(request, "early_help/family/closed.html", _shared(None))


def _held_open(request) -> LinkDoor | None:
    """The door that this browser opened within the last half hour, while it stands."""
    try:
        pk = signing.loads(cookies.held(request, COOKIE), salt=SALT, max_age=MINUTES * 60)
    except signing.BadSignature:
        return None
    door = links.door_still_open(pk, at=timezone.now()) if isinstance(pk, int) else None
    return door if door is not None and door.actor.link == LinkKind.FAMILY else None


def _hold(response, door: LinkDoor):
    return cookies.hold(response, COOKIE, signing.dumps(door.pk, salt=SALT), path="/family", samesite="Strict")


def behind_the_door(view):
    """A page that needs the number to have been given within half an hour; each look keeps it open as long again."""

    @wraps(view)
    def answered(request, *args, **kwargs):
        door = _held_open(request)
        if door is None:
            return _closed(request)
        return _hold(view(request, door, *args, **kwargs), door)

    return public_page(answered)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, token):
    """The link was opened: ask for the number. Five wrong ones end it; which of the two was wrong is never said."""
    now = timezone.now()
    door = links.door_behind(token, at=now)
    if door is None or door.actor.link != LinkKind.FAMILY:
        return _closed(request)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = families.open_door(token=token, number=form.cleaned_data["number"], at=now)
        if opened is not None:
            return _hold(redirect("early_help:family_plan"), opened)
        if links.door_behind(token, at=now) is None:
            return _closed(request)
        form.add_error("number", "That is not the number. After five wrong ones the link ends; ask your worker for it")
    return render(request, "early_help/family/enter.html", _shared(door.actor.area) | {"form": form})


def _copy(door: LinkDoor, holder=None):
    try:
        return families.copy_for(door, holder)
    except families.NothingToRead:
        return None


@behind_the_door
@require_safe
def plan(request, door):
    """The plan, as it was approved for whoever holds the link: one look, under one entry of the audit."""
    with acting_as(door.actor):
        holder = families.holder_of(door)
        copy = _copy(door, holder)
        desk = family_messages.desk_of(door, at=timezone.now(), holder=holder) if holder else None
    if copy is None:
        return _nothing(request, door, desk)
    return _plan(request, door, copy, CommentForm(), desk=desk, thanks="thanks" in request.GET)


def _nothing(request, door, desk=None):
    """Nothing is approved for them: whom they can call, what was answered, and where to write."""
    context = {
        "may_write": family_parts.part_for(door) is not None,
        "desk": desk or family_messages.desk_of(door, at=timezone.now()),
    }
    return render(request, "early_help/family/nothing.html", _shared(door.actor.area) | context)


def _plan(request, door, copy, form, *, desk=None, thanks: bool = False, status: int = 200):
    context = {
        "copy": copy,
        "content": copy.content,
        "language_name": dict(LANGUAGES).get(copy.language, ""),
        "own_name": OWN_NAMES.get(copy.language, ""),
        "form": form,
        "thanks": thanks,
        "desk": desk or family_messages.desk_of(door, at=timezone.now()),
    }
    return render(request, "early_help/family/plan.html", _shared(door.actor.area) | context, status=status)


@behind_the_door
@require_POST
def comment(request, door):
    """Keep what they wrote, once."""
    form = CommentForm(request.POST)
    is_valid = form.is_valid()
    if form.says_danger:
        return _alarm(request, door, request.POST.get("words", "")[:LONGEST], form)
    copy = _copy(door)
    if copy is None:
        return _nothing(request, door)
    if not is_valid:
        return _plan(request, door, copy, form, status=422)
    said = form.cleaned_data
    families.comment(
        door=door, words=said["words"], about=said["about"], goal="", key=said["idempotency"], at=timezone.now()
    )
    return redirect(f"{reverse('early_help:family_plan')}?thanks")


@behind_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def danger(request, door):
    """They or a child are in danger now: what to do first, and one button that tells emergency duty."""
    form = DangerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.is_valid()
        return _alarm(request, door, request.POST.get("words", "")[:LONGEST], form)
    context = {"form": form, "desk": family_messages.desk_of(door, at=timezone.now())}
    return render(request, "early_help/family/danger.html", _shared(door.actor.area) | context)


def _alarm(request, door, words: str, form):
    """The front door hears at once; the page says first what to do now, and whether anybody was alerted (SG-04, SG-24)."""
    key = form.cleaned_data.get("idempotency") or uuid4()
    do_now = family_messages.raise_alarm(door=door, words=words.strip(), key=key, at=timezone.now())
    context = {"do_now": do_now, "desk": family_messages.desk_of(door, at=timezone.now())}
    return render(request, "early_help/family/danger_sent.html", _shared(door.actor.area) | context)


@behind_the_door
@require_http_methods(["GET", "HEAD", "POST"])
def part(request, door):
    """Their own part of the assessment: kept to go on with later, or sent to those who help."""
    found = family_parts.part_for(door)
    if found is None:
        return _nothing(request, door)
    initial = {**found.values, "revision": found.revision}
    form = PartForm(request.POST if request.method == "POST" else None, asked=found.asked, initial=initial)
    theirs: list = []
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        revision, sends = whole_number(said.pop("revision")) or 0, "send" in request.POST
        try:
            families.write_part(door=door, words=said, revision=revision, send=sends, at=timezone.now())
        except family_parts.PartChanged as fault:
            data = request.POST.copy()
            data["revision"] = str(fault.theirs.revision)
            form, found = PartForm(data, asked=found.asked), fault.theirs
            form.add_error(
                None, "You wrote on another device too. Both are below: put into the boxes what you want to keep."
            )
            theirs = [(one["label"], found.values.get(one["key"], "")) for one in found.asked]
        else:
            return redirect(f"{reverse('early_help:family_part')}?{'sent' if sends else 'kept'}")
    context = {
        "part": found,
        "form": form,
        "theirs": theirs,
        "sent": "sent" in request.GET,
        "kept": "kept" in request.GET,
        "desk": family_messages.desk_of(door, at=timezone.now()),
    }
    return render(
        request, "early_help/family/part.html", _shared(door.actor.area) | context, status=409 if theirs else 200
    )


@behind_the_door
@require_safe
def pdf(request, door):
    """The same as a paper: tagged, so that a screen reader reads it."""
    copy = _copy(door)
    if copy is None:
        return _closed(request)
    answer = HttpResponse(family_pdf.paper(copy), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="plan.pdf"'
    return answer


@behind_the_door
@require_safe
def calendar(request, door):
    """When the family meets, for a calendar: the time and nothing else, and only for those who may know."""
    copy = _copy(door)
    meeting = copy.content.get("meeting") if copy else None
    if not meeting:
        return _closed(request)
    return calendar_answer(
        CalendarEntry(
            uid=meeting["id"],
            made_at=copy.approved_at,
            starts_at=parse_datetime(meeting["at"]),
            ends_at=parse_datetime(meeting["ends"]) if meeting["ends"] else None,
            url=settings.SITE_URL,
            summary="Meeting",
            sequence=meeting.get("sequence", 0),
        ),
        "meeting",
    )


@public_page
@require_safe
def leave(request):
    """Away at once: the number is asked for again."""
    response = redirect(ELSEWHERE)
    cookies.drop(response, COOKIE, path="/family", samesite="Strict")
    return response
