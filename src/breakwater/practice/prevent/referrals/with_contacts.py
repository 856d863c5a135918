"""What the contacts that go with referrals may not say, whichever page they are sent from: known to their author alone (SG-12)."""

from functools import partial

from django.urls import reverse

from breakwater.partnership.organisations.access import Permission, may
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.organisations.registry import OTHER_FORMS, OtherForm, Stop

from .operations import writing


@OTHER_FORMS.register("prevent")
def with_contacts(by: Actor) -> dict[str, OtherForm]:
    """The referrals that somebody wrote and that began a contact, by its public id."""
    if not may(by, Permission.PREVENT_REFER):
        return {}
    written = [(form, writing.values_of(form)) for form in writing.forms_of(by).filter(gone_at=None)]
    return {
        values[writing.CONTACT]: OtherForm(
            "Go back to your referral",
            reverse("prevent:form", args=[form.public_id]),
            form.sent_at is not None,
            partial(_stops, values, by),
        )
        for form, values in written
        if values.get(writing.CONTACT)
    }


def _stops(values, by: Actor) -> list[Stop]:
    return writing.stops_of(writing.contact_of(values, by=by))
