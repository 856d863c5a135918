"""Themes over years and areas, the four areas side by side, and the share of whole chains as a figure."""

from collections import Counter

from django.http import Http404
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.numbers import Link
from breakwater.partnership.kit.figures_page import YearOfFigures
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission

from .. import codes, counting, lookup

READ, AT = Permission.LEARNING_READ, "recommendations/"


class Page(SubjectPage):
    """A page of all areas: what is shared is about no case."""

    permission, permission_of = READ, ""


class Themes(Page):
    """Recommendations by theme and year, and in how many areas."""

    route, name, template_name = f"{AT}themes/", "themes", "learning/lessons/themes.html"

    def get_context_data(self, **more):
        listed = lookup.readable(lookup.RECOMMENDATIONS, self.request.actor.area_id_acting)
        rows = list(lookup.whole(listed).order_by("pk"))
        areas, by_theme = lookup.sharing_areas(), {}
        for one, chains in lookup.chains_by_area(rows, areas, london_date(self.at)):
            by_theme.setdefault(one.theme, []).append((one, chains))
        years = sorted({counting.year_of(one.made_on) for one in rows})
        found = [
            {
                "code": code,
                "title": title,
                "number": len(by_theme.get(code, ())),
                "by_year": [_number(by_theme[code], year) for year in years],
                "areas": [sum(chains[at] is not None for _, chains in by_theme[code]) for at in range(len(areas))],
                "whole": sum(each.is_whole for _, chains in by_theme[code] for each in chains if each),
                "of": sum(each is not None for _, chains in by_theme[code] for each in chains),
            }
            for code, title in codes.THEMES.items()
            if code in by_theme
        ]
        found.sort(key=lambda each: (-each["number"], each["title"]))
        unused = [title for code, title in codes.THEMES.items() if code not in by_theme]
        audit.saw("recommendation", *(one.pk for one in rows))
        return super().get_context_data(
            themes=found,
            years=[counting.year_words(year) for year in years],
            areas=areas,
            unused=unused,
            now=self.at,
            **more,
        )


def _number(rows, year: int) -> int:
    return sum(counting.year_of(one.made_on) == year for one, _ in rows)


class Theme(Page):
    """One theme: each recommendation by year, with its chain in every area that shares it."""

    route, name, template_name = f"{AT}themes/<str:code>/", "theme", "learning/lessons/theme.html"

    def find_subject(self):
        if self.kwargs["code"] not in codes.THEMES:
            raise Http404

    def get_context_data(self, **more):
        code = self.kwargs["code"]
        listed = lookup.readable(lookup.RECOMMENDATIONS.filter(theme=code), self.request.actor.area_id_acting)
        rows = list(lookup.whole(listed).order_by("-made_on", "review", "number"))
        areas, by_year = lookup.sharing_areas(), {}
        for one, chains in lookup.chains_by_area(rows, areas, london_date(self.at)):
            by_year.setdefault(counting.year_words(counting.year_of(one.made_on)), []).append((one, chains))
        lessons = {each.pk: each for one in rows for each in one.lessons.all() if each.issued_on}
        audit.saw("recommendation", *(one.pk for one in rows))
        return super().get_context_data(
            title=codes.THEMES[code], by_year=by_year, areas=areas, lessons=list(lessons.values()), now=self.at, **more
        )


class FourAreas(ListPage):
    """Shared recommendations with each area's own answers, actions and tests in a column of its own: for the joint chair."""

    route, name, template_name = f"{AT}areas/", "learning_areas", "learning/lessons/areas.html"
    permission, audited_as = READ, "recommendation"

    def get_queryset(self):
        listed = lookup.readable(lookup.RECOMMENDATIONS, self.request.actor.area_id_acting)
        return lookup.whole(listed).order_by("-made_on", "review", "number")

    def rows_of(self, page):
        self.areas = lookup.sharing_areas()
        return lookup.chains_by_area(super().rows_of(page), self.areas, london_date(self.at))

    def get_context_data(self, **more):
        context = super().get_context_data(now=self.at, **more)
        totals = [
            Counter(chains[at].code for _, chains in context["page"].object_list if chains[at])
            for at in range(len(self.areas))
        ]
        return context | {"areas": self.areas, "totals": totals}


class LearningFigures(YearOfFigures):
    """The share of recommendations with a whole chain, of three years to March. It opens to its list."""

    route, name, template_name = f"{AT}figures/", "learning_figures", "learning/lessons/figures.html"
    permission, audited_as = READ, "learning_figures"
    heading = "Learning in figures"

    def page_of(self, year):
        link = Link("The list", f"{reverse('learning:recommendations')}?chain=whole")
        is_file = self.request.GET.get("file") == "csv"
        return counting.page_of(self.area, year, at=self.at, link=None if is_file else link)

    def overdue(self):
        return counting.overdue(self.area, at=self.at)


VIEWS = (Themes, Theme, FourAreas, LearningFigures)
