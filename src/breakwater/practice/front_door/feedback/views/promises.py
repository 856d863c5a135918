"""What an area promises to senders: a number of working days, and who agreed it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require

from ...models import FeedbackPromise
from ...pathway import FEEDBACK
from ..forms.promises import PromiseForm


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request):
    """Say within how many working days senders are told. Duties that run already keep their day."""
    require(request.actor, Permission.ORGANISATIONS_EDIT)
    area = request.post.team.area
    held = FeedbackPromise.objects.filter(area=area).first()
    form = PromiseForm(
        request.POST or None,
        initial={
            "working_days": str(held.working_days if held else FEEDBACK.allows.n),
            "source": held.source if held else "",
        },
    )
    if form.is_valid():
        days = int(form.cleaned_data["working_days"])
        said = {
            "working_days": days,
            "source": form.cleaned_data["source"],
            "changed_at": timezone.now(),
            "changed_by": request.actor,
        }
        kept, _ = FeedbackPromise.objects.update_or_create(area=area, defaults=said)
        audit.did("promised feedback", "area", area.pk, working_days=days)
        messages.success(request, f"From now on senders are told within {days} working day{'s' if days > 1 else ''}")
        return redirect("front_door:promise")
    return render(request, "front_door/sending/promise.html", {"form": form, "held": held, "usual": FEEDBACK})
