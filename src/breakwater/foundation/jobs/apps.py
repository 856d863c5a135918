from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "breakwater.foundation.jobs"
    label = "jobs"
