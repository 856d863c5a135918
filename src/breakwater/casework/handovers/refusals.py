"""What may keep work from changing hands, each named as a fact."""

from breakwater.partnership.organisations.operations import NobodyReceives

from . import leads


class AlreadyAnswered(Exception):
    """The offer was accepted, declined or withdrawn by someone else meanwhile."""


class NotTheReceiver(Exception):
    """Only the team the work is offered to may answer."""


class NotTheOneAsked(Exception):
    """Whoever is asked to take a post in the case answers for themselves; a colleague may only decline for them."""


class MayNotBeDeclined(Exception):
    """This service may not decline what it is offered (SG-01)."""


class ElsewhereNotNamed(Exception):
    """Work handed to a system elsewhere is accepted only with that system's reference and a named worker (SG-07)."""


class ReasonNeeded(Exception):
    """An answer that sends work back says why."""


class DangerNotSaid(Exception):
    """Whoever brings a child to the front door says whether the child is in danger now, or that they are not sure (SG-04)."""


class NoReaderThere(NobodyReceives):
    """The case is restricted, and nobody of the team it would go to is one of its named readers: nobody could answer."""


class MustNotLearn(NobodyReceives):
    """Someone of the organisation it would go to is named in it, so that organisation hears nothing of it (SG-11)."""


class AlreadyOffered(Exception):
    """An offer of the case to the same service still waits for an answer."""


class OfferStillWaiting(Exception):
    """A case cannot be closed while an offer of it waits for an answer (scenario J)."""


class NobodyLeadsYet(Exception):
    """A case that was stepped down stays open until someone leads, or a manager says what holds (FD 4.9, scenario J).

    `waited` says of each handover how far the search for a lead is.
    """

    def __init__(self, waited: list[leads.Waited]):
        self.waited = waited
        super().__init__(", ".join(one.handover.reference for one in waited))
