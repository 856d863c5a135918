"""A room that an area does not use yet: no entry, no panel, no page; its data stay, and the front door is never off."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from breakwater.delivery.web import menu
from breakwater.foundation import audit
from breakwater.partnership.organisations.access import NotPermitted, acting_as
from breakwater.partnership.organisations.keeping import structure
from breakwater.partnership.organisations.models import Area
from breakwater.partnership.organisations.rooms import ROOMS, room_of
from breakwater_dev.testing import factories as make


@pytest.fixture
def keeper(db):
    return make.actor("business_manager", of=make.team("Partnership office"))


@pytest.fixture
def off(keeper):
    """`off(*rooms)` switches rooms off in Portsmouth, as its keeper."""

    def switch(*names, area=None):
        with acting_as(keeper):
            in_use = [room for room in ROOMS if room not in names]
            structure.use_rooms(area=area or make.area(), rooms=in_use, by=keeper, at=timezone.now())
            return audit.current().done

    return switch


def entries(role: str) -> set[str]:
    return {item["text"] for _, drawn in menu.grouped_for(make.membership(role), "/") for item in drawn}


def test_what_is_off_has_no_entry_no_panel_and_no_page_and_comes_back_as_it_was(off, signed_in):
    make.team("MASH", service="front_door")
    worker = make.actor("tier2_coordinator", of=make.team("Early help"))
    browser, page = signed_in(worker), reverse("early_help:episodes")
    assert browser.get(page).status_code == 200
    off("early_help")
    answer = browser.get(page)
    words = answer.content.decode()
    assert (answer.status_code, "Not in use here yet" in words) == (404, True)
    assert "Person" in words.partition("<main")[2], "who to ask"
    assert not {"Early help", "Early help figures"} & entries("tier2_coordinator")
    today = browser.get("/today/")
    assert today.status_code == 200
    assert "/early-help/" not in today.content.decode()
    off()
    assert browser.get(page).status_code == 200
    assert "Early help" in entries("tier2_coordinator")


def test_a_form_sent_to_a_room_that_is_off_changes_nothing(off, signed_in):
    off("early_help")
    worker = make.actor("tier2_coordinator", of=make.team("Early help"))
    assert signed_in(worker).post(reverse("early_help:episodes"), {"q": "x"}).status_code == 404


def test_another_area_is_not_touched(off, signed_in):
    off("early_help")
    elsewhere = make.team("Early help", in_area=make.area("850", name="Hampshire"))
    worker = make.actor("tier2_coordinator", of=elsewhere)
    assert signed_in(worker).get(reverse("early_help:episodes")).status_code == 200


def test_the_public_site_is_off_for_its_readers_and_its_editors_go_on(off, signed_in, keeper):
    make.team("MASH", service="front_door")
    off("public", "training")
    reader = Client()
    answer = reader.get(reverse("content:library"))
    assert (answer.status_code, "Not in use here yet" in answer.content.decode()) == (404, True)
    assert reverse("front_door:worried") in answer.content.decode()
    worried = reader.get(reverse("front_door:worried"))
    assert worried.status_code == 200
    assert reverse("content:library") not in worried.content.decode(), "no link to what is off"
    assert signed_in(keeper).get(reverse("content:site")).status_code == 200


def test_no_public_page_leads_to_a_room_that_is_off_and_its_address_says_so_calmly(off, keeper):
    make.team("MASH", service="front_door")
    reader, gone = Client(), {"policies": reverse("policies:manuals"), "training": reverse("training:catalogue")}
    pages = [
        reverse("content:home"),
        *(reverse("content:audience", args=[one]) for one in ("schools", "professionals")),
    ]
    before = "".join(reader.get(page).content.decode() for page in pages)
    assert all(f'href="{there}"' in before for there in gone.values())
    off(*gone)
    after = "".join(reader.get(page).content.decode() for page in pages)
    assert [there for there in gone.values() if f'href="{there}"' in after] == []
    for there in gone.values():
        words = reader.get(there).content.decode()
        assert "This part of the service is not open yet" in words
        assert "There is no such page" not in words


def test_the_front_door_and_identity_can_never_be_off(off, keeper):
    assert not {room_of(name) for name in ("front_door", "web", "people", "casework", "organisations", "")} - {""}
    with acting_as(keeper), pytest.raises(structure.NoSuchRoom):
        structure.switch_room(area=make.area(), room="front_door", on=False, by=keeper, at=None)


def test_every_switch_is_in_the_audit_and_only_the_areas_keeper_switches(off, keeper):
    assert len(off("prevent", "training")) == 2
    assert len(off("prevent")) == 1
    other = make.actor("mash_manager", of=make.team("MASH"))
    with acting_as(other), pytest.raises(NotPermitted):
        structure.switch_room(area=make.area(), room="prevent", on=True, by=other, at=None)
    assert Area.objects.get(code="851").rooms_off == ["prevent"]


def test_the_page_switches_and_a_menu_asks_the_database_nothing(signed_in, keeper, django_assert_num_queries):
    browser = signed_in(keeper)
    kept = [room for room in ROOMS if room != "policies"]
    answer = browser.post(reverse("web:rooms"), {"rooms": kept}, follow=True)
    assert "Policies and procedures changed" in answer.content.decode()
    post = make.membership("policy_officer")
    post = type(post).objects.select_related("team__area", "role").get(pk=post.pk)
    with django_assert_num_queries(0):
        drawn = menu.grouped_for(post, "/")
    assert "Policies and procedures" not in str(drawn)


def test_every_namespace_of_a_room_is_one_of_the_product():
    known = set(get_resolver().namespace_dict)
    assert {name for room in ROOMS.values() for name in room.namespaces} <= known
