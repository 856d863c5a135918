"""One page with a map: which wards have high need and no help of a tier for an age."""

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date

from ..models import AgeBand, Provision
from ..needs import lookup as needs
from ..needs import reading as figures
from ..pages import AT, READ, Page
from ..provision import lookup as provision
from ..provision.flags import serves_all
from . import forms, reading


class Where(Page):
    """The address says what is asked; without it, early help for 11 to 15."""

    route, name, template_name = f"{AT}where/", "where", "commissioning/question/where.html"
    permission, permission_of = READ, ""

    def get_context_data(self, **more):
        area, today = self.request.actor.membership.team.area, london_date(self.at)
        measures = needs.asked_of(self.request.actor)
        asked = {"age": AgeBand.SECONDARY.value, "tier": Provision.Tier.EARLY.value, "need": ""}
        asked |= {name: self.request.GET[name] for name in asked if name in self.request.GET}
        asked["need"] = asked["need"] or needs.first_by_ward(measures, asked["age"])
        form = forms.QuestionForm(asked, measures=measures)
        answer = None
        if measures and form.is_valid():
            measure = measures[asked["need"]]
            read = figures.read(measure, needs.together(measure))
            age, tier = AgeBand(asked["age"]), Provision.Tier(asked["tier"])
            services = provision.running(area.pk, today), provision.out_of_contract(area.pk, today)
            answer = reading.answer(read, age, tier, *services)
            more |= {"measure": measure, "age": age, "tier": tier, "ages": read.ages, "serves_all": serves_all}
        without = provision.not_recorded(area.pk).count()
        return super().get_context_data(form=form, answer=answer, area=area, without=without, **more)

    def record_sight(self):
        """What is shown is about no one; that the area's question was asked is in the audit."""
        audit.saw("area", self.request.actor.area_id_acting)


VIEWS = (Where,)
