"""The library for everyone: finding, opening, keeping, sharing, offering."""

from pathlib import Path
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakwater.foundation import storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design import cookies, search_results
from breakwater.foundation.design.pages import finished_page, light_page, public_page
from breakwater.knowledge.directory import urgent
from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName

from .. import lessons, reading, shelves
from ..forms.site import CollectionForm, OfferForm, UsedForm, WishForm
from ..models import Collection, Resource
from ..models.resources import OF_RESOURCE
from ..operations import collections, library, sent

PAGE, MOST = 24, 48
IN_ADDRESS = 60  # resources that an address without words names: it has no second page
search_results.SEARCHES.add("content:library")
COOKIE = "collection"
OFFLINE = {"slides": "slides", "plan": "steps"}  # what may be taken along, and the part of a lesson it needs
OFFLINE_STYLE = Path(__file__).parents[1] / "static" / "content" / "lesson.css"


def _published():
    return library.published(london_date(timezone.now()))


@light_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request):
    """By words, subject, age, kind, reader and length. Codes stand in the address, so that a choice can be sent as a link;
    words are sent in the body of a request and answered at an address of their own, which keeps none that sound urgent (SG-24)."""
    said = (request.POST if request.method == "POST" else request.GET).copy()
    if request.method != "POST":
        said.pop("words", None)
    form = WishForm(said if set(said) & set(WishForm.base_fields) else None)
    if request.method == "POST" and form.is_valid():
        if urgent.sounds_urgent(form.cleaned_data["words"]):
            found = _wanted(form)[:IN_ADDRESS].values_list("pk", flat=True)
            return search_results.answer_without_words(list(found), answer="content:library_now")
        if form.cleaned_data["words"]:
            typed = {name: ",".join(said.getlist(name)) for name in WishForm.base_fields if name in said}
            return search_results.answer_at(request, typed, search="content:library", answer="content:library_found")
        return redirect(f"{reverse('content:library')}?{urlencode(_codes(form.cleaned_data))}")
    return _found(request, form)


@public_page
@require_safe
def found(request, key):
    """The answer to words, at an address that says nothing of them."""
    said = search_results.sent_for(request, key, several="only")
    return redirect("content:library") if said is None else _found(request, WishForm(said))


@public_page
@require_safe
def help_now(request, codes):
    """Whom to ring, then the resources that were found; after ten minutes every resource."""
    return _found(request, WishForm(None), among=search_results.codes_in(codes), is_urgent=True)


def _wanted(form: WishForm):
    here = reading.home_here()
    wish = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    words = wish.pop("words", "")
    return shelves.wanted(_published().filter(area=here.area), wish, words) if here else _published().none()


def _codes(wish: dict) -> list[tuple[str, str]]:
    """What was chosen, as an address may carry it."""
    chosen = [(name, value if name == "only" else [value]) for name, value in wish.items() if name != "words"]
    return [(name, each) for name, values in chosen for each in values if each]


def _found(request, form: WishForm, *, among: list[int] | None = None, is_urgent: bool = False):
    here = reading.home_here()
    wish = dict(form.cleaned_data) if form.is_bound and form.is_valid() else {}
    words, codes = wish.pop("words", ""), _codes(wish)
    is_urgent = is_urgent or urgent.sounds_urgent(words)
    rows = _wanted(form) if among is None else shelves.among(_wanted(form), among)
    page = finished_page(rows, MOST if words or is_urgent else PAGE, request.GET.get("page"))
    return render(
        request,
        "content/library.html",
        {
            "form": form,
            "page": page,
            "cards": [shelves.card(each) for each in page],
            "collections": [] if codes or words or is_urgent or not here else collections.shown_in(here.area),
            "is_asked": bool(codes or words or is_urgent),
            "more_is_open": bool({name for name, _ in codes} - {"subject", "key_stage"}),
            "is_urgent": is_urgent,
            "helplines": urgent.helplines(london_date(timezone.now())) if is_urgent else [],
            "again": "" if words else urlencode(codes),
            "here": request.path,
            "partnership": here.area.partnership_name if here else "",
            "robots_may_index": True,
        },
    )


@light_page
@require_safe
def resource(request, public_id):
    """One resource: what one gets, for whom, how long it takes, who made it, when it was last checked."""
    found = get_object_or_404(_published().select_related("area"), public_id=public_id)
    kept = collections.opened(cookies.held(request, COOKIE), at=timezone.now())
    return render(
        request,
        "content/resource.html",
        {
            "used": UsedForm(None, initial={"about": _about(found)}),
            "useful": sent.usefulness(about=_about(found)),
            "resource": found,
            "card": shelves.card(found),
            "lesson": lessons.read(found.lesson) if found.lesson else None,
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
        "Content-Disposition", content_disposition_header(True, found.public_id)
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@light_page
@require_safe
def slides(request, public_id):
    """The slides of a lesson written here, to show from the site."""
    return render(request, "content/slides.html", _lesson(public_id) | {"style": ""})


@public_page
@require_safe
def offline(request, public_id, what):
    """A lesson's slides or its plan as one file that any browser opens without the internet."""
    context = _lesson(public_id) | {"style": OFFLINE_STYLE.read_text()}
    if what not in OFFLINE or not getattr(context["lesson"], OFFLINE[what]):
        raise Http404
    response = render(request, f"content/{what}.html", context)
    name = f"{slugify(context['resource'].title)[:60]}-{what}.html"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _lesson(public_id) -> dict:
    found = get_object_or_404(_published().filter(lesson__isnull=False).select_related("area"), public_id=public_id)
    helplines = urgent.helplines(london_date(timezone.now()))
    return {
        "resource": found,
        "lesson": lessons.read(found.lesson),
        "helplines": helplines,
        "ages": shelves.ages_of(found),
    }


@public_page
@csrf_exempt
@require_POST
def keep(request, public_id):
    """Keep it: the first time makes a collection, whose link stands on its page."""
    found = get_object_or_404(_published(), public_id=public_id)
    token = collections.keep(resource=found, token=cookies.held(request, COOKIE)[:64], at=timezone.now())
    return _hold(redirect("content:mine", token), token)


def _hold(response, token):
    """On this device the collection is known by a cookie that no other page of ours reads."""
    return cookies.hold(response, COOKIE, token, path=reverse("content:library"), seconds=730 * 86400)


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
    shown = [shelves.card(each.resource) for each in kept.filter(resource__in=now_published)]
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
