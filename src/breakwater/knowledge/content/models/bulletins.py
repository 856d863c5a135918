"""Bulletins: issues by topic, made of what changed, each with an address of its own for ever; and how far each has been sent.

A bulletin is public or for professionals only (SG-30). Only public ones stand in the archive, in the feeds and in subscribers'
mail; the others are read after signing in.
"""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.notifications.models import OutboxMessage
from breakwater.partnership.organisations.models import Actor, Area, Membership

from .subscribers import Frequency, Subscriber, Topic

KEPT = "Kept while the site runs: published words, about no one"


class Reach(models.TextChoices):
    """Who may read it (SG-30)."""

    PUBLIC = "public", "Everyone: archive, feed and subscribers"
    PROFESSIONALS = "professionals", "Professionals only: after signing in"


class IssueState(models.TextChoices):
    DRAFT = "draft", "Draft"
    WAITING = "waiting", "Waits to be approved"
    APPROVED = "approved", "Approved, not sent yet"
    SENT = "sent", "Sent"


class IssueQuerySet(models.QuerySet):
    def published(self):
        """What everyone may read: public and sent."""
        return self.filter(state=IssueState.SENT, reach=Reach.PUBLIC)

    def for_posts(self, posts: Iterable[Membership]):
        """What was sent to professionals of one of these posts."""
        theirs = Q(pk__in=[])
        for post in posts:
            theirs |= Q(area=post.team.area_id, roles__contains=[post.role_id])
        return self.filter(theirs, state=IssueState.SENT, reach=Reach.PROFESSIONALS)


class Issue(models.Model):
    """One issue of a bulletin. It gets its number when it is sent, and its words do not change afterwards: `since_then` is added."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="issues")
    topic = models.CharField(max_length=12, choices=Topic)
    reach = models.CharField(max_length=13, choices=Reach, default=Reach.PUBLIC)
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="Of professionals: whose.")
    title = models.CharField(max_length=120)
    lead = models.TextField(blank=True, help_text="The words before what it holds.")
    state = models.CharField(max_length=8, choices=IssueState, default=IssueState.DRAFT)
    number = models.PositiveIntegerField(null=True, blank=True)
    since_then = models.CharField(max_length=400, blank=True, help_text="What has changed since it was sent.")
    written_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    send_at = models.DateTimeField(null=True, blank=True, help_text="Of an approved one: when it goes out by itself.")
    sent_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0, help_text="Professionals who were told of it.")
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    objects = IssueQuerySet.as_manager()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "topic", "reach", "number"], name="issue_numbered_once"),
            models.CheckConstraint(
                name="issue_is_approved_before_it_is_sent",
                condition=~Q(state__in=("approved", "sent")) | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="issue_sent_has_number_and_moment",
                condition=Q(state="sent", number__isnull=False, sent_at__isnull=False)
                | ~Q(state="sent") & Q(number=None, sent_at=None),
            ),
            models.CheckConstraint(
                name="issue_is_planned_once_approved",
                condition=Q(send_at=None) | Q(state__in=("approved", "sent")),
            ),
            models.CheckConstraint(
                name="issue_for_professionals_names_them",
                condition=Q(reach="public", roles=[]) | Q(reach="professionals"),
            ),
        ]


class Item(models.Model):
    """One thing in an issue. `source` names what changed ("page:12"), empty where the writer wrote it themselves."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60, blank=True)
    what = models.CharField(max_length=60, blank=True, help_text="For example: Page, Lesson plan, Policy.")
    heading = models.CharField(max_length=160)
    words = models.TextField()
    address = models.CharField(max_length=400, blank=True, help_text="Of our site by its path, or elsewhere in full.")
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "source"], name="changed_thing_once_an_issue", condition=~Q(source="")
            )
        ]


class Dispatch(models.Model):
    """One sending to subscribers: of an issue to those who want each, of an alert to all who want alerts, or of a week's or month's issues to those who want that.

    With `since` alone and of each: what happened on a day to the chapters that they follow.

    Whoever confirmed before `made_at` and has not left is sent it, once; `done_at` says that nobody is left.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    issue = models.OneToOneField(Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="dispatch")
    alert = models.OneToOneField(
        "content.Alert", null=True, blank=True, on_delete=models.PROTECT, related_name="dispatch"
    )
    frequency = models.CharField(max_length=7, choices=Frequency)
    since = models.DateTimeField(null=True, blank=True, help_text="Of a week or month: issues after this moment.")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dispatch_is_of_an_issue_an_alert_or_a_time",
                condition=Q(frequency="each", issue__isnull=False, alert=None, since=None)
                | Q(frequency="each", issue=None, alert__isnull=False, since=None)
                | Q(issue=None, alert=None, since__isnull=False),
            ),
            models.UniqueConstraint(fields=["area", "frequency", "since"], name="each_time_dispatched_once"),
        ]


class Delivery(models.Model):
    """One subscriber's copy of one dispatch. That there can be only one is the database's to say: a job that died goes on here."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    message = models.ForeignKey(OutboxMessage, null=True, on_delete=models.SET_NULL, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept with its issue; the address goes when the subscriber leaves")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispatch", "subscriber"], name="one_copy_each")]
