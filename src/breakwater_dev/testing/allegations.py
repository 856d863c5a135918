"""An allegation about someone who works with children, told by a school: for the tests of the designated officers' compartment."""

from django.utils import timezone

from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.arrivals.operations.allegation_intake import AllegationTold
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold

from . import factories as make

WORRY = "Mr Halyard drove her home alone again and messages her at night"


def told(school, about="Mr Halyard"):
    return AllegationTold(
        about=about, role="Deputy safeguarding lead", where="Figurehead Academy", organisation=school["organisation"]
    )


def receive(school, sender, key="one", **more):
    facts = {"channel": "PROFESSIONAL", "children": [ChildTold(named_as="Robin Example")], "allegation": told(school)}
    sent = arrivals.Arrival(
        area=make.area(),
        key=key,
        worry=WORRY,
        sender=arrivals.Sender.at_post(sender, words="A teacher"),
        **facts | more,
    )
    return arrivals.receive(sent, by=actor_of(sender), at=timezone.now())


def seen(post, *models) -> list[int]:
    with acting_as(post):
        return [model.objects.count() for model in models]
