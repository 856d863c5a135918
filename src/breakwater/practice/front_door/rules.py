"""Who may do what at the front door: any row, every column. The thing asked about is a contact."""

from breakwater.partnership.organisations.access import Permission, register_rules

from .models import InformationRequest


def in_receiving_team(actor, contact) -> bool:
    """The actor's team is responsible for the contact."""
    return actor.membership.team_id == contact.case.responsible_team_id


def oversees_the_area(actor, contact) -> bool:
    """The actor's role oversees the contact's area."""
    return actor.membership.role.has_oversight and actor.membership.team.area_id == contact.case.area_id


def is_of_our_area(actor, thing) -> bool:
    """A list of social care, or a row of it, of the area in which the actor works."""
    return actor.membership.team.area_id == thing.area_id


def is_open(actor, contact) -> bool:
    return contact.case.closed_at is None


def is_undecided(actor, contact) -> bool:
    return not contact.is_decided


def is_recorded_provisionally(actor, contact) -> bool:
    """The child still has to be matched, whatever is decided already."""
    return contact.is_provisional


def did_not_make_the_contact(actor, contact) -> bool:
    """Nobody decides a contact they made themselves (TR-22)."""
    return contact.sender_user_id != actor.membership.user_id


def holds_it_for_another_team(actor, contact) -> bool:
    """It is closed, about a colleague's family, and the actor was named to hold it from outside the team (TR-19)."""
    posts = contact.case.workers.filter(user_id=actor.membership.user_id, ends_at=None)
    return posts.exists() and contact.case.locked_in.filter(ends_at=None).exists()


def asks_for_its_contact(actor, thing) -> bool:
    """The contact, or the contact a request belongs to, is one of the actor's team or of the area it oversees."""
    contact = thing.contact if isinstance(thing, InformationRequest) else thing
    return in_receiving_team(actor, contact) or oversees_the_area(actor, contact)


def its_contact_is_open(actor, thing) -> bool:
    contact = thing.contact if isinstance(thing, InformationRequest) else thing
    return is_open(actor, contact)


def is_asked(actor, request) -> bool:
    """The request is to the actor's team."""
    return actor.membership.team_id == request.team_id and request.sent_at is not None


def is_open_to_work(actor, allegation) -> bool:
    """The wall let the actor load it, so it names them as a reader; what is closed stays as it is."""
    return allegation.case.closed_at is None and actor.membership.team.area_id == allegation.case.area_id


def holds_the_case(actor, thing) -> bool:
    """The actor's team is responsible for the case of the thing."""
    return actor.membership.team_id == thing.case.responsible_team_id


RULES = {
    Permission.STRATEGY_WORK: [[holds_the_case, is_open]],
    Permission.ALLEGATION_WORK: [[is_open_to_work]],
    Permission.CONTACT_CLAIM: [[in_receiving_team, is_open], [oversees_the_area, is_open]],
    Permission.CONTACT_TAKE_OVER: [[in_receiving_team, is_open]],
    Permission.CONTACT_MATCH: [
        [in_receiving_team, is_open, is_undecided],
        [oversees_the_area, is_open, is_undecided],
        [in_receiving_team, is_recorded_provisionally],
        [oversees_the_area, is_recorded_provisionally],
    ],
    Permission.CONTACT_SCREEN: [[in_receiving_team, is_open], [oversees_the_area, is_open]],
    # Late too: that a contact is decided keeps nobody from telling the designated officers.
    Permission.ALLEGATION_SEND: [[in_receiving_team], [oversees_the_area]],
    Permission.CONTACT_ADD: [[in_receiving_team, is_open], [oversees_the_area, is_open]],
    Permission.CONTACT_DECIDE: [
        [in_receiving_team, is_open, did_not_make_the_contact],
        [holds_it_for_another_team, is_open, did_not_make_the_contact],
    ],
    Permission.CONTACT_ROUTE: [[in_receiving_team, is_open, is_undecided, did_not_make_the_contact]],
    Permission.SOCIAL_CARE_TAKE_IN: [[is_of_our_area]],
    Permission.SOCIAL_CARE_SETTLE: [[is_of_our_area]],
    Permission.CONTACT_JOIN: [[in_receiving_team, is_open, is_undecided], [oversees_the_area, is_open, is_undecided]],
    Permission.FEEDBACK_TELL: [[in_receiving_team], [oversees_the_area]],
    Permission.FEEDBACK_WAIVE: [[in_receiving_team]],
    Permission.REQUEST_SEND: [[asks_for_its_contact, its_contact_is_open]],
    Permission.REQUEST_ANSWER: [[is_asked]],
}

register_rules(RULES)
