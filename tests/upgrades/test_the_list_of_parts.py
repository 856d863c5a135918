"""The list of parts is CycloneDX, names every package with its hashes and what the repository carries; advisories are never taken as read."""

import json
import re

import pytest

from breakwater import VERSION
from breakwater.delivery.cli import CHECKOUT
from breakwater_dev.commands import advisories
from breakwater_dev.releases import parts


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    path = tmp_path_factory.mktemp("parts") / "parts.json"
    parts.write(path)
    return path.read_text()


def test_it_is_in_the_form_of_the_standard(listed):
    assert parts.fault_of(listed) == ""
    assert parts.fault_of(listed.replace('"type": "library"', '"type": "book"', 1)) != ""


def test_every_package_that_is_installed_stands_in_it_with_its_hashes(listed):
    wanted = set(re.findall(r"(?m)^([\w.-]+)==", (CHECKOUT / "requirements" / "base.txt").read_text()))
    by_name = {each["name"]: each for each in json.loads(listed)["components"]}
    assert len(wanted) > 60
    assert wanted <= by_name.keys()
    assert [name for name in wanted if not by_name[name]["externalReferences"][0]["hashes"]] == []


def test_it_names_what_the_repository_carries_and_the_release(listed):
    told = json.loads(listed)
    purls = {each["purl"] for each in told["components"]}
    licences = (CHECKOUT / "src/breakwater/foundation/design/static/design/LICENCES.md").read_text()
    frontend = re.search(r"GOV\.UK Frontend ([\d.]+\d)", licences)[1]
    assert f"pkg:npm/govuk-frontend@{frontend}" in purls
    assert any(purl.startswith("pkg:npm/prosemirror-view@") for purl in purls)
    assert any(purl.startswith("pkg:generic/postgresql@18.") for purl in purls)
    assert told["metadata"]["component"]["version"] == VERSION


SOUND = {"name": "django", "version": "6.1.3", "vulns": []}
NAMED = {"name": "jinja2", "version": "3.1.6", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["3.1.7"]}]}
NOT_ASKED = {"name": "nh3", "skip_reason": "Dependency not found on PyPI and could not be audited: nh3 (0.3.8)"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ([SOUND], advisories.NONE),
        ([SOUND, NAMED], advisories.NAMED),
        ([SOUND, NOT_ASKED], advisories.UNABLE),
        ([NAMED, NOT_ASKED], advisories.NAMED),
        ([], advisories.UNABLE),
    ],
)
def test_a_package_that_nobody_answered_about_is_not_called_sound(answer, status):
    assert advisories.judge("base", answer) == status
