"""One view for lists: leave, a filter in the address, sorts, pages, finished rows, and what to say when there are none."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.generic import ListView

from breakwater.foundation import audit
from breakwater.foundation.design.fields import Form
from breakwater.partnership.organisations.access import Permission, require


class ListPage(ListView):
    """A page of rows, thirty at a time, in a number of queries that does not grow with them. Without a `permission` it is anyone's.

    `model` with its `related` rows and its `ordering` (or `get_queryset`) says what is listed; the wall has left out what the actor
    may not know of. `rows_of` makes the rows of one page before the template draws: a template asks the database nothing. The audit
    learns which were drawn, where they are `audited_as` something. `filter_form` is a form of the address
    (GET), whose `narrow(queryset)` leaves fewer; `sorts` are orders by their name in the address, the first one the usual.
    What the table above the pagination shows may be downloaded as a file, unless the list says that it may not be taken away; of
    one that holds some rows that may not, `rows_for_a_file` leaves them out.

    The template has `page` (Django's, whose `object_list` are the finished rows), `address` (of a page by its number, with
    filter and sort, for the pagination component), `form`, `sort` and `is_narrowed`.
    """

    http_method_names: ClassVar = ["get", "head"]
    route: ClassVar[str]
    name: ClassVar[str]
    permission: ClassVar[Permission | None] = None
    related: ClassVar[tuple[str, ...]] = ()
    audited_as = ""
    paginate_by = 30
    page_key = "page"
    may_be_taken_away = True
    is_for_a_file = False  # said by the room that writes the files
    taken_away_at: ClassVar[str] = ""  # the name of the page that asks for it: said by the room that writes the files
    filter_form: ClassVar[type[Form] | None] = None
    sorts: ClassVar[Mapping[str, Sequence[str]]] = {}

    @classmethod
    def path(cls):
        """The line of `urlpatterns`."""
        return path(cls.route, cls.as_view(), name=cls.name)

    def dispatch(self, request, *args, **kwargs):
        self.at = timezone.now()
        if self.permission:
            require(request.actor, self.permission)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        listed = super().get_queryset()
        return listed.select_related(*self.related) if self.related else listed

    def rows_of(self, page: Page) -> Sequence[Any]:
        """The rows of a page as the template draws them; here also the audit learns whom the page shows."""
        if self.audited_as:
            audit.saw(self.audited_as, *(row.pk for row in page))
        return list(page.object_list)

    def get_context_data(self, **more):
        form = self.filter_form(self.request.GET or None) if self.filter_form else None
        listed = self.in_order(self.narrowed(self.object_list, form))
        listed = self.rows_for_a_file(listed) if self.is_for_a_file else listed
        page = self.get_paginator(listed, self.paginate_by).get_page(self.request.GET.get(self.page_key))
        page.object_list = self.rows_of(page)
        page.download = self.address_of_download() if self.taken_away_at and self.may_be_taken_away else ""
        return {
            "view": self,
            "page": page,
            "address": self.address_of_pages(),
            "form": form,
            "sort": self.sort(),
            "is_narrowed": form is not None and form.is_bound,
        } | more

    def narrowed(self, listed: QuerySet, form: Form | None) -> QuerySet:
        """What the filter leaves; all of it while the filter is wrong, which its form says."""
        return form.narrow(listed) if form is not None and form.is_bound and form.is_valid() else listed

    def rows_for_a_file(self, listed: QuerySet) -> QuerySet:
        """What of the list may be downloaded."""
        return listed

    def sort(self) -> str:
        """The name of the order that holds."""
        asked = self.request.GET.get("sort", "")
        return asked if asked in self.sorts else next(iter(self.sorts), "")

    def in_order(self, listed: QuerySet) -> QuerySet:
        return listed.order_by(*self.sorts[self.sort()]) if self.sorts else listed

    def address_of_pages(self) -> str:
        """ "?school=…&sort=due&page={}": filter and sort stay while one turns the pages."""
        kept = self.request.GET.copy()
        kept.pop(self.page_key, None)
        before = kept.urlencode().replace("{", "%7B").replace("}", "%7D")
        return f"?{before}{'&' if before else ''}{self.page_key}={{}}"

    def address_of_download(self) -> str:
        """Where this list, as it is filtered and sorted now, is asked for as a file."""
        kept = self.request.GET.copy()
        kept.pop(self.page_key, None)
        asked = f"{self.request.path}?{kept.urlencode()}" if kept else self.request.path
        return f"{reverse(self.taken_away_at)}?{urlencode({'of': asked})}"
