from django.apps import AppConfig


class EarlyHelpConfig(AppConfig):
    name = "breakwater.practice.early_help"
    label = "early_help"

    def ready(self):
        from . import panels, pathway, receivers, rules, showing  # noqa: F401 -- each registers itself with the kernel
