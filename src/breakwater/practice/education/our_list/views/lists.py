"""The school's part: its list, what it says of each pupil, a pupil it worries about. It finds its own lists alone."""

from functools import wraps
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.casework.handovers.receipts import held_of
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import ContactPoint, DutyPost
from breakwater.practice.education.answers import pages
from breakwater.practice.education.answers.operations import answers, corrections, worries
from breakwater.practice.education.answers.operations.answers import Said
from breakwater.practice.education.lists.operations import reminders
from breakwater.practice.education.models import (
    AnswerKind,
    Correction,
    FileReceipt,
    FileTransfer,
    Letter,
    ListRow,
    Marker,
    SchoolList,
    SourceState,
    Worry,
)
from breakwater.practice.education.our_list.forms import AnswerForm, WorryForm
from breakwater.practice.education.papers import operations as paper_operations

P = Permission
LOOKED_INTO = "Somebody has looked into it already, so it stands."
WITH = ("team__organisation", "area", "fortnight", "patch", "acknowledged_by__membership__user")


def _found(request, public_id: str, permission: Permission = P.LIST_READ) -> SchoolList:
    found = get_object_or_404(SchoolList.objects.select_related(*WITH), public_id=public_id)
    require(request.actor, permission, found)
    audit.saw("school_list", found.pk)
    return found


def of_a_row(view):
    """The view of one row, which gets the row. Of a pupil whom the school called not its own it leads back to the list."""

    @wraps(view)
    def opened(request, public_id, **more):
        with_list = ListRow.objects.select_related("list__area", "list__team__organisation", "list__fortnight", "pupil")
        row = with_list.filter(public_id=public_id).first()
        if row is None:
            return _back_to_gone(request, public_id)
        require(request.actor, P.LIST_ANSWER, row.list)
        audit.saw("school_list", row.list_id)
        audit.saw("person", row.person_id)
        return view(request, row, **more)

    return opened


def _back_to_gone(request, row: str):
    require(request.actor, P.LIST_ANSWER)
    said = answers.called_not_ours(request.actor.membership.team.area, row)
    if said is None:
        raise Http404
    messages.warning(request, "You said that this pupil is not on your roll. Undo that first, if it was a mistake.")
    return redirect(f"{_address(said.school_list)}#row-{said.row_code}")


@require_safe
def ours(request):
    """The present list and the one before, replies, and files to send on."""
    require(request.actor, P.LIST_READ)
    now, team = timezone.now(), request.actor.membership.team
    lists = list(
        SchoolList.objects.filter(team=team).select_related("fortnight").order_by("-fortnight__period", "-version")
    )
    replies = list(Worry.objects.filter(school_team=team).order_by("-made_at", "-pk")[:10])
    files = list(FileTransfer.objects.filter(school_team=team).order_by("sent_at", "due_on", "pk")[:20])
    letters = list(Letter.objects.filter(school_team=team, sent_at__isnull=False).order_by("-sent_at", "-pk")[:4])
    audit.saw("worry", *(one.pk for one in replies))
    audit.saw("letter", *(one.pk for one in letters))
    coming = list(FileReceipt.objects.filter(school_team=team, said_at=None).order_by("due_on", "pk")[:20])
    audit.saw("file_receipt", *(one.pk for one in coming))
    audit.saw("file_transfer", *(one.pk for one in files))
    return render(
        request,
        "education/ours.html",
        {
            "lists": lists,
            "replies": replies,
            "files": [one for one in files if one.sent_at is None],
            "now": now,
            "reply_words": worries.REPLY_WORDS,
            "today": timezone.localdate(),
            "letters": letters,
            "coming": coming,
        },
    )


@require_safe
def one(request, public_id):
    """The list, what changed on top."""
    found = _found(request, public_id)
    now = timezone.now()
    found = answers.open_list(school_list=found, by=request.actor, at=now)
    found = SchoolList.objects.select_related(*WITH).get(pk=found.pk)
    page = pages.page_of(found, now=now, may_start=may(request.actor, P.EPISODE_START))
    gone = list(corrections.of_the_roll().filter(school_list=found).order_by("named_as", "pk"))
    audit.saw("person", *(shown.row.person_id for shown in page.rows), *(said.person_id for said in gone))
    states = SourceState.objects.behind(found)
    return render(
        request,
        "education/school_list.html",
        {
            "found": found,
            "page": page,
            "gone": gone,
            "now": now,
            "today": timezone.localdate(),
            "reader": request.actor.membership.user.name,
            "not_covered": pages.not_covered(found.area, states),
            "new_key": uuid4,
            "coordinator": DutyPost.objects.filter(patch=found.patch, team=found.link_team_id).first()
            if found.patch_id
            else None,
            "may_print": paper_operations.may_print(request.actor, found, at=now),
            "holiday_numbers": _holiday_numbers(found) if found.fortnight.is_before_holiday else [],
        },
    )


def _holiday_numbers(found: SchoolList):
    today = timezone.localdate()
    purposes = (ContactPoint.Purpose.FRONT_DOOR, ContactPoint.Purpose.OUT_OF_HOURS)
    points = ContactPoint.objects.filter(area=found.area, purpose__in=purposes, effective_from__lte=today)
    return list(points.exclude(effective_to__lt=today).order_by("purpose", "order", "pk"))


@require_POST
@of_a_row
def right(request, row):
    """One tap: this row is right."""
    return _answered(request, row, Said(kind=AnswerKind.RIGHT), _key(request))


@of_a_row
def answer(request, row):
    """Say something else of a row."""
    flags = list(row.flags.select_related("rule").order_by("rule__order", "pk"))
    form = AnswerForm(
        request.POST or None,
        cohorts=[flag.rule.words for flag in flags],
        going_on=[flag.rule.words for flag in flags if flag.marker != Marker.ENDED],
        is_before_holiday=row.list.fortnight.is_before_holiday,
    )
    if request.method == "POST" and form.is_valid():
        return _answered(request, row, form.said(), form.cleaned_data["idempotency"])
    return render(request, "education/answer.html", {"row": row, "form": form})


def _answered(request, row: ListRow, said: Said, key: UUID):
    try:
        answers.answer(row=row, said=said, key=key, by=request.actor, at=timezone.now())
    except answers.NotOpened:
        messages.warning(request, "Open the list first, then answer.")
    return redirect(f"{_address(row.list)}#row-{row.pupil.code}")


@require_POST
@of_a_row
def undo(request, row):
    try:
        answers.undo(row=row, by=request.actor, at=timezone.now())
    except answers.NothingToUndo:
        messages.warning(request, f"{LOOKED_INTO} Say what is so now instead.")
    return redirect(f"{_address(row.list)}#row-{row.pupil.code}")


@require_POST
def theirs_after_all(request, public_id):
    """Take back that a pupil is not on the roll."""
    said = get_object_or_404(Correction.objects.select_related("area", "school_list"), public_id=public_id)
    require(request.actor, P.LIST_ANSWER, said)
    try:
        answers.theirs_after_all(correction=said, by=request.actor, at=timezone.now())
    except answers.NothingToUndo:
        messages.warning(request, f"{LOOKED_INTO} If the pupil is yours after all, ring your link co-ordinator.")
    return redirect(f"{_address(said.school_list)}#row-{said.row_code}")


@require_POST
@of_a_row
def upn(request, row):
    """Show one pupil's UPN whole; that it was shown is on record."""
    audit.did("showed the UPN of", "person", row.person_id)
    return render(request, "education/upn.html", {"row": row})


@require_POST
def unchanged(request, public_id):
    """Say "right" of every unchanged row at once; they are shown as said so."""
    found = _found(request, public_id, P.LIST_ANSWER)
    try:
        number = answers.answer_unchanged(school_list=found, key=_key(request), by=request.actor, at=timezone.now())
    except answers.NotOpened:
        messages.warning(request, "Open the list first, then answer.")
    else:
        messages.success(
            request, f"{number} unchanged {'pupil is' if number == 1 else 'pupils are'} answered at once, and marked so"
        )
    return redirect("education:school_list", public_id)


@require_POST
def acknowledge(request, public_id):
    found = _found(request, public_id, P.LIST_ANSWER)
    try:
        answers.acknowledge(school_list=found, by=request.actor, at=timezone.now())
    except answers.NotOpened:
        messages.warning(request, "Open the list first, then answer.")
    except answers.RowsNotAnswered:
        messages.warning(request, "Some pupils have no answer yet. Answer them first.")
    else:
        messages.success(request, "Thank you. Your list is answered")
    return redirect("education:school_list", public_id)


def worry(request, public_id):
    """A pupil that the school worries about and that is not on its list."""
    found = _found(request, public_id, P.LIST_ANSWER)
    roll = worries.roll_of(request.actor, timezone.localdate())
    form = WorryForm(request.POST or None, roll=roll)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        told = worries.Told(
            words=of["words"],
            significant_harm=of["harm"],
            person=form.person,
            named_as=of["name"] if not form.person else "",
            danger=of["danger"] or None,
        )
        made = worries.tell(school_list=found, told=told, key=of["idempotency"], by=request.actor, at=timezone.now())
        return redirect("education:worry_told", made.public_id)
    audit.saw("person", *(place.person_id for place in roll))
    return render(
        request, "education/worry_new.html", {"found": found, "form": form, "numbers": _holiday_numbers(found)}
    )


@require_safe
def worry_told(request, public_id):
    """What happens next: the same for everyone, and whom to ring (SG-17)."""
    require(request.actor, P.LIST_READ)
    made = get_object_or_404(Worry.objects.select_related("school_list__area", "case"), public_id=public_id)
    if made.school_team_id != request.actor.membership.team_id:
        raise Http404
    audit.saw("worry", made.pk)
    now = timezone.now()
    return render(
        request,
        "education/worry_told.html",
        {
            "made": made,
            "numbers": _holiday_numbers(made.school_list),
            "now": now,
            "reply_words": worries.REPLY_WORDS,
            "held": held_of(made.case, now) if made.case else None,
        },
    )


@require_POST
def file_sent(request, public_id):
    transfer = get_object_or_404(FileTransfer, public_id=public_id)
    require(request.actor, P.LIST_ANSWER, transfer)
    reminders.file_sent(transfer=transfer, by=request.actor, at=timezone.now())
    messages.success(request, "Noted: the file is sent on")
    return redirect("education:our_list")


def _address(school_list: SchoolList) -> str:
    return redirect("education:school_list", school_list.public_id).url


def _key(request) -> UUID:
    try:
        return UUID(request.POST.get("idempotency", ""))
    except ValueError:
        raise Http404 from None
