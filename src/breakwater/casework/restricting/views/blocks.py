"""Who is kept from a record by hand, and letting them read it again. What colleagues declared is never told here."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from breakwater.casework.cases import display as case_display
from breakwater.casework.cases.case_view import QuestionView
from breakwater.casework.cases.models import Case
from breakwater.casework.restricting import operations as restricting
from breakwater.casework.restricting.forms.restrictions import KeepFromForm, LetBackForm
from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.operations import names_of, who_signs_in_with
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records.operations import restrictions

VIEWS = {
    "person": {"list": "casework:kept_from", "new": "casework:keep_bar", "lift": "casework:let_back"},
    "case": {"list": "casework:case_kept_from", "new": "casework:case_keep_from", "lift": "casework:case_let_back"},
}


def _record(request, kind: str, key: str):
    if kind == "person":
        thing = get_object_or_404(Person, public_id=key)
    else:
        thing = get_object_or_404(Case, reference=key)
    require(request.actor, Permission.PERSON_RESTRICT, thing)
    return thing


@require_safe
def kept_from(request, kind, key):
    thing = _record(request, kind, key)
    audit.saw(kind, thing.pk)
    bars = restrictions.bars_on(kind, thing.pk)
    names = names_of(bar["human"] for bar in bars)
    rows = [
        bar | {"name": names[bar["human"]], "lift": reverse(VIEWS[kind]["lift"], args=[key, bar["bar"]])}
        for bar in bars
    ]
    back = reverse("casework:person", args=[key]) if kind == "person" else case_display.address_of(thing)
    context = {"bars": rows, "back": back, "new": reverse(VIEWS[kind]["new"], args=[key])}
    return render(request, "casework/restricting/kept_from.html", context)


class LetBack(QuestionView):
    """Let somebody who was kept from a record read it again."""

    permission = Permission.PERSON_RESTRICT
    form_class = LetBackForm
    button = "Let them read it"
    words_of = {restricting.NotAReader: "Someone has let them back already."}

    def find_subject(self):
        kind, found = self.kwargs["kind"], _record(self.request, self.kwargs["kind"], self.kwargs["key"])
        bars = restrictions.bars_on(kind, found.pk)
        self.block = next((bar for bar in bars if bar["bar"] == self.kwargs["number"]), None)
        if self.block is None:
            raise Http404
        return found

    @cached_property
    def who(self) -> str:
        return names_of([self.block["human"]])[self.block["human"]]

    @property
    def heading(self):
        return f"Let {self.who} read it again"

    @property
    def lead(self):
        return f"They were kept from it because: {self.block['because']}"

    @property
    def success_message(self):
        return f"{self.who} may read it again, as far as their role does"

    def operate(self, form):
        return restricting.lift_bar(
            kind=self.kwargs["kind"],
            thing=self.subject,
            number=self.block["bar"],
            why=form.cleaned_data["why"],
            by=self.request.actor,
            at=self.at,
        )

    def record_sight(self):
        audit.saw(self.kwargs["kind"], self.subject.pk)

    def get_success_url(self):
        return reverse(VIEWS[self.kwargs["kind"]]["list"], args=[self.kwargs["key"]])


class BlockColleague(QuestionView):
    """Keep a colleague from a record, such as a relative of the child, whatever their post (SG-16)."""

    permission = Permission.PERSON_RESTRICT
    form_class = KeepFromForm
    button, kind = "Block access", "warning"
    record: str  # as the audit names its kind
    noun: str

    def operate(self, form):
        area, today = self.request.actor.area_id_acting, timezone.localdate()
        human = who_signs_in_with(form.cleaned_data["email"], area=area, on=today)
        if human is None:
            raise Refusal(
                words="Nobody who has a role in your area signs in with this. Check it, or ask their manager",
                box="email",
            )
        self.block(human=human, because=form.cleaned_data["because"], by=self.request.actor, at=self.at)
        return human

    @property
    def success_message(self):
        return f"{self.result.name} is kept from this {self.noun}"

    def record_sight(self):
        audit.saw(self.record, self.subject.pk)

    def get_success_url(self):
        is_self = self.result.pk == self.request.actor.membership.user_id
        return reverse("casework:search") if is_self else self.back()


class BlockFromPerson(BlockColleague):
    route, name = "people/<str:public_id>/keep/from/", "keep_bar"
    model = Person
    record, noun = "person", "record"
    heading = "Block a colleague's access to this record"
    lead = (
        "To them the record, its search entry and the cases about this child are from now on as if they were not there, "
        "whatever role they have. They are not told."
    )

    def block(self, **acts):
        restrictions.bar(person=self.subject, **acts)

    def get_context_data(self, **more):
        return super().get_context_data(whose_record=self.subject.name, **more)

    def back(self):
        page = "keep" if may(self.request.actor, Permission.PERSON_KEEP, self.subject) else "person"
        return reverse(f"casework:{page}", args=[self.subject.public_id])


class BlockFromCase(BlockColleague):
    route, name = "cases/<str:reference>/kept-from/new/", "case_keep_from"
    model, related, lookup = Case, ("area",), "reference"
    record, noun = "case", "case"
    heading = "Block a colleague's access to this case"
    lead = "To them the case is from now on as if it were not there, whatever role they have. They are not told."

    def block(self, **acts):
        restricting.bar(kind="case", thing=self.subject, **acts)

    def back(self):
        return reverse("casework:case_kept_from", args=[self.subject.reference])


OPERATIONS = (BlockFromPerson, BlockFromCase)
