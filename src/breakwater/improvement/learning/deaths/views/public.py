"""Anyone notifies a death: a professional without an account sends it here, and reads nothing of what becomes of it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from breakwater.foundation import limits
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.public_page import PublicPage

from ...doors import SHARED
from .. import forms, lookup
from ..operations import notifying


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def notify(request):
    """What is known now, once; what was typed stays in the boxes where it cannot be sent."""
    is_sent, at = request.method == "POST", timezone.now()
    if is_sent and is_from_elsewhere(request):
        raise PermissionDenied
    form = forms.PublicNotifyForm(request.POST if is_sent else None)
    is_flood = is_sent and form.is_valid() and limits.too_many(purpose="death", connection=address_of(request), at=at)
    if is_flood:
        form.add_error(
            None, "Too many of these came from your connection within the hour. Call the child death review team"
        )
    elif is_sent and form.is_valid():
        facts = {"area": form.of_area, "key": form.cleaned_data["idempotency"], "at": at}
        sent = run(form, notifying.notify_without_account, form.facts(), **facts)
        if sent is not None:
            more = {"reference": sent, "to_call": lookup.numbers_of(form.of_area, at)}
            return render(request, "learning/deaths/notified.html", SHARED | more)
    context = SHARED | {"form": form}
    return render(request, "learning/deaths/notify_public.html", context, status=429 if is_flood else 200)


VIEWS = (PublicPage("notify-a-death/", notify, "death_notify_public"),)
