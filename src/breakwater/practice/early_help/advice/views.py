"""The critical friend's log: advice given, with and without a family's name, and what came of it."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.casework.models import Handover
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import start_of
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import period_of
from breakwater.partnership.kit.operation_view import OperationView
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import Organisation
from breakwater.practice.early_help.episodes.operations import leads
from breakwater.practice.early_help.episodes.view import EPISODE, episode_or_404
from breakwater.practice.early_help.models import Advice, Episode

from . import operations
from .forms import AdviceForm, FollowUpForm, LogFilter, NameForm

SHOWN = 50
WHO = ("by__membership__user", "by__membership__role", "by__membership__team__area", "by__area")


@require_safe
def log(request):
    """Advice that the actor may read, the newest first, narrowed by theme, by what came of it and by when it was given."""
    require(request.actor, Permission.ADVICE_GIVE)
    form = LogFilter(request.GET, today=timezone.localdate())
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Advice.objects.select_related("case", "organisation", *WHO).order_by("-at", "-pk")
    found = _narrowed(found, wanted, request.actor)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
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
    success_message = "The advice is kept as {result.reference}"
    episode: Episode | None = None

    def find_subject(self):
        return None

    def get_form_kwargs(self):
        organisations = Organisation.objects.filter(
            teams__area=self.request.actor.area_id_acting, teams__closed_on=None
        )
        listed = organisations.distinct().order_by("name", "pk")
        return super().get_form_kwargs() | {"organisations": listed, "names_nobody": self.episode is None}

    def operate(self, form):
        key = form.cleaned_data["idempotency"]
        return operations.advise(self.episode, form.facts(), by=self.request.actor, at=self.at, key=key)

    def get_context_data(self, **more):
        return super().get_context_data(episode=self.episode, **more)

    def get_success_url(self):
        return reverse("early_help:advice", args=[self.result.public_id])


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


@require_safe
def advice(request, public_id):
    """One piece of advice, for who gave it and for who was advised."""
    found = get_object_or_404(AdviceOperation.subjects.all(), public_id=public_id)
    require(request.actor, Permission.EPISODE_READ)
    audit.saw("advice", found.pk)
    about = ""
    if found.case_id:
        audit.saw("case", found.case_id)
        about = case_display.about([found.case]).get(found.case_id, found.case.reference)
    receipt = Handover.objects.filter(carried__case=found.named_case_id).first() if found.named_case_id else None
    gives = may(request.actor, Permission.ADVICE_GIVE)
    return render(
        request,
        "early_help/advice/advice.html",
        {
            "advice": found,
            "about": about,
            "gives": gives,
            "receipt": receipt,
            "may_name": gives and not found.case_id and not found.named_case_id,
        },
    )


class AdviceOperation(OperationView):
    """Something that comes of one piece of advice."""

    subjects = Advice.objects.select_related("case", "organisation", "followed_by__membership__user", *WHO)
    permission = Permission.ADVICE_GIVE

    def permission_subject(self):
        return None

    def record_sight(self):
        audit.saw("advice", self.subject.pk)

    def get_context_data(self, **more):
        return super().get_context_data(advice=self.subject, **more)


class FollowUp(AdviceOperation):
    """Whether it was followed, and what came of it."""

    route, name = "early-help/advice/<str:public_id>/follow-up/", "advice_follow_up"
    form_class, template_name = FollowUpForm, "early_help/advice/follow_up.html"
    success_message = "What came of it is kept"

    def get_initial(self):
        return {"followed": self.subject.followed, "came_of_it": self.subject.came_of_it}

    def operate(self, form):
        return operations.see_what_came(self.subject, by=self.request.actor, at=self.at, **form.cleaned_data)

    def get_success_url(self):
        return reverse("early_help:advice", args=[self.subject.public_id])


class NameTheChild(AdviceOperation):
    """The child must be named: the front door receives it at once."""

    route, name = "early-help/advice/<str:public_id>/named/", "advice_named"
    form_class, template_name = NameForm, "early_help/advice/named.html"
    success_message = "The front door has received it: {result.reference}"

    def operate(self, form):
        given = {name: form.cleaned_data[name] for name in ("child", "worry", "danger")}
        key = form.cleaned_data["idempotency"]
        return operations.name_the_child(self.subject, by=self.request.actor, at=self.at, key=key, **given)

    def get_context_data(self, **more):
        ask_now = RECEIVERS["front_door"].ask_now(self.subject.area, self.at)
        return super().get_context_data(ask_now=ask_now, **more)

    def get_success_url(self):
        return reverse("casework:handover", args=[self.result.reference])


OPERATIONS = (Advise, AdviseInEpisode, FollowUp, NameTheChild)
