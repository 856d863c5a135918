from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "breakwater.foundation.grants"
    label = "grants"
