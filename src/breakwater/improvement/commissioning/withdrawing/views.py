"""Withdraw something that is wrong, with a reason; and everything that was, with who and when."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from breakwater.foundation.design.fields import TextareaField
from breakwater.partnership.kit.recorded import Withdrawable, withdraw
from breakwater.partnership.kit.step import StepView
from breakwater.partnership.organisations.models import actor_relations

from .. import wards
from ..boxes import NOBODY, Asked
from ..models import Gap, GapDecision, NeedFigure, NeedMeasure, Provision, Quarter
from ..pages import AT, KEEP, Page, stands


@dataclass(frozen=True)
class Kind:
    """What may be withdrawn: its rows, the path to its area, what a page calls one, and the page that shows it."""

    called: str
    rows: QuerySet
    area: str
    words: Callable[[Withdrawable], str]
    page: str
    of: Callable[[Withdrawable], str]

    def href(self, row: Withdrawable) -> str:
        return reverse(f"commissioning:{self.page}", args=[self.of(row)])


def own(row) -> str:
    return row.public_id


def _figure(row: NeedFigure) -> str:
    place = wards.name_in(row.measure.area.code, row.ward)
    return ", ".join(
        filter(None, (row.measure.title, place, row.get_age_band_display(), row.group, f"{row.on:%d/%m/%Y}"))
    )


KINDS = {
    "need": Kind("measure of need", NeedMeasure.objects, "area", lambda row: row.title, "need", own),
    "figure": Kind(
        "figure of need",
        NeedFigure.objects.select_related("measure__area"),
        "measure__area",
        _figure,
        "need_recorded",
        lambda row: row.measure.public_id,
    ),
    "service": Kind(
        "service", Provision.objects.select_related("service"), "area", lambda row: row.service.name, "service", own
    ),
    "quarter": Kind(
        "quarter",
        Quarter.objects.select_related("provision__service"),
        "provision__area",
        lambda row: f"{row.provision.service.name}, quarter from {row.starts_on:%d/%m/%Y}, revision {row.revision}",
        "service_recorded",
        lambda row: row.provision.public_id,
    ),
    "gap": Kind("gap", Gap.objects, "area", lambda row: f"{row.number}. {row.need}", "gap", own),
    "decision": Kind(
        "decision",
        GapDecision.objects.select_related("gap"),
        "gap__area",
        lambda row: f"{row.get_outcome_display()}, {row.on:%d/%m/%Y}: {row.gap.need}",
        "gap",
        lambda row: row.gap.public_id,
    ),
}


class WithdrawForm(Asked):
    why = TextareaField(
        label="What is wrong with it?", hint=NOBODY, rows=3, max_length=400, missing="Say what is wrong"
    )


class Withdraw(StepView):
    """What stood before it stands again; it stays readable, with the reason."""

    route, name, kind = f"{AT}withdraw/<slug:kind>/<str:public_id>/", "withdraw", "warning"
    permission, form_class, operation = KEEP, WithdrawForm, staticmethod(withdraw)
    button, success_message, when = (
        "Withdraw",
        "Withdrawn. It is kept, and can be read as withdrawn",
        staticmethod(stands),
    )

    @property
    def of(self) -> Kind:
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]

    @property
    def subjects(self):
        return self.of.rows

    @property
    def heading(self) -> str:
        return f"Withdraw a {self.of.called}"

    @property
    def lead(self) -> str:
        return f"{self.of.words(self.subject)} no longer counts. It stays on record, with your name and the reason."

    def operate(self, form):
        return self.operation(self.subject, form.cleaned_data["why"], **self.acting)

    def get_success_url(self) -> str:
        return self.of.href(self.subject)


class Withdrawn(Page):
    """Everything that was withdrawn in the area, the last first."""

    route, name, template_name = f"{AT}withdrawn/", "withdrawn", "commissioning/withdrawn.html"
    permission, permission_of = KEEP, ""

    def get_context_data(self, **more):
        area = self.request.actor.area_id_acting
        found = (
            [
                (kind, row)
                for row in kind.rows.filter(**{kind.area: area}, withdrawn_at__isnull=False).select_related(
                    *actor_relations("withdrawn_by")
                )
            ]
            for kind in KINDS.values()
        )
        listed = sorted(chain.from_iterable(found), key=lambda one: one[1].withdrawn_at, reverse=True)
        rows = [(kind.called, kind.words(row), kind.href(row), row) for kind, row in listed]
        return super().get_context_data(rows=rows, **more)


VIEWS = (Withdraw, Withdrawn)
