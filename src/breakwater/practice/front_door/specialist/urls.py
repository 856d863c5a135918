"""Addresses of the specialist route."""

from .views import ConcernPage, RecordOutcome, RecordReceipt, RecordReferral, SpecialistRoute

urlpatterns = [view.path() for view in (SpecialistRoute, ConcernPage, RecordReferral, RecordReceipt, RecordOutcome)]
