"""The code lists and checks that the contact form names: relationships, ethnicity, languages, identifiers, tiers."""

from django.utils import timezone

from breakwater.casework.recording.registry import CHECKS, LOOKUPS
from breakwater.casework.thresholds import operations as thresholds
from breakwater.partnership.organisations.levels import LEVELS
from breakwater.partnership.people.identifiers import check_nhs_number, check_upn

from .who_to_call import NoFrontDoor, area_here

# Children in Need census and school census (FD 6.7); it comes from the child or family and is never ascribed.
ETHNICITIES = [
    ("WBRI", "White British"),
    ("WIRI", "White Irish"),
    ("WIRT", "Traveller of Irish heritage"),
    ("WROM", "Gypsy or Roma"),
    ("WOTH", "Any other White background"),
    ("MWBC", "White and Black Caribbean"),
    ("MWBA", "White and Black African"),
    ("MWAS", "White and Asian"),
    ("MOTH", "Any other mixed background"),
    ("AIND", "Indian"),
    ("APKN", "Pakistani"),
    ("ABAN", "Bangladeshi"),
    ("CHNE", "Chinese"),
    ("AOTH", "Any other Asian background"),
    ("BCRB", "Black Caribbean"),
    ("BAFR", "Black African"),
    ("BOTH", "Any other Black background"),
    ("OOTH", "Any other ethnic group"),
    ("REFU", "They did not want to say"),
    ("NOBT", "Not obtained yet"),
]
# What someone is to a child (FD 6.6).
RELATIONSHIPS = [
    ("MTH", "Mother"),
    ("FTH", "Father"),
    ("PAR", "Parent, not said which"),
    ("STM", "Stepmother"),
    ("STF", "Stepfather"),
    ("ADM", "Adoptive mother"),
    ("ADF", "Adoptive father"),
    ("FOM", "Foster mother"),
    ("FOF", "Foster father"),
    ("KIN", "Kinship carer"),
    ("SGD", "Special guardian"),
    ("PFC", "Private foster carer"),
    ("GRM", "Grandmother"),
    ("GRF", "Grandfather"),
    ("GGP", "Great-grandparent"),
    ("SIB", "Brother or sister"),
    ("HSB", "Half-brother or half-sister"),
    ("SSB", "Stepbrother or stepsister"),
    ("ADS", "Adoptive brother or sister"),
    ("AUN", "Aunt"),
    ("UNC", "Uncle"),
    ("COU", "Cousin"),
    ("PTR", "Parent’s partner"),
    ("EXP", "Parent’s former partner"),
    ("CHD", "Child of the young person"),
    ("FRD", "Family friend"),
    ("NBR", "Neighbour"),
    ("LOD", "Lodger"),
    ("HHM", "Another member of the household"),
    ("UNA", "An adult nobody has identified"),
    ("PRO", "Professional"),
    ("UNK", "Relationship not known"),
]
LANGUAGES = (
    "English",
    "Albanian",
    "Amharic",
    "Arabic",
    "Bengali",
    "British Sign Language",
    "Bulgarian",
    "Cantonese",
    "Czech",
    "Dari",
    "Farsi",
    "French",
    "German",
    "Greek",
    "Gujarati",
    "Hindi",
    "Hungarian",
    "Igbo",
    "Italian",
    "Kurdish",
    "Latvian",
    "Lithuanian",
    "Malayalam",
    "Mandarin",
    "Nepali",
    "Pashto",
    "Polish",
    "Portuguese",
    "Punjabi",
    "Romani",
    "Romanian",
    "Russian",
    "Shona",
    "Slovak",
    "Somali",
    "Spanish",
    "Swahili",
    "Sylheti",
    "Tagalog",
    "Tamil",
    "Tigrinya",
    "Turkish",
    "Twi",
    "Ukrainian",
    "Urdu",
    "Vietnamese",
    "Yoruba",
)


def relationships() -> list[tuple[str, str]]:
    """What someone is to a child."""
    return RELATIONSHIPS


def ethnicities() -> list[tuple[str, str]]:
    return ETHNICITIES


def languages() -> list[tuple[str, str]]:
    return [(name.lower().replace(" ", "_"), name) for name in LANGUAGES] + [("other", "Another language")]


def indicators() -> list[tuple[str, str]]:
    """The indicators in force today, as (code, words), of tier 2 and higher; none until an edition is released. Each says
    what it is about: "None" and "Limited" mean nothing without their topic.

    A form is one for all areas, so it offers those of the area that this installation's public pages speak for.
    """
    try:
        edition = thresholds.edition_in_force(area_here(), timezone.localdate())
    except (thresholds.NoEdition, NoFrontDoor):
        return []
    rows = edition.indicators.filter(level__gte=2).order_by("level", "order")
    return [(row.code, f"{LEVELS[row.level].name}, {row.topic[:1].lower()}{row.topic[1:]}: {row.text}") for row in rows]


def upn(typed: str) -> tuple[str, str]:
    return _checked(check_upn(typed))


def nhs_number(typed: str) -> tuple[str, str]:
    return _checked(check_nhs_number(typed))


def _checked(found) -> tuple[str, str]:
    return found.normalised or found.value, "" if found.valid else found.reason


LOOKUPS.register("front_door.relationships", relationships)
LOOKUPS.register("front_door.ethnicities", ethnicities)
LOOKUPS.register("front_door.languages", languages)
LOOKUPS.register("front_door.indicators", indicators)
CHECKS.register("upn", upn)
CHECKS.register("nhs_number", nhs_number)
