from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "breakwater.foundation.audit"
    label = "audit"
