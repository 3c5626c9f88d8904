package dev.turnout.p4.softswitch.wire;

import dev.turnout.p4.softswitch.service.Wires;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The ports of a switch on interfaces of this machine. Ports belong to the network namespace of the thread that opens and starts
 * them. An interface that goes away takes its port with it, and brings it back when it comes back under its name.
 *
 * <p>Any thread sends. A frame that cannot be sent now is lost and counted, as by any switch.
 */
public final class PortMap implements Wires, AutoCloseable {
    private static final long END_MILLIS = 5_000;

    private final SortedMap<Integer, Port> ports = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;
    private boolean closed;

    private PortMap() {}

    /**
     * Needs CAP_NET_RAW, and CAP_NET_ADMIN for room for more than some hundred frames that wait.
     *
     * @param interfaces by port number, 0–511
     * @param notes gets sentences worth a line in a log, from any thread: an interface that has gone or come back
     */
    public static WiresResult open(Map<Integer, String> interfaces, Consumer<String> notes) {
        PortMap map = new PortMap();
        try {
            for (Map.Entry<Integer, String> each : interfaces.entrySet()) {
                map.ports.put(each.getKey(), Port.open(each.getKey(), each.getValue(), notes));
            }
            return new WiresResult.Opened(map);
        } catch (RefusedException e) {
            map.close();
            return new WiresResult.Refused(e.code(), e.sentence());
        }
    }

    /** Hands frames on from now on; once. What an interface has got since it was opened comes first. */
    public void start(Receiver receiver) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the ports are started already");
        }
        ports.values()
                .forEach(port -> threads.add(Thread.ofPlatform()
                        .daemon()
                        .name("port-" + port.number())
                        .start(() -> run(port, receiver))));
    }

    private void run(Port port, Receiver receiver) {
        while (!ended) {
            port.step(receiver);
        }
    }

    @Override
    public void send(int port, byte[] frame) {
        Port to = ports.get(port);
        if (to != null) {
            to.send(frame);
        }
    }

    /** By port. */
    public SortedMap<Integer, PortCounts> counts() {
        SortedMap<Integer, PortCounts> counts = new TreeMap<>();
        ports.forEach((number, port) -> counts.put(number, port.counts()));
        return counts;
    }

    /** Nothing is handed on after that. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ended = true;
        ports.values().forEach(Port::wake);
        try {
            for (Thread thread : threads) {
                thread.join(END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (threads.stream().noneMatch(Thread::isAlive)) {
            ports.values().forEach(Port::close);
        }
    }
}
