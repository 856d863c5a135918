"""The names a person is known by, made comparable: what the search reads."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from breakwater.foundation.models import Handling, Sensitivity

from .identity import KEPT_AS_LONG_AS_THE_PERSON
from .people import Person


class PersonSearch(models.Model):
    """One row for each name a person is known by, cleaned and as it sounds, with what else tells people apart.

    Written by `search_rows.keep` alone, from the person, their other names and present address; `cleaning` says with what
    version. A name in two parts has a further row for each part, so that either half finds the person.
    """

    class Kind(models.TextChoices):
        NAME = "NAME", "Name"
        KNOWN_AS = "KNOWN_AS", "Known as"
        FORMER = "FORMER", "Former name"
        ALIAS = "ALIAS", "Also known as"
        SPELLING = "SPELLING", "Another spelling"
        MIDDLE = "MIDDLE", "Middle name used first"
        PART = "PART", "Part of a name"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="known_names")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NAME)
    fn = models.CharField(max_length=160, blank=True)
    sn = models.CharField(max_length=160, blank=True)
    fn_ph = models.CharField(max_length=12, blank=True)
    sn_ph = models.CharField(max_length=12, blank=True)
    dob = models.DateField(null=True, blank=True)
    dob_precision = models.CharField(max_length=9, blank=True)
    yob = models.SmallIntegerField(null=True, blank=True)
    pc = models.CharField(max_length=8, blank=True, help_text="Present postcode, without its space.")
    line = models.CharField(max_length=160, blank=True, help_text="Present address line, cleaned.")
    former = models.BooleanField(default=False)
    whole = models.CharField(max_length=330, blank=True, help_text="Forename and surname, for likeness by trigrams.")
    cleaning = models.PositiveSmallIntegerField(help_text="The version of `cleaning` that wrote the row.")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        indexes = [
            # Without `fastupdate=False` each search would first read, row by row, what was written since the last vacuum:
            # at 200,000 people 9 ms in place of 2.
            GinIndex(fields=["whole"], name="search_whole", opclasses=["gin_trgm_ops"], fastupdate=False),
            models.Index(fields=["dob", "sn_ph"], name="search_dob"),
            models.Index(fields=["fn_ph", "sn_ph"], name="search_sounds"),
            models.Index(fields=["pc", "fn_ph"], name="search_postcode"),
            models.Index(fields=["sn_ph", "yob"], name="search_surname_year"),
            models.Index(fields=["fn_ph", "yob"], name="search_forename_year"),
            models.Index(fields=["line"], name="search_line", opclasses=["varchar_pattern_ops"]),
        ]
