from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "breakwater.delivery.retention"
    label = "retention"
