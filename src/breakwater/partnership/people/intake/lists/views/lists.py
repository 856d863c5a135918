"""Agencies' lists: which there are and how fresh, what is said of each."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.operation_view import OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, may, require

from .. import lookup
from ..forms import AboutForm, NewListForm
from ..operations import registering

P = Permission
A_PAGE = 20


@require_safe
def all_lists(request):
    """Every list with its age, and the rows that wait for a person."""
    require(request.actor, P.LIST_SEE)
    now = timezone.now()
    found = [
        (one, one.freshness(on=london_date(now)))
        for one in lookup.lists_of(request.actor.area_id_acting).filter(closed_on=None)
    ]
    settles = may(request.actor, P.LIST_SETTLE)
    context = {
        "lists": found,
        "now": now,
        "rows": lookup.waiting_rows(request.actor.area_id_acting).count() if settles else 0,
        "keeps": may(request.actor, P.LIST_KEEP),
        "amiss": sum(not fresh.is_fresh for _, fresh in found),
    }
    return render(request, "people/lists/lists.html", context)


class ListView(SubjectView):
    """What every view of one list shares."""

    permission_of = ""

    def find_subject(self):
        return get_object_or_404(lookup.lists_of(self.request.actor.area_id_acting), public_id=self.kwargs["public_id"])


class AboutList(OperationView):
    """The form about a list."""

    template_name = "people/lists/about.html"
    permission = P.LIST_KEEP
    leads_to = "people:list", "result.public_id"

    def get_form_kwargs(self):
        serving = lookup.who_may_send(self.request.actor.area_id_acting)
        return super().get_form_kwargs() | {"organisations": serving}


class NewList(AboutList):
    """The area takes one list more."""

    route, name = "agencies-lists/new/", "list_new"
    form_class = NewListForm
    operation = staticmethod(registering.make_list)
    permission_of = ""
    success_message = "{result.label} is on record. Send its first version when it comes."

    def find_subject(self):
        return self.request.actor.membership and self.request.actor.membership.team.area

    def operate(self, form):
        key, facts = form.cleaned_data["key"], form.facts()
        return self.operation(self.subject, key=key, facts=facts, by=self.request.actor, at=self.at)

    def get_context_data(self, **more):
        return super().get_context_data(list=None, **more)


class ChangeList(ListView, AboutList):
    """What is said of a list changes; its versions stay."""

    route, name = "agencies-lists/<str:public_id>/change/", "list_change"
    form_class = AboutForm
    operation = staticmethod(registering.change_list)
    success_message = "The list is changed."
    context_object_name = "list"

    def get_initial(self):
        said = {name: getattr(self.subject, name) for name in ("label", "about", "owner_name", "every_days", "code")}
        return said | {"organisation": str(self.subject.organisation.public_id)}


class ShowList(ListView, TemplateView):
    """One list: who answers for it, how old it is, and what came."""

    route, name, template_name = "agencies-lists/<str:public_id>/", "list", "people/lists/list.html"
    http_method_names = ("get", "head")
    permission = P.LIST_SEE

    def get_context_data(self, **more):
        agency_list, actor = self.subject, self.request.actor
        came = lookup.versions_of(agency_list)
        page = finished_page(came, A_PAGE, self.request.GET.get("page"))
        audit.saw("list_version", *(version.pk for version in page))
        return super().get_context_data(
            list=agency_list,
            fresh=agency_list.freshness(on=london_date(self.at)),
            page=page,
            now=self.at,
            keeps=may(actor, P.LIST_KEEP),
            sends=may(actor, P.LIST_SEND) and agency_list.closed_on is None,
            **more,
        )
