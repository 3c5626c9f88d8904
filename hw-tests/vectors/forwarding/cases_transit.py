"""Scenarios of slots that move: marks, both filters, frozen slots, flow tables."""

from . import client as c
from .cases_special import ROUTER, three
from .cases_stable import CLIENT, CLIENT6, REDIRECT, VIP, VIP6
from .maglev import FILTER, FROZEN, word
from .scenario import Scenario, backend, service
from .wire import ACK, FIN, SYN

A, B, C = "10.1.0.1", "10.1.0.2", "10.1.0.3"
MOVED = 0x7FFF << 15


def both_filters(slot):
    return slot & 1


def in_filter(number):
    return lambda w: w & MOVED and bool(w & FILTER) == bool(number)


def owners(w):
    return w & 0x7FFF, w >> 15 & 0x7FFF


def transit():
    s = Scenario("transit", "slots that move from one backend to another, in both filters",
                 three() + [backend(4, "2001:db8:b::4"), backend(5, "2001:db8:b::5")], [
        service(1, VIP), service(2, VIP, "UDP", 53), service(3, VIP6, table=2),
        service(4, VIP, "TCP", 0, affinity="CLIENT_IP"), service(5, VIP, port=8080, persistence="NONE"),
    ])
    before, after = {A: 1, B: 1}, {A: 1, B: 1, C: 2}
    stable6 = {"2001:db8:b::4": 1}
    s.phase("before", {1: s.maglev(before), 2: s.maglev(stable6)})
    s.send("SYN, nothing moves", c.tcp(CLIENT, VIP, (20000, 80)), REDIRECT)
    s.phase("in transition", {
        1: s.maglev(after, before, both_filters),
        2: s.maglev({"2001:db8:b::5": 1}, stable6, both_filters)})
    for number in (0, 1):
        port = s.port_for(CLIENT, VIP, 80, in_filter(number))
        old = s.port_for(CLIENT, VIP, 80, in_filter(number), port + 1)
        flows(s, "filter %d" % number, CLIENT, VIP, port, old, 80)
        port = s.port_for(CLIENT6, VIP6, 80, in_filter(number), table=2)
        old = s.port_for(CLIENT6, VIP6, 80, in_filter(number), port + 1, table=2)
        flows(s, "IPv6, filter %d" % number, CLIENT6, VIP6, port, old, 80)
    stays = s.port_for(CLIENT, VIP, 80, lambda w: not w & MOVED)
    for flags, name in ((SYN, "SYN"), (ACK, "data")):
        s.send("%s, a slot that stays" % name, c.tcp(CLIENT, VIP, (stays, 80), flags), REDIRECT)
    without_marks(s)
    ports_count(s)
    s.phase("ended", {1: s.maglev(after), 2: s.maglev({"2001:db8:b::5": 1})})
    old = s.port_for(CLIENT, VIP, 80, lambda w: w == 3)
    s.send("data, the move has ended", c.tcp(CLIENT, VIP, (old, 80), ACK), REDIRECT, backend=3)
    return s


def flows(s, where, client, vip, port, old, to):
    """A flow that begins in the transition, and one that began before it."""
    send = lambda name, p, flags, **kw: s.send(
        "%s, %s" % (where, name), c.tcp(client, vip, (p, to), flags, b"z"), REDIRECT, **kw)
    late = send("SYN-ACK of nobody", port, SYN | ACK, marked=False)
    _, previous = owners(late["word"])
    send("data before the SYN", port, ACK, marked=False, backend=previous)
    begun = send("SYN", port, SYN, marked=False)
    current, _ = owners(begun["word"])
    assert begun["backend"] == current
    send("SYN again", port, SYN, marked=True, backend=current)
    send("data of the marked flow", port, ACK, marked=True, backend=current)
    send("end of the marked flow", port, FIN | ACK, marked=True, backend=current)
    data = send("data of an older flow", old, ACK, marked=False)
    assert data["backend"] == owners(data["word"])[1]
    router = ROUTER if client == CLIENT else "2001:db8:9::9"
    for p, name in ((port, "marked"), (old, "older")):
        about = c.answer(client, vip, (p, to))
        found = s.send("%s, error about the %s flow" % (where, name), c.error(router, vip, about), REDIRECT)
        assert found["backend"] == owners(found["word"])[0 if p == port else 1]


def without_marks(s):
    """UDP and NONE share the table; what moves is nothing to them."""
    for name, build, to in (("UDP", c.udp, 53), ("TCP with persistence NONE", c.tcp, 8080)):
        port = s.port_for(CLIENT, VIP, to, in_filter(0))
        found = s.send("%s goes to current" % name, build(CLIENT, VIP, (port, to)), REDIRECT)
        assert found["backend"] == owners(found["word"])[0]


def ports_count(s):
    """CLIENT_IP: one slot for the client, but a mark for each of its flows."""
    words = s.plane.tables[1]
    client = next(name for name in ("198.51.100.%d" % i for i in range(20, 250))
                  if words[hash_slot(s, name)] & MOVED)
    begun = s.send("CLIENT_IP: SYN", c.tcp(client, VIP, (1000, 443)), REDIRECT, marked=False, service=4)
    current, previous = owners(begun["word"])
    s.send("CLIENT_IP: its data", c.tcp(client, VIP, (1000, 443), ACK), REDIRECT, marked=True, backend=current)
    s.send("CLIENT_IP: data of another flow", c.tcp(client, VIP, (1001, 443), ACK), REDIRECT, marked=False,
           backend=previous, hash=begun["hash"])


def hash_slot(s, client):
    from .plane import flow_hash
    from .wire import address
    return flow_hash(address(client), address(VIP), (0, 0)) & len(s.plane.tables[1]) - 1


def frozen():
    s = Scenario("frozen", "a move that is taken back: marked flows stay, new ones go to previous", three(),
                 [service(1, VIP), service(2, VIP, "UDP", 53)])
    before, after = {A: 1, B: 1}, {A: 1, B: 1, C: 2}
    s.phase("in transition", {1: s.maglev(after, before, both_filters)})
    ports = {}
    for number in (0, 1):
        ports[number] = s.port_for(CLIENT, VIP, 80, in_filter(number))
        s.send("filter %d: SYN" % number, c.tcp(CLIENT, VIP, (ports[number], 80)), REDIRECT, marked=False)
    s.phase("frozen", {1: s.maglev(after, before, both_filters, True)})
    for number, port in ports.items():
        new = s.port_for(CLIENT, VIP, 80, in_filter(number), port + 1)
        for flags, name in ((SYN, "SYN"), (ACK, "data")):
            found = s.send("filter %d: %s of the marked flow" % (number, name),
                           c.tcp(CLIENT, VIP, (port, 80), flags), REDIRECT, marked=True)
            assert found["backend"] == owners(found["word"])[0]
        for flags, name in ((SYN, "SYN"), (ACK, "data"), (SYN, "SYN again")):
            found = s.send("filter %d: %s of a new flow" % (number, name),
                           c.tcp(CLIENT, VIP, (new, 80), flags), REDIRECT, marked=False)
            assert found["backend"] == owners(found["word"])[1]
        found = s.send("filter %d: UDP, which keeps no flows" % number,
                       c.udp(CLIENT, VIP, (s.port_for(CLIENT, VIP, 53, in_filter(number)), 53)), REDIRECT)
        assert found["backend"] == owners(found["word"])[1]
    s.phase("thawed", {1: s.maglev(after, before, both_filters)})
    for number, port in ports.items():
        new = s.port_for(CLIENT, VIP, 80, in_filter(number), port + 1)
        s.send("filter %d: data of the marked flow" % number, c.tcp(CLIENT, VIP, (port, 80), ACK), REDIRECT,
               marked=True)
        s.send("filter %d: data of the flow begun while frozen" % number,
               c.tcp(CLIENT, VIP, (new, 80), ACK), REDIRECT, marked=False)
    s.phase("taken back", {1: s.maglev(before)})
    s.send("SYN", c.tcp(CLIENT, VIP, (ports[0], 80)), REDIRECT)
    return s


def marks():
    s = Scenario("marks", "a mark is of a flow, a filter and a current owner; words at their limits", [
        backend(1, A), backend(2, B), backend(16384, C), backend(32767, "10.1.0.4"),
    ], [service(1, VIP), service(2, VIP, port=81)])
    syn, data = c.tcp(CLIENT, VIP, (20000, 80)), c.tcp(CLIENT, VIP, (20000, 80), ACK)
    # Two slots that no packet here meets, so that neither filter is ever out of use and cleared.
    fill = lambda *args: {1: [word(1, 2, 0), word(1, 2, 1)] + [word(*args)] * 254}
    s.phase("1 to 2, filter 0", fill(2, 1, 0))
    s.send("SYN", syn, REDIRECT, backend=2)
    s.send("data", data, REDIRECT, backend=2, marked=True)
    other = c.tcp(CLIENT, VIP, (20000, 81), ACK)
    s.send("data of another port", other, REDIRECT, backend=1, marked=False)
    s.send("data of another client", c.tcp("198.51.100.8", VIP, (20000, 80), ACK), REDIRECT, backend=1)
    s.phase("the other filter", fill(2, 1, 1))
    s.send("data, not marked there", data, REDIRECT, backend=1, marked=False)
    s.phase("2 died, the slot is 32767's", fill(32767, 1, 0))
    s.send("data, the mark was for 2", data, REDIRECT, backend=1, marked=False)
    s.send("SYN", syn, REDIRECT, backend=32767, marked=False)
    s.send("data", data, REDIRECT, backend=32767, marked=True)
    s.phase("back with 2", fill(2, 1, 0))
    s.send("data, the old mark holds", data, REDIRECT, backend=2, marked=True)
    s.phase("the highest ids", fill(16384, 32767, 1))
    s.send("data", data, REDIRECT, backend=32767, marked=False)
    s.send("SYN", syn, REDIRECT, backend=16384, marked=False)
    s.phase("the highest ids, frozen", fill(16384, 32767, 1, True))
    s.send("data", data, REDIRECT, backend=16384, marked=True)
    s.phase("frozen, to nobody", fill(0, 32767, 0, True))
    s.send("SYN", syn, REDIRECT, backend=32767, marked=False)
    return s


def flow_table():
    s = Scenario("flow-table", "FLOW_TABLE: what was seen stays, what was not goes by the slot", three(), [
        service(1, VIP, persistence="FLOW_TABLE"), service(2, VIP, "UDP", 53, persistence="FLOW_TABLE"),
        service(3, VIP, "TCP", 0, persistence="FLOW_TABLE", affinity="CLIENT_IP"),
    ])
    before, after = {A: 1, B: 1}, {A: 1, B: 1, C: 2}
    s.phase("before", {1: s.maglev(before)})
    # A client and ports whose slots will move.
    s.plane.tables[2] = s.maglev(after, before)["words"]
    client = next(name for name in ("198.51.100.%d" % i for i in range(20, 250))
                  if s.plane.tables[2][hash_slot(s, name)] & MOVED)
    port = s.port_for(client, VIP, 80, in_filter(0), table=2)
    late = s.port_for(client, VIP, 80, in_filter(0), port + 1, table=2)
    question = s.port_for(client, VIP, 53, in_filter(0), table=2)
    del s.plane.tables[2]
    first = {
        80: s.send("TCP", c.tcp(client, VIP, (port, 80)), REDIRECT, remembered=False)["backend"],
        53: s.send("UDP", c.udp(client, VIP, (question, 53)), REDIRECT, remembered=False)["backend"],
        443: s.send("CLIENT_IP", c.tcp(client, VIP, (1, 443)), REDIRECT, remembered=False)["backend"]}
    s.phase("after", {1: s.maglev(after)})
    s.send("TCP stays", c.tcp(client, VIP, (port, 80), ACK), REDIRECT, remembered=True, backend=first[80])
    s.send("UDP stays", c.udp(client, VIP, (question, 53)), REDIRECT, remembered=True, backend=first[53])
    s.send("the client stays", c.tcp(client, VIP, (2, 8443)), REDIRECT, remembered=True, backend=first[443])
    about = c.answer(client, VIP, (port, 80))
    s.send("an error follows", c.error(ROUTER, VIP, about), REDIRECT, remembered=True, backend=first[80])
    s.send("a SYN goes by the slot: the service has other backends", c.tcp(client, VIP, (port, 80)), REDIRECT,
           remembered=True, backend=3)
    s.send("and its data", c.tcp(client, VIP, (port, 80), ACK), REDIRECT, remembered=True, backend=3)
    about = c.answer(client, VIP, (late, 80))
    s.send("an error is not remembered", c.error(ROUTER, VIP, about), REDIRECT, remembered=False, backend=3)
    s.send("a flow in mid-stream goes by the slot", c.tcp(client, VIP, (late, 80), ACK), REDIRECT,
           remembered=False, backend=3)
    s.send("and is remembered", c.tcp(client, VIP, (late, 80), ACK), REDIRECT, remembered=True, backend=3)
    s.phase("those that were first drain", {1: s.maglev({C: 1}, None)}, sorted(set(first.values())))
    s.send("the client stays, its SYN too", c.tcp(client, VIP, (3, 443)), REDIRECT, remembered=True,
           backend=first[443])
    s.send("UDP has no SYN", c.udp(client, VIP, (question, 53)), REDIRECT, remembered=True, backend=first[53])
    return s


def flow_table_sets():
    """Backends that leave a service and live on in others: neither draining nor unknown."""
    s = Scenario("flow-table-sets", "FLOW_TABLE: new connections go to backends that the service has", three(), [
        service(1, VIP, persistence="FLOW_TABLE"), service(2, VIP, "UDP", 53, persistence="FLOW_TABLE"),
        service(3, VIP, port=443, persistence="FLOW_TABLE", affinity="CLIENT_IP"),
        service(4, VIP, port=8443, table=2, persistence="FLOW_TABLE", affinity="CLIENT_IP"),
        service(5, VIP, "UDP", 443, 2, persistence="FLOW_TABLE", affinity="CLIENT_IP"),
    ])
    held = {2: s.maglev({B: 1})}
    s.phase("the first has 1, the others 2", {1: s.maglev({A: 1})} | held)
    syn, data = c.tcp(CLIENT, VIP, (20000, 80)), c.tcp(CLIENT, VIP, (20000, 80), ACK)
    question, client = c.udp(CLIENT, VIP, (20000, 53)), c.tcp(CLIENT, VIP, (20000, 443))
    for name, frame in (("a SYN", syn), ("UDP", question), ("a client", client)):
        s.send(name, frame, REDIRECT, remembered=False, backend=1)
    for name, frame in (("the client, at another service", c.tcp(CLIENT, VIP, (20000, 8443))),
                        ("and at another protocol", c.udp(CLIENT, VIP, (20000, 443)))):
        s.send(name, frame, REDIRECT, remembered=False, backend=2)
        s.send(name + ", again", frame, REDIRECT, remembered=True, backend=2)
    s.send("the client is where it was", client, REDIRECT, remembered=True, backend=1)
    s.send("a SYN again", syn, REDIRECT, remembered=True, backend=1)
    s.phase("other slots, the same backends", {1: [1] * 256} | held)
    s.send("a SYN stays", syn, REDIRECT, remembered=True, backend=1)
    s.phase("the first has 2 as well", {1: [2] * 255 + [1]} | held)
    s.send("data stays", data, REDIRECT, remembered=True, backend=1)
    s.send("UDP stays", question, REDIRECT, remembered=True, backend=1)
    s.phase("the first has 2 alone", {1: [2] * 256} | held)
    s.send("data stays", data, REDIRECT, remembered=True, backend=1)
    about = c.answer(CLIENT, VIP, (20000, 80))
    s.send("an error stays", c.error(ROUTER, VIP, about), REDIRECT, remembered=True, backend=1)
    s.send("UDP stays", question, REDIRECT, remembered=True, backend=1)
    s.send("the client stays, with new connections too", client, REDIRECT, remembered=True, backend=1)
    s.send("a SYN leaves", syn, REDIRECT, remembered=True, backend=2)
    s.send("and its data", data, REDIRECT, remembered=True, backend=2)
    s.phase("a frozen slot ends with its previous owner", {1: [word(1, 2, 0, True)] * 256} | held)
    s.send("a SYN stays, 2 is the only one still", syn, REDIRECT, remembered=True, backend=2)
    s.phase("nobody", {1: [0] * 256} | held)
    s.send("data stays", data, REDIRECT, remembered=True, backend=2)
    s.send("a SYN finds nobody", syn, "ANSWER_REJECT", remembered=True, backend=0)
    s.send("data stays on", data, REDIRECT, remembered=True, backend=2)
    return s


SCENARIOS = [transit, frozen, marks, flow_table, flow_table_sets]
