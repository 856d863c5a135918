"""Who may have a school's list on paper, and the paper itself."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakwater.foundation import audit
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.answers import pages
from breakwater.practice.education.answers.operations import answers
from breakwater.practice.education.fortnights import readers
from breakwater.practice.education.models import PaperLeave, SchoolList

from . import list_pdf, operations
from .forms import PaperForm

P = Permission


def paper(request, public_id):
    """Who at the school may have it on paper, and the form that lets one more, until a day."""
    found = get_object_or_404(SchoolList.objects.select_related("team__organisation", "area"), public_id=public_id)
    require(request.actor, P.LIST_CHECK, found)
    today = timezone.localdate()
    posts = readers.readers_of(found.team, today)
    form = PaperForm(request.POST or None, posts=posts, today=today)
    if request.method == "POST" and form.is_valid():
        of = form.cleaned_data
        post = form.posts[of["post"]]
        operations.let(
            school_list=found, post=post, until=of["until"], because=of["because"], by=request.actor, at=timezone.now()
        )
        messages.success(request, f"{post.user.name} may have the school’s list on paper")
        return redirect("education:paper", public_id)
    context = {
        "found": found,
        "form": form,
        "posts": posts,
        "leaves": list(operations.in_force(found.team_id, today)),
    }
    return render(request, "education/paper.html", context)


@require_POST
def end(request, public_id, number):
    """End one leave now."""
    found = get_object_or_404(SchoolList, public_id=public_id)
    require(request.actor, P.LIST_CHECK, found)
    leave = get_object_or_404(PaperLeave, pk=number, school_team=found.team_id)
    operations.end(leave=leave, by=request.actor, at=timezone.now())
    messages.success(request, "Ended: no more paper from now on")
    return redirect("education:paper", public_id)


@require_safe
def our_pdf(request, public_id):
    """The list on paper, for a reader who was let: pupils by code and initials, marked with the reader and the moment."""
    found = get_object_or_404(
        SchoolList.objects.select_related("team__organisation", "fortnight", "area"), public_id=public_id
    )
    require(request.actor, P.LIST_READ, found)
    now = timezone.now()
    if not operations.may_print(request.actor, found, at=now):
        raise Http404
    answers.open_list(school_list=found, by=request.actor, at=now)
    page = pages.page_of(found, now=now)
    audit.did("printed", "school_list", found.pk)
    audit.saw("person", *(shown.row.person_id for shown in page.rows))
    made = list_pdf.paper(found, page, reader=request.actor.membership.user.name, at=now)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="list.pdf"'
    return answer
