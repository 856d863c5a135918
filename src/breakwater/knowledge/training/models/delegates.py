"""Who is trained. A training record belongs to the person, who may have no account; employers have it by dates (PL 8.11-4)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team, User

from .courses import MADE_BY


class DelegateQuerySet(models.QuerySet):
    def of_user(self, user):
        """The records of whoever signs in so: one in most cases, one more for each area that trained them before."""
        return self.filter(user=user)

    def in_use(self):
        """Without the doubles, which another record has become."""
        return self.filter(merged_into=None)


class Delegate(models.Model):
    """A person's training record. `team` is the training team that keeps it; the person reads it by `user`, whoever employs them.

    `merged_into` says that it was a double: the other has everything.
    """

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", help_text="The training team.")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text="As it is written on a certificate.")
    email = models.EmailField()
    telephone = models.CharField(max_length=30, blank=True)
    needs = models.CharField(max_length=300, blank=True, help_text="Access and dietary needs.")
    manager_name = models.CharField(max_length=120, blank=True)
    manager_email = models.EmailField(blank=True)
    finance_email = models.EmailField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles")

    objects = DelegateQuerySet.as_manager()
    handling = Handling(
        Sensitivity.PERSONAL,
        keep="6 years after the last employment known here ended; then certificates alone, by their numbers",
        fields={"needs": Sensitivity.SPECIAL},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "area", Lower("email"), name="delegate_once_an_address", condition=Q(merged_into=None)
            ),
            models.UniqueConstraint(
                fields=["area", "user"], name="delegate_once_a_user", condition=Q(merged_into=None, user__isnull=False)
            ),
            models.CheckConstraint(name="delegate_is_no_double_of_itself", condition=~Q(merged_into=F("pk"))),
        ]


class Employment(models.Model):
    """A delegate works for an organisation from a day to a day. `team` sees the record meanwhile: it books, and answers for who is due.

    `staff_groups` are codes of data/staff_groups.yaml: what the person must be trained in follows from them.
    """

    public_id = PublicIdField()
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job_title = models.CharField(max_length=120, blank=True)
    staff_groups = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Actor, **MADE_BY)

    handling = Handling(Sensitivity.PERSONAL, keep="Kept with the training record it is part of")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employment_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["delegate", "organisation"], name="employed_once_at_a_time", condition=Q(ends_on=None)
            ),
        ]
