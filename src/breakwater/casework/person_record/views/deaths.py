"""Recording that somebody has died, what follows at once, and putting right what was wrong."""

from django.shortcuts import redirect
from django.urls import reverse

from breakwater.casework.cases.deaths import AFTER_DEATH, is_child
from breakwater.casework.cases.registry import named_by
from breakwater.casework.child_page.pages import age_of
from breakwater.casework.person_record.deaths import deaths_of, is_out_of_hours, living_children, record_death
from breakwater.casework.person_record.forms import CorrectDeathForm, DeathForm, WithdrawDeathForm
from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.operation_view import SubjectPage
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import ContactPoint, ContactPurpose
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import deaths

from .record import Correction

SAID = ("died_on", "died_at", "known", "confirmed_by")
TO_CALL = (ContactPurpose.FRONT_DOOR, ContactPurpose.OUT_OF_HOURS)


class LivingChildren:
    """The living children around the person stand first on the page, and the audit keeps that they were shown."""

    def get_context_data(self, **more):
        living = living_children(self.subject, at=self.at)
        audit.saw("person", *(one.pk for one in living))
        return super().get_context_data(living=[(one, age_of(one, self.at)) for one in living], **more)


class RecordDeath(LivingChildren, Correction):
    route, name, form_class = "people/<str:public_id>/death/", "record_death", DeathForm
    permission, template_name = Permission.DEATH_RECORD, "casework/person_record/death.html"
    heading, button, kind = "Record a death", "Record the death", "warning"
    operation = staticmethod(record_death)

    def answer_instead(self):
        is_over = self.request.method != "POST" and self.subject.died_on
        return redirect(self.get_success_url()) if is_over else super().answer_instead()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"of_a_child": is_child(self.subject, london_date(self.at))}

    def operate(self, form):
        return record_death(self.subject, form.facts(), key=form.cleaned_data["idempotency"], **self.acting)

    def get_success_url(self):
        return reverse("casework:died", args=[self.subject.public_id])

    def get_context_data(self, **more):
        back = reverse("casework:person", args=[self.subject.public_id])
        return super().get_context_data(**more) | {"back": back}


class Died(LivingChildren, SubjectPage):
    """What followed from a death, what to consider next, and what is on record of it."""

    route, name, template_name = "people/<str:public_id>/died/", "died", "casework/person_record/died.html"
    model, permission, audited_as = Person, Permission.DEATH_RECORD, "person"

    def get_context_data(self, **more):
        recorded = deaths_of(self.subject)
        stands = next((death for death in recorded if death.withdrawn_at is None), None)
        steps = [step for find in AFTER_DEATH.values() for step in find(self.subject, self.request.actor)]
        return super().get_context_data(
            person=self.subject,
            death=stands,
            recorded=recorded,
            steps=steps if stands else [],
            contacts=named_by(stands.contact, self.request.actor) if stands and stands.contact else [],
            out_of_hours=stands is not None and is_out_of_hours(stands),
            numbers=ContactPoint.published(self.subject.area, *TO_CALL, on=london_date(self.at)),
            **more,
        )


class OfADeath(Correction):
    """A correction of the death that stands. Where none does any more, the page says what became of it."""

    permission = Permission.DEATH_RECORD

    def answer_instead(self):
        is_over = self.request.method != "POST" and not self.subject.died_on
        return redirect(self.get_success_url()) if is_over else super().answer_instead()

    def get_success_url(self):
        return reverse("casework:died", args=[self.subject.public_id])

    def get_initial(self):
        self.death = deaths.death_of(self.subject)
        return {"was": str(self.death.key)} if self.death else {}

    def form_refused(self, form, refusal):
        """What is sent next is meant for the death that stands now."""
        if isinstance(refusal, deaths.CorrectedMeanwhile):
            form = self.form_again(form, was=refusal.now.key)
        return super().form_refused(form, refusal)


class CorrectDeath(OfADeath):
    route, name, form_class = "people/<str:public_id>/died/correct/", "correct_death", CorrectDeathForm
    heading, success_message = (
        "Correct the record of the death",
        "The record is corrected. What it said before stays below",
    )

    def get_initial(self):
        was = super().get_initial()
        return was | {name: getattr(self.death, name) for name in SAID} if self.death else was

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("because", "was")} | {
            "key": form.cleaned_data["idempotency"]
        }
        return deaths.correct(self.subject, form.facts(), **said, **self.acting)


class WithdrawDeath(OfADeath):
    route, name, form_class = "people/<str:public_id>/died/withdraw/", "withdraw_death", WithdrawDeathForm
    heading, button, kind = "The person has not died", "Withdraw the record of the death", "warning"
    lead = (
        "List rows and reminders come back by themselves. Family links, meetings that were called off and messages that were "
        "withdrawn do not: whoever works with the family gives or calls them again."
    )
    success_message = "The record of the death is withdrawn"

    def operate(self, form):
        return deaths.withdraw(self.subject, **form.cleaned_data, **self.acting)


VIEWS = (RecordDeath, Died, CorrectDeath, WithdrawDeath)
