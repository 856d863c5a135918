"""Every form of Django that the house has, found by looking."""

import pkgutil
import re
from copy import deepcopy
from importlib import import_module

import breakwater
from breakwater.foundation.design import fields


def forms_of_the_house() -> list[type]:
    for found in pkgutil.walk_packages(breakwater.__path__, "breakwater."):
        if re.search(r"form|view", found.name) and ".tests" not in found.name:
            import_module(found.name)
    made, waiting = [], [fields.Form]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("breakwater.") and ".tests" not in each.__module__:
                made.append(each)
    return sorted(set(made), key=lambda each: (each.__module__, each.__qualname__))


def bare(form: type) -> type:
    """The form's fields alone, with the choices that it is given when it is made filled in."""
    made = {}
    for name, box in form.base_fields.items():
        made[name] = deepcopy(box)
        if not hasattr(box, "flat_choices"):
            continue
        made[name].reveals = {
            value: [each for each in names if each in form.base_fields] for value, names in box.reveals.items()
        }
        if not list(box.flat_choices()):
            made[name].choices = [(value, value) for value in [*box.reveals, "other"]]
    return type(f"Bare{form.__name__}", (fields.Form,), made)
