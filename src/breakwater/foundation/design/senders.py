"""Who sends a form that anyone may send, as far as the request tells: another site's page, and through which connection."""

from urllib.parse import urlsplit

from django.conf import settings


def is_from_elsewhere(request) -> bool:
    """Another site's page sends this: no person wrote it here."""
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()


def address_of(request) -> str:
    """The sender's address for the flood count alone, as seen by the outermost of one's own proxies."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return request.META.get("REMOTE_ADDR", "")
