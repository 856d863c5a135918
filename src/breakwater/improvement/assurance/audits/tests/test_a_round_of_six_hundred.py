"""The page of a round asks as many questions of six hundred returns as of a few, and its filters find what they say."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater_dev.testing import audits as told

MANY = 600


def test_the_page_of_a_round_asks_no_more_of_six_hundred_returns_than_of_three(signed_in, keeper, schools):
    part = told.launched(keeper)
    client, at = signed_in(keeper), reverse("assurance:round", args=[part.public_id])
    client.get(at)
    with CaptureQueriesContext(connection) as few:
        client.get(at)
    told.many_returns(part, keeper, MANY)
    with (
        connection.cursor() as cursor
    ):  # as it is soon after so many rows came: uncounted, the planner takes minutes over them
        cursor.execute("select access.count_anew()")
    with CaptureQueriesContext(connection) as many:
        shown = client.get(at)
    assert f"{MANY} of {MANY + 3}" in shown.content.decode()
    assert len(many) <= len(few) + 1  # how many statements are low is asked where anything has come
    words = client.get(at, {"state": "returned", "sector": "Secondary school"}).content.decode()
    assert words.count("School 0") == 30
    assert "Albany School" not in words
    assert "Albany School" in client.get(at, {"state": "waiting"}).content.decode()
