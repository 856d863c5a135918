from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "breakwater.partnership.organisations"
    label = "organisations"
