package dev.turnout.p4.softswitch.engine;

import java.util.List;
import java.util.Optional;

/** A program that can be run, with its tables, counters and registers. */
record Program(
        Layout layout,
        Optional<ParserState> parser,
        Pipeline ingress,
        Pipeline egress,
        List<Checksum> checksums,
        Deparser deparser,
        List<CounterArray> counters,
        List<RegisterArray> registers) {}
