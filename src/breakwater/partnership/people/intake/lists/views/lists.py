"""Agencies' lists: which there are and how fresh, what is said of each."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import OperationView, SubjectView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation
from breakwater.partnership.people.models import AgencyList, ListRow, ListVersion

from ..forms import AboutForm, NewListForm
from ..operations import registering

P = Permission
A_PAGE = 20
BY = ("by__membership__user", "by__membership__role", "by__membership__team", "by__area")


def _lists(request) -> QuerySet:
    own = AgencyList.objects.filter(area=request.actor.area_id_acting)
    return own.select_related("organisation", "area", "owner__user").order_by("label", "pk")


@require_safe
def all_lists(request):
    """Every list with its age, and the rows that wait for a person."""
    require(request.actor, P.LIST_SEE)
    now = timezone.now()
    found = [(one, one.freshness(on=london_date(now))) for one in _lists(request).filter(closed_on=None)]
    settles = may(request.actor, P.LIST_SETTLE)
    context = {
        "lists": found,
        "now": now,
        "rows": ListRow.objects.waiting(request.actor.area_id_acting).count() if settles else 0,
        "keeps": may(request.actor, P.LIST_KEEP),
        "amiss": sum(not fresh.is_fresh for _, fresh in found),
    }
    return render(request, "people/lists/lists.html", context)


class ListView(SubjectView):
    """What every view of one list shares."""

    def find_subject(self):
        return get_object_or_404(_lists(self.request), public_id=self.kwargs["public_id"])

    def permission_subject(self):
        return None


class AboutList(OperationView):
    """The form about a list."""

    template_name = "people/lists/about.html"
    permission = P.LIST_KEEP

    def get_form_kwargs(self):
        serving = Organisation.objects.filter(closed_on=None, serves__area=self.request.actor.area_id_acting)
        serving = serving.exclude(kind=Organisation.Kind.SCHOOL).order_by("name", "pk").distinct()
        return super().get_form_kwargs() | {"organisations": serving}

    def get_success_url(self):
        return reverse("people:list", args=[self.result.public_id])


class NewList(AboutList):
    """The area takes one list more."""

    route, name = "agencies-lists/new/", "list_new"
    form_class = NewListForm
    operation = staticmethod(registering.make_list)

    def find_subject(self):
        return self.request.actor.membership and self.request.actor.membership.team.area

    def permission_subject(self):
        return None

    def operate(self, form):
        key, facts = form.cleaned_data["key"], form.facts()
        return self.operation(self.subject, key=key, facts=facts, by=self.request.actor, at=self.at)

    @property
    def success_message(self):
        return f"{self.result.label} is on record. Send its first version when it comes."

    def get_context_data(self, **more):
        return super().get_context_data(list=None, **more)


class ChangeList(ListView, AboutList):
    """What is said of a list changes; its versions stay."""

    route, name = "agencies-lists/<str:public_id>/change/", "list_change"
    form_class = AboutForm
    operation = staticmethod(registering.change_list)
    success_message = "The list is changed."

    def get_initial(self):
        said = {name: getattr(self.subject, name) for name in ("label", "about", "owner_name", "every_days", "code")}
        return said | {"organisation": str(self.subject.organisation.public_id)}

    def get_context_data(self, **more):
        return super().get_context_data(list=self.subject, **more)


class ShowList(ListView, TemplateView):
    """One list: who answers for it, how old it is, and what came."""

    route, name, template_name = "agencies-lists/<str:public_id>/", "list", "people/lists/list.html"
    http_method_names = ("get", "head")
    permission = P.LIST_SEE

    def get_context_data(self, **more):
        agency_list, actor = self.subject, self.request.actor
        came = ListVersion.objects.filter(agency_list=agency_list).select_related(*BY).order_by("-received_at", "-pk")
        page = Paginator(came, A_PAGE).get_page(self.request.GET.get("page"))
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
