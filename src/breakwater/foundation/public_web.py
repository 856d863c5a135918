"""Which addresses are of the public net: what somebody names is asked there, and never within our own network (SSRF)."""

import ipaddress

# IPv4 addresses in the dress of IPv6: translated (NAT64), and "compatible", which nobody should use any more.
DRESSED = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "::/96"))
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether it is of the public net, and so is any IPv4 address that it carries within it."""
    if address.is_multicast or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return True
    inner = address.ipv4_mapped or address.sixtofour
    if any(address in network for network in DRESSED):
        inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return not address.is_site_local and address.teredo is None and (inner is None or is_public(inner))
