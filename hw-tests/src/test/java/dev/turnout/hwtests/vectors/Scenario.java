package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A file of vectors: what a data plane holds, and packets with what it must make of them.
 *
 * @param phases one after the other on one data plane: only slot words change between them
 */
public record Scenario(String name, List<BackendEntry> backends, List<ServiceEntry> services, List<Phase> phases) {
    public Scenario {
        backends = List.copyOf(backends);
        services = List.copyOf(services);
        phases = List.copyOf(phases);
    }

    /** @param transit counted since the first phase */
    public record Phase(
            String about, SortedMap<TableId, SlotTable> tables, List<Packet> packets, List<Transit> transit) {
        public Phase {
            packets = List.copyOf(packets);
            transit = List.copyOf(transit);
        }
    }

    /**
     * A frame and what must come of it.
     *
     * @param frame as it comes in, in hexadecimal
     * @param verdict TX, REDIRECT, PASS or DROP
     * @param outcome the counter that it is counted under
     * @param output the frame that comes out, empty where it is dropped
     */
    public record Packet(String name, String frame, String verdict, String outcome, Optional<String> output) {}

    /** Packets that hold a table's transitions open: see {@code struct table_counts} of layout.h. */
    public record Transit(TableId table, int toPrevious, int toFrozenCurrent) {}

    /** All of {@code hw-tests/vectors}, at least one. */
    public static List<Scenario> all() {
        return ScenarioFiles.read();
    }

    /** What the data plane is to hold in that phase. */
    public DataplaneState state(Phase phase) {
        return new DataplaneState(byId(backends, BackendEntry::id), phase.tables(), byId(services, ServiceEntry::id));
    }

    private static <K extends Comparable<K>, V> TreeMap<K, V> byId(List<V> entries, Function<V, K> id) {
        return entries.stream().collect(Collectors.toMap(id, Function.identity(), (a, _) -> a, TreeMap::new));
    }

    @Override
    public String toString() {
        return name;
    }
}
