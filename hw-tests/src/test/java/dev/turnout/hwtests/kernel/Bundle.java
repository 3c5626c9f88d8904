package dev.turnout.hwtests.kernel;

import dev.turnout.ebpf.Outcome;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The text of a bundle, record after record: {@code hw-tests/kernel/README.md} has the format. */
final class Bundle {
    /** What may be written while a scenario goes on: not the marks, nor the flow table, which packets have filled. */
    private static final List<String> PROGRAMMED = List.of("slots", "services", "backend_index", "backends");

    private final StringBuilder text = new StringBuilder();
    private final EnumMap<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

    Bundle(String object, String program) {
        record("program", object, program);
    }

    /** @param dump records as {@code runner dump} writes them, of all maps */
    Bundle maps(String dump) {
        text.append(dump);
        return this;
    }

    /** Between packets: only what a data plane was programmed with since. */
    Bundle changedMaps(String dump) {
        boolean taken = false;
        for (String line : dump.lines().toList()) {
            if (line.startsWith("map ")) {
                taken = PROGRAMMED.contains(line.split(" ", 3)[1]);
            }
            if (taken) {
                text.append(line).append('\n');
            }
        }
        return this;
    }

    /** @param output in hexadecimal; empty where it does not matter */
    Bundle packet(String name, String frame, String verdict, Optional<String> output) {
        record("packet", name.replace(' ', '_'), frame, verdict, output.orElse("-"));
        return this;
    }

    /** The packet before is counted under that outcome, and nothing else is. */
    Bundle counted(Outcome outcome) {
        int count = outcomes.merge(outcome, 1, Integer::sum);
        return counter("outcomes", 0, 1 + outcome.ordinal(), count);
    }

    /** The index-th counter of an entry is this. */
    Bundle counter(String map, int key, int index, int value) {
        String bytes = HexFormat.of().toHexDigits(Integer.reverseBytes(key));
        record("counter", map, bytes, Integer.toString(8 * index), Integer.toString(value));
        return this;
    }

    private void record(String... words) {
        text.append(String.join(" ", words)).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
