package dev.turnout.agent.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.Capabilities;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.DataplaneSettings;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Wave;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration CEILING = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMinutes(1);

    private final Entries flows = new Entries();
    private Departures departures = new Departures(flows);
    private Instant now = START;

    /** Holds what it is told to, and forgets what it is told to. */
    private static final class Entries implements FlowTable {
        private final Set<Keeping> kept = new HashSet<>();
        private final List<Set<Keeping>> forgotten = new ArrayList<>();

        @Override
        public Map<Kind, Long> count() {
            return kept.stream().collect(Collectors.toMap(keeping -> new Kind(keeping, 0), _ -> 1L));
        }

        @Override
        public long forget(Set<Keeping> which) {
            forgotten.add(Set.copyOf(which));
            return kept.removeAll(which) ? which.size() : 0;
        }
    }

    private static FlowTable.Keeping keeping(int service, int backend) {
        return new FlowTable.Keeping(new ServiceId(service), new BackendId(backend));
    }

    /** Services 1 and up, each over a table of its own with these owners in turn. */
    private static DataplaneState state(Persistence persistence, int[]... owners) {
        TreeMap<TableId, SlotTable> tables = new TreeMap<>();
        TreeMap<ServiceId, ServiceEntry> services = new TreeMap<>();
        for (int i = 0; i < owners.length; i++) {
            int[] of = owners[i];
            ServiceSpec spec = new ServiceSpec(
                    new ServiceId(1 + i),
                    new Vip(IpAddress.ipv4(0xc0000201), Protocol.TCP, 80 + i),
                    Algorithm.MAGLEV,
                    Affinity.FIVE_TUPLE,
                    persistence,
                    ZeroBackendPolicy.REJECT,
                    List.of());
            TableId table = new TableId(i);
            tables.put(
                    table,
                    SlotTable.generate(
                            256, slot -> SlotWord.stable(of[slot % of.length]).bits()));
            services.put(spec.id(), new ServiceEntry(spec, table));
        }
        return new DataplaneState(new TreeMap<>(), tables, services);
    }

    private static DataplaneState remembering(int[]... owners) {
        return state(Persistence.FLOW_TABLE, owners);
    }

    private static int[] owners(int... ids) {
        return ids;
    }

    private List<Set<FlowTable.Keeping>> look(DataplaneState state, Duration after) {
        departures.look(state, service -> service.value() == 1 ? CEILING : SHORT, START.plus(after));
        List<Set<FlowTable.Keeping>> done = List.copyOf(flows.forgotten);
        flows.forgotten.clear();
        return done;
    }

    @Test
    void whoLeftIsForgottenWhenTheServicesCeilingHasPassed() {
        look(remembering(owners(1, 2), owners(1, 2)), Duration.ZERO);
        DataplaneState without = remembering(owners(2), owners(2));
        assertEquals(List.of(), look(without, Duration.ofSeconds(10)));
        assertEquals(List.of(), look(without, Duration.ofSeconds(69)));
        assertEquals(List.of(Set.of(keeping(2, 1))), look(without, Duration.ofSeconds(70)));
        assertEquals(
                List.of(), look(without, Duration.ofSeconds(10).plus(CEILING).minusNanos(1)));
        assertEquals(
                List.of(Set.of(keeping(1, 1))),
                look(without, Duration.ofSeconds(10).plus(CEILING)));
        assertEquals(List.of(), look(without, CEILING.multipliedBy(3)), "once");
    }

    @Test
    void whoComesBackIsKept() {
        look(remembering(owners(1, 2)), Duration.ZERO);
        look(remembering(owners(2)), Duration.ofMinutes(1));
        look(remembering(owners(2, 1)), Duration.ofMinutes(2));
        assertEquals(List.of(), look(remembering(owners(2, 1)), CEILING.multipliedBy(2)));
        DataplaneState without = remembering(owners(2));
        assertEquals(List.of(), look(without, CEILING.multipliedBy(2).plusMinutes(1)), "another time begins");
        assertEquals(
                List.of(Set.of(keeping(1, 1))),
                look(without, CEILING.multipliedBy(3).plusMinutes(1)));
    }

    @Test
    void aServiceThatIsGoneOrRemembersNoMoreIsForgottenAtOnce() {
        look(remembering(owners(1, 2), owners(3)), Duration.ZERO);
        assertEquals(List.of(Set.of(keeping(2, 3))), look(remembering(owners(1, 2)), Duration.ofSeconds(1)));
        assertEquals(
                List.of(Set.of(keeping(1, 1), keeping(1, 2))),
                look(state(Persistence.NONE, owners(1, 2)), Duration.ofSeconds(2)));
    }

    @Test
    void aSlotIsWhomItEndsWith() {
        look(remembering(owners(1)), Duration.ZERO);
        SlotTable moving =
                SlotTable.generate(256, _ -> SlotWord.of(2, 1, 0, true).bits());
        DataplaneState frozen = remembering(owners(1));
        frozen =
                new DataplaneState(frozen.backends(), new TreeMap<>(Map.of(new TableId(0), moving)), frozen.services());
        assertEquals(List.of(), look(frozen, Duration.ofSeconds(1)));
        assertEquals(List.of(), look(frozen, CEILING.multipliedBy(2)));
    }

    /** Nobody wrote down when, so the time begins anew; of those that are in the service none is forgotten. */
    @Test
    void aProcessThatStartsFindsWhoLeftBeforeIt() {
        flows.kept.addAll(Set.of(keeping(1, 1), keeping(1, 2), keeping(1, 7), keeping(9, 1)));
        DataplaneState there = remembering(owners(1, 2));
        assertEquals(List.of(Set.of(keeping(9, 1))), look(there, Duration.ZERO), "no such service");
        assertEquals(List.of(), look(there, CEILING.minusNanos(1)));
        assertEquals(List.of(Set.of(keeping(1, 7))), look(there, CEILING));
        departures = new Departures(flows);
        assertEquals(List.of(), look(there, CEILING));
        assertEquals(Set.of(keeping(1, 1), keeping(1, 2)), flows.keeping());
    }

    /** What forwards nothing, with a flow table beside it. */
    private record WithFlows(Dataplane inner, FlowTable flowTable) implements Dataplane {
        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public ReadResult read() {
            return inner.read();
        }

        @Override
        public ApplyResult apply(Plan plan) {
            return inner.apply(plan);
        }

        @Override
        public Counters counters() {
            return inner.counters();
        }

        @Override
        public SelfTest selfTest() {
            return inner.selfTest();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private static final Journal DURABLE = new Journal() {
        @Override
        public boolean applying(
                FleetConfig config, Instant changed, Allocation allocation, SortedMap<Wave, Instant> begun) {
            return true;
        }

        @Override
        public boolean moving(SortedMap<Wave, Instant> begun) {
            return true;
        }
    };

    private static FleetConfig config(int generation, int... weights) {
        return config(generation, Persistence.FLOW_TABLE, weights);
    }

    private static FleetConfig config(int generation, Persistence persistence, int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            backends.add(new Backend(IpAddress.ipv4(0x0a000001 + i), weights[i]));
        }
        Service names = new Service(
                "names",
                new Vip(IpAddress.ipv4(0xc0000201), Protocol.UDP, 53),
                "pool",
                Algorithm.MAGLEV,
                256,
                Affinity.FIVE_TUPLE,
                persistence,
                List.of(),
                ZeroBackendPolicy.REJECT,
                new TransitionTimes(SHORT, CEILING, 0.001));
        return new FleetConfig(
                new Revision(1, generation),
                new Seed("ab".repeat(32)),
                List.of(names),
                List.of(new BackendPool("pool", new Encapsulation.Ipip(), backends)),
                DataplaneSettings.DEFAULT);
    }

    private void push(Reconciler reconciler, FleetConfig config) {
        reconciler.want(new Wanted(config, now));
        reconciler.surroundings(Surroundings.UNKNOWN);
        for (int i = 0; i < 5; i++) {
            reconciler.step();
        }
    }

    @Test
    void aDrainedBackendsFlowsEndAtTheCeilingOfTheDocument() {
        Reconciler reconciler =
                new Reconciler(new WithFlows(new MemoryDataplane(), flows), History.NONE, DURABLE, () -> now);
        push(reconciler, config(1, 1, 1));
        flows.kept.addAll(Set.of(keeping(1, 1), keeping(1, 2)));
        push(reconciler, config(2, 1, 0));
        now = START.plus(CEILING).minusNanos(1);
        reconciler.step();
        assertEquals(List.of(), flows.forgotten);
        now = START.plus(CEILING);
        reconciler.step();
        assertEquals(List.of(Set.of(keeping(1, 2))), flows.forgotten);
    }

    /** A step each, one right after the other: the entries are gone before the service looks at them again. */
    @Test
    void whatAServiceLeftBehindDoesNotComeBackToLife() {
        Reconciler reconciler =
                new Reconciler(new WithFlows(new MemoryDataplane(), flows), History.NONE, DURABLE, () -> now);
        push(reconciler, config(1, 1, 1));
        flows.kept.addAll(Set.of(keeping(1, 1), keeping(1, 2)));
        reconciler.want(new Wanted(config(2, Persistence.NONE, 1, 1), now));
        reconciler.step();
        assertEquals(List.of(), flows.forgotten, "the packets in between may still look at them");
        reconciler.want(new Wanted(config(3, 1, 1), now));
        reconciler.step();
        assertEquals(Set.of(), flows.kept);
    }
}
