"""What a server says by the way: nothing of its folders, its versions, or what it was sent."""

from django.test import Client

from breakwater_dev.testing import factories as make


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


def test_each_kind_of_answer_carries_the_headers_that_browsers_keep_to(db, signed_in):
    desk = signed_in(make.actor("mash_manager"))
    answers = {
        path: Client().get(path) for path in ("/account/login/", "/worried/", "/nowhere/", "/healthz", "/today/")
    }
    answers |= {f"{path} signed in": desk.get(path) for path in ("/today/", "/me/", "/nowhere/")}
    for path, answer in answers.items():
        policy = answer["Content-Security-Policy"]
        for said in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert said in policy, (path, said)
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "Access-Control-Allow-Origin" not in answer.headers, path
        if answer.content:
            kind = answer.headers["Content-Type"]
            assert "charset=utf-8" in kind or kind == "application/json", (path, kind)
