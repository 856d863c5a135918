from django.apps import AppConfig

from breakwater.delivery.statements import keep_many
from breakwater.foundation.registries import fill_from


class WebConfig(AppConfig):
    name = "breakwater.delivery.web"
    label = "web"

    def ready(self):
        fill_from(self.name, "receivers", "restored", "today_panels", "roll_answers")
        keep_many()
