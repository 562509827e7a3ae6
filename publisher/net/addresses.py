"""Which IP addresses are the public internet.

The registries are IANA's special-purpose address registries (RFC 6890) and what cloud providers answer metadata on.
"""

from ipaddress import IPv4Address, IPv6Address, ip_network

Address = IPv4Address | IPv6Address

# `is_global` of Python 3.11 still lets these through.
_REFUSED_V4 = (
    ip_network("192.0.0.0/24"),  # protocol assignments, with Oracle's metadata address
    ip_network("192.88.99.0/24"),  # 6to4 relays, retired by RFC 7526
    ip_network("168.63.129.16/32"),  # Azure's host agent
)
_UNICAST_V6 = ip_network("2000::/3")
_REFUSED_V6 = (ip_network("3fff::/20"),)  # documentation, RFC 9637
_NAT64 = ip_network("64:ff9b::/96")


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one only carries (mapped, 6to4, NAT64), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """True for unicast addresses of the public internet: not private, loopback, link-local, shared or reserved."""
    address = unwrapped(address)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    return address in _UNICAST_V6 and not any(address in network for network in _REFUSED_V6)
