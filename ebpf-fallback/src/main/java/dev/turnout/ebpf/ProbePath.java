package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.turnout.core.dataplane.BackendId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * Health probes through the forwarding path: a program that sends the box's own TCP packets, which the kernel routes into a
 * veth pair, to a backend of one's choice, by the records and the encapsulation of the packet path.
 *
 * <p>It is not pinned: only a running agent probes, and the kernel takes the program off when the process ends, however it
 * does. It runs in the kernel's generic mode, since a program in a driver could hand packets on only to a driver that has
 * native XDP, too; of probes there are few. Any thread may steer.
 */
public final class ProbePath implements AutoCloseable {
    /** Connections from these ports are steered; the kernel by default gives others lower ones. */
    public static final int FIRST_PORT = 0xf000;

    /** Without 65535, which a routing rule does not take. */
    public static final int PORTS = 0xfff;

    private static final String RESOURCE = "probe.bpf.o";
    private static final String PROGRAM = "probe";
    private static final String MAP = "probe_ports";

    private final BpfObject object;
    private final int link;
    private final int map;

    private ProbePath(BpfObject object, int link) {
        this.object = object;
        this.link = link;
        this.map = object.mapFd(MAP);
    }

    /** How opening ended. */
    public sealed interface Opened {
        record Open(ProbePath path) implements Opened {}

        record Refused(Refusal refusal) implements Opened {}
    }

    /** @param device the end of the veth pair that the routes do not lead into */
    static ProbePath open(MapSet maps, Sizes sizes, XdpSettings settings, String device) throws RefusedException {
        BpfObject object = BpfObject.open(BpfObject.resource(RESOURCE));
        try {
            object.requireLayout();
            object.resize(sizes);
            sizes.writeTo(object.settings(), settings, false);
            for (Map.Entry<String, Integer> each : maps.descriptors().entrySet()) {
                object.reuse(each.getKey(), each.getValue());
            }
            object.load(PROGRAM);
            return new ProbePath(object, Attachment.attachGeneric(device, object.programFd(PROGRAM)));
        } catch (RefusedException e) {
            object.close();
            throw e;
        }
    }

    /** Has the packets of connections from that port go to the backend from now on. */
    public void steer(int port, BackendId backend) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(JAVA_INT);
            MemorySegment value = arena.allocate(JAVA_INT);
            key.set(JAVA_INT, 0, port - FIRST_PORT);
            value.set(JAVA_INT, 0, backend.value());
            int result = Libbpf.mapUpdate(map, key, value, KernelMap.ANY);
            if (result != 0) {
                throw new IllegalStateException("port " + port + ": " + Errno.describe(result));
            }
        }
    }

    /** Takes the program off. */
    @Override
    public void close() {
        LibC.close(link);
        object.close();
    }
}
