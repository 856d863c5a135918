"""The address of a page that everyone opens, as a room's list of addresses takes it beside its views."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import path


@dataclass(frozen=True)
class PublicPage:
    route: str
    view: Callable
    name: str

    def path(self):
        return path(self.route, self.view, name=self.name)
