"""What every page of an area's forms does: whose they are, what stands in the draft, and a change made once."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from breakwater.casework.recording.editing import operations as keeping
from breakwater.casework.recording.editing.examples import examples
from breakwater.casework.recording.editing.history import draft_of
from breakwater.casework.recording.forms.pieces import SureForm
from breakwater.casework.recording.models import Form, FormDraft
from breakwater.foundation import audit
from breakwater.foundation.dates.in_words import exact_moment
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, require


def own_area(request):
    """The area whose forms the acting post keeps."""
    require(request.actor, Permission.FORMS_EDIT)
    return request.actor.membership.team.area


def form_or_404(request, key: str) -> tuple[Form, object]:
    """A form that the product or this area has, and the area."""
    area = own_area(request)
    form = get_object_or_404(Form, key=key)
    audit.saw("form", form.pk)
    return form, area


def draft_or_404(request, public_id: str) -> FormDraft:
    area = own_area(request)
    draft = draft_of(area, public_id)
    if draft is None:
        raise Http404
    audit.saw("form", draft.form_id)
    return draft


def title_of(form: Form, area) -> str:
    """What the form is called in the area."""
    example = examples().get(form.key)
    return example.form.title if example else form.title


def change(
    request, draft: FormDraft, form, edit: Callable[[dict], str], piece: Callable[[dict], object] | None = None
) -> bool:
    """Make a change of the draft from a form that is valid; what stands in the way is told in the form. True when made."""
    seen = form.cleaned_data.get("seen", "")
    try:
        keeping.change(
            draft=draft,
            edit=edit,
            key=form.cleaned_data["idempotency"],
            by=request.actor,
            at=timezone.now(),
            piece=piece if seen else None,
            seen=seen,
        )
    except Refusal as refusal:
        is_clash = isinstance(refusal, keeping.ChangedMeanwhile)
        form.add_error(None, clashed(refusal, form, draft, piece) if is_clash else refusal.words)
    else:
        return True
    return False


def clashed(clash, form, draft, piece) -> str:
    """Who changed the same piece, when, and what to do; the page is drawn on what stands now, with what was typed."""
    step = clash.step
    who = step.by.membership.user.name if step and step.by.membership_id else "Someone"
    when = f" ({exact_moment(step.at)})" if step else ""
    draft.refresh_from_db()
    form.data = form.data.copy()
    form.data["seen"] = keeping.fingerprint(piece(keeping.data_of(draft)))
    return f"{who} changed this while you had it open{when}. What you typed is still here; what is saved now is shown beneath it. Save again to put yours in its place"


def changed_by_button(request, draft: FormDraft, edit: Callable[[dict], str], back: str):
    """A change that a button alone makes: done, or told why not, and back to the page."""
    form = SureForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Open this page again, then press the button once more")
    elif not change(request, draft, form, edit):
        messages.error(request, form.non_field_errors()[0])
    return redirect(back)
