"""Fixtures of every room's tests: a database cloned from the template, entered as the application's role."""

import gc
import os

import jinja2
import pytest
from django.db import connections, transaction

from breakwater_dev.testing import databases, order


def pytest_collection_modifyitems(config, items):
    """A whole run begins with the longest files. What was imported by then stays: the collector need not look at it again."""
    order.longest_first(items, config.rootpath)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def one_handler():
    """Loaded once, for the browsers of all tests."""
    from breakwater_dev.testing import browsers

    browsers.share_the_handler()


@pytest.fixture(scope="session", autouse=True)
def finished_pages():
    """A template that asks the database fails the test."""
    from breakwater_dev.testing import drawing

    jinja2.Environment.template_class = drawing.FinishedTemplate


@pytest.fixture(scope="session")
def test_cluster():
    """The tests' own PostgreSQL server."""
    return databases.test_cluster()


@pytest.fixture(scope="session")
def django_db_setup(test_cluster, django_db_blocker):
    """One clone a worker for the tests that roll back. Fails if the tests' role owns a table."""
    name = databases.clone(test_cluster, f"bw_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    databases.point_at(name)
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
        )
        assert cursor.fetchone() == (0,), "the tests run as an owner of tables: the wall would not be"
    yield name
    for alias in connections:
        connections[alias].close()


@pytest.fixture
def database_of_test(django_db_setup):
    """The name of the database that `db` enters. A room's own may hold more than the template."""
    return django_db_setup


@pytest.fixture
def db(database_of_test, django_db_blocker):
    """The database inside a transaction that is undone. Both connections are one, so that nothing outlives the test."""
    if connections["default"].settings_dict["NAME"] != database_of_test:
        databases.point_at(database_of_test)
    outside = connections["outside"]
    with django_db_blocker.unblock():
        connections["outside"] = connections["default"]
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            connections["outside"] = outside
            connections["default"].run_on_commit = []


@pytest.fixture
def signed_in(db):
    """`signed_in(actor)` returns a browser signed in as the human behind a post, second factor and all."""
    from breakwater_dev.testing import browsers

    return browsers.signed_in


@pytest.fixture
def transactional_db(test_cluster, django_db_setup, django_db_blocker):
    """A fresh clone for one test that commits, with two real connections; dropped afterwards."""
    name = databases.clone(test_cluster, f"{django_db_setup}_fresh")
    databases.point_at(name)
    with django_db_blocker.unblock():
        yield name
    databases.point_at(django_db_setup)
    databases.drop(test_cluster, name)


@pytest.fixture
def owner_connection(test_cluster, request):
    """A connection as the database's owner, to the database this test uses. For tampering and for looking behind the wall."""
    request.getfixturevalue("db" if "db" in request.fixturenames else "transactional_db")
    database = connections["default"].settings_dict["NAME"]
    with databases.connect(test_cluster, database, role="bw_owner") as connection:
        yield connection


@pytest.fixture
def run_on_commit(db):
    """Call it to run what waits for the commit, in a test that is undone."""

    def run():
        waiting, connections["default"].run_on_commit = connections["default"].run_on_commit, []
        for _, callback, *_ in waiting:
            callback()

    return run
