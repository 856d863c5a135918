"""A manager allocates contacts to someone who is at work, whoever had them before."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakwater.foundation import audit
from breakwater.foundation.refusals import Refusal
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.organisations import rota
from breakwater.partnership.organisations.access import Permission, allows
from breakwater.partnership.organisations.models import Actor, Membership, Team

from ..models import Contact
from ..pathway import TO_DECIDE
from ..screening.operations.claims import give_to
from ..screening.operations.locking import lock


class NotAtWork(Refusal):
    """By the rota of the day they are away or not on shift, or their role takes no contacts. Nothing was allocated."""

    words = "They are not at work now by the rota. Choose someone else, or change the rota"
    box = "who"


class NotToBeDecided(Refusal):
    """A contact was decided meanwhile, or another team has it. Nothing was allocated."""

    words = "One of them was decided meanwhile. Refresh this page. Nothing was allocated"
    box = "contacts"


def takers(team: Team, *, at: datetime) -> list[rota.Presence]:
    """Everyone of a team whose role takes contacts, with how they stand to the rota now."""
    return [one for one in rota.of_team(team, at=at) if allows(one.membership.role_id, Permission.CONTACT_CLAIM)]


@transaction.atomic
def allocate(*, contacts: Sequence[Contact], to: Membership, by: Actor, at: datetime) -> list[Contact]:
    """Give contacts to someone until the end of their shift; they are told. Raises NotAtWork, NotToBeDecided."""
    team = by.membership.team
    if to.pk not in {one.membership.pk for one in takers(team, at=at) if one.is_at_work}:
        raise NotAtWork(to.pk)
    held = [lock(contact) for contact in sorted(contacts, key=lambda contact: contact.pk)]
    if any(each.case.stage not in TO_DECIDE or each.case.responsible_team_id != team.pk for each in held):
        raise NotToBeDecided
    given = [give_to(each, to, at=at, by=by, verb="allocated") for each in held]
    audit.did("allocated", "membership", to.pk, cases=[each.case_id for each in given])
    if given and to.pk != by.membership_id:
        notifications.show(users=[to.user], words="A manager allocated work to you", path="/mash/", at=at)
    return given
