"""Who provides and what is provided. Every row's `uuid` is its Open Referral id: given once, never changed."""

from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Area

KEPT = "Kept while the service runs and for past signposting afterwards: public facts, about no one"
LANGUAGE = "english"  # of the text search; what people type is stemmed alike


class Status(models.TextChoices):
    """Open Referral's own words."""

    ACTIVE = "active", "Open"
    INACTIVE = "inactive", "Not offered at present"
    DEFUNCT = "defunct", "Closed for good"
    CLOSED_FOR_NOW = "temporarily closed", "Closed for now"


class Access(models.TextChoices):
    """How one gets in."""

    TURN_UP = "turn_up", "Just turn up"
    ASK = "ask", "Contact the service directly"
    PROFESSIONAL = "professional", "Referral needed"


class Audience(models.TextChoices):
    """Who may be shown the entry."""

    FAMILIES = "families", "Families and professionals"
    PROFESSIONALS = "professionals", "Professionals only"


class MeantFor(models.TextChoices):
    """Whom a service is for; the ages of an entry are those of the child, whoever comes."""

    CHILDREN = "children", "Children and young people"
    PARENTS = "parents", "Parents and carers"
    FAMILIES = "families", "Children and parents together"
    ANYONE = "anyone", "Anyone"


class Listing(models.TextChoices):
    """What an entry is: something offered, or people of the community to talk to."""

    SERVICE = "service", "Service"
    COMMUNITY = "community", "Community contact"


class Cost(models.TextChoices):
    FREE = "free", "Free"
    PAID = "paid", "There is a charge"
    UNKNOWN = "unknown", "Ask about the cost"


class Provider(models.Model):
    """An organisation that provides services. Its telephone and address for letters are public; `keeper_email` is not."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="providers")
    name = models.CharField(max_length=160)
    description = models.TextField()
    website = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    keeper_email = models.EmailField(blank=True, help_text="Who keeps the entries right. Never published.")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT, fields={"keeper_email": Sensitivity.PERSONAL})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="provider_named_once_an_area")]


class ServiceQuerySet(models.QuerySet):
    def published(self, on):
        """What a family may be shown on a day: approved, for families, not closed for good, confirmed within its time."""
        return self.filter(
            approved_at__isnull=False,
            audience=Audience.FAMILIES,
            status__in=(Status.ACTIVE, Status.CLOSED_FOR_NOW),
            expires_on__gte=on,
        )

    def expired(self, on):
        """Entries out of sight because nobody confirmed them in time."""
        return self.filter(expires_on__lt=on).exclude(status=Status.DEFUNCT)


class Service(models.Model):
    """One thing offered to families. `words` is what the search reads, made again at each change, and `stems` what the database makes of it."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="directory_services")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=160)
    description = models.TextField(help_text="What it is and what happens there, in words a parent would use.")
    listing = models.CharField(max_length=9, choices=Listing, default=Listing.SERVICE)
    meant_for = models.CharField(max_length=8, choices=MeantFor, default=MeantFor.ANYONE)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    audience = models.CharField(max_length=14, choices=Audience, default=Audience.FAMILIES)
    website = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    access = models.CharField(max_length=14, choices=Access, default=Access.ASK)
    access_words = models.CharField(max_length=400, blank=True, help_text="What to do first, in a sentence.")
    referral_words = models.CharField(max_length=400, blank=True, help_text="How a professional refers.")
    referral_page = models.URLField(blank=True, help_text="Where the form for a referral is.")
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = models.CharField(max_length=8, choices=Cost, default=Cost.UNKNOWN)
    cost_words = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=200, blank=True, help_text="Beside English, with commas between.")
    alert = models.CharField(max_length=300, blank=True, help_text="What people must know this week.")
    assured_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(help_text="When someone who knows it last said that it is right.")
    expires_on = models.DateField(help_text="Out of sight after this day unless confirmed.")
    approved_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    words = models.TextField(editable=False)
    stems = SearchVectorField(
        null=True, editable=False, help_text="Made of the words by a trigger, so that ranking need not."
    )

    objects = ServiceQuerySet.as_manager()
    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ages_stand_in_order",
                condition=Q(minimum_age=None) | Q(maximum_age=None) | Q(maximum_age__gte=F("minimum_age")),
            ),
            models.CheckConstraint(
                name="an_entry_expires_after_its_check", condition=Q(expires_on__gte=F("checked_on"))
            ),
        ]
        indexes = [
            GinIndex(fields=["stems"], name="service_stems"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="service_words_nearly"),
            models.Index(fields=["area", "name", "uuid"], name="service_in_order"),
        ]


class Opening(models.Model):
    """When a service is there: a line of iCalendar's words. Times are London's; a line without times is by appointment."""

    class Often(models.TextChoices):
        WEEKLY = "WEEKLY", "every week"
        MONTHLY = "MONTHLY", "every month"

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="openings")
    often = models.CharField(max_length=8, choices=Often, default=Often.WEEKLY)
    days = models.CharField(
        max_length=40, help_text="As iCalendar says it: MO,WE or, monthly, 1TU for the first Tuesday."
    )
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=200, blank=True, help_text="For example: term time only.")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_has_both_times_or_none",
                condition=Q(opens_at=None, closes_at=None) | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
            )
        ]


class Vocabulary(models.Model):
    """A taxonomy that services are sorted by: our own needs, or one that a feed brings."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=400)
    uri = models.URLField(blank=True)

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)


class Term(models.Model):
    """One word of a vocabulary: a need, an audience, a level."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    vocabulary = models.ForeignKey(Vocabulary, on_delete=models.CASCADE, related_name="terms")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=400)
    also = models.TextField(blank=True, help_text="Other words people type for it; the search reads them.")
    uri = models.URLField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vocabulary", "code"], name="term_once_a_vocabulary")]


class Tag(models.Model):
    """A service sorted under a term (Open Referral: attribute)."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="tags")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="tags")

    handling = Handling(Sensitivity.PUBLIC, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "term"], name="service_tagged_once")]
