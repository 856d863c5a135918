"""Tables of the libraries that delivery wires in: sign-in, sessions, the cache, Django's own bookkeeping."""

from breakwater.foundation.grants.declare import Library

TABLES = [
    Library("django_migrations", insert=False, update=False, delete=False),
    Library("django_content_type", delete=False),
    Library("auth_group"),
    Library("auth_group_permissions"),
    Library("auth_permission"),
    Library("django_session"),
    Library("delivery_cache"),
    Library("account_emailaddress"),
    Library("account_emailconfirmation"),
    Library("mfa_authenticator"),
    Library("socialaccount_socialaccount"),
    Library("socialaccount_socialapp"),
    Library("socialaccount_socialtoken"),
    Library("usersessions_usersession"),
]
