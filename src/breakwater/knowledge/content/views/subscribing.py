"""Joining, saying yes, changing and leaving, without an account. Opening a link changes nothing: mail scanners open them all."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import limits
from breakwater.foundation.design.pages import public_page
from breakwater.foundation.design.senders import address_of, is_from_elsewhere
from breakwater.knowledge.policies.registry import area_of_chapter, chapters_followed

from .. import languages, letters, reading
from ..forms.bulletins import JoinForm, SubscriptionForm
from ..models import Subscriber, Topic
from ..operations import subscribing


def _name(here) -> str:
    return here.area.partnership_name if here else ""


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def join(request):
    """The form. Whatever the address is, the answer is the same page, and the mailbox gets the same message."""
    here, now = reading.home_here(), timezone.now()
    asked = request.GET.get("topic", "")
    area, chapters = _chapters_of(request, here)
    form = JoinForm(
        request.POST or None,
        chapters=chapters,
        initial={
            "chapters": [each.public_id for each in chapters],
            "topics": [asked] if asked in Topic.values else [],
            "frequency": "each",
            "language": languages.ENGLISH,
        },
    )
    if here and area != here.area:
        del form.fields["topics"]  # the bulletins are those of this site's own area
    is_flood = False
    if here and form.is_valid():
        if is_from_elsewhere(request):
            raise PermissionDenied
        is_flood = limits.too_many(purpose="join", connection=address_of(request), at=now)
        if not is_flood:
            subscribing.ask(area=area, at=now, **form.cleaned_data)
            return redirect("content:asked")
        form.add_error(None, "Too many of these came from your connection within the hour. Try again in an hour")
    return render(
        request,
        "content/join.html",
        {"form": form, "here": here, "chapters": chapters, "partnership": area.partnership_name if area else ""},
        status=429 if is_flood else 200,
    )


def _chapters_of(request, here):
    """The area whose chapter the address names, with that chapter; else the site's own area and none."""
    public_id = request.GET.get("chapter", "")
    area = area_of_chapter(public_id, request.GET.get("area", "")) if public_id else None
    if area:
        return area, chapters_followed([public_id], area)
    return (here.area if here else None), []


@public_page
@require_safe
def asked(request):
    """Look into your mailbox."""
    return render(request, "content/asked.html", {"partnership": _name(reading.home_here())})


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def say_yes(request, key):
    """The reader of the mailbox says yes, by a button."""
    found = subscribing.open_question(key, at=timezone.now())
    if found is None:
        return render(request, "content/no_question.html", {"partnership": _name(reading.home_here())}, status=404)
    if request.method == "POST":
        reader = subscribing.say_yes(asked=found, at=timezone.now())
        return redirect(f"{reverse('content:subscription', args=[letters.key_of(reader)])}?new=yes")
    topics = [Topic(each).label for each in found.topics]
    topics += [each.name for each in chapters_followed(found.chapters, found.area)]
    return render(
        request,
        "content/say_yes.html",
        {"asked": found, "topics": topics, "partnership": found.area.partnership_name},
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def subscription(request, key):
    """One's own page: what one gets, and the way out."""
    reader = letters.opened(Subscriber, key)
    if reader is None:
        return _gone(request)
    form = SubscriptionForm(
        request.POST or None,
        chapters=chapters_followed(reader.chapters, reader.area),
        initial={
            "topics": reader.topics,
            "chapters": reader.chapters,
            "frequency": reader.frequency,
            "language": reader.language,
        },
    )
    is_changed = form.is_valid()
    if is_changed:
        subscribing.change(reader=reader, **form.cleaned_data)
    return render(
        request,
        "content/subscription.html",
        {
            "form": form,
            "key": key,
            "is_changed": is_changed,
            "partnership": reader.area.partnership_name,
            "is_new": "new" in request.GET and not form.is_bound,
        },
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def leave(request, key):
    """Leave: by the button here, or by the mail program's own (RFC 8058), which posts `List-Unsubscribe=One-Click`."""
    reader = letters.opened(Subscriber, key)
    if request.method == "POST":
        if reader:
            subscribing.leave(reader=reader)
        if request.POST.get("List-Unsubscribe") == "One-Click":
            return HttpResponse("You will get no more of these.", content_type="text/plain; charset=utf-8")
        return redirect("content:left")
    if reader is None:
        return _gone(request)
    return render(request, "content/leave.html", {"key": key, "partnership": reader.area.partnership_name})


@public_page
@require_safe
def left(request):
    """Nothing more comes; the address is forgotten."""
    return render(request, "content/left.html", {"partnership": _name(reading.home_here())})


def _gone(request):
    context = {"partnership": _name(reading.home_here()), "was_readers": True}
    return render(request, "content/no_question.html", context, status=404)
