"""Frames as a router sends them to the box, from a few words."""

import struct

from . import wire
from .wire import ACK, ICMP, ICMPV6, SYN, TCP, UDP


def ip(source, destination, protocol, payload, **fields):
    """An IP packet of the addresses' family."""
    if len(source) == 16:
        return wire.ipv6(source, destination, protocol, payload, **fields)
    return wire.ipv4(source, destination, protocol, payload, **fields)


def frame(packet, tags=(), padding=b""):
    ethertype = wire.ETHERTYPE_IPV6 if packet[0] >> 4 == 6 else wire.ETHERTYPE_IPV4
    return wire.ethernet(packet, ethertype, tags) + padding


def patched(whole, at, content):
    """With other bytes there; checksums as they were."""
    content = bytes(content)
    return whole[:at] + content + whole[at + len(content):]


def tcp(client, vip, ports, flags=SYN, data=b"", tags=(), padding=b"", **fields):
    source, destination = wire.address(client), wire.address(vip)
    segment = wire.tcp(source, destination, ports, flags, data)
    return frame(ip(source, destination, TCP, segment, **fields), tags, padding)


def udp(client, vip, ports, data=b"question", tags=(), **fields):
    source, destination = wire.address(client), wire.address(vip)
    datagram = wire.udp(source, destination, ports, data)
    return frame(ip(source, destination, UDP, datagram, **fields), tags)


def extended(client, vip, ports, headers, flags=SYN):
    """TCP behind IPv6 extension headers: [(number, bytes without the first)]."""
    source, destination = wire.address(client), wire.address(vip)
    payload, next_header = wire.tcp(source, destination, ports, flags), TCP
    for number, rest in reversed(headers):
        payload, next_header = bytes([next_header]) + rest + payload, number
    return frame(wire.ipv6(source, destination, next_header, payload))


def answer(client, vip, ports, protocol=TCP, data=b"", **fields):
    """The IP packet that a backend sent to the client: the flow's reverse."""
    source, destination = wire.address(vip), wire.address(client)
    back = (ports[1], ports[0])
    if protocol == TCP:
        return ip(source, destination, TCP, wire.tcp(source, destination, back, ACK, data), **fields)
    return ip(source, destination, UDP, wire.udp(source, destination, back, data), **fields)


def error(router, vip, about, kind=None, code=None, rest=0, keep=None):
    """A router's "host unreachable" about a packet, cut as RFC 792 cuts it unless `keep` says."""
    source, destination = wire.address(router), wire.address(vip)
    if len(source) == 16:
        body = about[:keep or 1232]
        kind, code = (1, 3) if kind is None else (kind, code)
        message = wire.icmpv6(source, destination, kind, code, rest, body)
        return frame(wire.ipv6(source, destination, ICMPV6, message))
    body = about[:keep or 4 * (about[0] & 15) + 8]
    kind, code = (3, 1) if kind is None else (kind, code)
    return frame(wire.ipv4(source, destination, ICMP, wire.icmp(kind, code, rest, body)))


def echo(client, vip, data=b"are you there", tags=(), padding=b"", **fields):
    source, destination = wire.address(client), wire.address(vip)
    rest = 0x1234 << 16 | 7
    if len(source) == 16:
        message = wire.icmpv6(source, destination, 128, 0, rest, data)
        return frame(wire.ipv6(source, destination, ICMPV6, message, **fields), tags, padding)
    message = wire.icmp(8, 0, rest, data)
    return frame(wire.ipv4(source, destination, ICMP, message, **fields), tags, padding)


def arp(vip):
    who = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + wire.mac(wire.ROUTER)
    who += wire.address("192.0.2.254") + bytes(6) + wire.address(vip)
    return wire.ethernet(who, wire.ETHERTYPE_ARP, destination="ff:ff:ff:ff:ff:ff")
