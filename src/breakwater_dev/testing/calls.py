"""Calls to schools for tests: one begun, something said and agreed in it, ended with its letter. `city` is the tests' small city."""

from datetime import timedelta
from uuid import uuid4

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.education.calls import pages
from breakwater.practice.education.calls.operations import actions, calls, letters, notes
from breakwater.practice.education.calls.operations.notes import Talk
from breakwater.practice.education.models import Call, CallAction, CallItem

WHOLE = (
    "letter",
    "school_team__organisation",
    "school_list__fortnight",
    "ended_by__membership__user",
    "ended_by__membership__role",
)


def call_of(city, by, school=0, weeks=0) -> Call:
    """The call about a school's list."""
    with acting_as(by):
        found = Call.objects.select_related("school_team__organisation", "school_list")
        return found.get(school_list=city.list_of(school, weeks))


def items_of(call) -> list[CallItem]:
    found = CallItem.objects.filter(call=call).select_related(
        "call__letter", "row__pupil", "row__person", "worry__person"
    )
    return list(found.order_by("order", "pk"))


def items_of_as(call, by) -> list[CallItem]:
    with acting_as(by):
        return items_of(call)


def begun(call, city, by) -> dict[str, CallItem]:
    """The call, begun: its items by the pupil's forename, or by their kind."""
    with acting_as(by):
        calls.begin(call=call, by=by, at=city.now)
        return {item.row.forename if item.row_id else item.kind: item for item in items_of(call)}


def said(item, city, by, note="", **talk) -> CallItem:
    with acting_as(by):
        item = pages.find_item(item.public_id)
        return notes.keep(item=item, talk=Talk(**talk), note=note, revision=None, by=by, at=city.now)


def agreed(item, city, by, what="Call the nurse", owner="SCHOOL", days=7) -> CallAction:
    with acting_as(by):
        item = pages.find_item(item.public_id)
        return actions.agree(
            item,
            actions.AgreedFacts(what=what, owner=owner, who="", due_on=city.today + timedelta(days=days)),
            key=uuid4(),
            by=by,
            at=city.now,
        )


def ended(call, city, by, *, send=True, spoke_to=None) -> Call:
    """The call, ended, with its letter out."""
    with acting_as(by):
        calls.end(
            call,
            calls.CallEnded(
                spoke_to=[city.dsl[0]] if spoke_to is None else spoke_to,
                others="",
                mode="PHONE",
                minutes=20,
                next_on=city.today + timedelta(days=14),
                left_because="The school asked for another day for them",
            ),
            by=by,
            at=city.now,
        )
        found = Call.objects.select_related(*WHOLE).get(pk=call.pk)
        if send:
            letters.send(call=found, by=by, at=city.now)
        return found
