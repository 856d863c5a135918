"""What a reader sends about a page. It says where a worry goes, and takes nothing away from whoever wrote one (SG-28)."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation.design.pages import public_page

from .. import reading
from ..forms.site import FeedbackForm
from ..operations import sent


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def feedback(request):
    """Keep what was written; with an error, or opened by itself, the form stands on a page of its own."""
    here = reading.home_here()
    form = FeedbackForm(request.POST or None, initial={"about": ""})
    if here and form.is_valid():
        said = form.cleaned_data
        useful = {"yes": True, "no": False}.get(said["was_useful"])
        sent.send(
            area=here.area, about=said["about"], was_useful=useful, words=said["words"], key=said["idempotency"], at=timezone.now()
        )  # fmt: skip
        return redirect("content:thanks")
    return render(request, "content/feedback.html", {"form": form, "partnership": here.area.partnership_name if here else ""})  # fmt: skip


@public_page
@require_safe
def thanks(request):
    return render(request, "content/thanks.html", {})
