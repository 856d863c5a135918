"""Services as a commissioner knows them: the list with what is warned of, one service with its quarters."""

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.months import months_later
from breakwater.foundation.figures.periods import quarter_of
from breakwater.partnership.kit.step import StepView, offered

from .. import wards
from ..models import Domain, Provision
from ..pages import AT, KEEP, Listed, Opening, Page, stands
from . import flags, forms, lookup, operations

SERVICES = f"{AT}services/"
ONE = f"{SERVICES}<str:public_id>/"
OVER = 10  # services out of contract that the list of what ends names above itself


def reach_of(area, at) -> dict:
    """What a form offers of an area: its wards, and the priorities of its plans."""
    return {"area_code": area.code, "priorities": lookup.priorities_of(area.pk, london_date(at))}


class Services(Listed):
    """The services of the area with how full they are and what is warned of."""

    route, name, template_name, audited_as = SERVICES, "services", "commissioning/provision/services.html", "provision"

    def get_queryset(self):
        return lookup.provisions_of(self.area.pk)

    def rows_of(self, page):
        listed = super().rows_of(page)
        last, today = lookup.last_two(listed), london_date(self.at)
        return [
            {
                "provision": each,
                "last": flags.shown(last[each.pk][0]) if last[each.pk] else None,
                "flags": flags.flags(each, last[each.pk], today),
            }
            for each in listed
        ]

    def get_context_data(self, **more):
        asked = self.request.GET.get("tier", "")
        tier = Provision.Tier(asked) if asked in Provision.Tier.values else Provision.Tier.EARLY
        running = lookup.running(self.area.pk, london_date(self.at))
        return super().get_context_data(
            quarter_of=quarter_of,
            without=lookup.not_recorded(self.area.pk).count(),
            tier=tier,
            tiers=list(Provision.Tier),
            bands=flags.BANDS,
            reach=flags.reach(self.area.code, running, tier),
            **more,
        )


class AddProvision(Opening):
    route, name, heading, button = f"{SERVICES}new/", "service_new", "Record a service", "Save"
    form_class, operation, back_to = (
        forms.ProvisionForm,
        staticmethod(operations.add_provision),
        "commissioning:services",
    )
    success_message, leads_to = "Saved. Now record its quarters", ("commissioning:service", "result.public_id")

    def get_form_kwargs(self):
        services = {str(each.uuid): each for each in lookup.not_recorded(self.area.pk)}
        return super().get_form_kwargs() | {"services": services, **reach_of(self.area, self.at)}

    def operate(self, form):
        return self.operation(form.chosen, form.facts(), key=form.cleaned_data["idempotency"], **self.acting)


class OfService(StepView):
    subjects, context_object_name, audited_as = lookup.PROVISIONS, "provision", "provision"
    permission, steps_at, steps_named, button = KEEP, ONE, "service", "Save"
    leads_to, success_message = ("commissioning:service", "subject.public_id"), "Saved"
    when = staticmethod(stands)


class RecordQuarter(OfService):
    route, name, heading = f"{ONE}quarter/", "service_quarter", "Record a quarter"
    form_class, operation = forms.QuarterForm, staticmethod(operations.record_quarter)
    success_message = "Saved. What was recorded before of the quarter is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": london_date(self.at)}


class ChangeProvision(OfService):
    route, name, heading = f"{ONE}change/", "service_change", "Change contract, funding or reach"
    form_class, operation = forms.ChangeForm, staticmethod(operations.change_provision)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | reach_of(self.subject.area, self.at)

    def get_initial(self):
        names = {*operations.ProvisionFacts.__dataclass_fields__, "revision"} - {"priorities"}
        served = [each.public_id for each in lookup.served_by(self.subject)]
        return {name: getattr(self.subject, name) for name in names} | {"priorities": served}


OF_SERVICE = (RecordQuarter, ChangeProvision)


class Ending(Listed):
    """What ends within a year: the funding or the contract of a service, the first first."""

    route, name, template_name = f"{AT}ending/", "ending", "commissioning/provision/ending.html"
    audited_as = "provision"

    def get_queryset(self):
        today = london_date(self.at)
        return lookup.ending(self.area.pk, today, months_later(today, max(flags.WARNED)))

    def rows_of(self, page):
        today = london_date(self.at)
        return [(each, flags.ending(each, today)) for each in super().rows_of(page)]

    def get_context_data(self, **more):
        today = london_date(self.at)
        shown = super().get_context_data(soon=months_later(today, min(flags.WARNED)), over=[], rest=0, **more)
        if self.is_for_a_file or shown["page"].number > 1:
            return shown
        found = lookup.out_of_contract(self.area.pk, today)
        over = list(found[:OVER])
        audit.saw("provision", *(each.pk for each in over))
        return shown | {"over": over, "rest": found.count() - len(over)}


class ServicePage(Page):
    """One service: what the directory says, its contract, and its quarters with small numbers hidden from everybody."""

    route, name, template_name = ONE, "service", "commissioning/provision/service.html"
    subjects, context_object_name, audited_as = lookup.PROVISIONS, "provision", "provision"

    def get_context_data(self, **more):
        one, today = self.subject, london_date(self.at)
        quarters = lookup.quarters_of(one)
        return super().get_context_data(
            quarters=[(quarter_of(each.starts_on).words, flags.shown(each)) for each in quarters],
            flags=flags.flags(one, [each for each in quarters if each.is_whole][:2], today),
            serves=lookup.served_by(one),
            reach=[wards.name_in(one.area.code, each) for each in one.wards],
            needs=[Domain(each).label for each in one.domains],
            steps=offered(OF_SERVICE, one, "commissioning", self.request.actor),
            **more,
        )


class Recorded(Page):
    """Every return as it was recorded, for whoever records them."""

    route, name, template_name = f"{ONE}recorded/", "service_recorded", "commissioning/provision/recorded.html"
    subjects, context_object_name, audited_as, permission = lookup.PROVISIONS, "provision", "provision", KEEP

    def get_context_data(self, **more):
        listed = [(quarter_of(each.starts_on).words, each) for each in lookup.recorded(self.subject)]
        return super().get_context_data(quarters=listed, **more)


VIEWS = (Services, AddProvision, Ending, ServicePage, *OF_SERVICE, Recorded)
