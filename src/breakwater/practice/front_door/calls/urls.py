"""Addresses of calls and advice."""

from .views import Consult, ConsultationPage, Consultations, LogCall, NamedAfterAll

urlpatterns = [view.path() for view in (LogCall, Consultations, Consult, ConsultationPage, NamedAfterAll)]
