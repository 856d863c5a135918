"""Every field says how it is handled, every permission is used, every role described, every service received, every clock sourced."""

import ast
from pathlib import Path

import pytest

from breakwater.casework.clocks.rules import CLOCK_RULES, Guidance, LocalAgreement
from breakwater.casework.handovers.registry import RECEIVERS
from breakwater.foundation.models import undescribed_models
from breakwater.partnership.organisations.access import ROLES, Permission, Role
from breakwater.practice.front_door.models import Outcome
from breakwater.practice.front_door.services import PASSED_TO, WHAT_IT_STARTS

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "breakwater"
SOURCES = [path for path in PACKAGE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]


def test_every_model_says_how_sensitive_it_is_and_how_long_it_is_kept():
    assert undescribed_models() == []


@pytest.mark.parametrize("role", Role)
def test_every_role_says_what_it_is_for(role):
    assert ROLES[role].title
    assert len(ROLES[role].purpose.split()) > 5
    assert ROLES[role].permissions


def test_every_permission_is_held_by_some_role():
    assert sorted(set(Permission) - set().union(*(facts.permissions for facts in ROLES.values()))) == []


def named_permissions() -> set[str]:
    """Names of permissions in code that asks for them: rules, views, and what menus and panels ask."""
    found = set()
    for path in SOURCES:
        if path.name in ("permissions.py", "roles.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in ("Permission", "P")
            ):
                found.add(node.attr)
    return found


def test_every_permission_is_asked_for_somewhere():
    assert sorted({permission.name for permission in Permission} - named_permissions()) == []


def test_every_outcome_that_passes_a_child_on_has_a_service_that_receives():
    assert sorted(service for service in set(PASSED_TO.values()) if RECEIVERS.get(service) is None) == []


def test_every_outcome_says_what_it_starts():
    assert set(WHAT_IT_STARTS) == set(Outcome)


def test_every_service_an_offer_names_has_a_receiver():
    named = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if called == "Offer":
                    named |= {
                        k.value.value for k in node.keywords if k.arg == "to" and isinstance(k.value, ast.Constant)
                    }
    assert "front_door" in named
    assert sorted(service for service in named if RECEIVERS.get(service) is None) == []


def test_sg_01_the_front_door_receives_every_step_up_at_once():
    assert RECEIVERS["front_door"].is_receipt


def test_sg_01_protection_may_never_be_declined():
    assert RECEIVERS[PASSED_TO[Outcome.PROTECTION]].never_declined
    assert RECEIVERS[PASSED_TO[Outcome.STRATEGY]].never_declined


def test_every_clock_names_its_source():
    rules = [CLOCK_RULES[key] for key in CLOCK_RULES]
    assert rules
    assert [
        rule.key for rule in rules if not isinstance(rule.source, Guidance | LocalAgreement) or not rule.starts_when
    ] == []


def test_no_hint_is_set_where_no_field_draws_it():
    """A field draws its `help_text`; words set as its `hint` were in four forms and reached nobody."""
    lost = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "hint" and isinstance(target.value, ast.Subscript)
    ]
    assert lost == []
