"""The page of a service's figures, one view for every service: what is overdue now, the finding, six numbers, the tables behind."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.figures.choosing import PeriodForm
from breakwater.foundation.figures.exact import lines_of
from breakwater.foundation.figures.numbers import Link, Overdue
from breakwater.foundation.figures.page import Page
from breakwater.foundation.figures.periods import Period, month_of, period_of, year_to_march_of
from breakwater.foundation.figures.reading import Figures
from breakwater.foundation.figures.sheet import Sheet, months_wanted
from breakwater.foundation.figures.working_out import Counted
from breakwater.partnership.organisations.access import Permission, require

from .figures import ServiceFigures, first_month

HALF_A_MONTH = 15  # by then a month has something to say


class FiguresView(ABC, TemplateView):
    """Figures of the role's area for a period, read on a page or taken as a file: the same for everyone who may read them.

    A file goes on to others: it has what everyone may read.
    """

    http_method_names: ClassVar = ["get", "head"]
    permission: ClassVar[Permission] = Permission.FIGURES_READ
    template_name = "design/figures_page.html"
    route: ClassVar[str]
    name: ClassVar[str]
    audited_as = "figures"

    @classmethod
    def path(cls):
        return path(cls.route, cls.as_view(), name=cls.name)

    def dispatch(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        require(request.actor, self.permission)
        self.at = timezone.now()
        self.today, self.area = london_date(self.at), request.post.team.area
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        is_file = request.GET.get("file") == "csv"
        context = self.get_context_data(is_file=is_file)
        if is_file and context["page"]:
            audit.did("downloaded the figures of", "area", self.area.pk, period=context["period"].code)
            return csv_answer(f"figures-{context['period'].code}.csv", rows_of(context["page"]))
        audit.saw(self.audited_as, self.area.pk)
        return self.render_to_response(context)

    @abstractmethod
    def get_context_data(self, *, is_file: bool, **more):
        """What the template takes; for a file without what only some may open."""
        return super().get_context_data(**more)


class FiguresPage(FiguresView):
    """The figures of a service that works them out by month.

    `figures` is what the room declares. A room says besides which lists its reader may open, and where the list of what is
    overdue is: its words, its name and what stands after it (`overdue_list`).
    """

    figures: ClassVar[ServiceFigures]
    work_out: ClassVar[str]
    overdue_list: ClassVar[tuple[str, tuple[str, str]]]

    @abstractmethod
    def opens_lists(self) -> bool:
        """Whether the reader's role may open the lists behind the numbers."""

    @abstractmethod
    def links(self, period: Period, counted: Counted | None) -> Mapping[str, Link]:
        """The lists behind measures that the reader may open, each with its exact number.

        `counted` is all of the period, whoever may see it, for a reader whose role opens lists.
        """

    @abstractmethod
    def overdue_seen(self) -> Mapping[str, int]:
        """What is overdue at this moment by duty, as far as the reader sees it."""

    def lines(self, sheet: Sheet) -> Mapping[str, Mapping[str, str]]:
        """The words of lines that no definition has, by measure."""
        return {}

    def left_out(self) -> Iterable[str]:
        """The measures that are not for this reader."""
        return ()

    def get_context_data(self, *, is_file: bool, **more):
        """The period asked for; without one this month, and in its first half the last whole one if anything came in that."""
        opens = self.opens_lists() and not is_file
        form = PeriodForm(self.request.GET or None, today=self.today, earliest=first_month(self.at))
        this = month_of(self.today)
        begins_with = this.before if self.today.day < HALF_A_MONTH else this
        period = form.wanted(period_of) if self.request.GET else begins_with
        read = months_wanted(period, self.today) | months_wanted(this, self.today)
        published = self.figures.published(self.area, read)
        whole = self.figures.measures[self.figures.whole]
        if not self.request.GET and not Sheet(published, period, whole, self.today).tells(period):
            period = this
        form.initial = {"period": period.code}
        counted = self.figures.counted_in(area=self.area, period=period, at=self.at) if opens else None
        links = {} if is_file else self.links(period, counted)
        sheet = Sheet(published, period, whole, self.today, links, counted)
        page = None
        if published.has(period.months):
            page = self.figures.page_of(sheet, lines=self.lines(sheet), left_out=self.left_out())
        asked = {"heading": self.figures.heading, "work_out": reverse(self.work_out), "by": "month"}
        chosen = {"form": form, "period": period, "sheet": sheet, "before": period.before, "after": self._after(period)}
        overdue = self._overdue(published, counted)
        return super().get_context_data(is_file=is_file, **more, **asked, **chosen, page=page, overdue=overdue)

    def _overdue(self, published: Figures, counted: Counted | None) -> Overdue:
        """What is overdue now: exact with its list for a reader who sees all of it, and else as published."""
        words, (name, query) = self.overdue_list
        if counted is not None:
            seen = self.overdue_seen()
            if seen == lines_of(counted, self.figures.measures[self.figures.overdue].table):
                return self.figures.overdue_at(seen, Link(words, reverse(name) + query), self.at)
        return self.figures.overdue_published(published, self.today)

    def _after(self, period: Period) -> Period | None:
        after = period.moved(len(period.months))
        return after if after.first <= self.today else None


class YearOfFigures(FiguresView):
    """Figures of a year to March that are counted as they are read: of the year asked for, and without one of this."""

    heading: ClassVar[str]

    @abstractmethod
    def page_of(self, year: Period) -> Page:
        """The figures of a year, with what is small hidden."""

    @abstractmethod
    def overdue(self) -> Overdue:
        """What is overdue at this moment."""

    def get_context_data(self, *, is_file: bool, **more):
        now, asked = year_to_march_of(self.today), period_of(self.request.GET.get("period", ""))
        year = year_to_march_of(min(asked.first, self.today)) if asked else now
        shown = {"heading": self.heading, "page": self.page_of(year), "overdue": self.overdue()}
        turns = {"period": year, "before": year.before, "after": year.moved(12) if year.first < now.first else None}
        return super().get_context_data(is_file=is_file, **shown, **turns, **more)


def rows_of(page) -> list[list[str]]:
    """Every table of a page, one beneath the other, as everyone may read them."""
    rows = []
    for table in (*page.tables, *page.now):
        if table.measure and table.measure.names_staff:
            continue
        rule = [f"Counts: {table.measure.counts}", f"Source: {table.measure.source}"] if table.measure else []
        rows += [[table.title, *rule], list(table.columns)]
        rows += [[str(getattr(cell, "text", cell)) for cell in row] for row in table.rows] + [[]]
    return rows


class WorkOutFigures(View):
    """Work the figures out now. Naturally repeatable: the same numbers come again."""

    http_method_names: ClassVar = ["post"]
    permission: ClassVar[Permission] = Permission.FIGURES_READ
    page: ClassVar[type[FiguresPage]]

    def post(self, request):
        require(request.actor, self.permission)
        self.page.figures.work_out(area=request.post.team.area, at=timezone.now())
        messages.success(request, "The figures are calculated again")
        period, where = (
            period_of(request.POST.get("period", "")),
            reverse(f"{request.resolver_match.app_name}:{self.page.name}"),
        )
        return redirect(f"{where}?{urlencode({'period': period.code})}" if period else where)
