"""After a death a contact opens about the living children of the household; out of hours emergency duty has it at once (PL 7.3)."""

from datetime import datetime

from breakwater.casework.cases.deaths import OPENED_BY_DEATH, Died
from breakwater.foundation.dates.in_words import date_in_words
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.records.operations.restrictions import seals_on

from .arrivals.operations import arrivals
from .models import CannotWait
from .models.arrivals import Channel
from .senders import Sender

EXPECTED = {
    True: "The death was expected.",
    False: "The death was not expected.",
    None: "Whether the death was expected is not known.",
}


@OPENED_BY_DEATH.register("front_door.contact")
def open_contact(died: Died, by: Actor, at: datetime) -> str:
    """A contact for each living child on record, or one for those who are only described; unless the death was expected, for today.

    Of somebody whose record is restricted it gives no name: whoever reads the contact may not know them (SG-18).
    Returns the reference of its receipt; "" where nobody names a living child.
    """
    if not (died.living or died.others):
        return ""
    post = by.membership
    who = "Somebody whose record is restricted," if seals_on(died.person) else died.person.name
    said = [
        f"{who} of this household died on {date_in_words(died.death.died_on)}.",
        EXPECTED[died.expected],
        "Make sure that the living children are safe, and find out who is with the family.",
    ]
    if died.others:
        said.append(f"Other living children, as whoever recorded the death described them: {died.others}")
    receipt = arrivals.receive(
        arrivals.Arrival(
            area=died.person.area,
            channel=Channel.PROFESSIONAL,
            key=f"{died.death.key}:living",
            worry="\n".join(said),
            sender=Sender.at_post(post, words=f"{post.user.name}, {post.team.name}"),
            children=[
                arrivals.ChildTold(named_as=child.name, born=str(child.born or ""), person=child)
                for child in died.living
            ],
            immediate_danger=bool(died.in_danger),
            cannot_wait="" if died.expected else CannotWait.TODAY,
        ),
        by=by,
        at=at,
    )
    return receipt.submission.reference
