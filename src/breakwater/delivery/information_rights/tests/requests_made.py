"""A request on its way, for the tests of this room."""

from uuid import uuid4

from django.utils import timezone

from breakwater.delivery.information_rights import operations
from breakwater.delivery.information_rights.models import RightsRequest
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.models import TeamService
from breakwater_dev.testing import factories as make

FACTS = {
    "kind": "ACCESS",
    "asker": "SELF",
    "way": "LETTER",
    "asker_name": "Mia Quayside",
    "about": "Mia Quayside",
    "words": "All of it",
    "reply_to": "",
}


def the_team(service: str):
    """The team that receives a service in the area; made where there is none."""
    found = TeamService.objects.filter(service=service, area=make.area()).select_related("team__area").first()
    return found.team if found else make.team(service, service=service)


class Made:
    """An officer, a second person in the MASH, and a request that was verified and, with people, approved."""

    def __init__(self, people=(), **facts):
        self.now = timezone.now()
        self.mash = the_team("front_door")
        self.second = make.actor("mash_manager", of=self.mash)
        self.officer = make.actor("information_governance", of=make.team("Information governance"))
        today = timezone.localdate()
        with acting_as(self.officer) as by:
            new = operations.NewRequest(received_on=today, **FACTS | facts)
            self.one = operations.log(None, new, key=uuid4(), by=by, at=self.now)
            said = operations.Verified(
                today,
                "Passport seen",
                "SELF" if self.one.asker == "SELF" else "AGREES",
                "",
                "3 Quay Street",
                True,
                "",
                False,
            )
            operations.verify(self.one, said, by=by, at=self.now)
            self.one = operations.ask_second(self.one, self.second.membership, by=by, at=self.now)
        if people:
            with acting_as(self.second) as by:
                operations.approve(self.one, [each.pk for each in people], by=by, at=self.now)

    def again(self) -> RightsRequest:
        with acting_as(self.officer):
            return RightsRequest.objects.select_related("officer__user", "team", "area", "second_user").get(
                pk=self.one.pk
            )
