"""A school that is told again of the same pupil is led to what it was told last."""

from django.urls import reverse

from breakwater_dev.testing.incidents import elsewhere, opened, reported, told


def page_of(name, thing, reader, signed_in) -> str:
    return signed_in(reader).get(reverse(f"child_on_child:{name}", args=[thing.public_id])).content.decode()


def test_an_older_notice_leads_to_the_newer_one_and_the_number_is_typed_once(
    signed_in, school, dsl, other_school, other_dsl
):
    made = opened(dsl, "VERBAL", report=reported(dsl))
    child = elsewhere(made, other_school, dsl)
    first, second = told(child, dsl), told(child, dsl)
    assert "They have told you more since" in page_of("notice", first, other_dsl, signed_in)
    assert "They have told you more since" not in page_of("notice", second, other_dsl, signed_in)
    today = signed_in(other_dsl).get("/today/").content.decode()
    assert today.count("told you about a pupil of yours") == 1
    assert "told you more about a pupil of yours" in today
    assert f'value="{first.contact_how}"' in page_of("tell_school", child, dsl, signed_in)
