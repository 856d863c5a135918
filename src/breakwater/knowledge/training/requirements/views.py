"""My training, a person's record, a team's staff, the area's staff and its safeguarding leads: what is due, and why."""

from abc import ABC, abstractmethod
from collections import Counter
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.functional import cached_property

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.csv_file import csv_answer
from breakwater.foundation.design.datefields import DateField
from breakwater.foundation.design.fields import Form, SelectField, TextareaField
from breakwater.foundation.design.pages import finished_page
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models.organisations import OrganisationKind

from ..certificates import evidence
from ..certificates import operations as certificates
from ..codes import in_words, staff_groups
from ..evaluations import operations as evaluations
from ..models import Delegate, Employment
from ..operations import delegates
from ..service import counting
from . import lookup, operations, status

P = Permission
STATES = [(each.value, each.label) for each in status.State]


def _record(delegates, area, at) -> dict:
    """What a person's page shows: duties with the next date of each, what was booked, certificates, evidence, employers."""
    today, keys = london_date(at), [each.pk for each in delegates]
    by_person = status.duties_of(keys, area.pk, today)
    duties = sorted(
        (duty for each in by_person.values() for duty in each), key=lambda duty: list(status.State).index(duty.state)
    )
    bookings = list(lookup.record_of(keys))
    return _duties_and_dates(duties, area, at) | {
        "coming": [each for each in bookings if each.is_live and each.event.ends_at >= at],
        "past": [each for each in bookings if each.event.ends_at < at and each.attendances.all()],
        "to_evaluate": [
            (each, stage, evaluations.token(each, stage))
            for each in bookings
            if (stage := evaluations.wanted_now(each, at))
        ],
        "certificates": list(certificates.of_delegates(keys, today)),
        "evidence": list(evidence.of_delegates(keys)),
        "employers": [(each, in_words(each.staff_groups)) for each in lookup.employers_of(keys)],
    }


def _duties_and_dates(duties: list[status.Duty], area, at) -> dict:
    pressing = [each for each in duties if each.state.presses]
    return {"duties": duties, "next": lookup.next_dates(pressing, area, at)}


class Mine(SubjectPage):
    """My training: what is due, what I booked, what I can prove, whoever employed me then."""

    route, name = "training/mine/", "mine"
    permission = P.TRAINING_BOOK
    template_name = "training/mine.html"

    def get_context_data(self, **more):
        records = list(lookup.own(self.request.user))
        if not records and delegates.claim(by=self.request.actor, at=self.at):
            records = list(lookup.own(self.request.user))
        audit.saw("training_record", *(each.pk for each in records))
        area = records[0].area if records else self.request.post.team.area
        shown = _record(records, area, self.at)
        if not records:
            shown |= _duties_and_dates(status.duties_of_post(self.request.post, london_date(self.at)), area, self.at)
        return super().get_context_data(records=records, **shown, **more)


class Person(SubjectPage):
    """Somebody's record, as their manager or the training team reads it."""

    route, name = "training/people/<str:public_id>/", "person"
    model, related = Delegate, ("area",)
    audited_as = "training_record"
    permission = P.TRAINING_BOOK
    context_object_name = "delegate"
    template_name = "training/person.html"

    def get_context_data(self, **more):
        keeps = may(self.request.actor, P.TRAINING_KEEP, self.subject)
        changes = may(self.request.actor, P.TRAINING_BOOK_FOR, self.subject)
        shown = _record([self.subject], self.subject.area, self.at)
        return super().get_context_data(keeps=keeps, changes=changes, **shown, **more)


class TeamFilter(Form):
    """Whose duties one wants to see."""

    state = SelectField(label="Status", choices=STATES, required=False, empty="Any status")
    group = SelectField(
        label="Staff group", choices=lambda: list(staff_groups().items()), required=False, empty="Every group"
    )

    def narrow(self, employments: QuerySet[Employment], said: dict[str, str]) -> QuerySet[Employment]:
        return employments.filter(staff_groups__contains=[said["group"]]) if said.get("group") else employments


class AreaFilter(TeamFilter):
    """The same among the staff of many organisations. An organisation is one that employs any of them."""

    sector = SelectField(label="Sector", choices=OrganisationKind, required=False, empty="Every sector")
    organisation = SelectField(label="Organisation", choices=[], required=False, empty="Every organisation")

    def __init__(self, *args, employments: QuerySet[Employment], **more):
        super().__init__(*args, **more)
        known = employments.order_by("organisation__name", "organisation").values_list(
            "organisation__public_id", "organisation__name"
        )
        self.fields["organisation"].choices = [("", "Every organisation"), *known.distinct()]

    def narrow(self, employments, said):
        rows = super().narrow(employments, said)
        rows = rows.filter(organisation__kind=said["sector"]) if said.get("sector") else rows
        return rows.filter(organisation__public_id=said["organisation"]) if said.get("organisation") else rows


class Due(SubjectPage, ABC):
    """Staff with what is due and why: how many there are of each status, then the people, the worst first; as a file as well."""

    template_name = "training/due.html"
    heading: str
    leaves = is_trust = False
    paginate_by = 15
    file_name = "training-due.csv"

    @property
    def area(self):
        return self.request.post.team.area

    @abstractmethod
    def employments(self, today) -> QuerySet[Employment]:
        """The employments of the staff shown, on a day."""

    def filter_form(self, employments: QuerySet[Employment]) -> TeamFilter:
        return AreaFilter(self.request.GET or None, employments=employments)

    @cached_property
    def form(self):
        return self.filter_form(self.employments(london_date(self.at)))

    @cached_property
    def said(self) -> dict[str, str]:
        """What of the filter is chosen."""
        said = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        return {name: value for name, value in said.items() if value}

    @cached_property
    def everybody(self) -> list[lookup.Standing]:
        """All of the staff that the filter leaves, whatever their status."""
        today = london_date(self.at)
        return lookup.standings(self.form.narrow(self.employments(today), self.said), self.area.pk, today)

    @property
    def standings(self) -> list[lookup.Standing]:
        """Those of the status chosen, the worst first and of these who is due the longest."""
        wanted = self.said.get("state")
        found = (each for each in self.everybody if wanted in (None, status.worst(self.duties(each))))
        return sorted(found, key=lambda each: status.worst_first(self.duties(each)))

    def duties(self, one: lookup.Standing) -> list[status.Duty]:
        """The duties that the page is about, the worst first."""
        return one.duties

    def get(self, request, *args, **kwargs):
        if request.GET.get("file") == "csv":
            audit.saw("training_record", *(each.job.delegate_id for each in self.standings))
            return csv_answer(self.file_name, self.rows_of_file())
        return super().get(request, *args, **kwargs)

    def rows_of_file(self):
        yield [
            "Name",
            "Organisation",
            "Job title",
            "Training",
            "Status",
            "Due",
            "Last completed",
            "Rule",
            "Basis",
            "Why",
        ]
        for each in lookup.shown(self.standings):
            for duty in each.duties:
                asked = [
                    duty.group_title,
                    duty.state.label,
                    duty.due_on or "",
                    duty.last_on or "",
                    duty.rule,
                    duty.basis,
                ]
                who = [each.delegate.name, each.employment.organisation.name, each.employment.job_title]
                yield [*who, *asked, duty.why]

    def address(self, **more) -> str:
        """The page with what is chosen, and more or other than that."""
        return "?" + urlencode({key: value for key, value in (self.said | more).items() if value})

    def employers(self) -> list[lookup.Employer]:
        """The organisations of everybody shown, where there are several: a team works for one."""
        if self.leaves:
            return []
        found = lookup.by_employer((each, status.worst(self.duties(each))) for each in self.everybody)
        return found if len(found) > 1 else []

    def numbers(self) -> list[dict]:
        """How many there are of each status; what is overdue always, and first."""
        found = Counter(status.worst(self.duties(each)) for each in self.everybody)
        return [
            {
                "figure": found[each],
                "words": each.label,
                **({"href": self.address(state=each.value)} if found[each] else {}),
            }
            for each in status.State
            if found[each] or each == status.State.OVERDUE
        ]

    def get_context_data(self, **more):
        page = finished_page(self.standings, self.paginate_by, self.request.GET.get("page"))
        page.object_list = lookup.shown(page.object_list)
        audit.saw("training_record", *(each.delegate.pk for each in page.object_list))
        rows = [(each, next(iter(self.duties(each)), None)) for each in page.object_list]
        pressing = {each.delegate.pk: [duty for duty in self.duties(each) if duty.state.presses] for each, _ in rows}
        dates = lookup.Dates((duty for duties in pressing.values() for duty in duties), self.area, self.at)
        chosen = [
            {"text": dict(self.form.fields[name].choices)[value], "remove_url": self.address(**{name: ""})}
            for name, value in self.said.items()
        ]
        return super().get_context_data(
            page=page,
            rows=rows,
            numbers_of=self.numbers(),
            employers=[(each, self.address(organisation=each.public_id)) for each in self.employers()],
            form=self.form,
            chosen=chosen,
            heading=self.heading,
            leaves=self.leaves,
            is_trust=self.is_trust,
            to_book={who: lookup.to_book(duties, dates) for who, duties in pressing.items()},
            address=self.address(page="PAGE").replace("PAGE", "{}"),
            file_address=self.address(file="csv"),
            **more,
        )


class TeamDue(Due):
    """A team's staff."""

    route, name = "training/due/team/", "team_due"
    permission = P.TRAINING_BOOK_FOR
    heading = "Your staff’s training"
    leaves = True

    def employments(self, today):
        return lookup.employed_by(self.request.post.team, today)

    def filter_form(self, employments):
        return TeamFilter(self.request.GET or None)


class AreaDue(Due):
    """The area's staff, as far as the training team keeps their records."""

    route, name = "training/due/", "area_due"
    permission = P.TRAINING_KEEP
    heading = "Who is due training"

    def employments(self, today):
        return lookup.employed_in(self.area, today)


class TrustDue(Due):
    """The staff of a trust's own schools, by school: their leader reads who is due what, and opens nobody's record."""

    route, name = "training/trust/", "trust_due"
    permission = P.TRAINING_TRUST
    heading = "Training in your trust’s schools"
    is_trust = True
    file_name = "training-of-the-trust.csv"

    def employments(self, today):
        return lookup.employed_by_trust(self.request.post.team.organisation, self.area, today)

    def get(self, request, *args, **kwargs):
        with counting(self.area):
            return super().get(request, *args, **kwargs)


class Leads(Due):
    """The area's designated safeguarding leads and deputies, with the day by which formal training lapses."""

    route, name = "training/leads/", "leads"
    permission = P.TRAINING_KEEP
    template_name = "training/leads.html"
    heading = "Designated safeguarding leads"
    paginate_by = 25
    file_name = "safeguarding-leads.csv"

    def employments(self, today):
        return lookup.leads_of(self.area, today)

    def duties(self, one):
        return [each for each in one.duties if each.requirement.code == lookup.FORMAL]


class ExemptForm(Form):
    group = SelectField(label="From what training?", choices=evidence.groups, missing="Choose what training")
    why = TextareaField(label="Why?", missing="Say why", max_length=240, rows=3)
    until = DateField(label="Until which day?", missing="Enter the day", future=True)

    def facts(self) -> operations.ExemptFacts:
        return operations.ExemptFacts(**self.cleaned_data)


class Exempt(OperationView):
    """Somebody need not be trained in something for a time."""

    route, name = "training/people/<str:public_id>/exempt/", "exempt"
    model, related = Delegate, ("area",)
    permission = P.TRAINING_KEEP
    audited_as = "training_record"
    form_class, template_name = ExemptForm, "training/exempt.html"
    operation = staticmethod(operations.exempt)
    success_message = "Recorded"
    leads_to = "training:person", "subject.public_id"
    context_object_name = "delegate"


VIEWS = (Mine, TeamDue, AreaDue, TrustDue, Leads, Exempt, Person)
