"""What the editor of rich text asks for while somebody writes: pages to link to, pictures to choose, a picture to add."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from breakwater.foundation import storage
from breakwater.partnership.organisations.access import Permission, require

from .. import linking
from ..forms.writing import PictureForm
from ..operations import pictures


@require_safe
def links(request):
    """The pages of the site, chapters in force and bulletins, each by its title."""
    require(request.actor, Permission.TEXT_WRITE)
    found = linking.to_choose(request.post.team.area)
    return JsonResponse({"links": [{"title": title, "address": address} for title, address in found]})


@require_http_methods(["GET", "HEAD", "POST"])
def choose_or_add(request):
    """The pictures there are; by POST one more, answered with its address or with why not."""
    require(request.actor, Permission.TEXT_WRITE)
    area = request.post.team.area
    form = PictureForm(request.POST, request.FILES) if request.method == "POST" else PictureForm(None)
    address = _added(form, request.actor) if form.is_valid() else ""
    if request.get_preferred_type(["text/html", "application/json"]) == "text/html":
        form = PictureForm(None) if address else form
        return render(request, "content/pictures.html", {"form": form, "pictures": pictures.lately(area)})
    if request.method != "POST":
        return JsonResponse({"pictures": [{"address": a, "title": t} for a, t in pictures.lately(area)]})
    words = " ".join(words for faults in form.errors.values() for words in faults)
    return JsonResponse({"address": address} if address else {"words": words}, status=200 if address else 400)


def _added(form: PictureForm, by) -> str:
    """The address of the picture; empty where it was refused, which the form then says."""
    sent = form.cleaned_data["file"]
    facts = {"name": sent.name, "declared": sent.content_type or "", "alternative": form.cleaned_data["alternative"]}
    try:
        return pictures.add(content=sent.read(), by=by, **facts)
    except storage.Refused as refused:
        form.add_error("file", str(refused))
        return ""
