"""Who keeps the public site of an area, checks what is offered to its library, approves its bulletins and sends its alerts. The thing asked about has an area of its own."""

from breakwater.partnership.organisations.access import ROLES, Permission, Role, register_rules

from .models.resources import Check, Subject

# Whose bulletin it is (PL 3.1): the business manager may approve any.
APPROVES = {"schools": Role.LINK_MANAGER, "prevent": Role.PREVENT_LEAD}
APPROVERS = (Role.BUSINESS_MANAGER, Role.LINK_MANAGER, Role.PREVENT_LEAD)

# Who may give a resource its two checks (PL 11.4): a topic that a role answers for is that role's; for any other the partnership's
# office says which specialist read it. How it teaches is for those who work with schools.
SPECIALISTS = {Subject.RADICALISATION: Role.PREVENT_LEAD}
TEACHES = (Role.LINK_MANAGER, Role.LINK_COORDINATOR)


def of_their_own_area(actor, thing) -> bool:
    """The site, resource, bulletin or message belongs to the area the acting post works for."""
    return actor.area_id_acting == thing.area_id


def publishes(actor, thing) -> bool:
    return actor.membership.role_id == Role.BUSINESS_MANAGER


def answers_for_the_topic(actor, issue) -> bool:
    """The post is the one that the domain names for a bulletin of this topic."""
    return actor.membership.role_id == APPROVES.get(issue.topic)


def is_second_to_the_business_manager(actor, issue) -> bool:
    """It was written last by the business manager, who alone approves its topic: then any other who approves bulletins may."""
    wrote = issue.written_by.membership
    return issue.topic not in APPROVES and wrote is not None and wrote.role_id == Role.BUSINESS_MANAGER


def approvers_of(issue) -> str:
    """Who may approve it, in words."""
    if issue.topic in APPROVES:
        return f"{ROLES[APPROVES[issue.topic]].title}, or the partnership business manager"
    return "the partnership business manager, or where they wrote it anybody else who approves bulletins"


def gives(actor, resource, check: Check) -> bool:
    """Whether this of the two checks is this post's to give."""
    role = actor.membership.role_id
    if check == Check.EDUCATION:
        return role in TEACHES
    return role == specialist_of(resource)


def specialist_of(resource) -> Role:
    """The role that answers for the subject of a resource, or for finding who knows it."""
    return SPECIALISTS.get(resource.subject, Role.BUSINESS_MANAGER)


def names_the_specialist(actor) -> bool:
    """The post answers for no subject itself: it says who read the resource."""
    return actor.membership.role_id not in SPECIALISTS.values()


RULES = {
    Permission.CONTENT_EDIT: [[of_their_own_area]],
    Permission.RESOURCE_CHECK: [[of_their_own_area]],
    Permission.CONTENT_APPROVE: [[of_their_own_area]],
    Permission.BULLETIN_APPROVE: [
        [of_their_own_area, publishes],
        [of_their_own_area, answers_for_the_topic],
        [of_their_own_area, is_second_to_the_business_manager],
    ],
    Permission.ALERT_WORK: [[of_their_own_area]],
    Permission.CAMPAIGN_PLEDGE: [[of_their_own_area]],
}

register_rules(RULES)
