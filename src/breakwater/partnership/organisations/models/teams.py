"""Teams that receive work, their hours and numbers, the patches and duty posts of an area."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity

from .areas import CONFIGURATION, Area
from .organisations import Organisation


class Team(models.Model):
    """A group in an organisation that receives work in one area. `code` is how rooms name the area's standing teams."""

    public_id = PublicIdField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    sight_is_dated = models.BooleanField(
        default=False,
        help_text="Its sight of children begins and ends by date (a school's), and waits for the day's derivation.",
    )
    closed_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "area", "name"], name="team_named_once")]

    @property
    def in_words(self) -> str:
        """The team and where it works: "MASH, Portsmouth", and for whoever is not the authority also the organisation, as a school."""
        own = () if self.organisation.kind == Organisation.Kind.COUNCIL else (self.organisation.name,)
        return ", ".join((self.name, *own, self.area.name))


class TeamService(models.Model):
    """A team receives an area's handovers to one named service, from a day. One team a service and area at a time."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="services")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="services")
    service = models.CharField(max_length=40)

    handling = Handling(Sensitivity.INTERNAL, keep=CONFIGURATION)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "service"], name="one_team_receives_a_service")]

    @property
    def service_in_words(self) -> str:
        return self.service.replace("_", " ").capitalize()


class OpeningHours(models.Model):
    """When a team's office is open on a weekday (0 is Monday), in London time, from a day on."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens_at = models.TimeField()
    closes_at = models.TimeField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [
            models.CheckConstraint(name="weekday_is_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(name="closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
        ]


class ContactPurpose(models.TextChoices):
    """What a published number is for."""

    FRONT_DOOR = "FRONT_DOOR", "Worried about a child, office hours"
    OUT_OF_HOURS = "OUT_OF_HOURS", "Worried about a child, out of hours"
    HELPLINE = "HELPLINE", "National helpline"
    OTHER = "OTHER", "Other"


class ContactPoint(models.Model):
    """One published way to reach someone: the single configured record where sources disagree (SG-31).

    An area of none means everywhere (national helplines). `last_checked_on` is shown beside it.
    """

    Purpose = ContactPurpose

    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_points")
    purpose = models.CharField(max_length=14, choices=ContactPurpose)
    label = models.CharField(max_length=120)
    telephone = models.CharField(max_length=30, blank=True)
    text_number = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)
    note = models.CharField(max_length=240, blank=True)
    for_children = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=200)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    last_checked_on = models.DateField()
    review_by = models.DateField()

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    @classmethod
    def published(cls, area: Area, *purposes: str, on: date) -> list["ContactPoint"]:
        """An area's numbers of these purposes that are published on a day, in the order in which they are shown."""
        found = cls.objects.filter(area=area, purpose__in=purposes, effective_from__lte=on)
        return list(found.exclude(effective_to__lt=on).order_by("purpose", "order", "pk"))


class Patch(models.Model):
    """A part of an area that a link co-ordinator looks after (North, Central, South), as the wards that it is made of."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="patches")
    name = models.CharField(max_length=60)
    wards = models.JSONField(default=list, db_default=[], blank=True, help_text="ONS codes of its wards.")

    handling = Handling(Sensitivity.PUBLIC, keep=CONFIGURATION)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="patch_named_once")]


class DutyPost(models.Model):
    """A standing post that people ask for by what it does; only fields marked public reach a public page."""

    public_id = PublicIdField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="duty_posts")
    patch = models.ForeignKey(Patch, null=True, blank=True, on_delete=models.PROTECT, related_name="duty_posts")
    title = models.CharField(max_length=120)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    telephone_is_public = models.BooleanField(default=False)
    email_is_public = models.BooleanField(default=False)
    pager = models.CharField(
        max_length=254, blank=True, help_text="Where the post is paged: a mobile number, or a pager's e-mail address."
    )
    paged_as = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 is paged first, 2 when nobody has answered, and so on; none: never paged."
    )
    last_checked_on = models.DateField()

    handling = Handling(Sensitivity.INTERNAL, keep=CONFIGURATION)


class DutyPostHolder(models.Model):
    """Who holds a duty post, or covers it, from a day to a day."""

    post = models.ForeignKey(DutyPost, on_delete=models.CASCADE, related_name="holders")
    membership = models.ForeignKey("Membership", on_delete=models.PROTECT, related_name="duty_posts")
    covers = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept with the membership it names")
