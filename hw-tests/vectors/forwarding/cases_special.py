"""Scenarios of single rules: affinity and fragments, ICMP, sizes, no backend, source ranges."""

import struct

from . import client as c
from . import wire
from .cases_stable import CLIENT, CLIENT6, REDIRECT, VIP, VIP6
from .scenario import SIZE, Scenario, backend, service
from .wire import ACK, TCP, UDP

ROUTER, ROUTER6 = "203.0.113.9", "2001:db8:9::9"
V4 = {"10.1.0.1": 1, "10.1.0.2": 1, "10.1.0.3": 1}


def three(**fields):
    return [backend(id_, "10.1.0.%d" % id_, **fields) for id_ in (1, 2, 3)]


def affinity():
    s = Scenario("affinity", "CLIENT_IP: ports count as zero; fragments need it, and any port",
                 three() + [backend(4, "2001:db8:b::4")], [
        service(1, VIP, "TCP", 0, affinity="CLIENT_IP"),
        service(2, VIP, "UDP", 0, affinity="CLIENT_IP"),
        service(3, VIP, "TCP", 80),
        service(4, "192.0.2.2", "UDP", 0), service(5, "192.0.2.2", "TCP", 80, affinity="CLIENT_IP"),
        service(6, VIP6, "UDP", 0, 2, affinity="CLIENT_IP"),
    ])
    s.phase("stable", {1: s.maglev(V4), 2: s.maglev({"2001:db8:b::4": 1})})
    for last in (7, 8, 9):
        client = "198.51.100.%d" % last
        first = s.send("%s, one port" % client, c.tcp(client, VIP, (1000, 443)), REDIRECT, service=1)
        for ports in ((2000, 443), (1000, 8443)):
            s.send("%s, ports %d and %d" % (client, *ports), c.tcp(client, VIP, ports), REDIRECT,
                   backend=first["backend"], hash=first["hash"])
        s.send("%s, UDP" % client, c.udp(client, VIP, (5, 6)), REDIRECT, backend=first["backend"])
    s.send("an exact port has its own affinity", c.tcp(CLIENT, VIP, (1000, 80)), REDIRECT, service=3)
    fragments(s)
    fragments6(s)
    return s


def fragments(s):
    whole = c.udp(CLIENT, VIP, (5, 6), bytes(40))
    datagram = whole[34:]
    source, vip, other = (wire.address(a) for a in (CLIENT, VIP, "192.0.2.2"))
    parts = [("first", datagram[:24], 0, True), ("middle", datagram[24:40], 24, True),
             ("last", datagram[40:], 40, False)]
    for name, part, offset, more in parts:
        fields = {"df": False, "more": more, "offset": offset}
        s.send("%s fragment" % name, c.frame(wire.ipv4(source, vip, UDP, part, **fields)), REDIRECT,
               service=2)
        s.send("%s fragment, five-tuple" % name, c.frame(wire.ipv4(source, other, UDP, part, **fields)),
               "DROP_FRAGMENT")
        s.send("%s fragment of TCP, exact port only" % name,
               c.frame(wire.ipv4(source, other, TCP, part, **fields)), "DROP_FRAGMENT")
    s.send("a fragment of ICMP", c.frame(wire.ipv4(source, vip, wire.ICMP, bytes(16), df=False, more=True)),
           "DROP_FRAGMENT")


def fragments6(s):
    source, vip = wire.address(CLIENT6), wire.address(VIP6)
    datagram = wire.udp(source, vip, (5, 6), bytes(40))
    for name, part, place in (("first", datagram[:24], 1), ("last", datagram[24:], 24)):
        payload = struct.pack("!BBHI", UDP, 0, place, 77) + part
        s.send("%s fragment, IPv6" % name, c.frame(wire.ipv6(source, vip, 44, payload)), REDIRECT, service=6)
    options = bytes([UDP, 0, 1, 4, 0, 0, 0, 0])
    for name, part, place in (("first", options + datagram[:16], 1), ("last", datagram[16:], 24)):
        for number in (60, 44):
            payload = struct.pack("!BBHI", number, 0, place, 78) + part
            s.send("%s fragment, extension header %d in the fragments" % (name, number),
                   c.frame(wire.ipv6(source, vip, 44, payload)), "DROP_EXTENSION")


def icmp():
    s = Scenario("icmp", "errors follow the flow they are about; echo is answered", three() + [
        backend(4, "2001:db8:b::4"), backend(5, "2001:db8:b::5"),
    ], [
        service(1, VIP), service(2, VIP, "UDP", 53), service(3, VIP6, table=2),
        service(4, VIP6, "UDP", 53, 2), service(5, "192.0.2.2", "TCP", 0, affinity="CLIENT_IP"),
    ])
    v6 = {"2001:db8:b::4": 1, "2001:db8:b::5": 1}
    s.phase("stable", {1: s.maglev(V4), 2: s.maglev(v6)})
    for port in (30000, 30001, 30002):
        for client, vip, router in ((CLIENT, VIP, ROUTER), (CLIENT6, VIP6, ROUTER6)):
            for protocol, build, to in ((TCP, c.tcp, 80), (UDP, c.udp, 53)):
                name = "%s port %d, %s" % (vip, to, port)
                flow = s.send(name, build(client, vip, (port, to)), REDIRECT)
                about = c.answer(client, vip, (port, to), protocol)
                s.send("error about " + name, c.error(router, vip, about), REDIRECT,
                       backend=flow["backend"], hash=flow["hash"], syn=False)
    flow = s.send("CLIENT_IP", c.tcp(CLIENT, "192.0.2.2", (4, 5)), REDIRECT)
    about = c.answer(CLIENT, "192.0.2.2", (4, 5))
    s.send("error about CLIENT_IP", c.error(ROUTER, "192.0.2.2", about), REDIRECT, hash=flow["hash"])
    errors(s)
    echoes(s)
    return s


def errors(s):
    about, about6 = c.answer(CLIENT, VIP, (30000, 80)), c.answer(CLIENT6, VIP6, (30000, 80))
    for kind, code, rest, name in ((3, 4, 1400, "fragmentation needed"), (11, 0, 0, "time exceeded"),
                                   (12, 0, 20 << 24, "parameter problem")):
        s.send(name, c.error(ROUTER, VIP, about, kind, code, rest), REDIRECT, service=1)
    for kind, code, rest, name in ((2, 0, 1400, "packet too big"), (3, 0, 0, "IPv6 time exceeded"),
                                   (4, 1, 6, "IPv6 parameter problem")):
        s.send(name, c.error(ROUTER6, VIP6, about6, kind, code, rest), REDIRECT, service=3)
    optioned = c.answer(CLIENT, VIP, (30000, 80), options=b"\x01" * 12)
    s.send("embedded IP options", c.error(ROUTER, VIP, optioned), REDIRECT, service=1)
    s.send("from the client itself", c.error(CLIENT, VIP, about), REDIRECT, service=1)
    s.send("about a packet of another VIP", c.error(ROUTER, "192.0.2.2", about), "DROP_ICMP_MISMATCH")
    s.send("about a packet that the client sent", c.error(ROUTER, VIP, c.tcp(CLIENT, VIP, (1, 80))[14:]),
           "DROP_ICMP_MISMATCH")
    s.send("about another VIP, IPv6", c.error(ROUTER6, VIP6, c.answer(CLIENT6, "2001:db8::9", (1, 2))),
           "DROP_ICMP_MISMATCH")
    s.send("about an unknown port", c.error(ROUTER, VIP, c.answer(CLIENT, VIP, (30000, 81))),
           "DROP_UNKNOWN_PORT")
    s.send("too short for ports", c.error(ROUTER, VIP, about, keep=27), "DROP_ICMP_EMBEDDED")
    s.send("too short for ports, IPv6", c.error(ROUTER6, VIP6, about6, keep=47), "DROP_ICMP_EMBEDDED")
    later = c.answer(CLIENT, VIP, (30000, 80), df=False, offset=64)
    s.send("about a later fragment", c.error(ROUTER, VIP, later), "DROP_ICMP_EMBEDDED")
    ping = wire.ipv4(wire.address(VIP), wire.address(CLIENT), wire.ICMP, wire.icmp(0, 0, 1, b"pong"))
    s.send("about an echo reply", c.error(ROUTER, VIP, ping, keep=28), "DROP_ICMP_EMBEDDED")
    s.send("a redirect", c.error(ROUTER, VIP, about, 5, 1), "DROP_ICMP")
    s.send("an echo reply", c.error(ROUTER, VIP, about, 0, 0), "DROP_ICMP")
    s.send("an echo request with a code", c.error(ROUTER, VIP, about, 8, 1), "DROP_ICMP")
    cut = wire.ipv4(wire.address(ROUTER), wire.address(VIP), wire.ICMP, b"\3\1\0\0")
    s.send("a header cut off", c.frame(cut), "DROP_MALFORMED")


def echoes(s):
    s.send("echo", c.echo(CLIENT, VIP), "ANSWER_ECHO")
    s.send("echo, odd length", c.echo(CLIENT, VIP, b"odd"), "ANSWER_ECHO")
    s.send("echo, one VLAN tag", c.echo(CLIENT, VIP, tags=[(wire.DOT1Q, 5)]), "ANSWER_ECHO")
    s.send("echo, with padding", c.echo(CLIENT, VIP, b"", padding=bytes(18)), "ANSWER_ECHO")
    s.send("echo, IPv6", c.echo(CLIENT6, VIP6), "ANSWER_ECHO")
    s.send("echo, IPv6, two VLAN tags", c.echo(CLIENT6, VIP6, tags=[(wire.DOT1AD, 5), (wire.DOT1Q, 6)]),
           "ANSWER_ECHO")
    for client, vip in ((CLIENT, VIP), (CLIENT6, VIP6)):
        for group in ("ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"):
            frame = c.patched(c.echo(client, vip), 0, wire.mac(group))
            s.send("echo of %s to the MAC %s" % (vip, group), frame, "DROP_ICMP")
    for client, vip in (("0.0.0.0", VIP), ("224.0.0.1", VIP), ("::", VIP6), ("ff02::1", VIP6)):
        s.send("echo that %s asks for" % client, c.echo(client, vip), "DROP_ICMP")
    s.send("echo for no VIP", c.echo(CLIENT, "192.0.2.99"), "PASS_NOT_VIP")
    source, vip = wire.address(CLIENT6), wire.address(VIP6)
    ask = wire.icmpv6(source, vip, 135, 0, 0, vip)
    s.send("neighbour solicitation", c.frame(wire.ipv6(source, vip, wire.ICMPV6, ask, hops=255)),
           "PASS_NEIGHBOUR")


def sizes():
    s = Scenario("mtu", "what does not fit into the way to the backend, with and without DF", [
        backend(1, "10.1.0.1", mtu=1500), backend(2, "10.1.0.2", "GUE", gue_port=6080, mtu=1500),
        backend(3, "192.0.2.13", "L2", mtu=1400), backend(4, "2001:db8:b::4", mtu=1500),
        backend(5, "2001:db8:b::5", "GUE", gue_port=6080, mtu=1600),
    ], [service(id_, VIP, port=80 + id_, table=id_) for id_ in (1, 2, 3, 4, 5)] +
        [service(10 + id_, VIP6, port=80 + id_, table=id_) for id_ in (4, 5)])
    names = {entry["id"]: entry["address"] for entry in s.backends}
    s.phase("stable", {id_: s.maglev({name: 1}) for id_, name in names.items()})
    for id_, room in ((1, 1480), (2, 1468), (3, 1400), (4, 1460), (5, 1548)):
        for size, df in ((room, True), (room, False), (room + 1, True), (room + 1, False)):
            outcome = REDIRECT if size <= room else "ANSWER_TOO_BIG" if df else "DROP_TOO_BIG"
            name = "%d bytes to backend %d, %s DF" % (size, id_, "with" if df else "without")
            frame = c.tcp(CLIENT, VIP, (20000, 80 + id_), ACK, data(size - 40), df=df)
            s.send(name, frame, outcome)
    for id_, room in ((4, 1460), (5, 1548)):
        for size in (room, room + 1):
            outcome = REDIRECT if size <= room else "ANSWER_TOO_BIG"
            frame = c.tcp(CLIENT6, VIP6, (20000, 80 + id_), ACK, data(size - 60))
            s.send("IPv6, %d bytes to backend %d" % (size, id_), frame, outcome)
    tagged = c.tcp(CLIENT, VIP, (20000, 81), ACK, data(1441), tags=[(wire.DOT1Q, 9)])
    s.send("VLAN", tagged, "ANSWER_TOO_BIG")
    odd = c.tcp(CLIENT, VIP, (20000, 81), ACK, data(1441), tags=[(wire.DOT1AD, 9), (wire.DOT1Q, 10)])
    s.send("two VLAN tags", odd, "ANSWER_TOO_BIG")
    s.send("IPv6, VLAN", c.tcp(CLIENT6, VIP6, (20000, 84), ACK, data(1401), tags=[(wire.DOT1Q, 9)]),
           "ANSWER_TOO_BIG")
    s.send("from a multicast source", c.tcp("224.0.0.1", VIP, (20000, 81), ACK, data(1441)), "DROP_TOO_BIG")
    about = c.answer(CLIENT, VIP, (20000, 81), data=data(1500))
    s.send("an error that is too big itself", c.error(ROUTER, VIP, about, keep=1460), "DROP_TOO_BIG")
    return s


def data(size):
    return bytes(i * 7 & 0xFF for i in range(size))


def nobody():
    s = Scenario("no-backend", "slots that name nobody, and a backend that cannot be reached", [
        backend(1, "10.1.0.1"), backend(2, "10.1.0.2", resolved=False),
    ], [
        service(1, VIP), service(2, VIP, "UDP", 53, zero_backends="USE_ALL"), service(3, VIP6),
        service(4, VIP, port=81, table=2), service(5, VIP, port=82, table=3),
    ])
    s.phase("none", {1: [0] * SIZE, 2: [2] * SIZE, 3: [1 << 15] * SIZE})
    s.send("SYN", c.tcp(CLIENT, VIP, (20000, 80)), "ANSWER_REJECT", backend=0)
    s.send("data", c.tcp(CLIENT, VIP, (20000, 80), ACK, b"late"), "ANSWER_REJECT", backend=0)
    s.send("odd length", c.tcp(CLIENT, VIP, (20000, 80), ACK, b"odd"), "ANSWER_REJECT")
    s.send("long", c.tcp(CLIENT, VIP, (20000, 80), ACK, data(700)), "ANSWER_REJECT")
    s.send("VLAN", c.tcp(CLIENT, VIP, (20000, 80), tags=[(wire.DOT1Q, 5)]), "ANSWER_REJECT")
    s.send("padding", c.tcp(CLIENT, VIP, (20000, 80), padding=bytes(6)), "ANSWER_REJECT")
    s.send("IPv6", c.tcp(CLIENT6, VIP6, (20000, 80)), "ANSWER_REJECT", backend=0)
    s.send("IPv6, long", c.tcp(CLIENT6, VIP6, (20000, 80), ACK, data(1300)), "ANSWER_REJECT")
    s.send("an error about the flow", c.error(ROUTER, VIP, c.answer(CLIENT, VIP, (20000, 80))),
           "DROP_NO_BACKEND")
    s.send("from a loopback source", c.tcp("127.0.0.1", VIP, (20000, 80)), "DROP_NO_BACKEND")
    s.send("no rejecting", c.udp(CLIENT, VIP, (20000, 53)), "DROP_NO_BACKEND", backend=0)
    s.send("unresolved", c.tcp(CLIENT, VIP, (20000, 81)), "DROP_UNRESOLVED", backend=2)
    s.send("in transition to nobody: SYN", c.tcp(CLIENT, VIP, (20000, 82)), "ANSWER_REJECT", backend=0)
    s.send("in transition to nobody: data", c.tcp(CLIENT, VIP, (20000, 82), ACK), REDIRECT, backend=1)
    return s


def source_ranges():
    s = Scenario("source-ranges", "only clients of the ranges are let in",
                 three() + [backend(4, "2001:db8:b::4")], [
        service(1, VIP, source_ranges=["198.51.100.0/25", "203.0.113.7/32"]),
        service(2, VIP, "UDP", 53, source_ranges=["0.0.0.0/0"]),
        service(3, VIP6, table=2, source_ranges=["2001:db8:c::/48"]), service(4, VIP, port=81),
    ])
    s.phase("stable", {1: s.maglev(V4), 2: s.maglev({"2001:db8:b::4": 1})})
    for client, outcome in (("198.51.100.0", REDIRECT), ("198.51.100.127", REDIRECT),
                            ("198.51.100.128", "DROP_SOURCE_RANGE"), ("203.0.113.7", REDIRECT),
                            ("203.0.113.6", "DROP_SOURCE_RANGE")):
        s.send(client, c.tcp(client, VIP, (20000, 80)), outcome, service=1)
        s.send("%s, all let in" % client, c.udp(client, VIP, (20000, 53)), REDIRECT)
        s.send("%s, no ranges" % client, c.tcp(client, VIP, (20000, 81)), REDIRECT)
    s.send("IPv6 inside", c.tcp("2001:db8:c:ffff::1", VIP6, (20000, 80)), REDIRECT)
    s.send("IPv6 outside", c.tcp("2001:db8:d::1", VIP6, (20000, 80)), "DROP_SOURCE_RANGE")
    about = c.answer(CLIENT, VIP, (20000, 80))
    s.send("an error counts as its client's", c.error(ROUTER, VIP, about), REDIRECT, service=1)
    return s


SCENARIOS = [affinity, icmp, sizes, nobody, source_ranges]
