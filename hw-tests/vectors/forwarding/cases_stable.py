"""Scenarios whose slots are stable: families, encapsulations, affinities, and what is dropped."""

import struct

from . import client as c
from . import wire
from .scenario import FORWARD, Scenario, backend, service
from .wire import ACK, FIN, RST, SYN

CLIENT, CLIENT6 = "198.51.100.7", "2001:db8:c::7"
VIP, OTHER_VIP = "192.0.2.1", "192.0.2.2"
VIP6 = "2001:db8::1"
TX, REDIRECT = "FORWARD_TX", "FORWARD_REDIRECT"
REST = [(SYN | ACK, "a SYN with ACK"), (ACK, "data"), (FIN | ACK, "the end"), (RST, "a reset")]


def ipv4_ipip():
    s = Scenario("ipv4-ipip", "IPv4 in IPv4, weights, one address and a prefix as outer source", [
        backend(1, "10.1.0.1"),
        backend(2, "10.1.0.2", source="10.255.0.0/16", port=1),
        backend(32767, "10.1.0.3", source="10.254.3.0/24", vlan=7),
    ], [
        service(1, VIP), service(2, VIP, "UDP", 53),
        service(3, VIP, "TCP", 0), service(50, OTHER_VIP, "TCP", 443),
    ])
    s.phase("stable", {1: s.maglev({"10.1.0.3": 5, "10.1.0.1": 1, "10.1.0.2": 2})})
    for id_, outcome in ((1, REDIRECT), (2, TX), (32767, REDIRECT)):
        port = s.port_for(CLIENT, VIP, 80, lambda word: word == id_)
        s.send("SYN to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80)), outcome, backend=id_)
        for flags, name in REST:
            frame = c.tcp(CLIENT, VIP, (port, 80), flags, b"x" * 11)
            s.send("%s to backend %d" % (name, id_), frame, outcome, backend=id_)
    s.send("UDP", c.udp(CLIENT, VIP, (5353, 53)), FORWARD, service=2)
    s.send("exact port before any", c.tcp(CLIENT, VIP, (20000, 80)), FORWARD, service=1)
    s.send("any port", c.tcp(CLIENT, VIP, (20000, 8080)), FORWARD, service=3)
    s.send("port 0 as a port", c.tcp(CLIENT, VIP, (20001, 0)), FORWARD, service=3)
    s.send("the highest ports", c.tcp(CLIENT, OTHER_VIP, (65535, 443)), FORWARD, service=50)
    s.send("without DF", c.tcp(CLIENT, VIP, (20003, 80), df=False), FORWARD)
    for tos, name in ((0xB8, "expedited"), (1, "ECT(1)"), (0x23, "congestion experienced")):
        s.send("DSCP and ECN: %s" % name, c.tcp(CLIENT, VIP, (20003, 80), tos=tos), FORWARD)
    s.send("IP options", c.tcp(CLIENT, VIP, (20003, 80), options=b"\x01" * 8), FORWARD)
    s.send("the longest IP header", c.tcp(CLIENT, VIP, (20003, 80), options=b"\x01" * 40), FORWARD)
    s.send("one VLAN tag", c.tcp(CLIENT, VIP, (20003, 80), tags=[(wire.DOT1Q, 100)]), FORWARD)
    double = [(wire.DOT1AD, 200), (wire.DOT1Q, 0x2064)]
    s.send("two VLAN tags", c.tcp(CLIENT, VIP, (20003, 80), tags=double), FORWARD)
    s.send("Ethernet padding", c.tcp(CLIENT, VIP, (20003, 80), padding=b"\xAA" * 6), FORWARD)
    s.send("TTL 1 is the backend's matter", c.tcp(CLIENT, VIP, (20003, 80), ttl=1), FORWARD)
    not_ours(s)
    broken(s)
    return s


def not_ours(s):
    s.send("ARP", c.arp(VIP), "PASS_NOT_IP")
    s.send("for no VIP", c.tcp(CLIENT, "192.0.2.99", (20000, 80)), "PASS_NOT_VIP")
    s.send("broken, but for no VIP", c.tcp(CLIENT, "192.0.2.99", (1, 2), length=4000), "PASS_NOT_VIP")
    triple = [(wire.DOT1AD, 1), (wire.DOT1AD, 2), (wire.DOT1Q, 3)]
    s.send("three VLAN tags", c.tcp(CLIENT, VIP, (20000, 80), tags=triple), "PASS_NOT_IP")
    s.send("a VIP's unknown port", c.tcp(CLIENT, OTHER_VIP, (20000, 80)), "DROP_UNKNOWN_PORT")
    s.send("UDP where TCP has any port", c.udp(CLIENT, VIP, (20000, 80)), "DROP_UNKNOWN_PORT")
    gre = wire.ipv4(wire.address(CLIENT), wire.address(VIP), 47, bytes(20))
    s.send("GRE", c.frame(gre), "DROP_UNKNOWN_PROTOCOL")


def broken(s):
    whole = c.tcp(CLIENT, VIP, (20000, 80))
    s.send("TCP header cut off", c.frame(whole[14:-1]), "DROP_MALFORMED")
    ends = c.tcp(CLIENT, VIP, (20000, 80), length=39)
    s.send("TCP header beyond the IP length", ends, "DROP_MALFORMED")
    s.send("IP length beyond the frame", c.tcp(CLIENT, VIP, (20000, 80), length=41), "DROP_MALFORMED")
    s.send("IP length within the IP header", c.tcp(CLIENT, VIP, (20000, 80), length=19), "DROP_MALFORMED")
    s.send("UDP header cut off", c.frame(c.udp(CLIENT, VIP, (5353, 53), b"")[14:-1]), "DROP_MALFORMED")
    s.send("IP header cut off", whole[:30], "PASS_NOT_IP")
    impossible(s, CLIENT, VIP, 80, 53)


def impossible(s, client, vip, tcp, udp):
    """Header lengths of TCP and UDP that cannot be, and the extremes that can."""
    ip = 40 if ":" in vip else 20
    for words, outcome in ((0, "DROP_MALFORMED"), (4, "DROP_MALFORMED"), (6, "DROP_MALFORMED"),
                           (15, "DROP_MALFORMED")):
        s.send("a TCP header of %d bytes, 20 are there" % (4 * words),
               c.patched(c.tcp(client, vip, (20000, tcp)), 14 + ip + 12, [words << 4]), outcome)
    longest = c.tcp(client, vip, (20000, tcp), data=bytes(40))
    s.send("the longest TCP header", c.patched(longest, 14 + ip + 12, [0xF0]), FORWARD)
    shorter = c.tcp(client, vip, (20000, tcp), data=bytes(39))
    s.send("the longest TCP header less a byte", c.patched(shorter, 14 + ip + 12, [0xF0]), "DROP_MALFORMED")
    for length, outcome in ((0, "DROP_MALFORMED"), (7, "DROP_MALFORMED"), (8, FORWARD), (16, FORWARD),
                            (17, "DROP_MALFORMED"), (0xFFFF, "DROP_MALFORMED")):
        frame = c.patched(c.udp(client, vip, (5353, udp)), 14 + ip + 4, length.to_bytes(2, "big"))
        s.send("UDP of %d bytes, 16 are there" % length, frame, outcome)


def ipv6_ipip():
    s = Scenario("ipv6-ipip", "IPv6 in IPv6 and IPv4 in IPv6; extension headers", [
        backend(1, "2001:db8:b::1"),
        backend(2, "2001:db8:b::2", source="2001:db8:f::/64", port=1),
        backend(3, "2001:db8:b::3", source="2001:db8:f:1::/112", vlan=4094),
    ], [service(1, VIP6), service(2, VIP6, "UDP", 443), service(3, VIP)])
    s.phase("stable", {1: s.maglev({"2001:db8:b::1": 1, "2001:db8:b::2": 1, "2001:db8:b::3": 1})})
    for id_, outcome in ((1, REDIRECT), (2, TX), (3, REDIRECT)):
        port = s.port_for(CLIENT6, VIP6, 80, lambda word: word == id_)
        s.send("SYN to backend %d" % id_, c.tcp(CLIENT6, VIP6, (port, 80)), outcome, backend=id_)
        frame = c.tcp(CLIENT6, VIP6, (port, 80), ACK, b"y" * 100)
        s.send("data to backend %d" % id_, frame, outcome, backend=id_)
        port = s.port_for(CLIENT, VIP, 80, lambda word: word == id_)
        s.send("IPv4 to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80)), outcome, backend=id_)
    port = s.port_for(CLIENT6, VIP6, 80, lambda word: word == 1)
    s.send("UDP", c.udp(CLIENT6, VIP6, (5353, 443)), FORWARD)
    s.send("traffic class", c.tcp(CLIENT6, VIP6, (port, 80), traffic_class=0xBA), FORWARD)
    s.send("inner flow label is not ours", c.tcp(CLIENT6, VIP6, (port, 80), label=0x12345), FORWARD)
    s.send("two VLAN tags", c.tcp(CLIENT6, VIP6, (port, 80), tags=[(wire.DOT1AD, 9), (wire.DOT1Q, 8)]),
           FORWARD)
    options = bytes([0]) + bytes([1, 4]) + bytes(4)
    long_options = bytes([1]) + bytes([1, 12]) + bytes(12)
    s.send("hop-by-hop options", c.extended(CLIENT6, VIP6, (port, 80), [(0, options)]), FORWARD)
    s.send("two option headers", c.extended(CLIENT6, VIP6, (port, 80), [(0, options), (60, long_options)]),
           FORWARD)
    s.send("six extension headers", c.extended(CLIENT6, VIP6, (port, 80), [(60, options)] * 6), FORWARD)
    s.send("seven", c.extended(CLIENT6, VIP6, (port, 80), [(60, options)] * 7), "DROP_EXTENSION")
    route = bytes([2, 0, 0, 0, 0, 0, 0]) + bytes(16)
    s.send("a routing header at its end", c.extended(CLIENT6, VIP6, (port, 80), [(43, route)]), FORWARD)
    route = bytes([2, 0, 1, 0, 0, 0, 0]) + bytes(16)
    s.send("a routing header with a way to go", c.extended(CLIENT6, VIP6, (port, 80), [(43, route)]),
           "DROP_EXTENSION")
    atomic = struct.pack("!BHI", 0, 0, 0xABCDEF01)
    s.send("an atomic fragment", c.extended(CLIENT6, VIP6, (port, 80), [(44, atomic)]), FORWARD, backend=1)
    impossible(s, CLIENT6, VIP6, 80, 443)
    s.send("a VIP's unknown port", c.tcp(CLIENT6, VIP6, (port, 81)), "DROP_UNKNOWN_PORT")
    s.send("for no VIP", c.tcp(CLIENT6, "2001:db8::2", (port, 80)), "PASS_NOT_VIP")
    s.send("an IPv4 VIP in its mapped form", c.tcp(CLIENT6, "::ffff:" + VIP, (port, 80)), "PASS_NOT_VIP")
    return s


def gue():
    s = Scenario("gue", "IPv4 and IPv6 in GUE over both families", [
        backend(1, "10.1.0.1", "GUE", gue_port=6080), backend(2, "2001:db8:b::2", "GUE", gue_port=65535),
    ], [service(1, VIP), service(2, VIP6), service(3, VIP, "UDP", 53, 2), service(4, VIP6, "UDP", 53, 2)])
    s.phase("stable", {1: s.maglev({"10.1.0.1": 1}), 2: s.maglev({"2001:db8:b::2": 1})})
    for port in (20000, 20001):
        s.send("4 in 4, %d" % port, c.tcp(CLIENT, VIP, (port, 80)), REDIRECT, backend=1)
        s.send("6 in 4, %d" % port, c.tcp(CLIENT6, VIP6, (port, 80)), REDIRECT, backend=1)
        s.send("4 in 6, %d" % port, c.udp(CLIENT, VIP, (port, 53)), REDIRECT, backend=2)
        s.send("6 in 6, %d" % port, c.udp(CLIENT6, VIP6, (port, 53)), REDIRECT, backend=2)
    s.send("DSCP and ECN", c.tcp(CLIENT, VIP, (20000, 80), tos=0xBB), REDIRECT)
    s.send("Ethernet padding", c.udp(CLIENT, VIP, (20000, 53), b"") + bytes(18), REDIRECT)
    return s


def layer2():
    s = Scenario("l2", "direct return at layer 2: new MACs, one hop less", [
        backend(1, "192.0.2.11", "L2"), backend(2, "192.0.2.12", "L2", port=1, vlan=12),
        backend(3, "2001:db8::13", "L2"),
    ], [service(1, VIP), service(2, VIP6, table=2)])
    s.phase("stable", {1: s.maglev({"192.0.2.11": 1, "192.0.2.12": 1}), 2: s.maglev({"2001:db8::13": 1})})
    for id_, outcome in ((1, REDIRECT), (2, TX)):
        port = s.port_for(CLIENT, VIP, 80, lambda word: word == id_)
        s.send("to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80)), outcome, backend=id_)
        tagged = c.tcp(CLIENT, VIP, (port, 80), tags=[(wire.DOT1Q, 5)])
        s.send("VLAN, to backend %d" % id_, tagged, outcome, backend=id_)
        s.send("two hops left, to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80), ttl=2), outcome)
        s.send("no hop left, to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80), ttl=1), "DROP_TTL")
        s.send("options, to backend %d" % id_, c.tcp(CLIENT, VIP, (port, 80), options=bytes(4)), outcome)
    s.send("IPv6", c.tcp(CLIENT6, VIP6, (20000, 80)), REDIRECT, backend=3)
    s.send("IPv6, no hop left", c.tcp(CLIENT6, VIP6, (20000, 80), hops=1), "DROP_TTL")
    return s


SCENARIOS = [ipv4_ipip, ipv6_ipip, gue, layer2]
