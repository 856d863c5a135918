"""One list, as the co-ordinators see it: check it, release it, recall it, note beside a row."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.lists import pages
from breakwater.practice.education.lists.forms import FewReadersForm, NoteForm, RecallForm
from breakwater.practice.education.lists.operations import new_versions, notes
from breakwater.practice.education.lists.operations import release as release_operations
from breakwater.practice.education.models import ListRow, SchoolList

P = Permission
WITH = (
    "team__organisation",
    "area",
    "fortnight",
    "patch",
    "opened_by__membership__user",
    "opened_by__membership__role",
    "opened_by__membership__team",
    "opened_by__area",
)


def _found(request, public_id: str) -> SchoolList:
    found = get_object_or_404(SchoolList.objects.select_related(*WITH), public_id=public_id)
    require(request.actor, P.LIST_CHECK, found)
    audit.saw("school_list", found.pk)
    return found


@require_safe
def one(request, public_id):
    """What stands out, then the rows as the school will read them."""
    found = _found(request, public_id)
    page = pages.page_of(found, now=timezone.now())
    audit.saw("person", *(shown.row.person_id for shown in page.school.rows))
    return render(request, "education/list.html", {"found": found, "page": page, "now": timezone.now()})


@require_POST
def check(request, public_id):
    """Say that one looked it through, or take that back."""
    found = _found(request, public_id)
    back = request.POST.get("act") == "back"
    try:
        (release_operations.uncheck if back else release_operations.check)(
            school_list=found, by=request.actor, at=timezone.now()
        )
    except release_operations.IsOut:
        messages.warning(request, "This list is out already. A wrong one is recalled.")
        return redirect("education:list", public_id)
    messages.success(request, "It is to be checked again" if back else f"Checked: {found.team.organisation.name}")
    following = (
        SchoolList.objects.filter(
            fortnight=found.fortnight,
            patch=found.patch,
            state=SchoolList.State.BUILT,
            team__organisation__name__gt=found.team.organisation.name,
        )
        .order_by("team__organisation__name")
        .first()
    )
    if back or following is None:
        return redirect("education:list", public_id) if back else redirect("education:fortnight")
    return redirect("education:list", following.public_id)


def release(request, public_id):
    """Give it to the school. Asked only where too few there may read it (SG-16)."""
    found = _found(request, public_id)
    form = FewReadersForm(request.POST if "because" in request.POST else None)
    because = form.cleaned_data["because"] if form.is_bound and form.is_valid() else ""
    early = found.fortnight.period > timezone.localdate() and not found.released_at
    if request.method == "POST" and early and not form.is_bound and "early" not in request.POST:
        context = {
            "fortnight": found.fortnight,
            "many": 1,
            "patch": "",
            "school_list": found,
            "today": timezone.localdate(),
        }
        return render(request, "education/release_early.html", context)
    if request.method == "POST" and not (form.is_bound and not because):
        try:
            release_operations.release(
                school_list=found, few_readers_because=because, by=request.actor, at=timezone.now()
            )
        except release_operations.TooFewReaders:
            pass
        except release_operations.IsOut:
            messages.warning(request, "This list was released meanwhile.")
            return redirect("education:list", public_id)
        except release_operations.NotChecked:
            messages.warning(request, "Check the list first.")
            return redirect("education:list", public_id)
        except release_operations.OfAnEarlierDay:
            messages.warning(request, "This list is for a later day. It can be released on that day.")
            return redirect("education:list", public_id)
        else:
            messages.success(request, f"The list of {found.team.organisation.name} is out, and the school is told")
            return redirect("education:fortnight")
    return render(request, "education/few_readers.html", {"found": found, "form": form})


def recall(request, public_id):
    """Take a wrong list back, as an incident."""
    found = _found(request, public_id)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_operations.recall(
                school_list=found, because=form.cleaned_data["because"], by=request.actor, at=timezone.now()
            )
        except release_operations.NotOut:
            form.add_error(None, "This list is not out, or was recalled meanwhile")
        else:
            messages.success(request, "Recalled: the school reads it no more. Information governance is told")
            return redirect("education:list", public_id)
    return render(request, "education/recall.html", {"found": found, "form": form})


@require_POST
def anew(request, public_id):
    """Have the list made anew: the new version of a recalled one, or what was settled since it was made."""
    found = _found(request, public_id)
    try:
        new_versions.ask(school_list=found, by=request.actor, at=timezone.now())
    except new_versions.NotAnew:
        messages.warning(request, "This list is out, or a later one is. A wrong one is recalled.")
        return redirect("education:list", public_id)
    messages.success(
        request, f"The list of {found.team.organisation.name} is being made anew. Check it here in a minute"
    )
    mine = found.patch in grid.patches_of(request.actor, timezone.localdate())
    which = grid.MINE if mine else "all"
    return redirect(f"{redirect('education:fortnight').url}?patch={which}&period={found.fortnight.period.isoformat()}")


def note(request, public_id):
    """Note something beside a row, for co-ordinators alone."""
    row = get_object_or_404(ListRow.objects.select_related("list__team__organisation", "pupil"), public_id=public_id)
    require(request.actor, P.LIST_CHECK, row.list)
    audit.saw("person", row.person_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notes.note(
            row=row,
            words=form.cleaned_data["words"],
            worry=form.cleaned_data["worry"] or "",
            key=form.cleaned_data["idempotency"],
            by=request.actor,
            at=timezone.now(),
        )
        return redirect("education:list", row.list.public_id)
    return render(request, "education/note.html", {"row": row, "form": form})
