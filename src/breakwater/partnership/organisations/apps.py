from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "breakwater.partnership.organisations"
    label = "organisations"

    def ready(self):
        from . import rules  # noqa: F401 -- it registers itself with access
