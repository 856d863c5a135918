"""Social care's list: how old it is, taking one in, and deciding whom a row is about."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.dates.partial import PartDate
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import Permission
from breakwater.partnership.organisations.models import actor_relations
from breakwater.partnership.people.models import Person
from breakwater.partnership.people.records import presenting
from breakwater.partnership.people.search import matching
from breakwater.partnership.people.search.log import log_search

from ..models import SocialCareChild, SocialCareFile
from . import listed_children
from .forms import ListForm, SettleForm, TakeInForm
from .list_file import COLUMNS, NEEDED
from .operations import lists

P = Permission
CANDIDATES = 6


class Lists(ListPage):
    """How old the list is, which lists came in, and the rows that wait for a person."""

    route, name, template_name = "social-care/", "social_care_lists", "front_door/social_care/lists.html"
    model, permission, audited_as = SocialCareChild, P.SOCIAL_CARE_TAKE_IN, "social_care"
    ordering, paginate_by, may_be_taken_away = ("surname", "forename", "pk"), 25, False

    def get_queryset(self):
        return super().get_queryset().filter(area=self.request.actor.area_id_acting, settled="", left_at=None)

    def get_context_data(self, **more):
        area = self.request.actor.area_id_acting
        return super().get_context_data(
            **more,
            state=listed_children.list_state(area, at=self.at),
            files=lists.newest_files(area),
            now=self.at,
        )


class ShowList(OperationView):
    """Send a list. It is shown before anything changes."""

    route, name, template_name = "social-care/new/", "social_care_new", "front_door/social_care/new.html"
    permission, form_class, extra_context = P.SOCIAL_CARE_TAKE_IN, ListForm, {"columns": COLUMNS, "needed": NEEDED}
    leads_to = "front_door:social_care_file", "result.public_id"

    def operate(self, form):
        file, area = form.cleaned_data["file"], self.request.actor.membership.team.area
        return lists.show(area, content=file.read(), name=file.name, **self.acting)

    def form_refused(self, form, refusal):
        if not isinstance(refusal, lists.TakenInAlready):
            return super().form_refused(form, refusal)
        messages.success(self.request, "This very list was taken in before. Nothing has changed.")
        return redirect("front_door:social_care_file", refusal.entry.public_id)


class OfList(OperationView):
    model, related = SocialCareFile, ("area", *actor_relations("by"))
    permission, asks_first = P.SOCIAL_CARE_TAKE_IN, True
    leads_to = ("front_door:social_care_lists",)


class TakeInList(OfList):
    """What a list would change, or did; take it in."""

    route, name = "social-care/files/<str:public_id>/", "social_care_file"
    template_name = "front_door/social_care/file.html"
    form_class, context_object_name, success_message = TakeInForm, "file", "The list is taken in"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"many_would_leave": _many(self.subject)}

    def operate(self, form):
        return lists.take_in(self.subject, many_may_leave=bool(form.cleaned_data.get("many")), **self.acting)

    def get_context_data(self, **more):
        return super().get_context_data(**more, newer=lists.newer_than(self.subject), now=self.at, shown=50)


def _many(found: SocialCareFile) -> bool:
    held = found.counts.get("changed", 0) + found.counts.get("same", 0) + found.counts.get("gone", 0)
    gone = found.counts.get("gone", 0)
    return found.state == SocialCareFile.State.WAITING and gone >= lists.AT_LEAST and gone > lists.MANY * held


class DropList(ButtonView, OfList):
    route, name = "social-care/files/<str:public_id>/drop/", "social_care_drop"
    operation, success_message = staticmethod(lists.drop), "The list is dropped, and its file deleted"


class SettleRow(OperationView):
    """Whom is a row about? Those it may mean, with reasons; a person decides, once (SG-15)."""

    route, name = "social-care/children/<str:public_id>/", "social_care_row"
    template_name = "front_door/social_care/row.html"
    model, related = SocialCareChild, ("area", "person")
    permission, asks_first, form_class = P.SOCIAL_CARE_SETTLE, True, SettleForm
    context_object_name, audited_as = "row", "social_care"
    success_message = "{subject.name} is decided"
    leads_to = ("front_door:social_care_lists",)

    def operate(self, form):
        wanted = form.cleaned_data["person"]
        person = get_object_or_404(Person, public_id=wanted) if wanted else None
        return lists.settle(child=self.subject, person=person, **self.acting)

    def get_context_data(self, **more):
        found = self.subject
        asked = {"forename": found.forename, "surname": found.surname, "born": PartDate.of(found.born_on)}
        candidates = matching.find(**asked, limit=CANDIDATES)
        people = [one.person for one in candidates]
        log_search(searched=candidates.searched, found=[person.pk for person in people], **self.acting)
        headers = presenting.headers(people, on=london_date(self.at))
        audit.saw("person", *(person.pk for person in people))
        return super().get_context_data(
            **more, pairs=list(zip(candidates, headers, strict=True)), said=candidates.searched, now=self.at
        )
