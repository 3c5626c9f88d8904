"""Bytes of packets: addresses, CRC-32, checksums, headers. All integers are in network order."""

import socket
import struct

TCP, UDP, ICMP, ICMPV6, IPIP, IPV6 = 6, 17, 1, 58, 4, 41
FIN, SYN, RST, ACK = 1, 2, 4, 16
ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_ARP = 0x0800, 0x86DD, 0x0806
DOT1Q, DOT1AD = 0x8100, 0x88A8
BOX, ROUTER = "02:00:00:00:00:01", "02:00:00:00:00:02"


def _crc_table():
    table = []
    for byte in range(256):
        register = byte
        for _ in range(8):
            register = register >> 1 ^ (0xEDB88320 if register & 1 else 0)
        table.append(register)
    return table


_CRC = _crc_table()


def crc32(data):
    """IEEE 802.3: reflected, initial value and final XOR all ones."""
    register = 0xFFFFFFFF
    for byte in data:
        register = register >> 8 ^ _CRC[(register ^ byte) & 0xFF]
    return register ^ 0xFFFFFFFF


def checksum(data, initial=0):
    """The Internet checksum (RFC 1071); `initial` is the sum of what else it covers."""
    if len(data) % 2:
        data += b"\0"
    total = initial + sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def address(text):
    """4 or 16 bytes."""
    return socket.inet_pton(socket.AF_INET6 if ":" in text else socket.AF_INET, text)


def text(packed):
    return socket.inet_ntop(socket.AF_INET6 if len(packed) == 16 else socket.AF_INET, packed)


def mapped(packed):
    """16 bytes, IPv4 as ::ffff:a.b.c.d."""
    return packed if len(packed) == 16 else bytes(10) + b"\xff\xff" + packed


def mac(colons):
    return bytes.fromhex(colons.replace(":", ""))


def pseudo(source, destination, protocol, length):
    """The sum of the pseudo-header (RFC 9293 §3.1, RFC 8200 §8.1)."""
    both = source + destination
    return sum(struct.unpack("!%dH" % (len(both) // 2), both)) + protocol + length


def ethernet(payload, ethertype, tags=(), destination=BOX, source=ROUTER):
    """`tags` are (TPID, VLAN), the outermost first."""
    header = mac(destination) + mac(source)
    for tpid, vlan in tags:
        header += struct.pack("!HH", tpid, vlan)
    return header + struct.pack("!H", ethertype) + payload


def ipv4(source, destination, protocol, payload, ttl=61, tos=0, ident=0x1234, df=True,
         more=False, offset=0, options=b"", length=None):
    words = 5 + len(options) // 4
    total = 4 * words + len(payload) if length is None else length
    flags = (0x4000 if df else 0) | (0x2000 if more else 0) | offset // 8
    header = struct.pack("!BBHHHBBH", 0x40 | words, tos, total, ident, flags, ttl, protocol, 0)
    header += source + destination + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def ipv6(source, destination, next_header, payload, hops=61, traffic_class=0, label=0, length=None):
    size = len(payload) if length is None else length
    return struct.pack("!IHBB", 6 << 28 | traffic_class << 20 | label, size, next_header,
                       hops) + source + destination + payload


def tcp(source, destination, ports, flags, data=b""):
    header = struct.pack("!HHIIBBHHH", *ports, 1, 1 if flags & ACK else 0, 0x50, flags, 64240, 0, 0)
    segment = header + data
    sum_ = checksum(segment, pseudo(source, destination, TCP, len(segment)))
    return segment[:16] + struct.pack("!H", sum_) + segment[18:]


def udp(source, destination, ports, data=b""):
    datagram = struct.pack("!HHHH", *ports, 8 + len(data), 0) + data
    sum_ = checksum(datagram, pseudo(source, destination, UDP, len(datagram))) or 0xFFFF
    return datagram[:6] + struct.pack("!H", sum_) + datagram[8:]


def icmp(kind, code, rest, body):
    message = struct.pack("!BBHI", kind, code, 0, rest) + body
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def icmpv6(source, destination, kind, code, rest, body):
    message = struct.pack("!BBHI", kind, code, 0, rest) + body
    sum_ = checksum(message, pseudo(source, destination, ICMPV6, len(message)))
    return message[:2] + struct.pack("!H", sum_) + message[4:]
