"""The library: lesson plans, activities and toolkits that anyone may offer and somebody answers for."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from breakwater.foundation import storage
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

from .pages import Audience

OF_RESOURCE = "library/"  # before its id, in what a reader writes about it
KEPT = "Kept while the library runs; who offered it goes two years after it was declined or archived"


class Sort(models.TextChoices):
    """What one gets."""

    LESSON = "lesson", "Lesson plan"
    ACTIVITY = "activity", "Activity"
    TOOLKIT = "toolkit", "Toolkit"
    FILM = "film", "Film"
    LEAFLET = "leaflet", "Leaflet or poster"
    ADVICE = "advice", "Advice"
    TRAINING = "training", "Training pack"


class Subject(models.TextChoices):
    """What it is about: the words that schools and police use for their toolkits."""

    CONSENT = "consent", "Consent and healthy relationships"
    ONLINE = "online", "Online safety and cybercrime"
    IMAGES = "images", "Nude and semi-nude images"
    BULLYING = "bullying", "Bullying and hate"
    EXPLOITATION = "exploitation", "Exploitation and county lines"
    SERIOUS_VIOLENCE = "violence", "Knives and serious violence"
    RADICALISATION = "radicalisation", "Radicalisation and extremism"
    DRUGS = "drugs", "Alcohol, drugs and vaping"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse"
    FEELINGS = "feelings", "Mental health and wellbeing"
    MISSING = "missing", "Missing from home or school"
    ANTISOCIAL = "antisocial", "Anti-social behaviour"
    PEER_PRESSURE = "peer-pressure", "Peer pressure"
    STRANGERS = "strangers", "Out and about: safe adults and strangers"
    THEFT = "theft", "Theft and shoplifting"
    RIGHTS = "rights", "The law and your rights"
    POLICE = "police", "The police and working for them"
    WATER_FIRE = "water-fire", "Water, fire, road and rail"
    SAFER_SLEEP = "babies", "Babies: safer sleep and crying"
    WHOLE_SCHOOL = "whole-school", "Safeguarding in the whole school"


class KeyStage(models.TextChoices):
    EYFS = "eyfs", "Early years (3 to 5)"
    KS1 = "ks1", "Key stage 1 (5 to 7)"
    KS2 = "ks2", "Key stage 2 (7 to 11)"
    KS3 = "ks3", "Key stage 3 (11 to 14)"
    KS4 = "ks4", "Key stage 4 (14 to 16)"
    KS5 = "ks5", "Key stage 5 (16 to 18)"
    SEND = "send", "SEND, any age"


class Setting(models.TextChoices):
    EARLY_YEARS = "early-years", "Early years"
    PRIMARY = "primary", "Primary school"
    SECONDARY = "secondary", "Secondary school"
    SPECIAL = "special", "Special school or SEND provision"
    COLLEGE = "college", "College or sixth form"
    COMMUNITY = "community", "Youth work, clubs and faith groups"
    HOME = "home", "At home"


LICENCES = (
    ("open-government", "Open Government Licence v3.0"),
    ("cc-by", "Creative Commons: credit the maker"),
    ("cc-by-nc", "Creative Commons: credit the maker, not for sale"),
    ("free-to-use", "Free to use in schools and services, not to change"),
    ("as-there", "As the site it is on says"),
)


class State(models.TextChoices):
    """Where a resource stands. Only a published one is seen by readers."""

    RECEIVED = "received", "Waits to be checked"
    CHANGES = "changes", "Changes asked for"
    PUBLISHED = "published", "In the library"
    DECLINED = "declined", "Not taken"
    ARCHIVED = "archived", "Taken out"


class ResourceQuerySet(models.QuerySet):
    def published(self, on: date):
        """What readers may see on a day."""
        return self.filter(state=State.PUBLISHED, expires_on__gte=on)

    def waiting(self):
        return self.filter(state=State.RECEIVED)

    def taken_out_for_their_link(self, since):
        """Taken out because a link died or led elsewhere, and not put back."""
        return self.filter(state=State.ARCHIVED, link_failed_at__gte=since)

    def over(self, on: date):
        """Published ones whose time is over."""
        return self.filter(state=State.PUBLISHED, expires_on__lt=on)


class Resource(models.Model):
    """Something to teach, read or hand out: a link, a file, or a lesson written here. The name to credit is shown; the e-mail address never."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="resources")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=600)
    sort = models.CharField(max_length=10, choices=Sort)
    subject = models.CharField(max_length=16, choices=Subject)
    key_stages = ArrayField(models.CharField(max_length=6, choices=KeyStage), default=list, blank=True)
    audiences = ArrayField(models.CharField(max_length=13, choices=Audience), default=list)
    settings = ArrayField(models.CharField(max_length=12, choices=Setting), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How long it takes.")
    language = models.CharField(max_length=40, default="English")
    address = models.URLField(max_length=400, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    stored_as = models.CharField(max_length=120, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    is_scanned = models.BooleanField(default=False, help_text="Of a file: a scanner found nothing.")
    lesson = models.JSONField(null=True, blank=True, help_text="Of one written here: its plan and slides (lessons.py).")
    credit = models.CharField(max_length=160, help_text="Shown with it: who made it.")
    licence = models.CharField(max_length=160)
    offered_by = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    offered_at = models.DateTimeField()
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVED)
    published_at = models.DateTimeField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, help_text="Out of the library after this day unless reviewed.")
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_failed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the link is dead or leads elsewhere."
    )
    link_mark = models.CharField(
        max_length=120, blank=True, help_text="What stood behind the link: a change is noticed by it."
    )
    words = models.TextField(editable=False)

    objects = ResourceQuerySet.as_manager()
    handling = Handling(
        Sensitivity.PUBLIC,
        keep=KEPT,
        fields={"offered_by": Sensitivity.PERSONAL, "email": Sensitivity.PERSONAL, "key_id": Sensitivity.INTERNAL},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="resource_is_a_link_a_file_or_a_lesson",
                condition=~Q(address="") & Q(stored_as="", lesson__isnull=True)
                | ~Q(stored_as="") & Q(address="", lesson__isnull=True)
                | Q(lesson__isnull=False, address="", stored_as=""),
            ),
            models.CheckConstraint(
                name="published_resource_was_reviewed_and_expires",
                condition=~Q(state=State.PUBLISHED)
                | Q(published_at__isnull=False, reviewed_on__isnull=False, expires_on__gt=F("reviewed_on")),
            ),
            models.CheckConstraint(
                name="published_file_was_scanned",
                condition=~Q(state=State.PUBLISHED) | Q(stored_as="") | Q(is_scanned=True),
            ),
        ]
        indexes = [GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="resource_words_nearly")]

    @property
    def scan_words(self) -> str:
        """That no scanner has seen its file, where the owner runs none and lets files go; else nothing."""
        return "Not scanned for viruses" if self.stored_as and storage.opens_unscanned() else ""


class Check(models.TextChoices):
    """What happens to an offer, in the order in which it is done (PL 11.4)."""

    SPECIALIST = "specialist", "Someone who knows the subject has checked it"
    EDUCATION = "education", "Someone who teaches has checked it: age, method, accessibility"
    CHANGES = "changes", "Changes asked for"
    DECLINED = "declined", "Not taken"
    PUBLISHED = "published", "Published"
    CORRECTED = "corrected", "Title or summary corrected"
    REVIEWED = "reviewed", "Reviewed: still right"
    ARCHIVED = "archived", "Taken out"


class Step(models.Model):
    """One thing that was done about a resource, by whom, when, and in what words."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=Check)
    words = models.CharField(max_length=600, blank=True)
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)


class Collection(models.Model):
    """What a teacher keeps, without an account: `token_digest` opens it to change, `public_id` to read and share.

    One that the library of an area shows to everyone names that area, and says in `words` what it is good for.
    """

    public_id = PublicIdField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="collections")
    words = models.CharField(max_length=200, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=120, default="My collection")
    made_at = models.DateTimeField()
    used_on = models.DateField(help_text="Goes two years after the day it was last opened by its keeper.")

    handling = Handling(
        Sensitivity.PUBLIC,
        keep="Kept two years after its keeper last opened it",
        fields={"token_digest": Sensitivity.SECRET},
    )


class Kept(models.Model):
    """A resource in a collection."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="kept")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="kept")
    kept_at = models.DateTimeField()

    handling = Handling(Sensitivity.PUBLIC, keep="Kept with its collection")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "resource"], name="kept_once")]
