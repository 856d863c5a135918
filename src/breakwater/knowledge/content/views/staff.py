"""What waits for whoever keeps the site: pages to read again, offers to check, what readers sent. And the editor's gate."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from breakwater.foundation import audit, storage
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import actor_relations

from .. import lessons, presenting, shelves, waiting
from ..forms.site import CorrectForm, DecideForm, ReadForm, ReplyForm, ShowCollectionForm
from ..models import Feedback, Resource
from ..models.resources import Check
from ..operations import collections, editors, library, sent

# Wagtail writes styles and small scripts into its pages (decision 0010). Nothing from elsewhere, even so.
EDITOR_CSP = {
    **settings.SECURE_CSP,
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}


def editors_only(view):
    """Let in whoever may write, in the groups of the post they act in, under the editor's own content-security policy."""

    @csp_override(EDITOR_CSP)
    @wraps(view)
    def entered(request, *args, **kwargs):
        require(request.actor, Permission.CONTENT_EDIT)
        editors.stand_as(request.post)
        for kept in ("_group_perm_cache", "_perm_cache", "_user_perm_cache"):
            request.user.__dict__.pop(kept, None)
        return view(request, *args, **kwargs)

    return entered


def _area(request):
    return request.post.team.area


@require_safe
def site(request):
    """All that waits, and the way into the editor."""
    require(request.actor, Permission.CONTENT_EDIT)
    today = london_date(timezone.now())
    return render(
        request,
        "content/site.html",
        {
            "overdue": [(page, presenting.edit_address(page)) for page in waiting.overdue_pages(_area(request), today)],
            "offers": waiting.offers(_area(request))[: waiting.MOST],
            "page_links": [
                (each, presenting.edit_address(each.page)) for each in waiting.dead_page_links(_area(request))
            ],
            "feedback": waiting.named(waiting.feedback(_area(request))),
            "dead": waiting.dead_links(_area(request), timezone.now()),
            "soon": waiting.expiring(_area(request), today),
            "today": today,
            "pledges": waiting.pledges(_area(request)),
            "has_site": hasattr(_area(request), "site_home"),
        },
    )


class DecideResource(OperationView):
    """One resource: what was offered, what was done about it, what to do now."""

    route, name = "site/resources/<str:public_id>/", "decide"
    model, permission = Resource, Permission.RESOURCE_CHECK
    form_class, template_name = DecideForm, "content/decide.html"
    success_message = "{result}"
    stays = False
    audited_as = "resource"

    def operate(self, form):
        what, words = form.cleaned_data["what"], form.cleaned_data["words"]
        if what == "worry":  # it becomes a contact now
            reference = library.pass_on(resource=self.subject, words=words, **self.acting)
            return f"It is with the MASH now, as {reference}"
        what = Check(what)
        if what not in library.BEFORE_PUBLISHING:
            require(self.request.actor, Permission.CONTENT_APPROVE, self.subject)
        self.stays = what not in library.LEADS_TO
        library.decide(resource=self.subject, what=what, words=words, **self.acting)
        return f"{what.label}: {self.subject.title}"

    def get_success_url(self):
        return reverse("content:decide", args=[self.subject.public_id]) if self.stays else reverse("content:resources")

    def form_refused(self, form, refusal):
        if isinstance(refusal, library.NotNow):  # pressed twice, or a colleague was first
            messages.info(self.request, f"{refusal.words}. Nothing more was recorded")
            return redirect("content:decide", self.subject.public_id)
        return super().form_refused(form, refusal)

    def get_context_data(self, **more):
        found, by = self.subject, self.request.actor
        context = super().get_context_data(**more)
        publishes = may(by, Permission.CONTENT_APPROVE, found)
        can = library.can_be_done(resource=found, by=by, publishes=publishes)
        can += ["worry"] if library.may_be_a_worry(found) else []
        what = context["form"].fields["what"]
        what.choices = [each for each in what.choices if each[0] in can]
        return context | {
            "resource": found,
            "card": shelves.card(found),
            "steps": found.steps.select_related(*actor_relations("by")).order_by("at", "pk"),
            "lacks": library.lacks(found),
            "has_checked": library.has_checked(resource=found, by=by),
            "lesson": lessons.read(found.lesson) if found.lesson else None,
            "may_correct": publishes,
            "whose": library.whose_checks(found),
        }


class CorrectResource(OperationView):
    """What the library says of a resource, put right by whoever publishes: its title and summary."""

    route, name = "site/resources/<str:public_id>/correct/", "correct"
    model, permission = Resource, Permission.CONTENT_APPROVE
    form_class, template_name = CorrectForm, "content/correct.html"
    context_object_name = "resource"
    success_message = "Corrected"
    leads_to = "content:decide", "subject.public_id"

    def get_initial(self):
        return {"title": self.subject.title, "summary": self.subject.summary}

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("title", "summary")}
        return library.correct(resource=self.subject, **said, **self.acting)


class ShowResources(ListPage):
    """What waits for a check, then all that is in the library; and the collections that it shows."""

    route, name, template_name = "site/resources/", "resources", "content/resources.html"
    permission, paginate_by = Permission.RESOURCE_CHECK, 50

    def get_queryset(self):
        return library.published(london_date(self.at)).filter(area=_area(self.request)).order_by("title", "pk")

    def get_context_data(self, **more):
        area, by = _area(self.request), self.request.actor
        return super().get_context_data(
            offers=waiting.offers(area)[: waiting.MOST],
            collections=collections.shown_in(area),
            publishes=may(by, Permission.CONTENT_APPROVE),
            **more,
        )


class ShowCollection(OperationView):
    """Have the library show a collection to everyone."""

    route, name = "site/collections/new/", "show_collection"
    permission, permission_of = Permission.CONTENT_APPROVE, ""
    form_class, template_name = ShowCollectionForm, "content/show_collection.html"
    success_message = "The library shows it now"
    leads_to = ("content:resources",)

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("title", "words")}
        return collections.show(area=_area(self.request), public_id=form.public_id(), **said, **self.acting)


class HideCollection(ButtonView):
    route, name = "site/collections/<str:public_id>/remove/", "hide_collection"
    subjects, permission = collections.SHOWN, Permission.CONTENT_APPROVE
    success_message = "The library no longer shows it"
    leads_to = ("content:resources",)
    operation = staticmethod(collections.show_no_more)


@require_safe
def read_file(request, public_id):
    """The file of an offer, for whoever checks it. Only what a scanner let through."""
    found = get_object_or_404(library.with_a_file(), public_id=public_id)
    require(request.actor, Permission.RESOURCE_CHECK, found)
    if not found.is_scanned and not library.rescan(resource=found, at=timezone.now()):
        messages.error(request, "No virus scanner has answered for this file yet. It stays shut until one does.")
        return redirect("content:decide", public_id)
    audit.saw("resource", found.pk)
    response = StreamingHttpResponse(storage.open_stored(library.stored_of(found)), content_type=found.media_type)
    response.headers["Content-Disposition"] = FileResponse(filename=found.file_name, as_attachment=True).headers.get(
        "Content-Disposition", "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class ReadFeedback(RefusedAbove, OperationView):
    """What a reader wrote: feedback to read, a question to answer, or a worry about a child, which becomes a contact now."""

    route, name = "site/feedback/<str:public_id>/", "read_feedback"
    model, permission = Feedback, Permission.CONTENT_APPROVE
    template_name = "content/read_feedback.html"
    success_message = "{result}"
    leads_to = ("content:site",)
    audited_as = "feedback"

    def get_form_class(self):
        return ReplyForm if self.subject.wants else ReadForm

    def operate(self, form):
        """Do what was chosen; return it in words."""
        said = form.cleaned_data
        if said["what"] == "reply":
            sent.reply(feedback=self.subject, words=said["words"], **self.acting)
            return "The answer is on its way"
        is_worry = said["what"] == "worry"
        answered = sent.answer(feedback=self.subject, is_worry=is_worry, **self.acting)
        return f"It is with the MASH now, as {answered.reference}" if is_worry else "Marked as read"

    def get_context_data(self, **more):
        return super().get_context_data(feedback=waiting.named([self.subject])[0], **more)


VIEWS = (ShowResources, DecideResource, CorrectResource, ShowCollection, HideCollection, ReadFeedback)
