from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "breakwater.partnership.people"
    label = "people"
