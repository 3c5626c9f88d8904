package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.SlotTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packet path, loaded into this kernel and attached to nothing: packets are handed to it one by one. Its dry-run twin shares its
 * maps. Every run checks that the packet was counted under exactly one outcome, and that the verdict is the outcome's.
 *
 * <p>Table t has {@link #TABLE_SIZE} slots from t · 256 on. The interface that packets come in by has index 1.
 */
final class PacketPath implements AutoCloseable {
    static final int TABLE_SIZE = 256;
    static final int INGRESS = 1;
    static final int FLOWS = 1 << 14;
    private static final Sizes SIZES = new Sizes(4096, 64, 64, 1 << 16, 64, 16, FLOWS, 64);

    private final Arena arena = Arena.ofConfined();
    private final BpfObject object;
    private final XdpSettings settings;
    private final int features;
    private @Nullable BpfObject dry;
    private final ServiceTable services;
    private final BackendTable backends;
    private final SlotArray slots;

    /** A packet's way. */
    record Result(Outcome outcome, byte[] frame) {
        /** From the IP header on, the frame being untagged. */
        byte[] ip() {
            return Wire.from(frame, Wire.ETHERNET);
        }

        /** Which backend it was sent to, where each is reached through IPv4 at 10.0.0.id. */
        int owner() {
            assertTrue(outcome.forwarded(), outcome::toString);
            return Wire.u8(ip(), 19);
        }
    }

    PacketPath() throws RefusedException {
        this(100, 50);
    }

    /**
     * @param icmpRate answers a second
     * @param icmpBurst answers at once
     */
    PacketPath(int icmpRate, int icmpBurst) throws RefusedException {
        this(icmpRate, icmpBurst, Layout.Settings.FEATURE_ALL);
    }

    /** @param features enum feature of layout.h */
    PacketPath(int icmpRate, int icmpBurst, int features) throws RefusedException {
        this(new RateLimit(icmpRate, icmpBurst), new RateLimit(0, FLOWS), features);
    }

    PacketPath(RateLimit newFlows) throws RefusedException {
        this(XdpSettings.ICMP, newFlows, Layout.Settings.FEATURE_ALL);
    }

    private PacketPath(RateLimit icmp, RateLimit newFlows, int features) throws RefusedException {
        this.features = features;
        settings = new XdpSettings(
                List.of("lo"), false, XdpSettings.DEFAULT_PINS, 4096, 16, 1 << 16, FLOWS, 64, icmp, newFlows);
        object = load(false, Map.of());
        GracePeriod grace = new GracePeriod();
        services = new ServiceTable(memory(Maps.SERVICES), SIZES, grace);
        backends = new BackendTable(memory(Maps.BACKEND_INDEX), memory(Maps.BACKENDS), grace);
        slots = new SlotArray(memory(Maps.SLOTS));
        TransitFilters.drawKeys(memory(Maps.TRANSIT));
    }

    private BpfObject load(boolean dryRun, Map<String, Integer> shared) throws RefusedException {
        BpfObject object = BpfObject.open(BpfObject.resource(BpfObject.RESOURCE));
        object.resize(SIZES);
        SIZES.writeTo(object.settings(), settings, dryRun);
        object.settings().set(ValueLayout.JAVA_INT, Layout.Settings.FEATURES, features);
        for (Map.Entry<String, Integer> map : shared.entrySet()) {
            object.reuse(map.getKey(), map.getValue());
        }
        object.load();
        return object;
    }

    private Map<String, Integer> mapFds() {
        return Stream.concat(Maps.MEMORY.stream(), Maps.ENTRIES.stream())
                .collect(Collectors.toMap(name -> name, object::mapFd));
    }

    private MappedMap memory(String name) throws RefusedException {
        long bytes = name.equals(Maps.BACKEND_INDEX)
                ? 4L * Layout.BACKEND_IDS
                : SIZES.shapes().get(name).valueBytes();
        return MappedMap.open(name, object.mapFd(name), bytes, arena);
    }

    /** Replaces all services; each one's source ranges are let in. */
    PacketPath services(ServiceEntry... entries) {
        write(Arrays.stream(entries)
                .map(entry -> ServiceRow.of(entry, entry.table().value() * TABLE_SIZE, TABLE_SIZE))
                .toList());
        SourceRanges ranges = new SourceRanges(object.mapFd(Maps.SOURCE_RANGES));
        for (ServiceEntry entry : entries) {
            entry.spec()
                    .sourceRanges()
                    .forEach(range -> assertEquals(0, ranges.permit(entry.id().value(), range)));
        }
        return this;
    }

    private void write(List<ServiceRow> rows) {
        try {
            OwnerSets sets = new OwnerSets(slots, backends.read());
            services.write(rows.stream().map(sets::with).toList());
        } catch (DamagedException e) {
            throw new AssertionError(e);
        }
    }

    /** Fills a table, and has the services know their owners. */
    PacketPath table(int table, IntUnaryOperator wordOfSlot) {
        slots.fill(table * TABLE_SIZE, SlotTable.generate(TABLE_SIZE, wordOfSlot));
        try {
            List<ServiceRow> rows = services.read();
            if (!rows.isEmpty()) {
                write(rows);
            }
        } catch (DamagedException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** Backends 1 to count at 10.0.0.id by GUE, which takes packets of both families. */
    PacketPath backends(int count) {
        for (int id = 1; id <= count; id++) {
            backends(Fixture.backend(id, "10.0.0." + id, Fixture.GUE));
        }
        return this;
    }

    PacketPath backends(BackendEntry... entries) {
        for (BackendEntry entry : entries) {
            if (!backends.put(entry, backends.used())) {
                throw new AssertionError("no record left");
            }
        }
        return this;
    }

    Result run(Packet packet) {
        return run(packet.frame());
    }

    Result run(byte[] frame) {
        return run(object.programFd(), frame);
    }

    /** Hands a frame to another program, which tail-calls the packet path. */
    Result run(int programFd, byte[] frame) {
        long[] before = counts(Maps.OUTCOMES, 0, Layout.Counts.OUTCOMES_SIZE);
        TestRun run = TestRun.of(programFd, frame);
        long[] after = counts(Maps.OUTCOMES, 0, Layout.Counts.OUTCOMES_SIZE);
        int counted = 0;
        for (int i = 0; i <= Outcome.values().length; i++) {
            if (after[i] != before[i]) {
                assertEquals(0, counted, "a packet was counted twice");
                assertEquals(before[i] + 1, after[i]);
                counted = i;
            }
        }
        Outcome outcome = Outcome.of(counted);
        assertEquals(action(outcome), run.action(), outcome::toString);
        return new Result(outcome, run.frame());
    }

    private static int action(Outcome outcome) {
        if (outcome == Outcome.FORWARD_REDIRECT) {
            return TestRun.REDIRECT;
        }
        return switch (outcome.name().substring(0, outcome.name().indexOf('_'))) {
            case "PASS" -> TestRun.PASS;
            case "DROP" -> TestRun.DROP;
            default -> TestRun.TX;
        };
    }

    int programFd() {
        return object.programFd();
    }

    /** What the dry-run twin says: the words of struct decision of the CPU that ran it. */
    int[] decide(Packet packet) throws RefusedException {
        BpfObject twin = dry == null ? load(true, mapFds()) : dry;
        dry = twin;
        PerCpuArray decisions = new PerCpuArray(Maps.DECISION, twin.mapFd(Maps.DECISION), Layout.Decision.SIZE);
        decisions.reset(0);
        TestRun ignored = TestRun.of(twin.programFd(), packet.frame());
        int[] words = new int[Layout.Decision.SIZE / 4];
        ByteBuffer notes = ByteBuffer.wrap(decisions.perCpu(0)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < notes.capacity(); at += Layout.Decision.SIZE) {
            if (notes.getInt(at) != 0) {
                notes.slice(at, Layout.Decision.SIZE)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer()
                        .get(words);
                return words;
            }
        }
        throw new AssertionError("a dry run left no note; action " + ignored.action());
    }

    /** Counters of an entry of a per-CPU map, summed over CPUs. */
    long[] counts(String map, int index, int valueBytes) {
        return new PerCpuArray(map, object.mapFd(map), valueBytes).sums(index + 1)[index];
    }

    long[] traffic(String map, int index) {
        return counts(map, index, Layout.Counts.PAIR_SIZE);
    }

    /** Empties filters and flow table, as a test wants them that shares the path with others. */
    void forget() throws RefusedException {
        filters().clear(0);
        filters().clear(1);
        filters().bound(0);
        KernelMap flows = flows();
        flows.entries().forEach(entry -> assertEquals(0, flows.remove(entry.key())));
    }

    /** Keys and values as in layout.h. */
    KernelMap flows() {
        return entries(Maps.FLOWS, Layout.Flow.KEY_SIZE, Layout.Flow.SIZE);
    }

    FlowEntries flowTable() {
        return new FlowEntries(object.mapFd(Maps.FLOWS));
    }

    private KernelMap entries(String map, int keyBytes, int valueBytes) {
        return new KernelMap(map, object.mapFd(map), keyBytes, valueBytes);
    }

    TransitFilters filters() throws RefusedException {
        return new TransitFilters(memory(Maps.TRANSIT), SIZES);
    }

    /** Bits of a transit filter that are set, whatever packets have counted. */
    long bitsSet(int filter) throws RefusedException {
        MemorySegment bits = memory(Maps.TRANSIT)
                .memory()
                .asSlice(Layout.Transit.HEAD + filter * SIZES.filterBytes(), SIZES.filterBytes());
        return bits.elements(ValueLayout.JAVA_LONG)
                .mapToLong(word -> Long.bitCount(word.get(ValueLayout.JAVA_LONG, 0)))
                .sum();
    }

    TunnelErrors tunnelErrors() {
        return new TunnelErrors(object.mapFd(Maps.TUNNEL_MTU));
    }

    @Override
    public void close() {
        arena.close();
        if (dry != null) {
            dry.close();
        }
        object.close();
    }
}
