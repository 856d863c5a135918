"""The web process's entry: refuses to start under a database role that could see past the wall."""

import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # until `tune`: what is imported stays
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakwater.delivery.settings")
application = get_wsgi_application()

from breakwater.foundation.grants.guard import refuse_a_role_that_could_bypass  # noqa: E402 -- needs the apps loaded

refuse_a_role_that_could_bypass()

from breakwater.delivery.tuning import tune  # noqa: E402 -- after all that stays was imported

tune()
gc.enable()
