"""Maglev tables, and the slot words that lead from one table to the next."""

import hashlib

from .wire import address, mapped

FILTER, FROZEN = 1 << 30, 1 << 31


def quotas(weights, size):
    """Largest remainder; `weights` is [(address, weight)], ascending and positive."""
    total = sum(weight for _, weight in weights)
    result = [size * weight // total for _, weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(size * weights[i][1] % total), i))
    for i in order[:size - sum(result)]:
        result[i] += 1
    return result


def table(seed, weights, size):
    """The owner of each slot, as an address; `weights` is {address text: weight} in any order."""
    order = sorted((mapped(address(name)), name, weight) for name, weight in weights.items())
    order = [entry for entry in order if entry[2] > 0]
    missing = quotas([(packed, weight) for packed, _, weight in order], size)
    walks = []
    for packed, _, _ in order:
        digest = hashlib.sha256(bytes.fromhex(seed) + packed).digest()
        offset = int.from_bytes(digest[0:4], "big") & (size - 1)
        skip = int.from_bytes(digest[4:8], "big") & (size - 1) | 1
        walks.append([offset, skip])
    owners = [None] * size
    while any(missing):
        for turn, (_, name, _) in enumerate(order):
            if not missing[turn]:
                continue
            walk = walks[turn]
            while owners[walk[0]] is not None:
                walk[0] = (walk[0] + walk[1]) & (size - 1)
            owners[walk[0]] = name
            missing[turn] -= 1
    return owners


def word(current, previous=0, filter_=0, frozen=False):
    return current | previous << 15 | (FILTER if filter_ else 0) | (FROZEN if frozen else 0)


def moved(before, after, filter_of, frozen=False):
    """Words of a table in transition: slots whose owner stays are stable. Owners are ids."""
    return [word(new) if new == old else word(new, old, filter_of(slot), frozen)
            for slot, (old, new) in enumerate(zip(before, after))]
