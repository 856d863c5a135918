"""The critical friend's log: advice given, with and without a family's name, and what came of it."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.design.pages import finished_page
from breakwater.foundation.figures.periods import period_of
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.practice.early_help.episodes.operations import leads
from breakwater.practice.early_help.episodes.view import EPISODE, episode_or_404
from breakwater.practice.early_help.models import Episode

from . import operations
from .forms import AdviceForm, FollowUpForm, LogFilter, NameForm

SHOWN = 50


@require_safe
def log(request):
    """Advice that the actor may read, the newest first, narrowed by theme, by what came of it and by when it was given."""
    require(request.actor, Permission.ADVICE_GIVE)
    form = LogFilter(request.GET, today=timezone.localdate())
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _narrowed(operations.given(), wanted, request.actor)
    page = finished_page(found, SHOWN, request.GET.get("page"))
    about = case_display.about(one.case for one in page if one.case_id)
    audit.saw("advice", *(one.pk for one in page))
    audit.saw("case", *(one.case_id for one in page if one.case_id))
    kept = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "early_help/advice/log.html",
        {
            "page": page,
            "about": about,
            "form": form,
            "chosen": _chosen(form, kept),
            "page_link": f"?{urlencode({**kept, 'page': '{}'}, safe='{}')}",
            "now": timezone.now(),
        },
    )


def _narrowed(found, wanted, actor):
    if wanted.get("theme"):
        found = found.filter(themes__contains=[wanted["theme"]])
    if wanted.get("followed"):
        found = found.filter(followed="" if wanted["followed"] == "OPEN" else wanted["followed"])
    if wanted.get("whose"):
        found = found.filter(by__membership__user=actor.membership.user_id)
    if wanted.get("named"):
        found = found.filter(case__isnull=wanted["named"] == "nobody")
    if wanted.get("period"):
        found = found.filter(at__gte=start_of(period_of(wanted["period"]).first))
        found = found.filter(at__lt=start_of(months_later(period_of(wanted["period"]).last, 1)))
    return found


def _chosen(form: LogFilter, kept: dict) -> list[dict]:
    return [
        {
            "text": dict(form.fields[name].choices)[value],
            "remove_url": f"?{urlencode({other: said for other, said in kept.items() if other != name})}",
        }
        for name, value in kept.items()
    ]


class Advise(OperationView):
    """Advice about a child whom nobody names."""

    route, name = "early-help/advice/new/", "advice_new"
    permission = Permission.ADVICE_GIVE
    form_class, template_name = AdviceForm, "early_help/advice/new.html"
    operation, operates_on = staticmethod(operations.advise), "episode"
    success_message = "The advice is kept as {result.reference}"
    leads_to = "early_help:advice", "result.public_id"
    episode: Episode | None = None

    def find_subject(self):
        return None

    def get_form_kwargs(self):
        listed = operations.who_may_ask(self.request.actor.area_id_acting)
        return super().get_form_kwargs() | {"organisations": listed, "names_nobody": self.episode is None}

    def get_context_data(self, **more):
        return super().get_context_data(episode=self.episode, **more)


class AdviseInEpisode(Advise):
    """Advice about a family's help."""

    route, name = f"{EPISODE}advice/new/", "advice_in"

    def find_subject(self):
        self.episode = episode_or_404(self.kwargs["reference"])
        require(self.request.actor, Permission.EPISODE_WORK, self.episode)

    def get_initial(self):
        lead = leads.lead_of(self.episode.case)
        return {"asked_by": f"{lead.membership.user.name}, who leads"} if lead else {}

    def record_sight(self):
        audit.saw("case", self.episode.case_id)


class OfAdvice(SubjectView):
    permission_of, context_object_name, audited_as = "", "advice", "advice"

    @property
    def subjects(self):
        return operations.given()


class AdvicePage(OfAdvice, SubjectPage):
    """One piece of advice, for who gave it and for who was advised."""

    route, name, template_name = "early-help/advice/<str:public_id>/", "advice", "early_help/advice/advice.html"
    permission = Permission.EPISODE_READ

    def get_context_data(self, **more):
        found, about = self.subject, ""
        if found.case_id:
            audit.saw("case", found.case_id)
            about = case_display.about([found.case]).get(found.case_id, found.case.reference)
        receipt = operations.receipt_of(found)
        gives = may(self.request.actor, Permission.ADVICE_GIVE)
        may_name = gives and not found.case_id and not found.named_case_id
        return super().get_context_data(**more, about=about, gives=gives, receipt=receipt, may_name=may_name)


class AdviceOperation(OfAdvice, OperationView):
    """Something that comes of one piece of advice."""

    permission = Permission.ADVICE_GIVE


class FollowUp(AdviceOperation):
    """Whether it was followed, and what came of it."""

    route, name = "early-help/advice/<str:public_id>/follow-up/", "advice_follow_up"
    form_class, template_name = FollowUpForm, "early_help/advice/follow_up.html"
    operation = staticmethod(operations.see_what_came)
    success_message = "What came of it is kept"
    leads_to = "early_help:advice", "subject.public_id"

    def get_initial(self):
        return {"followed": self.subject.followed, "came_of_it": self.subject.came_of_it}


class NameTheChild(AdviceOperation):
    """The child must be named: the front door receives it at once."""

    route, name = "early-help/advice/<str:public_id>/named/", "advice_named"
    form_class, template_name = NameForm, "early_help/advice/named.html"
    operation = staticmethod(operations.name_the_child)
    success_message = "The MASH has received it: {result.reference}"
    leads_to = "casework:handover", "result.reference"

    def get_context_data(self, **more):
        ask_now = RECEIVERS["front_door"].ask_now(self.subject.area, self.at)
        return super().get_context_data(ask_now=ask_now, **more)


OPERATIONS = (Advise, AdviseInEpisode, FollowUp, NameTheChild, AdvicePage)
