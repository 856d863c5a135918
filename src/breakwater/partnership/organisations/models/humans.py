"""The humans who work here: who signs in, the posts they hold, and the actor behind every act."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity

from .areas import Area
from .teams import Team, TeamService


class UserManager(BaseUserManager):
    """Makes users by e-mail address, which is compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in. What they may do comes from a membership, never from here.

    The editor of the public site asks for groups: they are derived from the post at each visit. Nobody is a superuser.
    """

    public_id = PublicIdField()
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    is_superuser = models.BooleanField(default=False, db_default=False)
    single_keys = models.BooleanField(default=False, help_text="Single-key commands on work lists (SG-32).")

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="Kept as long as any record names the person as an actor; the password goes on leaving",
        fields={"password": Sensitivity.SECRET},
    )

    class Meta:
        constraints = [models.CheckConstraint(name="nobody_is_a_superuser", condition=Q(is_superuser=False))]


class RoleRecord(models.Model):
    """A role as the database knows it: written from `access.roles` by the owner, never by hand."""

    code = models.CharField(max_length=40, primary_key=True)
    title = models.CharField(max_length=80)
    has_oversight = models.BooleanField(help_text="Holds the area's oversight scope.")
    may_break_glass = models.BooleanField()
    decides = models.BooleanField(default=False, help_text="Reads what is kept for those who decide for its team.")
    is_casework = models.BooleanField(default=True, help_text="Comes near children's records.")
    needs_second = models.BooleanField(default=False, help_text="Given with the word of a second person alone.")
    gives_posts = models.BooleanField(default=False)
    seconds_posts = models.BooleanField(default=False)
    lets_in_for_shift = models.BooleanField(default=False)
    covers_shifts = models.BooleanField(default=False, help_text="Its holder may be let in for a shift besides.")

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while the installation runs: written from code")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day):
        """Memberships that hold on `day`; one given for a shift that is over holds no more."""
        is_over = Q(shift_ends_at__lte=timezone.now())
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, revoked_at=None).exclude(is_over)

    def in_force_or_to_come(self, day):
        """Memberships that hold on `day` or may yet."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), revoked_at=None)


class Membership(models.Model):
    """A person's post in a team, with a role and dates. A practitioner acts through one; it is never a Person record.

    A post ended at once holds no longer from `revoked_at`, whatever its days say: dates alone cannot end it the day it began.
    One given for a shift ends at `shift_ends_at`. Written by `access.accept_invitation` alone.
    """

    public_id = PublicIdField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    role = models.ForeignKey(RoleRecord, on_delete=models.PROTECT, related_name="memberships", db_column="role")
    job_title = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    is_social_work_qualified = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Approves outcomes of contacts, where the role decides them (FD 2.1).",
    )
    social_work_number = models.CharField(
        max_length=20,
        blank=True,
        db_default="",
        help_text="Their registration with Social Work England, as it was checked.",
    )
    shift_ends_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep="Kept as long as any record names it as an actor")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["user", "team", "role", "starts_on"], name="membership_once", condition=Q(revoked_at=None)
            ),
        ]


class ServiceName(models.TextChoices):
    """The product's own services, which act for an area when nobody is at the keyboard."""

    INTAKE = "intake", "Intake"
    CLOCKS = "clocks", "Clocks"
    LISTS = "lists", "Lists"
    MAIL = "mail", "Mail"
    TRAINING = "training", "Training"


class LinkKind(models.TextChoices):
    """What a person without an account acts through: a link of their own, for one purpose, until it ends.

    An organisation's system acts through its key, for the team that the database has with it (decision 0017).
    """

    FAMILY = "FAMILY", "Family member by their own link"
    MEETING = "MEETING", "Professional by a link to one meeting"
    AGENCY = "AGENCY", "Agency by a link to what it was asked"
    SYSTEM = "SYSTEM", "An organisation's system by its key"


def actor_relations(*fields: str) -> list[str]:
    """What `Actor.said` reads of the actors in these fields, to load with a query: `select_related(*actor_relations("by"))`."""
    return [f"{field}__membership__{each}" for field in fields for each in ("user", "role", "team")]


class Actor(models.Model):
    """Who acts: a membership, a named service of an area, or a one-time link. Every change and every look names one.

    A link sees the rows that name it, and nothing besides, until `link_ended_at`.
    """

    membership = models.OneToOneField(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="actor")
    service = models.CharField(max_length=12, choices=ServiceName, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="actors")
    link = models.CharField(max_length=7, choices=LinkKind, blank=True)
    link_ended_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.INTERNAL, keep="Kept as long as any record names it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="actor_is_exactly_one_thing",
                condition=Q(membership__isnull=False, service="", area=None, link="", link_ended_at=None)
                | Q(membership=None, area__isnull=False, link="", link_ended_at=None) & ~Q(service="")
                | Q(membership=None, area__isnull=False, service="") & ~Q(link=""),
            ),
            models.UniqueConstraint(
                fields=["area", "service"], name="one_actor_a_service", condition=Q(membership=None, link="")
            ),
        ]

    @property
    def area_id_acting(self) -> int:
        """The area this actor works for."""
        return self.area_id or self.membership.team.area_id

    @property
    def said(self) -> str:
        """The actor in words for people who may see who acted: a name and a post, or the service."""
        if self.membership_id:
            return f"{self.membership.user.name}, {self.membership.role.title}, {self.membership.team.name}"
        if self.link:
            return self.get_link_display()
        return f"Breakwater ({self.get_service_display().lower()})"

    @property
    def post(self) -> str:
        """The post without a name, as in 'MASH screener, MASH, Portsmouth'."""
        if self.membership_id:
            team = self.membership.team
            return f"{self.membership.role.title}, {team.name}, {team.area.name}"
        if self.link:
            return f"{self.get_link_display()}, {self.area.name}"
        return f"{self.get_service_display()} service, {self.area.name}"


class Invitation(models.Model):
    """An invitation to a post, sent to a mailbox; opened once with its token before it lapses.

    One that needs a second person is sent when `seconded_at` is set, and opens nothing before. One to a shift needs none.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invitations")
    role = models.ForeignKey(RoleRecord, on_delete=models.PROTECT, related_name="+", db_column="role")
    job_title = models.CharField(max_length=120, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    needs_second = models.BooleanField(default=False)
    seconded_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shift_ends_at = models.DateTimeField(null=True, blank=True)
    shift_reason = models.TextField(blank=True)
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="Kept two years after it lapsed or was accepted",
        fields={"token_digest": Sensitivity.SECRET},
    )


class ReceiverChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(seconded_at=None, withdrawn_at=None)


class ReceiverChange(models.Model):
    """That another team is to receive a service which needs a second person; it does once someone of that service has approved it."""

    service = models.ForeignKey(TeamService, on_delete=models.CASCADE, related_name="changes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seconded_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="Refused, or another team was asked for.")

    objects = ReceiverChangeQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep="Kept two years after it was approved, refused or withdrawn")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                name="one_change_of_receiver_waits",
                condition=Q(seconded_at=None, withdrawn_at=None),
            )
        ]
