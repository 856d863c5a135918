"""Around sign-in: what is switched off, the second factor, kept text, staying signed in."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from breakwater.delivery.web import sessions
from breakwater.foundation.design.moments import spoken
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.typed import whole_number


@public_page
def absent(request, **kwargs):
    """A page of the sign-in library that this service does without."""
    raise Http404


@require_safe
def second_factor(request):
    """Ask for a passkey or a code before anything else opens."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if sessions.has_second_factor(request):
        return redirect("web:today")
    return render(request, "web/second_factor.html", {"name": request.user.name})


@require_POST
def keep_alive(request):
    """The person is here. The rules of the session have noted it already."""
    request.session[sessions.SEEN] = sessions.now()
    return HttpResponse(status=204)


@sensitive_post_parameters()
def kept(request):
    """Give back what was being sent when a sign-in ended."""
    waiting = sessions.kept_text(request.user)
    if request.method == "POST":
        number = whole_number(request.POST.get("number"))
        if number is not None and number < len(waiting):
            sessions.forget_text(request.user, number)
            messages.success(request, "Forgotten")
        return redirect("web:kept" if len(waiting) > 1 else "web:today")
    texts = [
        {
            "number": number,
            "path": entry["path"],
            "at": spoken(datetime.fromtimestamp(entry["at"], get_current_timezone())),
            "files": entry["files"],
            "fields": [{"name": name, "value": value} for name, value in entry["fields"]],
            "words": [value for name, value in entry["fields"] if name != "idempotency" and " " in value.strip()],
        }
        for number, entry in enumerate(waiting)
    ]
    return render(request, "web/kept.html", {"texts": texts})
