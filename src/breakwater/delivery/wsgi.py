"""The web process's entry: refuses to start under a database role that could see past the wall.

`application` is what is served: `product` behind a bound on how much of it is asked at once.
"""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

gc.disable()  # until `tune`: what is imported stays
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakwater.delivery.settings")
product = get_wsgi_application()

from breakwater.foundation.grants.guard import refuse_a_role_that_could_bypass  # noqa: E402 -- needs the apps loaded

refuse_a_role_that_could_bypass()

from breakwater.delivery.admission import AT_ONCE, Admission  # noqa: E402 -- as above
from breakwater.delivery.tuning import tune  # noqa: E402 -- after all that stays was imported
from breakwater.delivery.web.busy import busy  # noqa: E402 -- as above
from breakwater.foundation.storage import scanning  # noqa: E402 -- as above


def _answer(environ, start_response):
    busy.learn()
    return product(environ, start_response)


scanning.for_pages(max(1, AT_ONCE // 2))
application = Admission(_answer, busy, session_cookie=settings.SESSION_COOKIE_NAME)
tune()
gc.enable()
