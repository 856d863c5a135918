"""A training copy says so on every page, keeps to a folder of its own, and nothing leaves it, whatever else is set."""

import json
import os
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from breakwater_dev.commands import demo, training_copy
from breakwater_dev.testing import factories as make

SAYS = "Training copy: nothing here is real."
PRINTS = (
    "import json; from django.conf import settings as s; "
    "print(json.dumps([s.BREAKWATER_DEMO, s.BREAKWATER_TRAINING, s.BREAKWATER_MAIL, s.BREAKWATER_NOTIFY_KEY]))"
)


def set_up(tmp_path, **environment) -> list:
    """What a process with these settings goes by."""
    given = {f"BREAKWATER_{name}": value for name, value in environment.items()}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("BREAKWATER_", "DATABASE_"))}
    known = {"DJANGO_SETTINGS_MODULE": "breakwater.delivery.settings", "BREAKWATER_DATA": str(tmp_path / "data")}
    done = subprocess.run(
        [sys.executable, "-c", PRINTS], env=clean | known | given, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_nothing_leaves_a_training_copy_though_mail_is_set_up(tmp_path):
    mail = {"MAIL": "notify", "NOTIFY_KEY": "a-key"}
    assert set_up(tmp_path, DEMO="1", TRAINING="1", **mail) == [True, True, "outbox", ""]
    assert set_up(tmp_path, DEMO="1", **mail) == [True, False, "outbox", ""]
    assert set_up(tmp_path, TRAINING="1", **mail) == [False, False, "notify", "a-key"], "no banner over real people"


@pytest.mark.parametrize("address", ["/worried/", "/account/login/", "/nowhere/"])
def test_every_public_page_says_so_and_who_to_call(db, settings, address):
    settings.BREAKWATER_DEMO = settings.BREAKWATER_TRAINING = True
    make.team("MASH", service="front_door")
    page = Client().get(address).content.decode()
    assert SAYS in page
    assert "call 999" in page


def test_every_staff_page_says_so(settings, signed_in, db):
    settings.BREAKWATER_DEMO = settings.BREAKWATER_TRAINING = True
    browser = signed_in(make.actor("mash_manager", of=make.team("MASH", service="front_door")))
    for name in ("web:today", "front_door:board", "web:me"):
        assert SAYS in browser.get(reverse(name)).content.decode()
    settings.BREAKWATER_DEMO = False
    assert SAYS not in browser.get(reverse("web:today")).content.decode()


def test_it_keeps_to_a_folder_of_its_own_and_refuses_what_belongs_to_an_installation(monkeypatch, capsys):
    for name in (*training_copy.OF_ANOTHER, "BREAKWATER_DATA", "BREAKWATER_TRAINING"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    ran = []
    monkeypatch.setattr(demo, "run", lambda options: ran.append(os.environ["BREAKWATER_DATA"]) or 0)
    assert training_copy.run(None) == 0
    assert ran == [str(training_copy.FOLDER)]
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/real")
    assert training_copy.run(None) == 2
    assert "Unset DATABASE_URL" in capsys.readouterr().err
    assert len(ran) == 1
