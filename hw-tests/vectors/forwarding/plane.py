"""A data plane: services, slots, marks and flow tables, a frame at a time."""

import struct

from . import output, parse, wire
from .maglev import FILTER, FROZEN
from .parse import is_icmp

OWNER = 0x7FFF


def flow_hash(source, destination, ports):
    return wire.crc32(source + destination + struct.pack("!HH", *ports))


def resting(word):
    """Whom a slot ends with: what services that keep their flows by no marks take."""
    return word >> 15 & OWNER if word & FROZEN else word & OWNER


class Plane:
    """Lives for one scenario; marks and flow tables outlive its phases."""

    def __init__(self, backends, services):
        self.backends = {backend["id"]: backend for backend in backends}
        self.services = services
        self.tables = {}
        self.marks = set()
        self.flows = {}
        self.transit = {}

    def run(self, frame):
        """What becomes of a frame, as a step of a scenario without its name."""
        step = {}
        packet = parse.parse(frame)
        outcome = self.forward(frame, packet, step) if packet else "PASS_NOT_IP"
        out = step.pop("output", None)
        verdict = output.verdict(outcome)
        if verdict == "PASS":
            out = frame
        result = {"outcome": outcome, "verdict": verdict, "frame": frame.hex()}
        result["output"] = out.hex() if out is not None else None
        return result | step

    def forward(self, frame, packet, step):
        if not any(wire.address(s["vip"]) == packet.destination for s in self.services):
            return "PASS_NOT_VIP"
        if packet.fault:
            return packet.fault
        if is_icmp(packet):
            outcome = self.icmp(frame, packet, step)
            if outcome:
                return outcome
        service, outcome = self.service(packet)
        if not service:
            return outcome
        step["service"] = service["id"]
        if not output.allowed(packet.source, service["source_ranges"]):
            return "DROP_SOURCE_RANGE"
        backend = self.backend(packet, service, step)
        if not backend:
            if service["zero_backends"] != "REJECT":
                return "DROP_NO_BACKEND"
            return output.reject(frame, packet, step)
        return output.send(frame, packet, self.backends[backend], int(step["hash"], 16), step)

    def icmp(self, frame, packet, step):
        """'' if the packet goes on as one of the flow that it is about."""
        if len(packet.payload) < 8:
            return "DROP_MALFORMED"
        kind, code = packet.payload[0], packet.payload[1]
        if packet.v6 and (130 <= kind <= 137 or kind == 143):
            return "PASS_NEIGHBOUR"
        if (kind, code) == ((128, 0) if packet.v6 else (8, 0)):
            if frame[0] & 1 or not output.may_answer(packet):
                return "DROP_ICMP"
            step["output"] = output.echo(frame, packet)
            return "ANSWER_ECHO"
        if kind in ((1, 2, 3, 4) if packet.v6 else (3, 11, 12)):
            return parse.embedded(packet)
        return "DROP_ICMP"

    def service(self, packet):
        """An exact port wins over port 0. Fragments have no port."""
        found = None
        for port in (0,) if packet.fragment else (0, packet.ports[1]):
            for service in self.services:
                key = (wire.address(service["vip"]), service["protocol"], service["port"])
                protocol = {wire.TCP: "TCP", wire.UDP: "UDP"}[packet.protocol]
                if key == (packet.destination, protocol, port):
                    found = service
        if packet.fragment and not (found and found["affinity"] == "CLIENT_IP"):
            return None, "DROP_FRAGMENT"
        return found, "DROP_UNKNOWN_PORT"

    def backend(self, packet, service, step):
        ports = packet.ports
        hashed = (0, 0) if service["affinity"] == "CLIENT_IP" else ports
        hash_ = flow_hash(packet.source, packet.destination, hashed)
        words = self.tables[service["table"]]
        slot = hash_ & len(words) - 1
        step["flow"] = {
            "source": wire.text(packet.source), "destination": wire.text(packet.destination),
            "protocol": service["protocol"],
            "source_port": ports[0], "destination_port": ports[1]}
        step["hash"] = "0x%08x" % hash_
        step["slot"], step["word"] = slot, words[slot]
        step["syn"] = packet.syn
        flow = (packet.source, packet.destination, packet.protocol, *ports)
        if service["persistence"] == "FLOW_TABLE":
            client = service["affinity"] == "CLIENT_IP"
            key = (service["id"], packet.source) if client else flow
            owners = frozenset(map(resting, words)) - {0}
            stays = client or not packet.syn
            chosen = self.remembered(key, owners, stays, resting(words[slot]), packet.error, step)
        elif service["persistence"] == "TRANSIT":
            chosen = self.in_slot(flow, words[slot], packet.syn, service["table"], step)
        else:
            chosen = resting(words[slot])
        step["backend"] = chosen
        return chosen

    def remembered(self, key, owners, stays, current, error, step):
        """A SYN, unless its entry holds other flows, follows one only of the same set of owners."""
        step["remembered"] = key in self.flows
        backend, began_among = self.flows.get(key, (0, None))
        if backend and (stays or began_among == owners):
            return backend
        if current and not error:
            self.flows[key] = current, owners
        return current

    def in_slot(self, flow, word, syn, table, step):
        current, previous = word & OWNER, word >> 15 & OWNER
        if not previous:
            return current
        frozen = bool(word & FROZEN)
        mark = (bool(word & FILTER), flow, current)
        counts = self.transit.setdefault(table, {"to_previous": 0, "to_frozen_current": 0})
        step["marked"] = mark in self.marks
        if mark in self.marks:
            counts["to_frozen_current"] += frozen
            return current
        if syn and not frozen:
            if current:
                self.marks.add(mark)
            return current
        counts["to_previous"] += not frozen
        return previous
