from django.apps import AppConfig


class FrontDoorConfig(AppConfig):
    name = "breakwater.practice.front_door"
    label = "front_door"

    def ready(self):
        from . import answers_today, codes, disagreeing, panels, pathway, receivers, registry, request_panels, rules, unmatched  # noqa: F401 -- each registers itself with the kernel
