"""The page of the service and health say how old and large the last backup is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from breakwater.delivery.backups.places import write_json


@pytest.fixture
def backed_up(settings, tmp_path):
    settings.BREAKWATER_DATA, settings.BREAKWATER_BACKUP = tmp_path, "elsewhere"

    def put(hours):
        at = timezone.now()
        facts = {"based_at": at - timedelta(hours=hours), "reached_at": at, "rehearsed_at": at}
        moments = {name: moment.isoformat() for name, moment in facts.items()}
        write_json(
            tmp_path / "backup" / "state.json", moments | {"base_bytes": 120_400_000, "rehearsal": "17 checks in 95 s"}
        )

    return put


def test_the_service_page_shows_the_last_backup_and_its_rehearsal(sign_in, backed_up):
    backed_up(hours=2)
    page = sign_in("system_administrator").get("/service/").content.decode()
    assert "120 MB" in page
    assert "17 checks in 95 s" in page
    assert "&lt;time" not in page
    assert "older than 24 hours" not in page
    backed_up(hours=25)
    assert (
        "The last whole backup is older than 24 hours."
        in sign_in("system_administrator").get("/service/").content.decode()
    )


def test_health_says_when_a_backup_is_late(db, backed_up):
    backed_up(hours=2)
    answer = Client().get("/healthz/backup")
    assert (answer.status_code, answer.json()["state"]) == (200, "ok")
    assert (answer.json()["base_bytes"], answer.json()["rehearsal"]) == (120_400_000, "17 checks in 95 s")
    backed_up(hours=25)
    answer = Client().get("/healthz/backup")
    assert (answer.status_code, answer.json()["state"]) == (503, "late")


def test_without_backups_the_page_says_that_a_lost_disk_loses_everything(sign_in):
    assert "Backups are not set up" in sign_in("system_administrator").get("/service/").content.decode()
    assert Client().get("/healthz/backup").status_code == 503
