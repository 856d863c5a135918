"""What a server says by the way: nothing of its folders, its versions, or what it was sent."""

from django.test import Client


def test_small_answers_of_the_server_tell_nothing(db):
    browser = Client()
    for path in (
        "/static/",
        "/static/design/",
        "/static/../pyproject.toml",
        "/.git/config",
        "/pictures/",
        "/static/%2e%2e/",
    ):
        answer = browser.get(path)
        assert answer.status_code in (301, 302, 404), path
        assert b"Index of" not in answer.content
    traced = browser.trace("/account/login/", headers={"X-Secret": "canary of a header"})
    assert traced.status_code in (403, 405)
    assert b"canary" not in traced.content
    answer = browser.get("/account/login/")
    assert not {"Server", "X-Powered-By", "X-Django-Version"} & set(answer.headers)
