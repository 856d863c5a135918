"""Everyone who works in the invented area. The first holder of a role signs in as role@demo.invalid."""

from dataclasses import dataclass, field
from datetime import date

from breakwater.delivery.invented import give_post
from breakwater.partnership.organisations.access import Role, acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater.partnership.organisations.models import (
    Actor,
    DutyPost,
    DutyPostHolder,
    Membership,
    Team,
    User,
)

from .places import SINCE, Places
from .tables import chance

FORENAMES = """Amara, Bryn, Cleo, Dilip, Esme, Femi, Greta, Hamza, Iris, Jakub, Keira, Lorcan, Mei, Nadia, Owen, Priya, Quentin,
Rosa, Sadia, Tomasz, Uma, Victor, Wanda, Xin, Yusuf, Zofia, Abel, Bea, Conor, Devi, Ewa, Fergus, Gita, Hester, Ivo,
Juno, Kofi, Lena, Milo, Nell""".replace("\n", " ").split(", ")
SURNAMES = """Lanternlight, Brightwater, Kettlewell-Quay, Farthingsea, Windlass, Tidewater, Merryweather-Pike, Oakum, Sandpiper,
Starboard, Halfcrown, Gullwing, Candlestone, Fairlead, Moonraker, Shellback, Ropewalker, Bellbuoy, Silverwake, Harbourne-Oak,
Teasel, Whistledown, Copperkeel, Saltmarsh, Foxglove-Hill, Anchorsmith, Longshore, Pennyroyal, Driftmoor,
Capstan""".replace("\n", " ").split(", ")


@dataclass
class Staff:
    """Posts by what they are called in the stories, and schools' leads by the school's team."""

    posts: dict[str, Membership] = field(default_factory=dict)
    dsl: dict[int, Membership] = field(default_factory=dict)

    def actor(self, post: str) -> Actor:
        return actor_of(self.posts[post])


# (name in the stories, role, team, job title)
POSTS = [
    ("screener", Role.MASH_SCREENER, "mash", "Social worker, MASH"),
    ("screener 2", Role.MASH_SCREENER, "mash", "Social worker, MASH"),
    ("screener 3", Role.MASH_SCREENER, "mash", "Senior social worker, MASH"),
    ("manager", Role.MASH_MANAGER, "mash", "MASH team manager"),
    ("manager 2", Role.MASH_MANAGER, "mash", "MASH assistant manager"),
    ("wall", Role.WALL_SCREEN, "mash", "Screen on the wall of the MASH"),
    ("duty", Role.EMERGENCY_DUTY, "duty", "Emergency duty social worker"),
    ("coordinator", Role.TIER2_COORDINATOR, "early_help", "Tier 2 co-ordinator"),
    ("coordinator 2", Role.TIER2_COORDINATOR, "early_help", "Tier 2 co-ordinator"),
    ("coordinator 3", Role.TIER2_COORDINATOR, "early_help", "Tier 2 co-ordinator"),
    ("early help manager", Role.EARLY_HELP_MANAGER, "early_help", "Early help manager"),
    ("lead", Role.LEAD_PROFESSIONAL, "health_visiting", "Health visitor"),
    ("lead 2", Role.LEAD_PROFESSIONAL, "youth", "Youth worker"),
    ("lead 3", Role.LEAD_PROFESSIONAL, "school_nursing", "School nurse"),
    ("social worker", Role.SOCIAL_WORKER, "assessment", "Social worker"),
    ("social worker 2", Role.SOCIAL_WORKER, "assessment", "Social worker"),
    ("social care manager", Role.SOCIAL_CARE_MANAGER, "assessment", "Assessment team manager"),
    ("receiver", Role.RECEIVING_WORKER, "targeted", "Family support duty worker"),
    ("specialist", Role.RECEIVING_WORKER, "specialist", "Specialist intake worker"),
    ("specialist services", Role.RECEIVING_WORKER, "specialist_services", "Disabled children's service duty worker"),
    ("transfers", Role.RECEIVING_WORKER, "transfer", "Cross-border worker"),
    ("officer", Role.DESIGNATED_OFFICER, "officers", "Designated officer (LADO)"),
    ("officer 2", Role.DESIGNATED_OFFICER, "officers", "Designated officer (LADO), deputy"),
    ("prevent lead", Role.PREVENT_LEAD, "prevent", "Prevent lead"),
    ("prevent lead 2", Role.PREVENT_LEAD, "prevent", "Prevent officer"),
    ("channel chair", Role.CHANNEL_CHAIR, "prevent", "Channel chair"),
    ("panel member", Role.PANEL_MEMBER, "health_visiting", "Named nurse, member of the Channel panel"),
    ("prevent education officer", Role.PREVENT_EDUCATION_OFFICER, "prevent_education", "Prevent education officer"),
    ("prevent education officer 2", Role.PREVENT_EDUCATION_OFFICER, "prevent_education", "Prevent education officer"),
    ("link North", Role.LINK_COORDINATOR, "link", "Education link co-ordinator, North"),
    ("link Central", Role.LINK_COORDINATOR, "link", "Education link co-ordinator, Central"),
    ("link South", Role.LINK_COORDINATOR, "link", "Education link co-ordinator, South"),
    ("link manager", Role.LINK_MANAGER, "link", "Education link manager"),
    ("trust lead", Role.TRUST_LEAD, "trust", "Director of safeguarding"),
    ("link governor", Role.LINK_GOVERNOR, "governors", "Link governor for safeguarding"),
    ("police officer", Role.AGENCY_PROFESSIONAL, "police", "Police constable"),
    ("health visitor", Role.AGENCY_PROFESSIONAL, "health_visiting", "Health visitor"),
    ("housing officer", Role.AGENCY_PROFESSIONAL, "housing", "Tenancy support officer"),
    ("youth worker", Role.AGENCY_PROFESSIONAL, "youth", "Youth worker"),
    ("child deaths", Role.CHILD_DEATH_REVIEWER, "child_deaths", "Child death review co-ordinator"),
    ("designated doctor", Role.DESIGNATED_DOCTOR, "child_deaths", "Designated doctor for child deaths"),
    ("governance", Role.INFORMATION_GOVERNANCE, "governance", "Information governance officer"),
    ("business manager", Role.BUSINESS_MANAGER, "partnership", "Partnership business manager"),
    ("administrator", Role.SYSTEM_ADMINISTRATOR, "systems", "System administrator"),
    ("screener 850", Role.MASH_SCREENER, "mash 850", "Social worker, MASH"),
    ("manager 852", Role.MASH_MANAGER, "mash 852", "MASH team manager"),
    ("screener 921", Role.MASH_SCREENER, "mash 921", "Social worker, MASH"),
    ("policy officer", Role.POLICY_OFFICER, "partnership", "Policy officer"),
    ("policy officer 850", Role.POLICY_OFFICER, "office 850", "Policy officer"),
    ("policy officer 852", Role.POLICY_OFFICER, "office 852", "Policy officer"),
    ("policy officer 921", Role.POLICY_OFFICER, "office 921", "Policy officer"),
    ("manager 850", Role.MASH_MANAGER, "mash 850", "MASH team manager"),
    ("head of service", Role.HEAD_OF_SERVICE, "leadership", "Head of safeguarding and early help"),
]
# Who leads a body of the partnership or looks at it from outside, and does no casework.
LEADS = [
    ("lead partner LA", "leadership", "Chief executive, council"),
    ("lead partner ICB", "health_visiting", "Chief executive, integrated care board"),
    ("lead partner POLICE", "police", "Chief constable"),
    ("joint scrutineer", "youth", "Joint independent scrutineer"),
]
SCHOOLS_WITH_STAFF = 2  # teachers who report to the lead
SEVERAL = "several.posts@demo.invalid"


def address(role: Role) -> str:
    """The mail address of the first holder of a role."""
    return f"{role.value.replace('_', '.')}@demo.invalid"


def build(places: Places) -> Staff:
    """Make users and posts: every role once at least, a lead and a deputy in each school, one person with several posts."""
    made, pick, taken, seen = Staff(), chance("staff"), set(), set()

    def hire(email: str, team: Team, role: Role, job_title: str) -> Membership:
        name = next(
            name for _ in range(1000) if (name := f"{pick.choice(FORENAMES)} {pick.choice(SURNAMES)}") not in taken
        )
        taken.add(name)
        user = User.objects.create(email=email, name=name, password="!")
        return _post(user, team, role, job_title)

    for key, role, team, job_title in POSTS:
        email = address(role) if role not in seen else f"{key.replace(' ', '.').lower()}@demo.invalid"
        seen.add(role)
        made.posts[key] = hire(email, places.teams[team], role, job_title)
    for number, (school, _, team) in enumerate(sorted(places.schools, key=lambda row: row[0].phase != "4")):
        email = address(Role.DSL) if not number else f"dsl.{school.slug}@demo.invalid"
        made.dsl[team.pk] = hire(email, team, Role.DSL, "Designated safeguarding lead")
        hire(f"deputy.{school.slug}@demo.invalid", team, Role.DSL, "Deputy designated safeguarding lead")
        made.posts.setdefault("dsl", made.dsl[team.pk])
        if number < SCHOOLS_WITH_STAFF:
            email = f"teacher.{school.slug}@demo.invalid" if number else address(Role.SCHOOL_STAFF)
            staff = Team.objects.create(organisation=team.organisation, area=team.area, name="Staff")
            teacher = hire(email, staff, Role.SCHOOL_STAFF, "Form tutor")
            made.posts.setdefault("teacher", teacher)
    made.posts["head"] = hire(address(Role.HEAD_TEACHER), made.posts["dsl"].team, Role.HEAD_TEACHER, "Head teacher")
    several = hire(SEVERAL, places.teams["duty"], Role.EMERGENCY_DUTY, "Emergency duty social worker, bank")
    _post(several.user, places.teams["duty 850"], Role.EMERGENCY_DUTY, "Emergency duty social worker, bank")
    _post(several.user, places.teams["early_help"], Role.TIER2_COORDINATOR, "Tier 2 co-ordinator, two days a week")
    made.posts["several"] = several
    _former(places, pick, hire)
    made.posts["training administrator"] = hire(
        address(Role.TRAINING_ADMINISTRATOR), places.teams["training"], Role.TRAINING_ADMINISTRATOR, "Training officer"
    )
    for code in ("850", "852"):
        made.posts[f"business manager {code}"] = hire(
            f"business.manager.{code}@demo.invalid",
            places.teams[f"office {code}"],
            Role.BUSINESS_MANAGER,
            "Partnership business manager",
        )
    for key, team, job_title in LEADS:
        email = f"{key.replace(' ', '.').lower()}@demo.invalid"
        made.posts[key] = hire(email, places.teams[team], Role.AGENCY_PROFESSIONAL, job_title)
    made.posts["agency lead"] = hire(
        address(Role.AGENCY_LEAD), places.teams["health_visiting"], Role.AGENCY_LEAD, "Named nurse for safeguarding"
    )
    made.posts["data officer"] = hire(
        address(Role.DATA_OFFICER), places.teams["leadership"], Role.DATA_OFFICER, "Performance and data officer"
    )
    _hold_duty_posts(made)
    _can_act()
    return made


def _post(user: User, team: Team, role: Role, job_title: str, ends_on: date | None = None) -> Membership:
    is_manager = role == Role.MASH_MANAGER
    return give_post(
        user,
        team,
        role,
        job_title=job_title,
        starts_on=SINCE,
        ends_on=ends_on,
        is_social_work_qualified=is_manager,
        social_work_number="SW00000" if is_manager else "",
    )


def _former(places: Places, pick, hire) -> None:
    """Someone who has left: the post has ended and lets nobody in."""
    left = hire("former.screener@demo.invalid", places.teams["mash"], Role.MASH_SCREENER, "Social worker, MASH")
    left.ends_on = date(2026, 6, 30)
    left.save(update_fields=["ends_on"])


def _can_act() -> None:
    """Everyone enters the wall once. Otherwise their scopes are made at first need, which two processes have at the same time."""
    for actor in Actor.objects.filter(membership__ends_on=None).order_by("pk"):
        with acting_as(actor):
            pass


def _hold_duty_posts(made: Staff) -> None:
    holders = {"North": "link North", "Central": "link Central", "South": "link South"}
    for post in DutyPost.objects.select_related("patch"):
        if post.patch:
            key = holders[post.patch.name]
        else:
            key = {
                "Emergency duty worker": "duty",
                "Emergency duty manager": "several",
                "MASH duty manager": "manager",
                "Partnership office (demo)": "business manager",
                "Prevent education officer, for training, lessons and visits": "prevent education officer",
            }.get(post.title, "coordinator")
        DutyPostHolder.objects.create(post=post, membership=made.posts[key], starts_on=SINCE)
