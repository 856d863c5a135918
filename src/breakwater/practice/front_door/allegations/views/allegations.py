"""Allegations for the designated officers. Nobody else finds a page."""

from collections.abc import Sequence
from contextlib import suppress

from django.contrib import messages
from django.db.models import F
from django.urls import reverse

from breakwater.casework.clocks.time_left import shown as clock_shown
from breakwater.foundation import audit
from breakwater.foundation.dates.partial import as_told_in_words
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.operations import NobodyReceives

from ...arrivals.operations import allegation_intake
from ...contact_lookup import ContactOperation
from ...enclosures import additions_to
from ...models import Allegation, Submission
from ..forms.allegations import SetApartForm
from ..operations import allegations as compartments
from ..operations import officers, separation

POST = ("membership__user", "membership__role", "membership__team")


class Allegations(ListPage):
    """Allegations that this post is a named reader of: open ones first, of these a child in danger now, then who cannot wait, then the newest."""

    may_be_taken_away = False  # nothing of a compartment lies in a file (SG-12)
    route, name, template_name = "designated-officer/", "allegations", "front_door/compartments/allegations.html"
    model, related, permission = Allegation, ("case", "organisation", "taken_up_by__user"), Permission.ALLEGATION_WORK
    ordering = (F("decided_at").asc(nulls_first=True), *Allegation.URGENT_FIRST, "-received_at", "-pk")
    paginate_by = 25

    def rows_of(self, page):
        cases = [each.case_id for each in page]
        audit.saw("case", *cases)
        clocks = {clock.case_id: clock_shown(clock, now=self.at) for clock in compartments.clocks_of(cases)}
        return [(each, clocks.get(each.case_id)) for each in page]


class OfAllegation(SubjectView):
    """An allegation, for one of its readers."""

    model, lookup, context_object_name = Allegation, "reference", "allegation"
    related = (
        *("case__area", "case__responsible_team", "organisation", "taken_up_by__user"),
        *(f"decided_by__{each}" for each in POST),
    )

    def record_sight(self):
        audit.saw("case", self.subject.case_id)


class AllegationPage(OfAllegation, SubjectPage):
    """One allegation: what was said, of whom, where, the time left, who hears nothing, and how it ended."""

    route, name = "designated-officer/<str:reference>/", "allegation"
    template_name = "front_door/compartments/allegation.html"
    permission, permission_of = Permission.CASE_READ, "subject.case"

    def get_context_data(self, **more):
        found, actor = self.subject, self.request.actor
        others = compartments.others_of(found)
        struck = found.case.struck_organisations.select_related(
            "organisation", *(f"lifted_by__{each}" for each in POST)
        )
        running = found.case.clocks.running().order_by("due_at")
        return super().get_context_data(
            **more,
            children=[{**child, "born": as_told_in_words(child.get("born", ""))} for child in found.children],
            clocks=[clock_shown(clock, now=self.at, with_source=True) for clock in running],
            others=others,
            forms=_forms(found, others),
            additions=additions_to([found.submission_id, *(each.pk for each in others)]),
            struck=list(struck.order_by("since", "pk")),
            passed_on=compartments.passed_on_from(found),
            done_before=compartments.done_before(found),
            **_officers_side(found),
            works=may(actor, Permission.ALLEGATION_WORK) and found.case.closed_at is None,
            records=may(actor, Permission.ALLEGATION_WORK),
            is_mine=found.taken_up_by_id == actor.membership_id,
            now=self.at,
        )


def _officers_side(allegation: Allegation) -> dict:
    """What the officers have recorded since, and what is not recorded yet. The same queries however much there is."""
    by, case = tuple(f"by__{each}" for each in POST), allegation.case
    told_by = tuple(f"told_{each}" for each in by)
    people = list(case.may_know.select_related(*told_by).order_by("named_at", "pk"))
    return {
        "people": people,
        "namesakes": officers.namesakes(allegation, people),
        "steps": list(case.officer_steps.select_related(*by).order_by("happened_on", "pk")),
        "actions": list(case.tasks.order_by("due_at", "pk")),
        "lacks": officers.lacks_of(allegation),
    }


def _forms(allegation: Allegation, others: Sequence[Submission]) -> list[dict]:
    """How to reach each sender safely, and everything they answered: for whoever acts on it. The first is what it began with."""
    audit.saw("submission", *(each.pk for each in others))
    return [
        {"sent_at": allegation.received_at, **allegation.form},
        *({"sent_at": each.received_at, **allegation_intake.form_told(each)} for each in others),
    ]


class SetApart(ContactOperation):
    """The MASH: this contact is about someone who works with children."""

    route, name = "mash/contacts/<str:reference>/set-apart/", "set_apart"
    permission, form_class = Permission.ALLEGATION_SEND, SetApartForm
    template_name = "front_door/compartments/set_apart.html"
    words_of = {NobodyReceives: allegation_intake.NobodyGuards.words}

    def answer_instead(self):
        self.is_late = self.subject.is_decided or self.subject.case.closed_at is not None

    def operate(self, form):
        """Where it is too late to leave the board, the officers have what was written all the same."""
        facts = {"contact": self.subject, "told": form.told, "because": form.cleaned_data["because"]}
        if not self.is_late:
            with suppress(allegation_intake.TooLateToSetApart):
                return separation.set_contact_apart(**facts, **self.acting)
        separation.send_late(**facts, key=form.cleaned_data["idempotency"], **self.acting)
        self.is_late = True
        return None

    @property
    def success_as(self):
        return messages.WARNING if self.is_late else messages.SUCCESS

    @property
    def success_message(self):
        if not self.is_late:
            return "It has gone to the designated officers, and nobody else can open it now"
        return (
            f"What you wrote is with the designated officers. {self.subject.reference} was decided before, so "
            "others have read it: call them now and say who"
        )

    def get_success_url(self):
        return super().get_success_url() if self.is_late else reverse("front_door:board")

    def get_context_data(self, **more):
        return super().get_context_data(**more, is_late=self.is_late)
