"""Harm between children in the benchmark's world: a school with fifty open incidents, one of them with police, a contact and children."""

OPEN = 50


def incidents() -> tuple[int, str, str]:
    """The safeguarding lead's membership, the full incident and its child by public id. Made once, by the product's own operations."""
    from django.db import transaction

    from breakwater.partnership.organisations.access import acting_as
    from breakwater.partnership.organisations.models import Area, Membership
    from breakwater.practice.child_on_child.models import IncidentChild

    school = {"role": "dsl", "team__organisation__name": "A school with incidents"}
    leads = Membership.objects.filter(**school).order_by("pk")
    if not leads.exists():
        with transaction.atomic():
            _open(Area.objects.order_by("pk").first())
    lead = leads.first()
    with acting_as(lead):
        child = IncidentChild.objects.select_related("incident").order_by("pk").first()
        return lead.pk, child.incident.public_id, child.public_id


def _open(area) -> None:
    from breakwater.partnership.organisations.access.acting import actor_of
    from breakwater.partnership.organisations.models import User
    from breakwater_dev.testing import factories as make
    from breakwater_dev.testing import incidents as between

    school = make.team("Safeguarding", of=make.organisation("A school with incidents", "SCHOOL"), in_area=area)
    human = User.objects.create(email="lead@incidents.invalid", name="Lead of incidents", password="!")
    dsl = actor_of(make.membership("dsl", of=school, user=human))
    full = between.opened(dsl)
    between.with_police(full, dsl)
    between.begun(between.child_in(full, "HARMED", dsl), dsl)
    for number in range(OPEN - 1):
        report = between.reported(dsl, harmed=f"Pupil {number}", happened="HARASS")
        between.opened(dsl, "VERBAL", report=report)
