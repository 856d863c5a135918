"""What import tools cannot see: foreign keys, addresses and private modules between rooms."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "src" / "breakwater"
FLOORS = {
    "foundation": 1,
    "partnership": 2,
    "casework": 3,
    "knowledge": 3,
    "practice": 4,
    "improvement": 5,
    "delivery": 6,
}
INNER = ("partnership", "knowledge", "practice", "improvement", "foundation", "delivery")

OPEN_TO_OTHERS = {"operations", "models", "rules", "measures", "registry", "pathway"}
# What a room shows besides, each for a reason that its docstring gives. The directory lends its map of the wards, which the
# lists seen from above colour by the pupils of each, and to the site's search its ear for words of danger. Early help lends its doors for
# people without an account to the agencies of a rapid review, and Prevent the hold that a serious incident places blind. A yearly report counts
# as the training service, reads the figures that services publish and what reviews recommended, and looks its words through as lessons do.
ALSO_OPEN = {
    "partnership.organisations": {
        "access",
        "calendars",
        "importing",
        "keeping",
        "levels",
        "rooms",
        "rota",
        "settled",
        "sight",
    },
    "partnership.people": {
        "records",
        "search",
        "duplicates",
        "intake",
        "conflicts",
        "linking",
        "identifiers",
        "cleaning",
        "columns",
        "consent",
    },
    "partnership.kit": {
        "calendar_file",
        "figures",
        "figures_page",
        "kept_file",
        "kept_words",
        "evidence_held",
        "learning_links",
        "list_page",
        "operation_view",
        "public_page",
        "recorded",
        "step",
    },
    "knowledge.directory": {"finding", "mapping", "urgent"},
    # The scorecard shows the training figures of a quarter, and what audits of a quarter found, as they are published; an audit has where the
    # staff of an organisation stand beside what it says of itself.
    "knowledge.training": {"figures", "requirements", "service"},
    # The scorecard draws its final values into the yearly report, by the registry of what may be drawn.
    "improvement.assurance": {"audits", "yearly_report"},
    # A report of a case audit goes through the scan that reviews go through; an agency without an account answers by the same door.
    "improvement.learning": {"agency_links", "anonymity", "doors", "lessons", "reviews"},
    "practice.early_help": {"episodes", "figures"},
    "practice.education": {"cohorts", "fortnights", "lists"},
    "practice.prevent": {"referrals"},
    "practice.front_door": {
        "allegations",
        "arrivals",
        "board",
        "calls",
        "contact_form",
        "contact_page",
        "decisions",
        "duty_wall",
        "emergency_duty",
        "feedback",
        "figures",
        "information_requests",
        "other_authorities",
        "oversight",
        "police_notices",
        "screening",
        "senders",
        "social_care_list",
        "strategy_discussions",
        "today",
    },
    "casework": {
        "actions",
        "cases",
        "child_page",
        "chronology",
        "clocks",
        "documents",
        "escalations",
        "handovers",
        "pathways",
        "recording",
        "restricting",
        "sealed_items",
        "self_assessments",
        "tasks",
        "thresholds",
        "urls",
    },
}
# Things of the casework's inner rooms that the practice rooms draw with; recording lends its forms to be answered,
# handovers lend their ledger, say who of the family has not heard and who leads what was stepped down, ask of danger
# alike and say what a giver holds of what was received at once; the tracker who may take an action on; a room's own meetings ask the questions of any meeting, and more;
# the downtime kit prints its questions; every sender asks `deaths` whether the child has died, and an episode's page says a child's age as the child's page does; the demonstration keeps forms by what recording's editing lends to a business manager.
# What ends a case asks which tasks somebody must do in words.
# Rounds of audits ask for self-assessments, read their banks, and show what a return left in the tracker and where its page is.
CASEWORK_ALSO_OPEN = {
    "compartments",
    "asking",
    "banks",
    "in_tracker",
    "sharing",
    "pages",
    "meetings",
    "display",
    "time_left",
    "glass",
    "hints",
    "lookup",
    "flow",
    "given",
    "given_shapes",
    "calendar_files",
    "sight",
    "taken_out",
    "standings",
    "deaths",
    "notices",
    "leads",
    "ledger",
    "family",
    "household",
    "involvement",
    "danger",
    "refusals",
    "receipts",
    "answers",
    "export",
    "words",
    "definitions",
    "page_digests",
    "conditions",
    "row_questions",
    "editing",
    "disputes",
    "happened",
    "on_paper",
    "in_words",
}
# Of the inner rooms of people: search lends its question, its matches and the names people are found by, records their headers and the family drawn;
# linking is a library with one door for each step.
PEOPLE_ALSO_OPEN = {
    "asked",
    "log",
    "matching",
    "search_rows",
    "genogram",
    "presenting",
    "reading",
    "rolls",
    "lists",
    "earlier",
}
INNER_ROOMS = {
    "casework": OPEN_TO_OTHERS | CASEWORK_ALSO_OPEN,
    "partnership.people": OPEN_TO_OTHERS | PEOPLE_ALSO_OPEN,
    "practice.education": OPEN_TO_OTHERS | {"calendar"},
    "practice.front_door": OPEN_TO_OTHERS | {"declared", "list_file", "parcel"},
    "improvement.learning": OPEN_TO_OTHERS | {"codes", "lookup", "names", "nobody", "scanned"},
    "improvement.assurance": OPEN_TO_OTHERS | {"facts", "findings", "lookup"},
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def room_of(module: str) -> str:
    """'partnership.people' for breakwater.partnership.people.models.people; 'casework' for any of its inner rooms."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2]) if parts and parts[0] in INNER else (parts[0] if parts else "")


def floor_of(module: str) -> int:
    return FLOORS.get(module.split(".")[1], 9)


def module_of(path: Path) -> str:
    dotted = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


@cache
def imports_of(path: Path) -> list[str]:
    """Every module of ours that a file imports, whole names; `from x import y` counts x.y where y is a module."""
    module, found = module_of(path), []
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(
                    [*package.split(".")[: len(package.split(".")) - node.level + 1], *([base] if base else [])]
                )
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                as_path = PACKAGE.parent / whole.replace(".", "/")
                found.append(whole if as_path.with_suffix(".py").exists() or as_path.is_dir() else base)
    return [name for name in found if name.startswith("breakwater.")]


# Rooms of one floor that stand on one another, as the import contract draws them.
BESIDE = {
    ("partnership.people", "partnership.organisations"),
    ("partnership.notifications", "partnership.organisations"),
    ("knowledge.content", "knowledge.directory"),
    ("knowledge.content", "knowledge.policies"),
    ("knowledge.content", "knowledge.training"),
    ("improvement.assurance", "improvement.learning"),
    ("improvement.commissioning", "improvement.assurance"),
    ("delivery.web", "delivery.downloads"),
    ("delivery.returns", "delivery.downloads"),
    ("delivery.information_rights", "delivery.export"),
    ("delivery.information_rights", "delivery.retention"),
    ("delivery.web", "delivery.information_rights"),
    ("delivery.web", "delivery.retention"),
}


def test_foreign_keys_point_down_or_stay_in_their_room():
    keys = [
        (model, field)
        for model in apps.get_models()
        if model.__module__.startswith("breakwater.")
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model.__module__.startswith("breakwater.")
    ]
    wrong = []
    for model, field in keys:
        here, there = model.__module__, field.related_model.__module__
        rooms = (room_of(here), room_of(there))
        if rooms[0] != rooms[1] and rooms not in BESIDE and floor_of(there) >= floor_of(here):
            wrong.append(f"{model._meta.label}.{field.name} -> {there}")
    assert wrong == []


def test_rooms_use_only_what_other_rooms_show():
    wrong = []
    for path in FILES:
        here = room_of(module_of(path))
        if "tests" in path.parts or here == "__main__":
            continue
        for name in imports_of(path):
            there = room_of(name)
            if there == here or there.startswith(("foundation", "delivery")):
                continue
            rest = name.split(".")[1:][len(there.split(".")) :]
            shown = OPEN_TO_OTHERS | ALSO_OPEN.get(there, set())
            inner = INNER_ROOMS.get(there) if rest and rest[0] not in OPEN_TO_OTHERS | {"linking"} else None
            private = rest and (rest[0] not in shown or (inner and len(rest) > 1 and rest[1] not in inner))
            if private and not (rest[0] == "urls" and module_of(path) == "breakwater.delivery.urls"):
                wrong.append(f"{module_of(path)} uses {name}")
    assert sorted(wrong) == []


@cache
def namespaces() -> dict[str, str]:
    """URL namespace -> the room whose urls module names it."""
    found = {}

    def walk(resolver):
        for each in resolver.url_patterns:
            if isinstance(each, URLResolver):
                module = getattr(each.urlconf_name, "__name__", "")
                if each.namespace and module.startswith("breakwater."):
                    found[each.namespace] = module.rpartition(".")[0]
                walk(each)

    walk(get_resolver())
    return found


CALLED = r"\b(?:url|reverse|redirect|reverse_lazy|resolve_url)\("
LED_TO = r"\b(?:leads_to|refused_to) = \(?"
NAMES = re.compile(rf"""(?:{CALLED}|{LED_TO})\s*["']([a-z_]+):[a-z_]+["']""")


def test_addresses_are_named_of_own_or_lower_rooms():
    wrong = []
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        if "tests" in path.parts or path.name == "environment.py":  # which only shows how, in words
            continue
        here = "breakwater." + ".".join(path.relative_to(PACKAGE).parts)
        for namespace in NAMES.findall(path.read_text()):
            there = namespaces().get(namespace)
            if there is None or room_of(there) == room_of(here) or (room_of(here), room_of(there)) in BESIDE:
                continue
            if floor_of(there) >= floor_of(here):
                wrong.append(f"{path.relative_to(PACKAGE)} names {namespace}")
    assert sorted(set(wrong)) == []


def test_every_room_not_built_yet_says_what_it_is_for():
    rooms = [path for floor in INNER for path in (PACKAGE / floor).glob("*/__init__.py")]
    silent = [
        str(path.parent.relative_to(PACKAGE)) for path in rooms if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


@pytest.mark.slow
def test_the_import_contract_holds():
    checked = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout[-3000:]
