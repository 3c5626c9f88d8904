#!/usr/bin/env python3
"""Writes the packet vectors.

usage: make_vectors.py [DIRECTORY]

DIRECTORY is where the files go, this script's own by default. README.md describes them. Equal runs
write equal bytes.
"""

import sys
from pathlib import Path

from forwarding import cases_special, cases_stable, cases_transit, tables
from forwarding.scenario import render

CASES = cases_stable.SCENARIOS + cases_special.SCENARIOS + cases_transit.SCENARIOS


def documents():
    yield "tables", tables.tables()
    yield "flows", tables.flows()
    for case in CASES:
        scenario = case()
        yield "scenario-" + scenario.name, scenario.document()


def main(arguments):
    if len(arguments) > 1 or any(argument.startswith("-") for argument in arguments):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    directory = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    directory.mkdir(parents=True, exist_ok=True)
    for name, document in documents():
        (directory / (name + ".json")).write_text(render(document) + "\n", encoding="ascii")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
