"""Vectors without packets: tables of every size, and flows with their hashes and slots."""

import random

from . import maglev, output, wire
from .plane import flow_hash


def tables():
    """Owners as indices in the given order of backends, -1 for none that owns a slot."""
    rng = random.Random("turnout tables")
    cases = []
    for size, count, weights in ((256, 1, 1), (256, 2, 1), (256, 3, 10), (512, 5, 1), (1024, 10, 1),
                                 (1024, 9, 65535), (2048, 20, 100), (4096, 33, 3)):
        names = []
        while len(names) < count:
            packed = rng.randbytes(4) if rng.random() < 0.5 else b"\x20\x01" + rng.randbytes(14)
            names.append(wire.text(packed))
        heavy = {name: rng.randint(1 if i == 0 else 0, weights) if weights > 1 else 1
                 for i, name in enumerate(names)}
        seed = rng.randbytes(32).hex()
        owners = [names.index(name) for name in maglev.table(seed, heavy, size)]
        cases.append({"seed": seed, "size": size, "owners": owners,
                      "backends": [{"address": name, "weight": heavy[name]} for name in names]})
    return {"tables": cases}


def flows():
    rng = random.Random("turnout flows")
    cases = []
    for i in range(200):
        size = 4 if i % 2 else 16
        source, destination = rng.randbytes(size), rng.randbytes(size)
        if size == 16:
            source, destination = b"\x20" + source[1:], b"\x20" + destination[1:]
        edges = (0, 1, 65535)
        ports = tuple(rng.choice(edges) if rng.random() < 0.2 else rng.randrange(65536) for _ in "sd")
        five, client = (flow_hash(source, destination, p) for p in (ports, (0, 0)))
        cases.append({
            "source": wire.text(source), "destination": wire.text(destination),
            "source_port": ports[0], "destination_port": ports[1],
            "five_tuple": "0x%08x" % five, "client_ip": "0x%08x" % client,
            "slots": {str(m): five & m - 1 for m in (256, 65536, 131072)},
            "entropy": "0x%08x" % output.entropy(five)})
    return {"flows": cases}
