"""The pages of who asks: which returns came and which did not, and asking for more."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission

from .. import asking, measures, operations
from ..forms import AskForm, ReturnsFilter
from ..models import SelfAssessmentRequest

TEMPLATES = "casework/self_assessments"
ABOUT_ORGANISATIONS = "about an organisation's arrangements, in its own words: nothing of a case is read here"


class ReturnsToUs(ListPage):
    """What this team asked for: who has returned it and who has not."""

    route, name, template_name = "self-assessments/returns/", "returns", f"{TEMPLATES}/returns.html"
    permission = Permission.SELF_ASSESS_ASK
    model = SelfAssessmentRequest
    filter_form = ReturnsFilter
    sorts = {
        "due": ("due_on", "organisation__name", "pk"),
        "organisation": ("organisation__name", "due_on", "pk"),
        "asked": ("-asked_at", "organisation__name", "pk"),
    }

    def get_queryset(self):
        return asking.asked_by_team(self.request.actor.membership.team)

    def narrowed(self, listed, form):
        form.fields["bank"].choices = [(each.key, each.title) for each in operations.newest_editions()]
        is_wanted = form.is_bound and form.is_valid()
        self.listed = form.narrow(listed, today=london_date(self.at)) if is_wanted else listed
        return self.listed

    def rows_of(self, page):
        rows = super().rows_of(page)
        audit.saw("selfassessment", *(row.assessment_id for row in rows if row.assessment_id))
        return rows

    def get_context_data(self, **more):
        context = super().get_context_data(
            titles={each.key: each.title for each in operations.newest_editions()},
            to_ask=operations.editions_to_ask(self.request.actor),
            today=london_date(self.at),
            now=self.at,
            **more,
        )
        returned, of = asking.returned_of(self.listed)
        pages = asking.pages_of(context["page"].object_list, self.request.actor)
        return context | {"returned": returned, "of": of, "pages": pages}


class RemindToReturn(ButtonView):
    """Remind one organisation of what it has not returned by its day."""

    route, name = "self-assessments/returns/<str:public_id>/remind/", "returns_remind"
    permission, permission_of, asks_first = Permission.SELF_ASSESS_ASK, "", True
    operation = staticmethod(asking.remind)
    leads_to = ("casework:returns",)
    success_message = "Reminded, by e-mail and on their pages"
    words_stay = ABOUT_ORGANISATIONS

    def find_subject(self):
        asked = asking.asked_by_team(self.request.actor.membership.team)
        return get_object_or_404(asked, public_id=self.kwargs["public_id"])


class AskForReturns(OperationView):
    """Ask organisations of the area for their self-assessment."""

    route, name = "self-assessments/returns/<str:key>/", "returns_ask"
    permission, permission_of = Permission.SELF_ASSESS_ASK, ""
    form_class, template_name = AskForm, f"{TEMPLATES}/ask_for.html"
    leads_to = ("casework:returns",)
    success_message = "Asked {result}. They find it under Self-assessments and on their Today page"
    context_object_name = "edition"
    words_stay = ABOUT_ORGANISATIONS

    def find_subject(self):
        found = [each for each in operations.editions_to_ask(self.request.actor) if each.key == self.kwargs["key"]]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def teams(self):
        area = self.request.actor.membership.team.area
        return asking.teams_to_ask(self.subject, area, on=london_date(self.at))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organisations": list(self.teams)}

    def get_initial(self):
        """The one that the address names, by the public id of its team."""
        named = self.request.GET.get("team", "")
        chosen = [each.public_id for each, team in self.teams.items() if str(team.public_id) == named]
        return {"who": "SOME", "organisations": chosen} if chosen else {}

    def get_context_data(self, **more):
        return super().get_context_data(bank=measures.bank_of(self.subject), nobody=not self.teams, **more)

    def operate(self, form):
        return asking.ask(self.subject, form.chosen, due_on=form.cleaned_data["due_on"], **self.acting)


VIEWS = (ReturnsToUs, RemindToReturn, AskForReturns)
