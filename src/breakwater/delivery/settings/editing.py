"""Settings of the editor of the public site: Wagtail keeps editorial content and nothing else, and asks nobody outside."""

from .environment import environment

WAGTAIL_SITE_NAME = "Breakwater"
WAGTAILADMIN_BASE_URL = environment("SITE_URL", "http://localhost:8000")
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_I18N_ENABLED = False
# Editors sign in as everyone does; their names and addresses are kept with their posts.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Nothing is fetched from elsewhere: no portraits, no news of versions, no embedded films.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "english"}}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]  # never SVG, which is a program
WAGTAILIMAGES_IMAGE_FORM_BASE = "breakwater.knowledge.content.editor.pictures.ScannedPictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
TAGGIT_CASE_INSENSITIVE = True
