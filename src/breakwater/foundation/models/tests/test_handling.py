"""Every model says how sensitive its fields are and how long its rows are kept."""

import re

from django.db import models
from django.test.utils import isolate_apps

from breakwater.foundation.audit.models import Entry, Seal
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity, new_public_id, undescribed_models


def test_the_audits_own_models_are_described():
    assert undescribed_models([Entry, Seal]) == []


def test_a_field_has_the_models_sensitivity_unless_said_otherwise():
    assert Entry.handling.of("area") == Sensitivity.PERSONAL
    assert Entry.handling.of("reason") == Sensitivity.SPECIAL


@isolate_apps("breakwater.foundation.audit")
def test_what_is_missing_is_named():
    class Silent(models.Model):
        class Meta:
            app_label = "audit"

    class Mistaken(models.Model):
        colour = models.TextField()
        handling = Handling(Sensitivity.PERSONAL, keep="Always", fields={"color": Sensitivity.PUBLIC})

        class Meta:
            app_label = "audit"

    assert undescribed_models([Silent, Mistaken]) == [
        "audit.Silent does not state its handling",
        "audit.Mistaken describes 'color', which it does not have",
        "audit.Mistaken does not say in words how long it is kept",
    ]


def test_public_ids_are_twenty_lower_case_characters_and_differ():
    ids = {new_public_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch("[a-z2-7]{20}", made) for made in ids)


def test_a_public_id_field_keeps_its_settings_out_of_migrations():
    _, path, args, kwargs = PublicIdField().deconstruct()
    assert (path, args, kwargs) == ("breakwater.foundation.models.identifiers.PublicIdField", [], {})
