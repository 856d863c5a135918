"""Writing down what the family says."""

from django.utils import timezone
from django.utils.functional import cached_property

from breakwater.casework.handovers import ledger
from breakwater.foundation.design.typed import whole_number
from breakwater.practice.early_help.episodes.agreed import agreements_of
from breakwater.practice.early_help.episodes.agreement_form import AgreementForm
from breakwater.practice.early_help.episodes.ledger import Recorded, recorded_consent
from breakwater.practice.early_help.episodes.operations.agreements import record_agreement
from breakwater.practice.early_help.episodes.participants import relations_of, whom_to_ask
from breakwater.practice.early_help.episodes.view import EPISODE, EpisodeOperation


class RecordAgreement(EpisodeOperation):
    """What one of the family says, with the consent of the handover that is being confirmed where the address names one."""

    route, name = f"{EPISODE}agreement/", "agreement"
    form_class, template_name = AgreementForm, "early_help/agreement.html"
    operation = staticmethod(record_agreement)
    success_message = "Their answer is saved"
    leads_to = "early_help:episode", "subject.reference"

    @cached_property
    def people(self):
        return whom_to_ask(self.subject, timezone.localdate())

    @cached_property
    def recorded(self) -> Recorded | None:
        lines = ledger.of_case(self.subject.case, reader=self.request.actor.membership.team.organisation)
        wanted = whole_number(self.request.GET.get("recorded"))
        waiting = recorded_consent(lines, agreements_of(self.subject))
        return next((one for one in waiting if one.number == wanted), None)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "people": self.people,
            "recorded": self.recorded,
            "relations": relations_of(self.subject, self.people, timezone.localdate()),
        }

    def get_context_data(self, **more):
        return super().get_context_data(recorded=self.recorded, **more)


OPERATIONS = (RecordAgreement,)
