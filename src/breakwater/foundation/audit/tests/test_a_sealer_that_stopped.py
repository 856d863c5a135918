"""A sealer that stopped, or a copy that was not made, is no tampering; a file that is gone is."""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from breakwater.foundation import audit
from breakwater.foundation.audit import sealing
from breakwater.foundation.audit.verifying import verify
from breakwater_dev.testing.sealing import seal


@pytest.fixture
def kept(transactional_db, settings, tmp_path):
    """The outside file of a data folder of the test's own."""
    settings.BREAKWATER_DATA = tmp_path
    return sealing.outside_file()


def look(*people):
    with transaction.atomic():
        connection.cursor().execute("select set_config('bw.actor', '11', true), set_config('bw.human', '{7}', true)")
        with audit.page(actor=11, human=7, acting_as="Duty worker, MASH", area="E06000001"):
            audit.saw("person", *people)


@contextmanager
def tampering(owner):
    """Everything within is done with the triggers off, and undone at the end."""
    with owner.transaction(force_rollback=True):
        owner.execute("alter table audit_entry disable trigger append_only")
        owner.execute("alter table audit_seal disable trigger append_only")
        yield


def test_a_sealer_that_stopped_is_no_tampering(kept, owner_connection):
    look(1)
    seal()
    look(2)
    with tampering(owner_connection):
        owner_connection.execute(
            "update audit_entry set at = at - interval '1 hour' where id = (select max(id) from audit_entry)"
        )
        report = verify(owner_connection, kept)

    assert (report.is_altered, report.is_sound) == (False, False)
    assert [words[:19] for words in report.stopped] == ["Sealing has stopped"]


def test_copying_that_stopped_is_no_tampering_and_a_file_that_is_gone_is(kept, owner_connection):
    look(1)
    seal()
    look(2)
    seal()
    lines = kept.read_text().splitlines()
    kept.write_text("\n".join(lines[:-1]) + "\n")
    with_old_seals = (
        "alter table audit_seal disable trigger all; update audit_seal set made_at = made_at - interval '1 hour'"
    )
    with tampering(owner_connection):
        number = owner_connection.execute("select max(number) from audit_seal").fetchone()[0]
        owner_connection.execute(with_old_seals + f" where number = {number}")
        report = verify(owner_connection, kept)
        assert f"the outside file ends at seal {number - 1}" in report.stopped[0]
        assert [each.says for each in report.findings] == [
            "the seal itself has been edited"
        ]  # its moment, by this test

        kept.unlink()
        assert "the outside file is gone, or another folder is meant" in [
            f.says for f in verify(owner_connection, kept).findings
        ]
