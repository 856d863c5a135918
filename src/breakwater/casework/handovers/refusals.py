"""What may keep work from changing hands, each named as a fact."""

from breakwater.foundation.refusals import Refusal
from breakwater.partnership.organisations.operations import NobodyReceives

from . import leads


class AlreadyAnswered(Refusal):
    words = "Someone has answered this offer already. Open it again to see the answer."


class NotTheReceiver(Refusal):
    """Only the team the work is offered to may answer."""


class NotTheOneAsked(Refusal):
    """Whoever is asked to take a post in the case answers for themselves; a colleague may only decline for them."""

    words = "Only the person who is asked to lead can accept. Tell them that it waits; or decline it, if they cannot."


class MayNotBeDeclined(Refusal):
    """This service may not decline what it is offered (SG-01)."""

    words = "This work may not be declined. Accept it, then settle with the giver who does what."


class ElsewhereNotNamed(Refusal):
    """Work handed to a system elsewhere is accepted only with that system's reference and a named worker (SG-07)."""

    box, words = "elsewhere_reference", "Enter the reference and the worker of your own system"


class ReasonNeeded(Refusal):
    """An answer that sends work back says why."""


class DangerNotSaid(Refusal):
    """Whoever brings a child to the front door says whether the child is in danger now, or that they are not sure (SG-04)."""


class NoReaderThere(NobodyReceives):
    """The case is restricted, and nobody of the team it would go to is one of its named readers: nobody could answer."""

    def __init__(self, team: str):
        super().__init__(team)
        self.words = (
            f"This record is restricted, and nobody of {team} may read it. Name a reader in that team first, on the page "
            "of the person."
        )


class MustNotLearn(NobodyReceives):
    """Someone of the organisation it would go to is named in it, so that organisation hears nothing of it (SG-11)."""

    words = "That organisation must not learn of this. Nothing was offered. Call the designated officers, or choose another."


class AlreadyOffered(Refusal):
    """An offer of the case to the same service still waits for an answer."""

    box = "to"

    def __init__(self, reference: str):
        super().__init__(reference)
        self.words = f"It is offered to them already ({reference}). Call them, or withdraw that offer."


class OfferStillWaiting(Refusal):
    """A case cannot be closed while an offer of it waits for an answer (scenario J). Without `reference` it is another team's."""

    def __init__(self, reference: str = ""):
        super().__init__(reference)
        self.reference = reference
        what = f"offer {reference}" if reference else "an offer made by another team"
        self.words = (
            f"It cannot close yet: {what} still waits for an answer, and until it is accepted you are responsible. "
            "Call the team it is offered to, or withdraw the offer."
        )

    def __str__(self):
        return self.reference


class NobodyLeadsYet(Refusal):
    """A case that was stepped down stays open until someone leads, or a manager says what holds (FD 4.9, scenario J).

    `waited` says of each handover how far the search for a lead is.
    """

    def __init__(self, waited: list[leads.Waited]):
        self.waited = waited
        super().__init__(", ".join(one.handover.reference for one in waited))
