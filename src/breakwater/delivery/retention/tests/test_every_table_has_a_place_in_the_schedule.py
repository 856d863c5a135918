"""The schedule says of every table of the house how long its rows are kept, once; and what a model's `keep` says is what the schedule does."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models

from breakwater.delivery.retention.schedule import families, roots, schedule
from breakwater.foundation.jobs import known_jobs
from breakwater.foundation.models import Handling

OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("breakwater.") and model._meta.managed and not model._meta.proxy
]


def test_every_sentence_about_keeping_has_one_place_in_the_schedule():
    places = [sentence for sentence, _ in schedule().sentences()]
    assert sorted(places) == sorted(set(places))
    said = {model.handling.keep for model in OURS}
    assert sorted(said - set(places)) == [], "name these in schedule.yaml"
    assert sorted(set(places) - said) == [], "no model says these any more"


@pytest.mark.parametrize("record", schedule().records.values(), ids=lambda each: each.key)
def test_what_is_named_as_part_of_a_record_hangs_from_a_root_of_it(record):
    mine = {table for table, family in families().items() if family == record.family}
    reached = {each.root for each in schedule().records.values() if each.family == record.family}
    for empty in schedule().together.empty:
        reached |= {empty} & mine
    by_name = {each.partition(".")[0] for each in schedule().together.by_name}
    owned = {
        model._meta.get_field(column.removesuffix("_id")).related_model._meta.db_table
        for model in OURS
        for table, _, column in [each.partition(".") for each in schedule().together.owns]
        if model._meta.db_table == table
    }
    along = {each.partition(".")[0] for each in schedule().together.goes_along}
    reached |= (by_name | owned | along) & mine
    while more := _hanging_from(reached) & mine - reached:
        reached |= more
    assert sorted(mine - reached) == []


def _hanging_from(tables: set[str]) -> set[str]:
    return {
        model._meta.db_table
        for model in OURS
        for key in model._meta.concrete_fields
        if isinstance(key, models.ForeignKey) and key.related_model._meta.db_table in tables
    }


def test_every_root_is_a_table_of_the_house_and_has_a_class():
    tables = {model._meta.db_table for model in OURS}
    assert roots() <= tables
    named = {each.record.root for each in schedule().classes.values()}
    assert sorted(roots() - named) == []


def test_every_class_states_a_source_and_a_day_on_which_it_is_looked_at_again():
    for each in schedule().classes.values():
        assert each.source
        assert each.authority
        assert each.rule
        assert isinstance(each.review_by, date)
        assert each.years >= each.at_least


def test_what_another_job_deletes_names_a_job_that_exists_and_the_rest_says_why():
    for each in schedule().otherwise.values():
        assert bool(each.job) != bool(each.because), each.key
        if each.job:
            assert each.job in known_jobs(), each.key


def test_sg_12_nothing_that_a_page_says_of_a_specialist_record_names_the_route():
    said = [
        f"{each.label} {each.rule} {each.source} {each.authority} {each.record.label}"
        for each in schedule().classes.values()
    ]
    assert [words for words in said if "prevent" in words.lower() or "channel" in words.lower()] == []


def test_a_table_that_nobody_placed_is_found(monkeypatch):
    monkeypatch.setattr(OURS[0], "handling", Handling(OURS[0].handling.sensitivity, keep="As long as it is of use"))
    with pytest.raises(AssertionError):
        test_every_sentence_about_keeping_has_one_place_in_the_schedule()
