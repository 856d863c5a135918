"""What is made beside is kept, its failure is the whole's, and so is ours; within a transaction it is made here."""

import os
import time
from datetime import date

import pytest
from django.db import transaction

from breakwater.partnership.organisations.models import Area
from breakwater_dev.demo.beside import OtherPartFailed, beside

# The runner has threads that wait; they hold nothing that the other process needs.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


def _area(code: str) -> None:
    Area.objects.create(code=code, name=f"Invented area {code}, made by {os.getpid()}", in_force_from=date(2020, 1, 1))


def test_both_parts_are_kept_and_each_was_made_by_a_process_of_its_own(transactional_db):
    with beside(lambda: _area("901")):
        _area("902")
    made = {area.code: area.name for area in Area.objects.filter(code__in=("901", "902"))}
    assert made.keys() == {"901", "902"}
    assert str(os.getpid()) in made["902"]
    assert str(os.getpid()) not in made["901"]


def test_what_fails_in_the_other_process_fails_here_and_is_told(transactional_db, capfd):
    with pytest.raises(OtherPartFailed), beside(lambda: _area("9" * 99)):
        pass
    assert "DataError" in capfd.readouterr().err


def test_what_fails_here_ends_the_other_and_keeps_nothing_of_what_it_had_begun(transactional_db):
    def never_ends():
        with transaction.atomic():
            _area("903")
            time.sleep(600)  # here, not in the server, which would go on sleeping when its client has died

    with pytest.raises(ZeroDivisionError), beside(never_ends):
        raise ZeroDivisionError
    assert not Area.objects.filter(code="903").exists()


def test_within_a_transaction_one_is_made_after_the_other(db):
    with beside(lambda: _area("904")):
        assert str(os.getpid()) in Area.objects.get(code="904").name
