"""What a file of vectors says, and how it is written."""

import json
import textwrap

from . import maglev, wire
from .plane import Plane, flow_hash

SEED = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
SIZE = 256
FORWARD = "FORWARD"
HOP_MACS = {"source": "02:00:00:00:01:01", "destination": "02:00:00:00:01:02"}


def backend(id_, address, encapsulation="IPIP", port=2, vlan=0, mtu=1500, source=None,
            gue_port=None, resolved=True):
    """A data plane's backend. Port 1 is where the frames come in."""
    if source is None:
        source = "2001:db8:f::1/128" if ":" in address else "10.255.0.1/32"
    hop = {"port": port, "vlan": vlan} | HOP_MACS | {"mtu": mtu, "outer_source": source}
    return {"id": id_, "address": address, "encapsulation": encapsulation, "gue_port": gue_port,
            "next_hop": hop if resolved else None}


def service(id_, vip, protocol="TCP", port=80, table=1, affinity="FIVE_TUPLE", persistence=None,
            zero_backends="REJECT", source_ranges=()):
    if persistence is None:
        persistence = "TRANSIT" if protocol == "TCP" else "NONE"
    return {"id": id_, "vip": vip, "protocol": protocol, "port": port, "table": table,
            "affinity": affinity, "persistence": persistence, "zero_backends": zero_backends,
            "source_ranges": list(source_ranges)}


class Scenario:
    def __init__(self, name, about, backends, services):
        self.name, self.about = name, about
        self.backends, self.services = backends, services
        self.ids = {entry["address"]: entry["id"] for entry in backends}
        self.plane = Plane(backends, services)
        self.phases = []

    def owners(self, weights, size=SIZE):
        """Backend ids by slot; `weights` is {address: weight}."""
        return [self.ids[name] for name in maglev.table(SEED, weights, size)]

    def maglev(self, weights, was=None, filter_of=lambda slot: 0, frozen=False):
        """A table, or the transition to it from what it was."""
        owners = self.owners(weights)
        before = self.owners(was) if was else owners
        made = {"seed": SEED, "weights": weights, "was": was}
        return {"words": maglev.moved(before, owners, filter_of, frozen), "made": made}

    def phase(self, about, tables, draining=()):
        """`tables` is {id: a table of maglev(), or a list of words}; packets follow."""
        entries = []
        for id_, table in tables.items():
            table = table if isinstance(table, dict) else {"words": table, "made": None}
            self.plane.tables[id_] = table["words"]
            entries.append({"id": id_} | table)
        self.phases.append({"about": about, "draining": list(draining), "tables": entries,
                            "packets": [], "transit": []})

    def send(self, name, frame, outcome, **expected):
        """Runs a packet. The author says the outcome too, so that the model cannot err alone.

        FORWARD stands for either way of forwarding.
        """
        step = self.plane.run(frame)
        if outcome == FORWARD and step["outcome"].startswith(FORWARD):
            outcome = step["outcome"]
        for key, value in ({"outcome": outcome} | expected).items():
            if step.get(key) != value:
                raise AssertionError("%s, %s: %s is %r, not %r" % (
                    self.name, name, key, step.get(key), value))
        phase = self.phases[-1]
        phase["packets"].append({"name": name} | step)
        phase["transit"] = [{"table": table} | counts
                            for table, counts in sorted(self.plane.transit.items())]
        return step

    def port_for(self, client, vip, destination_port, wanted, first=20000, table=1):
        """The first source port from `first` whose slot's word satisfies `wanted`."""
        words = self.plane.tables[table]
        for port in range(first, 65536):
            hash_ = flow_hash(wire.address(client), wire.address(vip), (port, destination_port))
            if wanted(words[hash_ & len(words) - 1]):
                return port
        raise AssertionError("no such port")

    def document(self):
        return {"name": self.name, "about": self.about, "backends": self.backends,
                "services": self.services, "phases": self.phases}


def render(value, indent=""):
    """JSON with one scalar list or small record a line, so that a change is a small diff."""
    flat = json.dumps(value)
    scalars = isinstance(value, list) and not any(isinstance(v, (dict, list)) for v in value)
    if not isinstance(value, (dict, list)) or len(indent + flat) <= 100:
        return flat
    if scalars:
        return textwrap.fill(flat, 100, subsequent_indent=indent + " ", break_long_words=False,
                             break_on_hyphens=False)
    inner = indent + " "
    if isinstance(value, list):
        body = [inner + render(v, inner) for v in value]
        return "[\n" + ",\n".join(body) + "\n" + indent + "]"
    body = [inner + json.dumps(k) + ": " + render(v, inner) for k, v in value.items()]
    return "{\n" + ",\n".join(body) + "\n" + indent + "}"
