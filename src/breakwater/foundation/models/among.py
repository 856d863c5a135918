"""A filter by many keys that sends them as one value, where `__in` composes, sends and parses a parameter for each."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value


class Among(Func):
    """`Booking.objects.filter(Among("delegate", keys))`."""

    template, arg_joiner = "%(expressions)s)", " = any("
    output_field = BooleanField()

    def __init__(self, field: str, keys: Collection[int]):
        super().__init__(F(field), Value(list(keys), ArrayField(BigIntegerField())))
