"""A hundred tables made in seconds: while migrations run, a step that adds something draws the new model alone.

Django draws every model that is related to the one that a step touches, and here nearly every table is related to every
other. A new table, constraint or index changes no class that is drawn already, and a new column is told to its class
alone. Any other step draws again what points to it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from unittest.mock import patch

from django.apps.registry import Apps, apps
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field


@contextmanager
def drawn_once() -> Iterator[None]:
    """Run migrations so that each model is drawn about once."""
    with (
        patch.object(ProjectState, "add_model", _add_model),
        patch.object(ProjectState, "add_field", _add_field),
        patch.object(ProjectState, "_append_option", _append_option),
        patch.object(ProjectState, "_find_reload_model", _those_that_point_here),
        patch.object(apps, "get_swappable_settings_name", _swappable_as_now()),
    ):
        yield


def _swappable_as_now() -> Callable[[str], str | None]:
    """Which setting names a model that an installation may replace: no step changes it, but each has it looked for again."""
    return cache(Apps.get_swappable_settings_name.__wrapped__.__get__(apps))


def _add_model(state: ProjectState, model_state) -> None:
    key = model_state.app_label, model_state.name_lower
    state.models[key] = model_state
    if state._relations is not None:
        state.resolve_model_relations(key)
    if "apps" in state.__dict__:
        state.apps.render_multiple([model_state])


def _add_field(
    state: ProjectState, app_label: str, model_name: str, name: str, field: Field, preserve_default: bool
) -> None:
    """A column: the class that is drawn already gets it, and finds what it points to among all that are drawn by now."""
    if not preserve_default:
        field = field.clone()
        field.default = NOT_PROVIDED
    key = app_label, model_name
    state.models[key].fields[name] = field
    if state._relations is not None:
        state.resolve_model_field_relations(key, name, field)
    if "apps" in state.__dict__:
        drawn = state.apps.get_model(app_label, model_name)
        drawn._meta.apps = state.apps
        drawn.add_to_class(name, field.clone())
        state.apps.clear_cache()


def _append_option(state: ProjectState, app_label: str, model_name: str, option_name: str, added) -> None:
    """A constraint or an index: the class that is drawn already is told of it."""
    options = state.models[app_label, model_name].options
    options[option_name] = [*options[option_name], added]
    if "apps" in state.__dict__:
        setattr(state.apps.get_model(app_label, model_name)._meta, option_name, list(options[option_name]))


def _those_that_point_here(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set:
    """The model and every model that points to it, however far away: only their classes hold one that is drawn no longer."""
    waiting, found = [(app_label, model_name.lower())], set()
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        found.add(key)
        waiting += state.relations.get(key, {})
        waiting += [
            child
            for child, model in state.models.items()
            if any(isinstance(base, str) and tuple(base.lower().split(".")) == key for base in model.bases)
        ]
    return found
