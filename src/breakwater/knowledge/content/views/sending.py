"""What a reader sends about a page. It says where a worry goes, and takes nothing away from whoever wrote one (SG-28)."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import limits
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere

from .. import reading
from ..forms.site import FeedbackForm, PoliceForm, UsedForm
from ..operations import sent


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def feedback(request):
    """Keep what was written; with an error, or opened by itself, the form stands on a page of its own."""
    here = reading.home_here()
    form = (UsedForm if "setting" in request.POST else FeedbackForm)(request.POST or None, initial={"about": ""})
    if here and form.is_valid():
        said = form.cleaned_data
        useful = {"yes": True, "no": False}.get(said["was_useful"])
        sent.send(
            area=here.area,
            about=said["about"],
            was_useful=useful,
            words=said["words"],
            key=said["idempotency"],
            at=timezone.now(),
            setting=said.get("setting", ""),
        )
        return redirect("content:thanks")
    return render(
        request, "content/feedback.html", {"form": form, "partnership": here.area.partnership_name if here else ""}
    )


@public_page
@require_safe
def thanks(request):
    return render(request, "content/thanks.html", {})


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def ask_the_police(request):
    """A question to the police education team, which answers Monday to Friday. Crimes and worries go elsewhere, and it says where."""
    here, now = reading.home_here(), timezone.now()
    form = PoliceForm(request.POST or None)
    is_flood = False
    if here and form.is_valid():
        if is_from_elsewhere(request):
            raise PermissionDenied
        said = form.cleaned_data
        is_flood = limits.too_many(purpose="police", connection=address_of(request), at=now)
        if not is_flood:
            facts = {name: said[name] for name in ("wants", "asked_by", "email", "words")}
            sent.ask_the_police(area=here.area, key=said["idempotency"], at=now, **facts)
            return redirect("content:police_thanks")
        form.add_error(
            None, "Too many questions came from your connection within the hour. Try again in an hour, or call 101"
        )
    return render(
        request,
        "content/ask_the_police.html",
        {
            "form": form,
            "here": here,
            "read_on": sent.read_on(now),
            "partnership": here.area.partnership_name if here else "",
        },
        status=429 if is_flood else 200,
    )


@public_page
@require_safe
def police_thanks(request):
    """When it is read."""
    return render(request, "content/police_thanks.html", {"read_on": sent.read_on(timezone.now())})
