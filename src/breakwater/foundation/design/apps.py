from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "breakwater.foundation.design"
    label = "design"
    verbose_name = "How pages look and forms are drawn"
