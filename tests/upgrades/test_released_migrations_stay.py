"""Migrations are added only: none that a release holds was changed or taken away, and the check can tell."""

from pathlib import Path

import pytest

from breakwater_dev.releases import UPGRADES, manifest


def test_no_migration_of_a_release_was_changed_or_taken_away():
    assert manifest.faults() == []


def test_every_frozen_release_has_its_dump():
    assert [each for each in manifest.releases() if not (UPGRADES / f"{each}.sql.xz").exists()] == []


def test_no_dump_is_large():
    assert {path.name: size for path in UPGRADES.glob("*.xz") if (size := path.stat().st_size) > 2_000_000} == {}


@pytest.fixture
def rooms(tmp_path):
    """Two rooms with a migration each, and where their list would be."""
    for app in ("casework", "people"):
        folder = tmp_path / "rooms" / app / "migrations"
        folder.mkdir(parents=True)
        (folder / "0001_initial.py").write_text(f"# {app}\n")
    return tmp_path / "rooms", tmp_path / "MANIFEST"


def test_before_the_first_release_every_migration_may_change(rooms):
    folder, listed = rooms
    (folder / "people" / "migrations" / "0001_initial.py").write_text("# otherwise\n")
    assert manifest.faults(listed, folder) == []
    assert manifest.unreleased(listed, folder) == []


def test_a_released_migration_neither_changes_nor_goes_and_new_ones_are_added(rooms):
    folder, listed = rooms
    assert manifest.freeze("0.1.0", listed, folder) == 2
    new = folder / "people" / "migrations" / "0002_more.py"
    new.write_text("# more\n")
    assert manifest.faults(listed, folder) == []
    assert [(each.app, each.name) for each in manifest.unreleased(listed, folder)] == [("people", "0002_more")]
    assert manifest.freeze("0.2.0", listed, folder) == 1
    assert manifest.releases(listed) == ["0.1.0", "0.2.0"]
    new.write_text("# more, on second thoughts\n")
    (folder / "casework" / "migrations" / "0001_initial.py").unlink()
    assert [words.split(",")[0].split(":")[0] for words in manifest.faults(listed, folder)] == [
        "casework.0001_initial is gone",
        "people.0002_more was changed",
    ]


def test_freezing_a_release_again_before_its_tag_takes_what_is_there_now(rooms):
    folder, listed = rooms
    manifest.freeze("0.1.0", listed, folder)
    (folder / "people" / "migrations" / "0001_initial.py").write_text("# otherwise\n")
    assert len(manifest.faults(listed, folder)) == 1
    manifest.freeze("0.1.0", listed, folder)
    assert manifest.faults(listed, folder) == []
    assert len(listed.read_text().splitlines()) == 3


def test_the_list_names_what_django_knows_as_our_migrations():
    from django.apps import apps

    known = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        if config.name.startswith("breakwater.")
        for path in Path(config.path).glob("migrations/[0-9]*.py")
    }
    assert set(manifest.present()) == known
    assert len(known) > 15
