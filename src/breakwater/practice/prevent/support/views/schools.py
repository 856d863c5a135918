"""One school's support on one page, the officer's schools, advice, and the curriculum map."""

from django.http import Http404, HttpResponse
from django.views.generic import View

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from ...models import Theme, YearGroup
from ...models.support import Kind
from .. import forms, lookup, paper
from ..operations import maps
from .pages import TEMPLATES, Asks

SCHOOL = "prevent/schools/<str:public_id>/"
MAP = "prevent/curriculum/<str:public_id>/"


class OurSchools(ListPage):
    """The officer's schools: what is asked, when each was visited, when its risk assessment is reviewed."""

    route, name, template_name = "prevent/schools/", "support_schools", f"{TEMPLATES}/schools.html"
    permission = Permission.SUPPORT_GIVE
    filter_form = forms.SchoolsFilter
    sorts = {
        "school": ("organisation__name", "pk"),
        "visit": ("last_visit", "organisation__name", "pk"),
    }

    def get_queryset(self):
        return lookup.schools_of(self.request.actor.membership.team.area)

    def get_context_data(self, **more):
        team = self.request.actor.membership.team
        return super().get_context_data(
            waiting=lookup.waiting_requests(team),
            appointments=lookup.appointments_of(team),
            today=london_date(self.at),
            now=self.at,
            **more,
        )


class OfTheSchool(SubjectView):
    subjects, context_object_name = lookup.SCHOOLS, "school"
    audited_as = "school_support"
    permission = Permission.SUPPORT_READ
    leads_to = "prevent:school_support", "subject.public_id"


class SchoolPage(OfTheSchool, SubjectPage):
    """All that stands between one school and the officer, with the next step first."""

    route, name, template_name = SCHOOL, "school_support", f"{TEMPLATES}/school.html"
    is_ones_own = False

    def get_context_data(self, **more):
        actor, today = self.request.actor, london_date(self.at)
        of = lookup.of_school(self.subject, with_all_actions=self.request.GET.get("actions") == "all")
        return super().get_context_data(
            of=of,
            to_record=[each for each in of.appointments if london_date(each.starts_at) <= today],
            Kind=Kind,
            self_assessment=lookup.self_assessment_of(self.subject),
            gives=may(actor, Permission.SUPPORT_GIVE, self.subject),
            asks=may(actor, Permission.SUPPORT_ASK, self.subject),
            school_year=maps.school_year(today),
            today=today,
            now=self.at,
            is_ones_own=self.is_ones_own,
            **more,
        )


class OurSupport(SchoolPage):
    """The same page, of one's own school."""

    route, name = "prevent/support/", "support"
    permission, asks_first, is_ones_own = Permission.SUPPORT_ASK, True, True

    def find_subject(self):
        own = lookup.SCHOOLS.filter(pk=self.request.actor.membership.team_id).first()
        if own is None:
            raise Http404
        return own


class GiveAdvice(OfTheSchool, Asks):
    route, name = f"{SCHOOL}advice/", "support_advice"
    permission, form_class = Permission.SUPPORT_GIVE, forms.AdviceForm
    operation = staticmethod(maps.advise)
    heading = "Record advice"
    lead = "Kept as a consultation. The school reads it."
    success_message = "Saved. The school can read it"

    def get_initial(self):
        return {"asked_on": london_date(self.at)}


class AdvicePage(SubjectPage):
    route, name, template_name = "prevent/advice/<str:public_id>/", "advice", f"{TEMPLATES}/advice.html"
    subjects, context_object_name, audited_as = lookup.ADVICE, "advice", "prevent_advice"
    permission = Permission.SUPPORT_READ


class BeginMap(OfTheSchool, Asks):
    """This school year's map, with what stood in last year's."""

    route, name = f"{SCHOOL}curriculum/", "curriculum_begin"
    permission, form_class = Permission.SUPPORT_WORK, forms.BeginMapForm
    operation = staticmethod(maps.begin_map)
    heading, button = "Begin the curriculum map", "Begin"
    lead = "What stood in last year’s map is carried over, and marked until somebody has looked at it."

    def get_success_url(self):
        return self.address_of("prevent:curriculum", "result.public_id")

    def get_refused_url(self, refusal=None):
        return self.address_of(*self.leads_to)

    def get_initial(self):
        last = lookup.MAPS.filter(school_team=self.subject).order_by("-year").first()
        return {"year_groups": last.year_groups} if last else {}


class OfMap(SubjectView):
    subjects, context_object_name, audited_as = lookup.MAPS, "map", "curriculum_map"
    permission = Permission.SUPPORT_READ
    leads_to = "prevent:curriculum", "subject.public_id"


class MapPage(OfMap, SubjectPage):
    route, name, template_name = MAP, "curriculum", f"{TEMPLATES}/map.html"

    def get_context_data(self, **more):
        return super().get_context_data(rows=lookup.grid(self.subject), themes=list(Theme), **more)


class MapPaper(OfMap, View):
    route, name, http_method_names = f"{MAP}map.pdf", "curriculum_paper", ("get", "head")

    def get(self, request, *args, **kwargs):
        self.record_sight()
        answer = HttpResponse(paper.curriculum_map(self.subject), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="curriculum-map.pdf"'
        return answer


class FillCell(OfMap, Asks):
    """One theme in one year group."""

    route, name = f"{MAP}<slug:year_group>/<slug:theme>/", "curriculum_cell"
    permission, form_class = Permission.SUPPORT_WORK, forms.CellForm

    def find_subject(self):
        made = super().find_subject()
        if self.kwargs["year_group"] not in made.year_groups or self.kwargs["theme"] not in Theme:
            raise Http404
        return made

    @property
    def place(self) -> tuple[str, str]:
        return self.kwargs["year_group"], self.kwargs["theme"]

    @property
    def heading(self):
        return f"{Theme(self.kwargs['theme']).label}, {YearGroup(self.kwargs['year_group']).label.lower()}"

    def get_initial(self):
        cell = lookup.cell_at(self.subject, *self.place)
        if cell is None:
            return {"revision": 0}
        return {name: getattr(cell, name) for name in ("subject", "resource", "gap", "revision")}

    def operate(self, form):
        revision = form.cleaned_data["revision"]
        return maps.fill_cell(self.subject, form.facts(), place=self.place, revision=revision, **self.acting)


VIEWS = (OurSchools, OurSupport, SchoolPage, GiveAdvice, AdvicePage, BeginMap, MapPage, MapPaper, FillCell)
