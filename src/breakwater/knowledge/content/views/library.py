"""The library for everyone: finding, opening, keeping, sharing, offering."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page, light_page, public_page
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from .. import presenting, reading
from ..forms.site import CollectionForm, OfferForm, UsedForm, WishForm
from ..models import Collection, Resource
from ..models.resources import OF_RESOURCE
from ..operations import collections, library, sent

PAGE = 20
COOKIE = "collection"


def _published():
    return library.published(london_date(timezone.now()))


@light_page
@require_safe
def finding(request):
    """By subject, age, kind, reader and length: codes alone, so that a choice can be sent as a link."""
    here = reading.home_here()
    form = WishForm(request.GET if set(request.GET) & set(WishForm.base_fields) else None)
    wish = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = _published().filter(area=here.area) if here else _published().none()
    filters = {
        "subject": "subject",
        "key_stage": "key_stages__contains",
        "sort": "sort",
        "who": "audiences__contains",
        "setting": "settings__contains",
        "minutes": "minutes__lte",
    }
    for name, lookup in filters.items():
        if value := wish.get(name):
            rows = rows.filter(**{lookup: [value] if lookup.endswith("contains") else value})
    page = finished_page(rows.order_by("title", "pk"), PAGE, request.GET.get("page"))
    again = urlencode([(name, value) for name, value in wish.items() if value])
    return render(
        request,
        "content/library.html",
        {
            "form": form,
            "page": page,
            "cards": [presenting.card(each) for each in page],
            "is_asked": bool(wish),
            "again": again,
            "partnership": here.area.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def resource(request, public_id):
    """One resource: what one gets, for whom, how long it takes, who made it, when it was last checked."""
    found = get_object_or_404(_published().select_related("area"), public_id=public_id)
    kept = collections.opened(request.COOKIES.get(COOKIE, ""), at=timezone.now())
    return render(
        request,
        "content/resource.html",
        {
            "used": UsedForm(None, initial={"about": _about(found)}),
            "useful": sent.usefulness(about=_about(found)),
            "resource": found,
            "card": presenting.card(found),
            "partnership": found.area.partnership_name,
            "is_kept": bool(kept and kept.kept.filter(resource=found).exists()),
            "robots_may_index": True,
        },
    )


def _about(resource: Resource) -> str:
    return f"{OF_RESOURCE}{resource.public_id}"


@public_page
@require_safe
def file(request, public_id):
    """The file, as an attachment: never shown within a page of ours."""
    found = get_object_or_404(_published().exclude(stored_as=""), public_id=public_id)
    response = StreamingHttpResponse(storage.open_stored(library.stored_of(found)), content_type=found.media_type)
    response.headers["Content-Disposition"] = FileResponse(filename=found.file_name, as_attachment=True).headers.get(
        "Content-Disposition", f'attachment; filename="{found.public_id}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@public_page
@csrf_exempt
@require_POST
def keep(request, public_id):
    """Keep it: the first time makes a collection, whose link stands on its page."""
    found = get_object_or_404(_published(), public_id=public_id)
    token = collections.keep(resource=found, token=request.COOKIES.get(COOKIE, "")[:64], at=timezone.now())
    return _hold(redirect("content:mine", token), token)


def _hold(response, token):
    """On this device the collection is known by a cookie that no other page of ours reads."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=730 * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
        path=reverse("content:library"),
    )
    return response


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def mine(request, token):
    """The collection as its keeper sees it: take out, rename, share."""
    collection = collections.opened(token, at=timezone.now())
    if collection is None:
        raise Http404
    form = CollectionForm(request.POST if "title" in request.POST else None, initial={"title": collection.title})
    if request.method == "POST":
        if taken := request.POST.get("take_out"):
            collections.put_back(collection=collection, public_id=taken)
            return redirect("content:mine", token)
        if form.is_valid():
            collections.rename(collection=collection, title=form.cleaned_data["title"])
            return redirect("content:mine", token)
    return _hold(_collection(request, collection, {"form": form, "token": token}), token)


@public_page
@require_safe
def shared(request, public_id):
    """A collection as everyone with its link reads it."""
    return _collection(request, get_object_or_404(Collection, public_id=public_id), {"form": None, "token": ""})


def _collection(request, collection, more):
    now_published = _published().values("pk")
    kept = collection.kept.select_related("resource").order_by("kept_at", "pk")
    shown = [presenting.card(each.resource) for each in kept.filter(resource__in=now_published)]
    link = request.build_absolute_uri(reverse("content:shared", args=[collection.public_id]))
    return render(
        request,
        "content/collection.html",
        {"collection": collection, "cards": shown, "gone": kept.count() - len(shown), "link": link, **more},
    )


@public_page
@csrf_exempt
@require_http_methods(["GET", "POST"])
def offer(request):
    """Offer a resource: a link or a file. Two people read it before anyone else does."""
    here = reading.home_here()
    form = OfferForm(request.POST or None, request.FILES or None)
    if here and request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        key, file = facts.pop("idempotency"), facts.pop("file")
        facts.pop("promise")
        facts["licence"] = dict(form.fields["licence"].choices)[facts["licence"]]
        try:
            with acting_as(service_of(here.area, ServiceName.INTAKE)):
                library.offer(
                    area=here.area,
                    facts=facts,
                    key=key,
                    at=timezone.now(),
                    file=file,
                    file_name=file.name if file else "",
                    declared=file.content_type if file else "",
                )
        except storage.Refused as refused:
            form.add_error(refused.box, refused.words)
        else:
            return HttpResponseRedirect(reverse("content:offered"))
    return render(
        request,
        "content/offer.html",
        {"form": form, "here": here, "partnership": here.area.partnership_name if here else ""},
        status=200,
    )


@public_page
@require_safe
def offered(request):
    """Thank you, and what happens next."""
    return render(request, "content/offered.html", {})
