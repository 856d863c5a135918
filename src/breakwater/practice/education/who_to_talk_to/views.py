"""Who to talk to across agencies, what services leave unanswered, and schools that are asked to lead."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission, require
from breakwater.practice.education.fortnights import grid
from breakwater.practice.education.models import TalkTo

from . import leads as school_leads
from . import operations
from .forms import TalkToForm, UnansweredForm

P = Permission
LINE = "who-to-talk-to/<str:public_id>/"


@require_safe
def who(request):
    """Everybody whom agencies name, by agency; one's own team's lines first, to be kept."""
    require(request.actor, P.TALK_READ)
    asked = request.GET.get("q", "").strip()
    lines = [one for one in operations.lines_of(request.actor.area_id_acting) if _fits(one, asked)]
    groups = [
        (name, list(those))
        for name, those in groupby(lines, key=lambda one: f"{one.team.organisation.name}, {one.team.name}")
    ]
    return render(
        request,
        "education/who.html",
        {
            "groups": groups,
            "asked": asked,
            "own": request.actor.membership.team_id,
            "old": timezone.localdate() - operations.FRESH_FOR,
            "now": timezone.now(),
            "any": bool(lines),
        },
    )


def _fits(one: TalkTo, asked: str) -> bool:
    text = f"{one.about} {one.name} {one.team.name} {one.team.organisation.name}".casefold()
    return all(word in text for word in asked.casefold().split())


class AddLine(OperationView):
    """Add a line to one's own team."""

    route, name = "who-to-talk-to/new/", "who_new"
    permission = P.TALK_READ
    form_class, template_name = TalkToForm, "education/who_edit.html"
    success_message = "Added. You are asked every three months whether it is still right"
    leads_to = ("education:who",)

    def operate(self, form):
        return operations.add(said=form.cleaned_data, **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(line=self.subject, team=self.request.actor.membership.team, **more)


class OfOwnLine:
    """What is done with a line of one's own team."""

    model, permission = TalkTo, P.TALK_READ
    leads_to = ("education:who",)
    permission_of = ""

    def answer_instead(self):
        if self.subject.team_id != self.request.actor.membership.team_id or self.subject.ended_at:
            raise Http404


class ChangeLine(OfOwnLine, AddLine):
    """Change a line of one's own team."""

    route, name = LINE, "who_edit"
    success_message = "Changed, and confirmed today"

    def get_initial(self):
        return {name: getattr(self.subject, name) for name in operations.FIELDS}

    def operate(self, form):
        return operations.confirm(line=self.subject, said=form.cleaned_data, **self.acting)


class ConfirmLine(OfOwnLine, ButtonView):
    route, name = f"{LINE}confirm/", "who_confirm"
    success_message = "Thank you: confirmed today"
    operation = staticmethod(operations.confirm)


class TakeOutLine(OfOwnLine, ButtonView):
    route, name = f"{LINE}take-out/", "who_out"
    success_message = "Taken out"
    operation = staticmethod(operations.take_out)


class CountUnanswered(OperationView):
    """Count what a service left, and read what each left in four weeks; its manager is told each month."""

    route, name = "lists/unanswered/", "unanswered"
    permission = P.LIST_CHECK
    form_class, template_name = UnansweredForm, "education/unanswered.html"
    success_message = "Counted. The service’s manager hears of it at the beginning of the month"
    leads_to = ("education:unanswered",)

    @cached_property
    def teams(self):
        return operations.services_and_schools(self.request.actor.area_id_acting)

    def get_form_kwargs(self):
        services, schools = self.teams
        return super().get_form_kwargs() | {"teams": services, "schools": schools}

    def get_initial(self):
        return {"on": timezone.localdate()}

    def operate(self, form):
        of = form.cleaned_data
        said = {"kind": of["kind"], "on": of["on"], "key": of["idempotency"]}
        team, school = form.teams[of["team"]], form.schools[of["school"]]
        return operations.note_unanswered(team=team, school=school, **said, **self.acting)

    def get_context_data(self, **more):
        since = timezone.localdate() - operations.MONTH
        rows = operations.counted(self.request.actor.area_id_acting, since=since)
        return super().get_context_data(rows=rows, now=self.at, **more)


@require_safe
def leads(request):
    """Schools that are asked to lead and have not answered: of one's patches, or of all."""
    require(request.actor, P.LIST_CHECK)
    now = timezone.now()
    mine = [] if request.GET.get("all") else grid.patches_of(request.actor, timezone.localdate())
    rows = school_leads.waiting(request.actor.membership.team.area, mine, at=now)
    return render(request, "education/leads.html", {"rows": rows, "mine": mine, "now": now})


class RemindLead(ButtonView):
    """Ask the school again."""

    route, name = "lists/leads/<int:number>/ask/", "remind_lead"
    permission = P.LIST_CHECK
    success_message = "{result} is asked again"
    leads_to = ("education:leads",)

    def operate(self, form):
        area = self.request.actor.membership.team.area
        return school_leads.remind(key=self.kwargs["number"], area=area, **self.acting)


VIEWS = (AddLine, ChangeLine, ConfirmLine, TakeOutLine, CountUnanswered, RemindLead)
