"""Who sends a form that anyone may send, as far as the request tells: another site's page, and through which connection."""

from ipaddress import IPv4Address, ip_address, ip_network
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
        return source_of(forwarded[-proxies])
    return source_of(request.META.get("REMOTE_ADDR", ""))


def source_of(address: str) -> str:
    """One source however its address is written: 192.0.2.1 for ::ffff:192.0.2.1, and the first 64 bits of any other of IPv6.

    Whoever has one address of IPv6 has that whole network, and would be counted from nothing at each try. What is none stays as it is.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found), 64), strict=False).network_address)
