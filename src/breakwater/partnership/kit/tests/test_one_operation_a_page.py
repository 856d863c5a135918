"""A page with one form runs one operation: leave first, all or nothing, words at their box, and what was typed stays."""

import re
from uuid import uuid4

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from breakwater.foundation.design.fields import IdempotentForm, RevisionField, TextField
from breakwater.foundation.refusals import ChangedMeanwhile, Refusal
from breakwater.partnership.kit.operation_view import ButtonView, OperationView
from breakwater.partnership.organisations.access import NotPermitted, Permission, acting_as
from breakwater.partnership.organisations.models import Team
from breakwater_dev.testing import factories as make


class NameIsTaken(Refusal):
    box, words = "name", "Choose another name"


class NameForm(IdempotentForm):
    name = TextField(label="Name")
    revision = RevisionField()

    def facts(self):
        return self.cleaned_data["name"]


def rename(team, facts, *, by, at, key, revision):
    team.name = facts
    Team.objects.filter(pk=team.pk).update(name=facts)
    if facts == "Taken":
        raise NameIsTaken
    if revision != 3:
        team.revision = 3
        raise ChangedMeanwhile(team)
    return team


class Rename(OperationView):
    route, name = "teams/<str:public_id>/", "rename"
    subjects = Team.objects.all()
    permission = Permission.ORGANISATIONS_EDIT
    form_class, template_name = NameForm, "design/asks.html"
    operation = staticmethod(rename)
    success_message = "Saved"

    def permission_subject(self):
        return self.subject.area

    def get_success_url(self):
        return f"/renamed/{self.result.pk}/"

    def get_context_data(self, **more):
        page = {"title": "Rename", "heading": "Rename", "button": "Save", "back": "/", "lead": "", "whose_record": ""}
        return super().get_context_data(**page, **more)


def ask(view, actor, team, data=None):
    request = (RequestFactory().post if data is not None else RequestFactory().get)("/", data)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    return view.as_view()(request, public_id=team.public_id)


def sent(name, revision=3):
    return {"name": name, "revision": str(revision), "idempotency": str(uuid4())}


@pytest.fixture
def manager(db):
    with acting_as(make.membership("business_manager")) as actor:
        yield actor


def test_an_operation_that_is_done_leads_on(manager):
    team = make.team("Old name")
    answer = ask(Rename, manager, team, sent("New name"))
    assert (answer.status_code, answer.url) == (302, f"/renamed/{team.pk}/")
    assert Team.objects.get(pk=team.pk).name == "New name"


def test_words_that_somebody_typed_are_said_as_they_are_whatever_signs_they_hold(manager):
    class Named(Rename):
        @property
        def success_message(self):
            return f"{self.result.name} is saved"

    class Constant(Rename):
        success_message = "{result.name} is saved, {subject.pk}"

    team = make.team("Old name")
    for view, said in ((Named, "{subject.area} is saved"), (Constant, f"{{subject.area}} is saved, {team.pk}")):
        request = RequestFactory().post("/", sent("{subject.area}"))
        request.actor, request.session = manager, {}
        request._messages = FallbackStorage(request)
        view.as_view()(request, public_id=team.public_id)
        assert [str(message) for message in request._messages] == [said]


def test_a_refusal_undoes_all_of_it_and_stands_at_its_box(manager):
    team = make.team("Old name")
    answer = ask(Rename, manager, team, sent("Taken"))
    assert answer.context_data["form"].errors == {"name": ["Choose another name"]}
    assert answer.context_data["form"]["name"].text() == "Taken"
    assert Team.objects.get(pk=team.pk).name == "Old name"


def test_what_somebody_else_changed_is_beside_what_was_typed_and_the_next_sending_is_meant_for_it(manager):
    team = make.team("Old name")
    answer = ask(Rename, manager, team, sent("Mine", revision=2))
    form, theirs = answer.context_data["form"], answer.context_data["theirs"]
    assert (form["name"].text(), form["revision"].text(), theirs.pk) == ("Mine", "3", team.pk)
    assert re.match("Someone else saved this meanwhile", form.non_field_errors()[0])
    assert Team.objects.get(pk=team.pk).name == "Old name"


def test_leave_is_asked_before_anything_is_shown_and_what_is_not_there_is_not_found(manager):
    team = make.team("Old name")
    with acting_as(make.membership("link_coordinator")) as other, pytest.raises(NotPermitted):
        ask(Rename, other, team)
    team.public_id = uuid4()
    with pytest.raises(Http404):
        ask(Rename, manager, team)


def test_a_button_says_above_the_next_page_why_not(manager):
    class Refuse(ButtonView):
        subjects, permission = Team.objects.all(), Permission.ORGANISATIONS_EDIT

        def operation(self, team, *, by, at):
            raise NameIsTaken

        def permission_subject(self):
            return self.subject.area

        def get_success_url(self):
            return "/next/"

    team = make.team("Old name")
    request = RequestFactory().post("/")
    request.actor, request.session = manager, {}
    request._messages = FallbackStorage(request)
    answer = Refuse.as_view()(request, public_id=team.public_id)
    assert (answer.status_code, answer.url) == (302, "/next/")
    assert [str(message) for message in request._messages] == ["Choose another name"]
    assert ask(Refuse, manager, team).status_code == 405


class PlainForm(IdempotentForm):
    name = TextField(label="Name")


class RenameArea(Rename):
    """A form without facts, an operation that takes no key, and something of the subject that it is run on."""

    form_class, operates_on, asks_first = PlainForm, "subject.area", True
    words_of = {NameIsTaken: ("", "Ask for another")}
    success_message = "{result.name} is saved"

    @staticmethod
    def operation(area, *, name, by, at):
        if name == "Taken":
            raise NameIsTaken
        area.name = name
        return area


def test_a_form_without_facts_gives_its_boxes_by_name_to_what_the_view_operates_on(manager):
    team = make.team("A team")
    request = RequestFactory().post("/", sent("New area"))
    request.actor, request.session = manager, {}
    request._messages = FallbackStorage(request)
    answer = RenameArea.as_view()(request, public_id=team.public_id)
    assert (answer.status_code, answer.url) == (302, f"/renamed/{team.area_id}/")
    assert [str(message) for message in request._messages] == ["New area is saved"]


def test_a_page_has_other_words_for_a_refusal_and_another_box(manager):
    answer = ask(RenameArea, manager, make.team("A team"), sent("Taken"))
    assert answer.context_data["form"].errors == {"__all__": ["Ask for another"]}


def test_a_refusal_that_needs_no_form_stands_above_the_next_page(manager):
    class Above(RenameArea):
        refused_above, refused_as, refused_to = (NameIsTaken,), messages.WARNING, ("front_door:worried",)
        words_of = {}

    request = RequestFactory().post("/", sent("Taken"))
    request.actor, request.session = manager, {}
    request._messages = FallbackStorage(request)
    answer = Above.as_view()(request, public_id=make.team("A team").public_id)
    assert (answer.status_code, answer.url) == (302, reverse("front_door:worried"))
    said = [(message.level, str(message)) for message in request._messages]
    assert said == [(messages.WARNING, "Choose another name")]


def test_whoever_asks_first_says_nothing_of_what_is_not_there(manager):
    team = make.team("A team")
    team.public_id = uuid4()
    with pytest.raises(Http404):
        ask(RenameArea, manager, team)
    with acting_as(make.membership("link_coordinator")) as other, pytest.raises(NotPermitted):
        ask(RenameArea, other, team)
