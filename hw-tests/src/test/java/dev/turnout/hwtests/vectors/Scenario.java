package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.TransitTraffic;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.Seed;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Packets, and what a data plane must make of them, phase by phase. Marks and flow tables stay between phases. */
public record Scenario(
        String name,
        String about,
        SortedMap<BackendId, BackendEntry> backends,
        SortedMap<ServiceId, ServiceEntry> services,
        List<Phase> phases) {
    /** All of {@code hw-tests/vectors}. */
    public static List<Scenario> all() {
        return Vectors.scenarios();
    }

    /** What the data plane holds in a phase. Only slot words and who drains differ between phases. */
    public DataplaneState state(Phase phase) {
        SortedMap<BackendId, BackendEntry> now = new TreeMap<>();
        backends.forEach((id, entry) -> now.put(
                id,
                new BackendEntry(
                        id, entry.key(), entry.idGeneration(), phase.draining().contains(id), entry.nextHop())));
        return new DataplaneState(now, phase.tables(), services);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * @param made how tables came to be, of those that are Maglev tables
     * @param transit counted since the first phase; tables without such packets are missing
     */
    public record Phase(
            String about,
            Set<BackendId> draining,
            SortedMap<TableId, SlotTable> tables,
            SortedMap<TableId, Made> made,
            List<Packet> packets,
            SortedMap<TableId, TransitTraffic> transit) {}

    /**
     * A Maglev table, or the transition to it.
     *
     * @param was the weights of the table before, where the words are in transition from it
     */
    public record Made(Seed seed, List<Backend> weights, Optional<List<Backend>> was) {}

    /** What becomes of a frame. */
    public enum Verdict {
        /** Out by the port it came in by. */
        TX,
        /** Out by another. */
        REDIRECT,
        /** To the kernel. */
        PASS,
        DROP
    }

    /**
     * @param outcome the counter that it is counted under
     * @param output the frame after it; empty for {@link Verdict#DROP}
     * @param service the service it is for, if it came so far
     * @param lookup its way to a backend, if it came so far
     */
    public record Packet(
            String name,
            byte[] frame,
            Verdict verdict,
            String outcome,
            Optional<byte[]> output,
            Optional<ServiceId> service,
            Optional<Lookup> lookup) {
        @Override
        public String toString() {
            return name + " (" + HexFormat.of().formatHex(frame) + ")";
        }
    }

    /**
     * @param flow of an ICMP error the flow that it is about, of a fragment with ports 0
     * @param slot in its table
     * @param marked in transition: whether the flow was marked before
     * @param remembered with a flow table: whether the flow was in it before
     * @param backend its id, 0 for none
     */
    public record Lookup(
            FiveTuple flow,
            int hash,
            int slot,
            SlotWord word,
            boolean syn,
            Optional<Boolean> marked,
            Optional<Boolean> remembered,
            int backend) {}
}
