"""The pages on which an area's configuration is read and kept. Each asks leave for the acting post's own area first."""

from .calendar import change_term, new_closure, new_term, remove_closure, remove_term
from .numbers import change_number, end_number, new_number, number_checked
from .overview import area
from .rota import end_absence, new_absence, new_shift, remove_shift, rota
from .teams import call_off_hours, duty_post, hours, post_checked, receiver

__all__ = [
    "area",
    "call_off_hours",
    "change_number",
    "change_term",
    "duty_post",
    "end_absence",
    "end_number",
    "hours",
    "new_absence",
    "new_closure",
    "new_number",
    "new_shift",
    "new_term",
    "number_checked",
    "post_checked",
    "receiver",
    "remove_closure",
    "remove_shift",
    "remove_term",
    "rota",
]
