"""A blind alert: a new contact may be about someone whose record is hidden (TR-17, SG-13)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from breakwater.foundation import audit
from breakwater.partnership.notifications import operations as notifications
from breakwater.partnership.notifications.models import Notification
from breakwater.partnership.organisations.access import Role, acting_as, service_of
from breakwater.partnership.organisations.models import Actor, Area, ServiceName, User
from breakwater.partnership.organisations.operations import who_hold
from breakwater.partnership.people.records.operations.guards import Hidden, guards_of, guards_of_best_match

from .models import Contact, Submission
from .screening.candidates import facts_told

ALERT = "A contact may concern a record you guard: read it, and call the duty manager if it does"
OF_A_ROLL = "A school's roll may concern a record you guard: ask information governance what the school should hear"
NOBODY_OF_A_ROLL = "A school's roll may concern a restricted record that nobody guards now: ask information governance"
OF_A_SEARCH = "{who} may have searched for a record you guard. They were shown nothing: call them if they need to know"
NOBODY_OF_A_SEARCH = (
    "{who} may have searched for a restricted record that nobody guards now: ask information governance"
)
TOLD_ONCE_IN = timedelta(hours=1)  # someone who types on asks several times
NOBODY = "A contact may concern a restricted record that nobody guards now: ask information governance"


def look_behind(*, submission: int, area: Area, at: datetime) -> None:
    """Tell the named readers of a hidden record that it may be the best match of a contact that came in, and nobody else.

    Done by a job, after the sender and the screener have their answers, and for every contact alike: neither their words nor
    their times differ. The alert names the contact and nothing of the record.
    """
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        joined = Submission.objects.filter(pk=submission).values("joined_to")
        of_it = Q(submission=submission) | Q(case__in=joined)
        for contact in Contact.objects.filter(of_it, child=None).order_by("pk"):
            asked = {name: value for name, value in facts_told(contact).items() if name != "address"}
            guards = guards_of_best_match(area=area, **asked)
            if guards is None:
                continue
            notifications.tell(
                users=guards or who_hold(Role.MASH_MANAGER, area=area, at=at),
                words=ALERT if guards else NOBODY,
                path=f"/mash/contacts/{contact.reference}/",
                reference=contact.reference,
                by=intake,
                at=at,
            )
        audit.did("looked behind", "submission", submission)


def tell_of_a_roll(*, humans: list[int | None], area: Area, at: datetime) -> None:
    """Tell those who guard a hidden record that a school's roll may concern it; neither the school nor the record is named."""
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        guards = list(User.objects.filter(pk__in=[human for human in humans if human], is_active=True).order_by("pk"))
        if guards:
            notifications.tell(users=guards, words=OF_A_ROLL, path="/today/", by=intake, at=at)
        if None in humans:
            notifications.tell(
                users=who_hold(Role.MASH_MANAGER, area=area, at=at),
                words=NOBODY_OF_A_ROLL,
                path="/today/",
                by=intake,
                at=at,
            )


def tell_of_a_search(*, searcher: int, hidden: Sequence[Hidden], area: Area, at: datetime) -> None:
    """Tell those who guard a hidden record who may have searched for it, unless they did; the search showed nothing of it.

    Once an hour of one searcher: a search answers while someone types.
    """
    if not hidden:
        return
    with acting_as(service_of(area, ServiceName.INTAKE)) as intake:
        humans = guards_of(hidden, area)
        post = Actor.objects.select_related("membership__user", "membership__team").get(pk=searcher).membership
        if post.user_id in humans:
            return
        who = f"{post.user.name} ({post.team.name})"
        guards = User.objects.filter(pk__in=[human for human in humans if human], is_active=True)
        managers = who_hold(Role.MASH_MANAGER, area=area, at=at) if None in humans else []
        for users, words in ((guards, OF_A_SEARCH), (managers, NOBODY_OF_A_SEARCH)):
            said = words.format(who=who)
            told = Notification.objects.filter(words=said, made_at__gt=at - TOLD_ONCE_IN).values_list("user", flat=True)
            held = set(told)
            notifications.tell(
                users=[user for user in users if user.pk not in held], words=said, path="/today/", by=intake, at=at
            )
