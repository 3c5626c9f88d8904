package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.p4.runtime.config.Counter;
import dev.turnout.p4.runtime.config.P4Info;
import dev.turnout.p4.runtime.config.Table;
import java.util.stream.Stream;

/** How much the program has room for, by its p4info. */
record Sizes(int services, int slots, int backends, int ranges, int tables) {
    static Sizes of(P4Info info) {
        return new Sizes(
                min(
                        table(info, "service"),
                        table(info, "service_any_port"),
                        table(info, "vip"),
                        counter(info, "service_packets") - 1),
                (int) table(info, "maglev_slot"),
                min(table(info, "backend"), counter(info, "backend_packets") - 1, BackendId.MAX),
                (int) table(info, "source_range"),
                min(counter(info, "to_previous"), counter(info, "marked_frozen"), TableId.MAX + 1L));
    }

    private static int min(long... sizes) {
        return (int) java.util.Arrays.stream(sizes).min().orElseThrow();
    }

    private static long table(P4Info info, String alias) {
        return info.getTablesList().stream()
                .filter(table -> table.getPreamble().getAlias().equals(alias))
                .mapToLong(Table::getSize)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the program has no table " + alias));
    }

    private static long counter(P4Info info, String alias) {
        Stream<Counter> counters = info.getCountersList().stream();
        return counters.filter(counter -> counter.getPreamble().getAlias().equals(alias))
                .mapToLong(Counter::getSize)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the program has no counter " + alias));
    }

    Capabilities capabilities(String name) {
        return new Capabilities(name, services, backends, tables, slots, false, true, true, false, ranges);
    }
}
