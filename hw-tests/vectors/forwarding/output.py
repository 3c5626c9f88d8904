"""What leaves the box: encapsulated packets and answers.

Checksums are computed anew over the changed packet, never adjusted.
"""

import ipaddress
import struct

from . import wire

TTL = 64
DF = 0x4000
SAME_PORT = 1  # a next hop's port that is the one where the frames come in


def verdict(outcome):
    if outcome.startswith("ANSWER_") or outcome == "FORWARD_TX":
        return "TX"
    return "REDIRECT" if outcome == "FORWARD_REDIRECT" else outcome.split("_")[0]


def allowed(source, ranges):
    at = ipaddress.ip_address(source)
    return not ranges or any(at in ipaddress.ip_network(prefix) for prefix in ranges)


def entropy(hash_):
    """What outer headers vary by. A slot's flows share the hash's low 17 bits at most, which become the high ones."""
    return hash_ >> 17 | (hash_ & 0x1FFFF) << 15


def outer_source(prefix, hash_):
    """The last 32 bits at most vary."""
    network = ipaddress.ip_network(prefix)
    varying = int(network.hostmask) & 0xFFFFFFFF
    value = int(network.network_address) | entropy(hash_) & varying
    return value.to_bytes(network.max_prefixlen // 8, "big")


def send(frame, packet, backend, hash_, step):
    hop = backend["next_hop"]
    if not hop:
        return "DROP_UNRESOLVED"
    kind = backend["encapsulation"]
    outer_v6 = ":" in backend["address"]
    overhead = {"L2": 0, "IPIP": 0, "GUE": 12}[kind]
    overhead += 0 if kind == "L2" else 40 if outer_v6 else 20
    room = hop["mtu"] - overhead
    if packet.length > room:
        return too_big(frame, packet, room, step)
    inner = frame[packet.network:]  # padding behind the packet stays
    if kind == "L2":
        if packet.hops <= 1:
            return "DROP_TTL"
        sent, sent_v6 = one_hop_less(inner, packet.v6), packet.v6
    else:
        sent, sent_v6 = encapsulated(inner, packet, backend, hash_), outer_v6
    step["output"] = wire.ethernet(
        sent, wire.ETHERTYPE_IPV6 if sent_v6 else wire.ETHERTYPE_IPV4,
        [(wire.DOT1Q, hop["vlan"])] if hop["vlan"] else [], hop["destination"], hop["source"])
    return "FORWARD_TX" if hop["port"] == SAME_PORT else "FORWARD_REDIRECT"


def encapsulated(inner, packet, backend, hash_):
    protocol = wire.IPV6 if packet.v6 else wire.IPIP
    size = packet.length
    if backend["encapsulation"] == "GUE":
        size += 12
        source_port = 0xC000 | entropy(hash_) & 0x3FFF
        inner = struct.pack("!HHHHBBH", source_port, backend["gue_port"], size, 0,
                            0, protocol, 0) + inner
        protocol = wire.UDP
    source = outer_source(backend["next_hop"]["outer_source"], hash_)
    destination = wire.address(backend["address"])
    if len(destination) == 16:
        label = entropy(hash_) & 0xFFFFF or 1
        return wire.ipv6(source, destination, protocol, inner, TTL, packet.tos, label, size)
    return wire.ipv4(source, destination, protocol, inner, TTL, packet.tos, 0, length=20 + size)


def one_hop_less(ip, v6):
    if v6:
        return ip[:7] + bytes([ip[7] - 1]) + ip[8:]
    return ipv4_anew(ip[:8] + bytes([ip[8] - 1]) + ip[9:])


def ipv4_anew(ip):
    size = 4 * (ip[0] & 15)
    header = ip[:10] + b"\0\0" + ip[12:size]
    return header[:10] + struct.pack("!H", wire.checksum(header)) + header[12:] + ip[size:]


def back(frame, packet, ip):
    """To where the frame came from, its VLAN tags as they were."""
    return frame[6:12] + frame[0:6] + frame[12:packet.network] + ip


def may_answer(packet):
    if packet.error or packet.later:
        return False
    source = ipaddress.ip_address(packet.source)
    if packet.v6:
        return not (source.is_multicast or source.is_unspecified)
    return packet.source[0] not in (0, 127) and packet.source[0] < 224


def error(frame, packet, kind, code, rest):
    """From the VIP, with as much of the packet as RFC 1812 §4.3.2.3 and RFC 4443 §2.4 ask for."""
    start = packet.network
    vip, sender = packet.destination, packet.source
    if packet.v6:
        body = frame[start:start + (min(packet.length, 1280 - 48) & ~1)]
        message = wire.icmpv6(vip, sender, kind, code, rest, body)
        return back(frame, packet, wire.ipv6(vip, sender, wire.ICMPV6, message, TTL))
    body = frame[start:start + (min(packet.length, 576 - 28) & ~1)]
    message = wire.icmp(kind, code, rest, body)
    return back(frame, packet, wire.ipv4(vip, sender, wire.ICMP, message, TTL, ident=0))


def too_big(frame, packet, room, step):
    if not packet.df or not may_answer(packet):
        return "DROP_TOO_BIG"
    kind, code = (2, 0) if packet.v6 else (3, 4)
    step["output"] = error(frame, packet, kind, code, room)
    return "ANSWER_TOO_BIG"


def reject(frame, packet, step):
    if not may_answer(packet):
        return "DROP_NO_BACKEND"
    kind, code = (1, 4) if packet.v6 else (3, 3)
    step["output"] = error(frame, packet, kind, code, 0)
    return "ANSWER_REJECT"


def echo(frame, packet):
    """The reply: addresses exchanged, a new TTL, all else as in the request."""
    ip = frame[packet.network:]
    tail = ip[packet.length:]
    ip = ip[:packet.length]
    vip, sender = packet.destination, packet.source
    body = packet.payload[8:]
    rest = int.from_bytes(packet.payload[4:8], "big")
    if packet.v6:
        head = ip[:packet.length - len(packet.payload)]
        head = head[:7] + bytes([TTL]) + vip + sender + head[40:]
        return back(frame, packet, head + wire.icmpv6(vip, sender, 129, 0, rest, body) + tail)
    head = ip[:8] + bytes([TTL]) + ip[9:12] + vip + sender + ip[20:4 * (ip[0] & 15)]
    return back(frame, packet, ipv4_anew(head) + wire.icmp(0, 0, rest, body) + tail)
