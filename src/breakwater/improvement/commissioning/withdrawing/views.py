"""Withdraw something that is wrong, with a reason; and everything that was, with who and when."""

from django.http import Http404

from breakwater.foundation.design.fields import TextareaField
from breakwater.partnership.kit.recorded import withdraw
from breakwater.partnership.kit.step import StepView

from ..boxes import NOBODY, Asked
from ..pages import AT, KEEP, Page, stands
from .kinds import KINDS, Kind, withdrawn_of


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
        listed = withdrawn_of(self.request.actor.area_id_acting)
        rows = [(kind.called, kind.words(row), kind.href(row), row) for kind, row in listed]
        return super().get_context_data(rows=rows, **more)


VIEWS = (Withdraw, Withdrawn)
