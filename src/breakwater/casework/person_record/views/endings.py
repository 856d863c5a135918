"""Ending what a person's record says and is so no longer, or never was: a number, a relationship."""

from django.utils import timezone

from breakwater.casework.person_record import pages
from breakwater.casework.person_record.forms import MISTAKEN, EndForm
from breakwater.foundation import audit
from breakwater.foundation.design.absent import NONE_SEEN
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.kept_words import let_go_no_further
from breakwater.partnership.people.records.operations import circumstances, endings

from .record import asked, asks, done, kept, sent


@asks
def end_identifier(request, public_id):
    who = kept(request, public_id)
    form = EndForm(sent(request), rows=who.identifiers.order_by("scheme", "pk"), called=pages.number_said)
    if form.is_valid() and _ended(form, endings.end_identifier, "identifier", by=request.actor):
        return done(request, who, "The number is ended and stays on record")
    lead = "Where it was entered wrongly, add the right one afterwards." if form.rows else f"{NONE_SEEN}."
    return asked(request, who, form, heading="End a number", button="End it", kind="warning", lead=lead)


@asks
def end_relationship(request, public_id):
    who = kept(request, public_id)
    form = EndForm(sent(request), rows=circumstances.ties_of(who), called=lambda row: pages.tie_said(row, who))
    if form.is_valid() and _ended(form, endings.end_relationship, "relationship", by=request.actor):
        return done(request, who, "The relationship is ended and stays on record")
    audit.saw("person", *(pk for row in form.rows.values() for pk in (row.person_id, row.other_id)))
    lead = "Where it was entered wrongly, add the right one afterwards." if form.rows else f"{NONE_SEEN}."
    return asked(request, who, form, heading="End a relationship", button="End it", kind="warning", lead=lead)


def _ended(form: EndForm, ends, what: str, *, by) -> bool:
    """End what was chosen, or say on the form why it cannot be."""
    said = form.cleaned_data
    facts = {"because": said["because"], "last_day": said["last_day"], "mistaken": said["how"] == MISTAKEN}
    run(form, let_go_no_further, form, [said["which"].person], by=by)
    if not form.errors:
        run(form, ends, **{what: said["which"]}, **facts, by=by, at=timezone.now())
    return not form.errors
