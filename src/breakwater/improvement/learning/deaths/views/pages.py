"""The tracker, one record, and the notification of a death."""

import json

from django.shortcuts import redirect
from django.urls import reverse

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import OperationView, SubjectPage
from breakwater.partnership.organisations.access import Permission, may, require
from breakwater.partnership.organisations.models import actor_relations

from ...models import DeathState
from .. import forms, lookup, on_record
from ..operations import notifying
from ..panels.lookup import panels_of
from ..pathway import CRITERIA, REVIEW_BY
from .of_death import AT, ONE, WORDS_STAY, OfDeath
from .steps import STEPS, OpenAgain

MAY = (Permission.DEATH_NOTIFY, Permission.DEATH_READ, Permission.DEATH_SUPPORT)


class Deaths(ListPage):
    """The tracker of those that the actor's team holds or whose response they lead; the families they support, what they notified."""

    route, name, template_name = AT, "deaths", "learning/deaths/deaths.html"
    audited_as, filter_form = "child_death", forms.TrackerFilter

    def dispatch(self, request, *args, **kwargs):
        if not any(may(request.actor, each) for each in MAY[:-1]):
            require(request.actor, MAY[-1])
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """Whoever notifies a death and reads no record finds no line of it either: others may have added to it since."""
        found = lookup.tracked(mistaken=self.request.GET.get("show") == forms.MISTAKEN)
        return found if may(self.request.actor, Permission.DEATH_READ) else found.none()

    def rows_of(self, page):
        actor = self.request.actor
        return [
            lookup.track(each, reads=may(actor, Permission.DEATH_READ, each), now=self.at)
            for each in super().rows_of(page)
        ]

    def get_context_data(self, **more):
        actor = self.request.actor
        human = actor.membership.user_id
        supports, sent = list(lookup.supported_by(human)), list(lookup.sent_by(human)[:10])
        audit.saw("family_support", *(each.pk for each in supports))
        audit.saw("death_notification", *(each.pk for each in sent))
        return super().get_context_data(
            **more,
            today=london_date(self.at),
            notifies=may(actor, Permission.DEATH_NOTIFY),
            works=may(actor, Permission.DEATH_WORK),
            supports=supports,
            sent=sent,
        )


class Notify(OperationView):
    """Notify a death. Whoever may respond to it comes to its record at once, unless another record has the child already."""

    route, name, template_name = f"{AT}notify/", "death_notify", "learning/deaths/notify.html"
    permission, form_class, words_stay = Permission.DEATH_NOTIFY, forms.NotifyForm, WORDS_STAY

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.actor}

    def operate(self, form):
        return notifying.notify(form.facts(), area=form.of_area, key=form.cleaned_data["idempotency"], **self.acting)

    def success_words(self):
        return f"Sent to the child death review team, {self.result.reference}."

    def get_success_url(self):
        death = lookup.open_to_read().filter(notifications=self.result.pk).first()
        if death and may(self.request.actor, Permission.DEATH_READ, death):
            return lookup.address_of(death)
        return reverse("learning:deaths")


class DeathPage(OfDeath, SubjectPage):
    """One record: what comes next, the response, who is asked, the key worker, what it waits for, what was sent."""

    route, name, template_name = ONE, "death", "learning/deaths/death.html"

    def answer_instead(self):
        """A record that was merged is read where it went."""
        into = self.subject.merged_into
        return redirect("learning:death", into.public_id) if into else None

    def get_context_data(self, **more):
        one, actor, today = self.subject, self.request.actor, london_date(self.at)
        one = lookup.with_all().get(pk=one.pk)
        runs = one.response == one.Response.YES
        merged = lookup.merged_by_number(one) if one.state == DeathState.NOTIFIED else []
        audit.saw("child_death", *(each.pk for each in merged))
        return super().get_context_data(
            **more,
            death=one,
            today=today,
            works=may(actor, Permission.DEATH_WORK, one),
            responds=may(actor, Permission.DEATH_RESPOND, one),
            offered=self.offered(one),
            next=lookup.next_of(one, today),
            clocks=lookup.clocks_of(one, today),
            reports=[(each, lookup.answer_due(each, one.area)) for each in one.prevention_reports.all()],
            panels=panels_of(one),
            waits=one.waits_now,
            twin=(twin := notifying.twin_of(one)),
            alike=[each for each in lookup.alike(one) if each != twin],
            merged=merged,
            at_once=lookup.at_once(one),
            amiss=on_record.amiss([one]).get(one.pk, ""),
            checklist=lookup.checklist(one, self.at) if runs else [],
            criteria=[CRITERIA.get(each, each) for each in one.joint_response.criteria] if runs else [],
            meetings=list(one.meetings.order_by("held_at", "pk")),
            leads=[each for each in one.leaders.all() if each.ended_at is None],
            to_call=lookup.on_call(one, self.at),
            review_by=REVIEW_BY,
            professionals=lookup.professionals_of(one, today),
            key_worker=lookup.key_worker_of(one),
            notifications=[(each, json.loads(each.said)) for each in one.notifications.order_by("received_at", "pk")],
            states=list(one.states.select_related(*actor_relations("by")).order_by("recorded_at", "pk")),
        )

    def offered(self, death) -> dict[str, str]:
        """The address of each step that the actor may take now, by its name."""
        return {
            step.name.removeprefix("death_"): reverse(f"learning:{step.name}", args=[death.public_id])
            for step in STEPS
            if (step.when(death) if death.mistaken_at is None else step is OpenAgain)
            and may(self.request.actor, step.permission, death)
        }


VIEWS = (Deaths, Notify, DeathPage)
