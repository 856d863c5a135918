"""Whom to talk to in each agency, kept by those it names, and what services left unanswered. Neither names a child."""

from django.db import models

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from .fortnights import KEPT


class TalkTo(models.Model):
    """One line of "Who to talk to": what about, and whom. Whoever keeps it is asked again whether it is still right."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=160)
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    best_times = models.CharField(max_length=120, blank=True)
    keeper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="Until its team takes it out, then a year")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="talk_to_can_be_reached", condition=~models.Q(telephone="") | ~models.Q(email="")
            )
        ]

    @classmethod
    def ways_to(cls, name: str, *, area: int) -> list[str]:
        """The telephone numbers and email addresses under which somebody is named in an area."""
        found = cls.objects.filter(area=area, ended_at=None, name=name).order_by("pk").values_list("telephone", "email")
        return list(dict.fromkeys(way for ways in found for way in ways if way))


class Unanswered(models.Model):
    """A call that a service did not return, or an invitation to a meeting that did not come: counted, and taken to its manager."""

    class Kind(models.TextChoices):
        CALL = "CALL", "A call was not returned"
        INVITATION = "INVITATION", "An invitation to a meeting did not come"

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The service that owes it.")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)
