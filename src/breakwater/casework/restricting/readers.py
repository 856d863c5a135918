"""Who may be named as a reader or an approver of a restricted record, and choosing one of them."""

from datetime import date

from breakwater.foundation.design.fields import Form, SelectField
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Actor, Membership


def said(post) -> str:
    """A post to choose from."""
    return f"{post.user.name}, {post.role.title}, {post.team.name}"


class NameReaderForm(Form):
    who = SelectField(label="Who reads it as well?", missing="Choose who reads it")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(post.public_id): post for post in people}
        self.fields["who"].choices = [(key, said(post)) for key, post in self.people.items()]

    def clean_who(self):
        return self.people[self.cleaned_data["who"]]


MOST = 200


def _held(actor: Actor, today: date, permission: Permission):
    roles = [role.value for role, says in ROLES.items() if permission in says.permissions]
    return Membership.objects.in_force(today).filter(
        team__area_id=actor.area_id_acting, role__in=roles, user__is_active=True
    )


def possible_readers(actor: Actor, today: date) -> list[Membership]:
    """People of the actor's team, of the area whose posts oversee it, and managers: those who could answer for a record."""
    held = _held(actor, today, Permission.PERSON_READ)
    managers = [role.value for role, says in ROLES.items() if Permission.RESTRICT_APPROVE in says.permissions]
    mine = (
        held.filter(team_id=actor.membership.team_id)
        | held.filter(role__has_oversight=True)
        | held.filter(role__in=managers)
    )
    return list(mine.distinct().select_related("user", "role", "team").order_by("user__name", "user_id", "pk")[:MOST])


def possible_approvers(actor: Actor, today: date) -> list[Membership]:
    """Managers of the area other than the one who asks."""
    held = _held(actor, today, Permission.RESTRICT_APPROVE).exclude(user_id=actor.membership.user_id)
    return list(held.select_related("user", "role", "team").order_by("user__name", "user_id", "pk")[:MOST])
