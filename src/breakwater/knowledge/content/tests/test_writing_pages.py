"""Editors sign in as everyone does, in the groups of their post; others are refused; what they do is on record."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail as django_mail
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.blocks import StructBlockValidationError
from wagtail.images.models import Image

from breakwater.foundation import audit
from breakwater.knowledge.content.jobs import publish_scheduled
from breakwater.knowledge.content.models import Home, Page
from breakwater.knowledge.content.operations import editors
from breakwater.partnership.notifications.models import Notification, OutboxMessage
from breakwater.partnership.notifications.registry import TODAY_PANELS
from breakwater.partnership.organisations.access import acting_as
from breakwater.partnership.organisations.access.acting import actor_of
from breakwater_dev.testing import factories as make

GUARDED = ("people", "casework", "front_door", "early_help", "education")


def test_no_model_of_the_editor_or_of_the_site_refers_to_people_or_casework():
    editorial = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith(("wagtail", "taggit", "content"))
    ]
    assert len(editorial) > 40
    assert [
        f"{model._meta.label}.{field.name}"
        for model in editorial
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and field.related_model._meta.app_label in GUARDED
    ] == []


@pytest.mark.parametrize("role", ["mash_screener", "dsl", "system_administrator", "information_governance"])
def test_other_posts_are_refused_the_editor(site_here, signed_in, role):
    assert signed_in(make.actor(role)).get("/cms/").status_code == 403


def test_nobody_opens_the_editor_without_signing_in(site_here, client):
    answer = client.get("/cms/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


@pytest.fixture
def desk(signed_in, keeper):
    return signed_in(actor_of(keeper))


def test_the_editor_opens_under_a_policy_of_its_own_that_names_nobody_else(site_here, desk):
    answer = desk.get("/cms/")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert "'unsafe-inline'" in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in desk.get("/").headers["Content-Security-Policy"]
    page = Page.objects.child_of(site_here).get(slug="prevent")
    assert desk.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_the_editors_preview_stands_in_the_editors_own_frame_and_the_page_itself_in_none(site_here, desk):
    page = Page.objects.child_of(site_here).get(slug="prevent")
    page.save_revision()
    preview = desk.get(f"/cms/pages/{page.pk}/view_draft/")
    policy = preview.headers["Content-Security-Policy"]
    assert (preview.status_code, page.title in preview.content.decode()) == (200, True)
    assert "frame-ancestors 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert "X-Frame-Options" not in preview.headers
    assert "frame-ancestors 'none'" in desk.get("/guide/prevent/").headers["Content-Security-Policy"]


def test_a_post_that_writes_may_not_publish_and_another_area_may_not_even_write(site_here, keeper):
    page = Page.objects.child_of(site_here).get(slug="prevent")
    writer = make.membership("prevent_lead", of=keeper.team)
    elsewhere = make.membership("business_manager", of=make.team(in_area=make.area("850", "Hampshire")))
    for post in (writer, elsewhere, keeper):
        editors.stand_as(post)
    permissions = {post: page.permissions_for_user(post.user) for post in (writer, elsewhere, keeper)}
    assert (permissions[writer].can_edit(), permissions[writer].can_publish()) == (True, False)
    assert not permissions[elsewhere].can_edit()
    assert permissions[keeper].can_publish()


def test_groups_go_with_the_post(site_here, keeper):
    editors.stand_as(keeper)
    assert keeper.user.groups.count() == 2
    other = make.membership("agency_professional", user=keeper.user)
    editors.stand_as(other)
    assert list(Group.objects.filter(user=keeper.user)) == []


def test_a_published_change_is_in_the_audit(site_here, keeper):
    page = Page.objects.child_of(site_here).get(slug="prevent")
    editors.stand_as(keeper)
    with acting_as(actor_of(keeper)):
        page.summary = "Changed."
        page.save_revision(user=keeper.user, log_action=True).publish(user=keeper.user)
        done = audit.current().done
    assert ("wagtail.publish", page.pk) in [(each["verb"], each["id"]) for each in done]


def test_a_page_waits_for_its_hour(site_here):
    page, now = Page.objects.child_of(site_here).get(slug="prevent"), timezone.now()
    page.summary, page.go_live_at = "To come.", now - timedelta(minutes=1)
    revision = page.save_revision(approved_go_live_at=now + timedelta(hours=1))
    publish_scheduled()
    assert Page.objects.child_of(site_here).get(slug="prevent").summary != "To come."
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.save()
    publish_scheduled()
    assert Page.objects.child_of(site_here).get(slug="prevent").summary == "To come."


def test_overdue_pages_stand_on_today_of_the_team_that_keeps_them(site_here, keeper):
    Page.objects.child_of(site_here).filter(slug="prevent").update(reviewed_on="2020-01-01", review_by="2021-01-01")
    ours = actor_of(make.membership("prevent_lead", of=keeper.team))
    others = actor_of(make.membership("prevent_lead"))
    with acting_as(ours):
        assert "Read “Prevent” again" in [row.text for row in TODAY_PANELS["content.site"](ours, timezone.now()).rows]
    with acting_as(others):
        assert TODAY_PANELS["content.site"](others, timezone.now()) is None


def test_each_area_has_one_home(site_here):
    assert Home.objects.count() == 1


def test_a_page_that_waits_is_told_to_whoever_publishes_in_words_that_name_nothing(site_here, keeper):
    page, writer = Page.objects.child_of(site_here).get(slug="prevent"), make.membership("prevent_lead", of=keeper.team)
    editors.stand_as(writer)
    with acting_as(actor_of(writer)):
        page.summary = "Changed by a writer."
        page.save_revision(user=writer.user)
        page.get_workflow().start(page, writer.user)
    told = Notification.objects.get(user=keeper.user)
    mail = OutboxMessage.objects.get(to=keeper.user.email)
    assert told.words == "A page of the public site waits to be read and published"
    assert told.path == f"/cms/pages/{page.pk}/edit/"
    assert "Prevent" not in mail.subject + mail.body
    assert not django_mail.outbox


PNG = BytesIO()
Picture.new("RGB", (40, 30), "navy").save(PNG, "PNG")


@pytest.mark.parametrize(
    ("name", "content", "unscanned", "comes_in"),
    [
        ("harbour.png", PNG.getvalue(), "release", True),
        ("harbour.png", PNG.getvalue(), "hold", False),
        ("harbour.png", PNG.getvalue() + b"PK\x03\x04 a program at its end", "release", False),
        ("harbour.jpg", PNG.getvalue(), "release", False),
        ("harbour.png", b"<svg onload='alert(1)'/>", "release", False),
    ],
)
def test_a_picture_comes_in_by_the_door_of_every_file(
    site_here, desk, settings, tmp_path, name, content, unscanned, comes_in
):
    settings.BREAKWATER_UNSCANNED, settings.MEDIA_ROOT = unscanned, tmp_path
    desk.post(
        "/cms/images/add/",
        {
            "title": "The harbour",
            "file": SimpleUploadedFile(name, content, "image/png"),
            "tags": "",
            "focal_point_x": "",
            "focal_point_y": "",
            "focal_point_width": "",
            "focal_point_height": "",
            "description": "A harbour",
        },
    )
    assert Image.objects.exists() == comes_in


def test_a_writer_chooses_who_keeps_a_page_by_name_among_the_teams_that_may_write(site_here, desk, keeper):
    prevent = make.team("Prevent")
    make.actor("prevent_lead", of=prevent)
    make.actor("dsl", of=make.team("A school"))
    make.actor("business_manager", of=make.team("Office elsewhere", in_area=make.area("850", "Hampshire")))
    page = unescape(desk.get(f"/cms/pages/{Page.objects.of(site_here).first().pk}/edit/").content.decode())
    names = [f"{each.name}, {each.organisation.name}" for each in (keeper.team, prevent)]
    chosen = page.partition('name="kept_by"')[2].partition("</select>")[0]
    offered = [each.strip() for each in re.findall(r"<option[^>]*>([^<]*)", chosen) if "Select" not in each]
    assert offered == names
    assert "Team object" not in page
    assert "A school," not in page
    assert "Office elsewhere" not in page


def _logo(name: str) -> Image:
    return Image.objects.create(title=name, file=ImageFile(BytesIO(PNG.getvalue()), name=f"{name}.png"))


def _publish(page, partners) -> None:
    page.body.append(("partners", partners))
    page.save_revision().publish()


def test_partners_stand_in_the_editors_order_as_lazy_logos_that_lead_to_them_and_are_gone_once_taken_out(
    site_here, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    page = Page.objects.get(slug="the-partnership")
    told = [(name, f"https://{name}.example.org/") for name in ("second", "first")]
    _publish(page, [{"name": name, "logo": _logo(name), "address": address} for name, address in told])
    shown = client.get("/guide/the-partnership/").content.decode()
    logos = re.findall(
        r'<a class="bw-partners__link" href="([^"]+)"[^>]*><img [^>]*src="([^"]+)" alt="(\w+)"[^>]*>', shown
    )
    assert [(name, address) for address, _, name in logos] == told
    assert shown.count('loading="lazy"') == len(told)
    assert client.get(logos[0][1]).headers["Content-Type"] == "image/png"
    page.refresh_from_db()
    page.body.pop()
    page.save_revision().publish()
    assert "bw-partners" not in client.get("/guide/the-partnership/").content.decode()


@pytest.mark.parametrize("missing", ["name", "logo", "address"])
def test_a_partner_is_not_kept_without_the_words_for_its_logo_the_logo_or_its_address(site_here, missing):
    block = Page._meta.get_field("body").stream_block.child_blocks["partners"].child_block
    told = {"name": "A partner", "logo": _logo("one"), "address": "https://example.org/"} | {missing: None}
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python(told | {"logo": told["logo"] and told["logo"].pk}))
