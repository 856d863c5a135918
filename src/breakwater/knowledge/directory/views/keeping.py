"""Those who keep the area's directory: what waits, entries, providers' links, feeds."""

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.http import Http404

from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView, RefusedAbove
from breakwater.partnership.organisations.access import Permission

from .. import finding, presenting
from ..forms import DeclineForm, EntryForm, FeedForm, KeeperForm, initial_of
from ..models import FeedRun, Proposal, Provider, Service, Suggestion
from ..operations import entries, feeds, providing, suggesting

SOON = timedelta(days=30)
PAGE = 50
ENTRY, RUN = "directory/<uuid:uuid>/", "directory/feeds/<str:public_id>/"
TWICE = timedelta(minutes=5)  # within which the same form was sent twice


class ShowDirectory(ListPage):
    """What waits for whoever keeps the directory, then every entry."""

    route, name, template_name = "directory/", "overview", "directory/overview.html"
    permission, paginate_by = Permission.SERVICES_KEEP, PAGE

    def get_queryset(self):
        return finding.kept_in(self.request.actor.membership.team.area).order_by("name", "pk")

    def get_context_data(self, **more):
        area, today = self.request.actor.membership.team.area, london_date(self.at)
        return super().get_context_data(
            waiting=providing.waiting_in(area),
            suggestions=suggesting.waiting_in(area),
            today=today,
            worked_out=self.at,
            due=entries.due_for_confirmation(area, on=today, within=SOON)[:20],
            numbers=self.object_list.aggregate(all=Count("pk"), out=Count("pk", filter=Q(expires_on__lt=today))),
            **more,
        )


class Keeps:
    """Something done in the directory; what waits there is what one sees next."""

    permission = Permission.SERVICES_KEEP
    leads_to = ("directory:overview",)


class OfEntry(Keeps):
    model, lookup = Service, "uuid"
    context_object_name = "service"

    def find_subject(self):
        found = finding.whole_entry(self.kwargs["uuid"])
        if found is None:
            raise Http404
        return found


class Enter(Keeps, OperationView):
    """A service that is new in the directory."""

    route, name = "directory/new/", "new"
    form_class, template_name = EntryForm, "directory/entry.html"
    success_message = "{result.name} is in the directory"

    def get_initial(self):
        return {"town": self.request.actor.membership.team.area.name}

    def operate(self, form):
        facts, area = form.cleaned_data, self.request.actor.membership.team.area
        known = finding.entry_called(area, provider=facts["provider_name"], name=facts["name"])
        if known and known.approved_at and self.at - known.approved_at < TWICE:
            return known
        more = {name: facts[name] for name in ("keeper_email", "telephone", "website", "email")}
        said = {"name": facts["provider_name"], "description": facts["provider_name"]}
        provider = entries.enter_provider(area=area, **said, **more, **self.acting)
        made = entries.enter(provider=provider, facts=facts, terms=form.chosen_terms(), **self.acting)
        return self.placed(made, form)

    def placed(self, service: Service, form: EntryForm) -> Service:
        entries.set_place(service=service, facts=form.place(), **self.acting)
        if line := form.hours():
            entries.set_hours(service=service, lines=[line], **self.acting)
        return service

    def get_context_data(self, **more):
        return super().get_context_data(**{"service": None} | more)


class Change(OfEntry, Enter):
    """What an entry says, changed by those who keep the directory."""

    route, name = ENTRY, "change"

    def get_initial(self):
        return initial_of(self.subject)

    def operate(self, form):
        seen_at = form.cleaned_data["seen_at"]
        seen_at = datetime.fromisoformat(seen_at) if seen_at else None
        said = {"facts": form.cleaned_data, "terms": form.chosen_terms(), "seen_at": seen_at}
        return self.placed(entries.change(service=self.subject, **said, **self.acting), form)


class Confirm(OfEntry, ButtonView):
    route, name = f"{ENTRY}confirm/", "confirm"
    success_message = "Confirmed for another half year"
    operation = staticmethod(entries.confirm)


class Withdraw(OfEntry, OperationView):
    """Asked once: what is withdrawn does not come back."""

    route, name = f"{ENTRY}withdraw/", "withdraw"
    form_class, template_name = Form, "directory/withdraw.html"
    success_message = "Withdrawn: nobody finds it any more"
    operation = staticmethod(entries.withdraw)


class SendLink(Keeps, OperationView):
    """Send a provider its link."""

    route, name = "directory/providers/<uuid:uuid>/link/", "link"
    model, lookup = Provider, "uuid"
    form_class, template_name = KeeperForm, "directory/link.html"
    success_message = "The link is on its way. It works for 30 days; links sent before have ended."

    def get_initial(self):
        return {"keeper_email": self.subject.keeper_email}

    def operate(self, form):
        return providing.send_link(provider=self.subject, to=form.cleaned_data["keeper_email"], **self.acting)

    def get_context_data(self, **more):
        last = self.subject.keeper_links.order_by("-pk").first()
        return super().get_context_data(provider=self.subject, last=last, **more)


class AnswerProposal(RefusedAbove, Keeps, OperationView):
    """What a provider would have changed, beside what stands."""

    route, name = "directory/proposals/<str:public_id>/", "proposal"
    model, related = Proposal, ("service__provider", "link")
    template_name = "directory/proposal.html"
    success_message = "{result}"
    words_of = {entries.Withdrawn: "This service has closed for good. Decline the change and say so."}
    permission_of = "subject.service"

    def get_form_class(self):
        return Form if {"approve", "worry"} & set(self.request.POST) else DeclineForm

    def operate(self, form):
        if "approve" in self.request.POST:
            providing.approve(proposal=self.subject, **self.acting)
            return "The entry says so from now on"
        if "worry" in self.request.POST:
            reference = providing.pass_on(proposal=self.subject, **self.acting)
            return f"It is with the MASH now, as {reference}"
        providing.decline(proposal=self.subject, reason=form.cleaned_data["reason"], **self.acting)
        return "Left as it was; the provider is told why"

    def get_context_data(self, **more):
        rows = presenting.differences(self.subject)
        return super().get_context_data(proposal=self.subject, rows=rows, **more)


class AnswerSuggestion(RefusedAbove, Keeps, OperationView):
    """What a reader wrote of an entry: put right, left, or a worry about a child."""

    route, name = "directory/suggestions/<str:public_id>/", "suggestion"
    model, related = Suggestion, ("service__provider", "service__area")
    form_class, template_name = Form, "directory/suggestion.html"
    context_object_name = "suggestion"
    success_message = "{result}"
    permission_of = "subject.service"

    def operate(self, form):
        if "worry" in self.request.POST:
            reference = suggesting.pass_on(suggestion=self.subject, **self.acting)
            return f"It is with the MASH now, as {reference}"
        is_right = "done" in self.request.POST
        suggesting.answer(suggestion=self.subject, is_right=is_right, **self.acting)
        return "Marked as put right" if is_right else "Left as it is"


class ShowFeeds(ListPage):
    """Other directories, and what each reading of them did."""

    route, name, template_name = "directory/feeds/", "feeds", "directory/feeds.html"
    permission, paginate_by = Permission.SERVICES_KEEP, PAGE

    def get_queryset(self):
        return feeds.readings_of(self.request.actor.membership.team.area)


class ReadFeed(Keeps, OperationView):
    route, name = "directory/feeds/new/", "feed_new"
    form_class, template_name = FeedForm, "directory/feed_new.html"
    leads_to = "directory:feed_run", "result.public_id"

    def operate(self, form):
        area, said = self.request.actor.membership.team.area, form.cleaned_data
        return feeds.show(area=area, publisher=said["publisher"], content=said["file"].read(), **self.acting)


class SettleReading(RefusedAbove, OperationView):
    """What a reading would do, or did: taken in, dropped or undone here."""

    route, name = RUN, "feed_run"
    model, related = FeedRun, ("feed__area",)
    permission = Permission.SERVICES_KEEP
    form_class, template_name = Form, "directory/feed_run.html"
    success_message = "{result}"
    VERBS = {"take_in": feeds.take_in, "drop": feeds.drop}
    leads_to = "directory:feed_run", "subject.public_id"
    permission_of = "subject.feed"

    def operate(self, form):
        if "undo" in self.request.POST:
            _, stayed = feeds.undo(run=self.subject, **self.acting)
            return f"Undone; {stayed} changed since stay as they are" if stayed else "Undone"
        for verb in self.VERBS.keys() & set(self.request.POST):
            self.VERBS[verb](run=self.subject, **self.acting)
        return ""

    def get_context_data(self, **more):
        return super().get_context_data(run=self.subject, faults=self.subject.faults[:100], **more)


ENTRIES = (Enter, Change, Confirm, Withdraw)
VIEWS = (ShowDirectory, ShowFeeds, ReadFeed, SettleReading, AnswerProposal, AnswerSuggestion, SendLink, *ENTRIES)
