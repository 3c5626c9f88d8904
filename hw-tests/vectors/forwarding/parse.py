"""A frame to what forwarding asks of it."""

import struct
from dataclasses import dataclass

from . import wire

MAX_TAGS, MAX_EXTENSIONS = 2, 6
EXTENSIONS = (0, 43, 60, 51)  # hop-by-hop, routing, destination options, AH
FRAGMENT = 44


@dataclass
class Packet:
    network: int = 0  # offset of the IP header in the frame
    v6: bool = False
    length: int = 0  # of the IP packet
    tos: int = 0
    hops: int = 0
    source: bytes = b""
    destination: bytes = b""
    protocol: int = 0
    ports: tuple = (0, 0)
    syn: bool = False
    df: bool = False
    fragment: bool = False
    later: bool = False  # a fragment other than the first
    error: bool = False  # an ICMP error; the flow is that of the packet it is about
    fault: str = ""  # the outcome if it is for a VIP
    payload: bytes = b""  # behind the IP headers


def parse(frame):
    """None if it is no IP packet."""
    at, ethertype = 14, int.from_bytes(frame[12:14], "big")
    tags = 0
    while ethertype in (wire.DOT1Q, wire.DOT1AD) and tags < MAX_TAGS:
        if len(frame) < at + 4:
            return None
        ethertype = int.from_bytes(frame[at + 2:at + 4], "big")
        at += 4
        tags += 1
    ip = frame[at:]
    packet = Packet(network=at)
    if ethertype == wire.ETHERTYPE_IPV4 and len(ip) >= 20 and ip[0] >> 4 == 4 and ip[0] & 15 >= 5:
        return parse_ipv4(packet, ip)
    if ethertype == wire.ETHERTYPE_IPV6 and len(ip) >= 40 and ip[0] >> 4 == 6:
        return parse_ipv6(packet, ip)
    return None


def parse_ipv4(packet, ip):
    header = 4 * (ip[0] & 15)
    packet.tos, packet.length = ip[1], int.from_bytes(ip[2:4], "big")
    flags = int.from_bytes(ip[6:8], "big")
    packet.hops, packet.protocol = ip[8], ip[9]
    packet.source, packet.destination = ip[12:16], ip[16:20]
    if not header <= packet.length <= len(ip):
        packet.fault = "DROP_MALFORMED"
        return packet
    packet.df = bool(flags & 0x4000)
    packet.fragment, packet.later = bool(flags & 0x3FFF), bool(flags & 0x1FFF)
    packet.payload = ip[header:packet.length]
    transport(packet, wire.ICMP)
    return packet


def parse_ipv6(packet, ip):
    packet.v6 = packet.df = True
    packet.tos = int.from_bytes(ip[0:2], "big") >> 4 & 0xFF
    packet.length, packet.hops = 40 + int.from_bytes(ip[4:6], "big"), ip[7]
    packet.source, packet.destination = ip[8:24], ip[24:40]
    packet.protocol = ip[6]
    if packet.length > len(ip):
        packet.fault = "DROP_MALFORMED"
        return packet
    packet.payload = ip[40:packet.length]
    packet.protocol, packet.payload, fragment, packet.fault = extensions(ip[6], packet.payload)
    packet.fragment, packet.later = fragment is not None, bool(fragment)
    if not packet.fault:
        transport(packet, wire.ICMPV6)
    return packet


def extensions(protocol, payload):
    """(protocol, payload, None or the fragment's offset, fault). An atomic fragment is whole."""
    for _ in range(MAX_EXTENSIONS):
        if protocol == FRAGMENT:
            if len(payload) < 8:
                return protocol, payload, None, "DROP_MALFORMED"
            protocol, place = payload[0], int.from_bytes(payload[2:4], "big")
            payload = payload[8:]
            if place & 0xFFF9:  # a later one cannot say what follows further extensions
                known = protocol != FRAGMENT and protocol not in EXTENSIONS
                return protocol, payload, place >> 3, "" if known else "DROP_EXTENSION"
        elif protocol in EXTENSIONS:
            if len(payload) < 8:
                return protocol, payload, None, "DROP_MALFORMED"
            if protocol == 43 and payload[3]:
                return protocol, payload, None, "DROP_EXTENSION"
            size = (payload[1] + 2) * 4 if protocol == 51 else (payload[1] + 1) * 8
            if len(payload) < size or size < 8:
                return protocol, payload, None, "DROP_MALFORMED"
            protocol, payload = payload[0], payload[size:]
        else:
            break
    ended = protocol != FRAGMENT and protocol not in EXTENSIONS
    return protocol, payload, None, "" if ended else "DROP_EXTENSION"


def transport(packet, icmp):
    if packet.protocol not in (wire.TCP, wire.UDP, icmp):
        packet.fault = "DROP_UNKNOWN_PROTOCOL"
    elif packet.fragment:
        if packet.protocol == icmp:
            packet.fault = "DROP_FRAGMENT"
    elif packet.protocol in (wire.TCP, wire.UDP):
        if not possible(packet.protocol, packet.payload):
            packet.fault = "DROP_MALFORMED"
            return
        packet.ports = struct.unpack("!HH", packet.payload[:4])
        if packet.protocol == wire.TCP:
            packet.syn = packet.payload[13] & (wire.SYN | wire.ACK) == wire.SYN


def possible(protocol, segment):
    """Whether the header is all there, and no longer than it says nor shorter than it can be."""
    if protocol == wire.TCP:
        return len(segment) >= 20 and 20 <= 4 * (segment[12] >> 4) <= len(segment)
    return len(segment) >= 8 and 8 <= int.from_bytes(segment[4:6], "big") <= len(segment)


def is_icmp(packet):
    return packet.protocol == (wire.ICMPV6 if packet.v6 else wire.ICMP)


def embedded(packet):
    """Makes the flow of an ICMP error that of the packet it is about; answers an outcome or ''."""
    inner = packet.payload[8:]
    offset = None
    if packet.v6:
        if len(inner) < 40 or inner[0] >> 4 != 6:
            return "DROP_ICMP_EMBEDDED"
        source, destination = inner[8:24], inner[24:40]
        protocol, rest, offset, fault = extensions(inner[6], inner[40:])
        if fault or offset:
            return "DROP_ICMP_EMBEDDED"
    else:
        if len(inner) < 20 or inner[0] >> 4 != 4 or inner[0] & 15 < 5:
            return "DROP_ICMP_EMBEDDED"
        if int.from_bytes(inner[6:8], "big") & 0x1FFF:
            return "DROP_ICMP_EMBEDDED"
        source, destination, protocol = inner[12:16], inner[16:20], inner[9]
        rest = inner[4 * (inner[0] & 15):]
    if source != packet.destination:
        return "DROP_ICMP_MISMATCH"
    if protocol not in (wire.TCP, wire.UDP) or len(rest) < 8:
        return "DROP_ICMP_EMBEDDED"
    packet.source, packet.protocol, packet.error = destination, protocol, True
    packet.ports = struct.unpack("!HH", rest[:4])[::-1]
    return ""
