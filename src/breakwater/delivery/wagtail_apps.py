"""Wagtail's pictures and documents without the API of theirs, which nothing here serves: a sixth of what starting a process costs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig


@contextmanager
def _without_an_api(app: str) -> Iterator[None]:
    """Let `ready` register with an API that forgets it."""
    names = [f"wagtail.api.v3{part}" for part in ("", ".api")]
    names += [f"{app}.api.v3{part}" for part in ("", ".registry", ".router")]
    absent = [name for name in names if name not in sys.modules]
    for name in absent:
        sys.modules[name] = _Forgetful(name)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


class _Forgetful(ModuleType):
    """What an app's `ready` asks of the API, done by nobody."""

    __path__ = ()
    router = None

    @property
    def api(self) -> "_Forgetful":
        return self

    def register_content_types(self) -> None:
        """No content type has addresses."""

    def add_router(self, *where) -> None:
        """No address is served."""


class Images(WagtailImagesAppConfig):
    def ready(self):
        with _without_an_api(self.name):
            super().ready()


class Documents(WagtailDocsAppConfig):
    def ready(self):
        with _without_an_api(self.name):
            super().ready()
