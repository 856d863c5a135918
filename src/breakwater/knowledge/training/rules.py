"""Who books, for whom, and who runs the training. The thing asked about is an event or course, a delegate's record, or a booking."""

from breakwater.partnership.organisations.access import Permission, allows, register_rules

P = Permission


def of_their_area(actor, thing) -> bool:
    """The training team runs what its own area offers, and the records that it keeps."""
    return actor.area_id_acting == thing.area_id


def keeps_it(actor, thing) -> bool:
    return allows(actor.membership.role_id, P.TRAINING_KEEP) and of_their_area(actor, thing)


def is_their_own(actor, thing) -> bool:
    """It is the record, or a booking, of whoever acts."""
    return _delegate(thing).user_id == actor.membership.user_id


def works_in_their_team(actor, thing) -> bool:
    """The delegate works in the team today, or the team made the booking."""
    team = actor.membership.team
    sent = thing.team_id == team.pk if hasattr(thing, "delegate") else False
    return sent or _delegate(thing).employments.filter(team=team, ends_on=None).exists()


def books_for_them(actor, thing) -> bool:
    return allows(actor.membership.role_id, P.TRAINING_BOOK_FOR) and works_in_their_team(actor, thing)


def _delegate(thing):
    return getattr(thing, "delegate", thing)


RULES = {
    P.TRAINING_BOOK: [[is_their_own], [books_for_them], [keeps_it]],
    P.TRAINING_BOOK_FOR: [[works_in_their_team]],
    P.TRAINING_KEEP: [[of_their_area]],
    P.TRAINING_WAIVE: [[of_their_area]],
}

register_rules(RULES)
