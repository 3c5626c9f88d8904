package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialFrame;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.hash.FiveTuple;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** A second instance of the program on the same maps, told to leave no trace; packets are handed to it by BPF_PROG_TEST_RUN. */
final class DryRun implements AutoCloseable {
    /** struct bpf_test_run_opts: sz 0, data_in 8, data_out 16, sizes 24 and 28, ctx_in 32, ctx_out 40, sizes 48 and 52, repeat 60. */
    private static final int OPTIONS = 80;

    private static final int IN_BYTES = 128;
    private static final int OUT_BYTES = 4096;
    /** struct xdp_md: data 0, data_end 4, data_meta 8, ingress_ifindex 12, rx_queue_index 16. */
    private static final int CONTEXT = 24;

    private final BpfObject object;
    private final PerCpuArray decisions;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment options = arena.allocate(OPTIONS, 8);
    private final MemorySegment context = arena.allocate(CONTEXT, 8);
    private final MemorySegment in = arena.allocate(IN_BYTES, 8);
    private final MemorySegment out = arena.allocate(OUT_BYTES, 8);

    private DryRun(BpfObject object) {
        this.object = object;
        decisions = new PerCpuArray(Maps.DECISION, object.mapFd(Maps.DECISION), Layout.Decision.SIZE);
    }

    static DryRun load(Installation installation, MapSet maps, Sizes sizes) throws RefusedException {
        BpfObject object = installation.prepared(sizes, true);
        try {
            for (Map.Entry<String, Integer> map : maps.descriptors().entrySet()) {
                object.reuse(map.getKey(), map.getValue());
            }
            object.load();
            return new DryRun(object);
        } catch (RefusedException e) {
            object.close();
            throw e;
        }
    }

    /** @param ifindex where the packet is said to have come in */
    Explanation run(FiveTuple flow, boolean syn, int ifindex, State state) throws RefusedException, DamagedException {
        return explanation(note(flow, syn, ifindex), state);
    }

    /** The same in the core's words, and without a look at anything but that packet. */
    Trial trial(TrialPacket packet, int ifindex) throws RefusedException {
        return TrialNote.trial(note(packet.flow(), packet.syn(), ifindex));
    }

    private ByteBuffer note(FiveTuple flow, boolean syn, int ifindex) throws RefusedException {
        decisions.reset(0);
        byte[] packet = TrialFrame.of(flow, syn);
        MemorySegment.copy(packet, 0, in, JAVA_BYTE, 0, packet.length);
        context.fill((byte) 0);
        context.set(JAVA_INT, 4, packet.length);
        context.set(JAVA_INT, 12, ifindex);
        options.set(JAVA_LONG, 0, OPTIONS);
        options.set(ADDRESS, 8, in);
        options.set(ADDRESS, 16, out);
        options.set(JAVA_INT, 24, packet.length);
        options.set(JAVA_INT, 28, OUT_BYTES);
        options.set(ADDRESS, 32, context);
        options.set(JAVA_INT, 48, CONTEXT);
        options.set(JAVA_INT, 60, 1);
        int result = Libbpf.testRun(object.programFd(), options);
        if (result != 0) {
            throw new RefusedException(
                    "XDP_TEST_RUN",
                    "The kernel does not run the program on a packet of ours (" + Errno.describe(result) + ").");
        }
        return decision();
    }

    /** The note of the CPU that ran it: the one that has an outcome. */
    private ByteBuffer decision() {
        ByteBuffer notes = ByteBuffer.wrap(decisions.perCpu(0)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < notes.capacity(); at += Layout.Decision.SIZE) {
            if (notes.getInt(at + Layout.Decision.OUTCOME) != 0) {
                return notes.slice(at, Layout.Decision.SIZE).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw new IllegalStateException("the dry run left no note");
    }

    private static Explanation explanation(ByteBuffer note, State state) throws DamagedException {
        int service = note.getInt(Layout.Decision.SERVICE);
        int backend = note.getInt(Layout.Decision.BACKEND);
        int flags = note.getInt(Layout.Decision.FLAGS);
        return new Explanation(
                Outcome.of(note.getInt(Layout.Decision.OUTCOME)),
                service == 0 ? Optional.empty() : Optional.of(new ServiceId(service)),
                note.getInt(Layout.Decision.HASH),
                (flags & Layout.Decision.FLAG_SLOT) == 0 ? Optional.empty() : slot(note, state),
                backend == 0 ? Optional.empty() : Optional.of(new BackendId(backend)),
                new Explanation.Choice(
                        (flags & Layout.Decision.FLAG_MARKED) != 0,
                        (flags & Layout.Decision.FLAG_TO_PREVIOUS) != 0,
                        (flags & Layout.Decision.FLAG_FLOW_TABLE) != 0,
                        (flags & Layout.Decision.FLAG_RANDOM) != 0));
    }

    private static Optional<Explanation.SlotRead> slot(ByteBuffer note, State state) throws DamagedException {
        TableId table = new TableId(note.getInt(Layout.Decision.TABLE));
        int slot = note.getInt(Layout.Decision.SLOT);
        for (ServiceRow row : state.services().read()) {
            if (row.table().equals(table)) {
                SlotWord word = new SlotWord(note.getInt(Layout.Decision.WORD));
                return Optional.of(new Explanation.SlotRead(table, slot - row.base(), word));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        object.close();
        arena.close();
    }
}
