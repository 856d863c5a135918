"""Learning notices, and what is published of them and of a year: looked through by the machine and by a second person."""

from dataclasses import replace

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView

from .. import codes, composing, forms, lookup
from ..operations import sharing
from .meetings import AT, WORDS_STAY, WORK


class Notices(ListPage):
    """The notices of the team, published or waiting for a batch."""

    route, name, template_name = f"{AT}notices/", "death_notices", "learning/deaths/notices.html"
    permission, audited_as = WORK, "death_notice"

    def get_queryset(self):
        return lookup.notices()

    def get_context_data(self, **more):
        waiting = lookup.recommendations_to_share()
        audit.saw("child_death", *{each.case.death_id for each in waiting})
        return super().get_context_data(themes=codes.THEMES, recommendations=waiting, **more)


class Writing(OperationView):
    template_name, form_class = "design/step.html", forms.NoticeForm
    permission, words_stay = WORK, WORDS_STAY
    success_message, leads_to, heading = "Saved", ("learning:death_notices",), ""

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": "Save", "lead": "", "kind": ""}
        return super().get_context_data(**shown | {"back": self.get_success_url()} | more)


class WriteNotice(Writing):
    """Write a notice; a batch publishes it."""

    route, name, heading = f"{AT}notices/new/", "death_notice_new", "Write a learning notice"
    permission_of, operation = "", staticmethod(sharing.write)

    def operate(self, form):
        return sharing.write(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)


class RewriteNotice(Writing):
    """Change a notice that is not published."""

    route, name, heading = f"{AT}notices/<str:public_id>/", "death_notice", "Change a learning notice"
    subjects, audited_as, asks_first = lookup.NOTICES, "death_notice", True
    operation = staticmethod(sharing.rewrite)

    def get_initial(self):
        names = ("theme", "category", "message", "action", "audience", "revision")
        return {name: getattr(self.subject, name) for name in names}


class Publish(OperationView):
    """What is published, begun by the machine from what was concluded in a period, and read by two people."""

    template_name = "design/step.html"
    permission, permission_of, words_stay = WORK, "", WORDS_STAY
    form_class, operation, heading, is_report = forms.PublishForm, staticmethod(sharing.publish), "", False
    success_message = "Saved. Everyone reads it once somebody else who looks after learning confirms it"
    leads_to = ("learning:death_notices",)

    def get_form_kwargs(self):
        offered = {
            "notices": lookup.notices_to_share(),
            "recommendations": lookup.recommendations_to_share(),
            "areas": [
                each for each in lookup.areas_of(self.request.post.team) if each.pk != self.request.actor.area_id_acting
            ],
        }
        return super().get_form_kwargs() | offered

    def operate(self, form):
        today, facts = london_date(self.at), replace(form.facts(), is_report=self.is_report)
        return sharing.publish(facts, published_on=today, key=form.cleaned_data["idempotency"], **self.acting)

    def get_context_data(self, **more):
        lead = "Somebody else who looks after learning confirms it before everyone reads it. Names, exact dates and small numbers are refused."
        shown = {"heading": self.heading, "button": "Publish", "lead": lead, "kind": "warning"}
        return super().get_context_data(**shown | {"back": self.address_of("learning:death_notices")} | more)

    def record_sight(self):
        audit.saw("death_notice", *(each.pk for each in lookup.notices_to_share()))


class PublishBatch(Publish):
    route, name, heading = f"{AT}publish/notices/", "death_batch", "Publish a batch of learning"

    def get_initial(self):
        first, last = composing.quarter_before(london_date(self.at))
        notices = lookup.notices_to_share()
        text = composing.of_batch(first, last, notices)
        chosen = {"notices": [each.public_id for each in notices]}
        return {"title": "Learning from child deaths", "first": first, "last": last, "text": text} | chosen


class PublishReport(Publish):
    route, name, heading = f"{AT}publish/report/", "death_report", "Publish the yearly report"
    is_report = True

    def get_initial(self):
        today = london_date(self.at)
        first, last = composing.year_before(today)
        title = f"Child death reviews, year to March {last.year}"
        return {"title": title, "first": first, "last": last, "text": composing.of_report(first, last, today)}


VIEWS = (Notices, WriteNotice, PublishBatch, PublishReport, RewriteNotice)
