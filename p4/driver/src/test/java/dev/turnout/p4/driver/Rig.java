package dev.turnout.p4.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.plan.Planner;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.softswitch.service.Device;
import dev.turnout.p4.softswitch.service.SwitchServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The driver, a target, and somebody in between. */
final class Rig implements AutoCloseable {
    static final int CPU_PORT = 510;
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    /** What left last by each port. */
    final Map<Integer, byte[]> sent = new ConcurrentHashMap<>();

    Device device = new Device(CPU_PORT, sent::put);
    private SwitchServer server = serve(device);
    final Middleman middleman = new Middleman(server.port());
    P4Settings settings;
    P4Dataplane dataplane;
    OpenResult.Opened opened;

    Rig(Path state) throws IOException {
        this(state, PacketSink.NONE);
    }

    Rig(Path state, PacketSink sink) throws IOException {
        settings = P4Settings.of("127.0.0.1", middleman.port(), state)
                .withDeadline(Duration.ofSeconds(3))
                .withPackets(sink);
    }

    private static SwitchServer serve(Device device) throws IOException {
        return SwitchServer.start(1, device, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    P4Dataplane open() {
        opened = assertInstanceOf(OpenResult.Opened.class, P4Dataplane.open(settings));
        dataplane = opened.dataplane();
        return dataplane;
    }

    P4Dataplane reopen() {
        dataplane.close();
        return open();
    }

    Refusal refusal() {
        return assertInstanceOf(OpenResult.Refused.class, P4Dataplane.open(settings))
                .refusal();
    }

    /** The target comes back without program and entries. */
    void restartEmpty() throws IOException {
        server.close();
        device = new Device(CPU_PORT, sent::put);
        server = serve(device);
        middleman.turnTo(server.port());
    }

    int targetPort() {
        return server.port();
    }

    DataplaneSnapshot read() {
        return assertInstanceOf(ReadResult.Read.class, dataplane.read()).snapshot();
    }

    /** Where a stream has just broken, it takes a moment until it is back. */
    DataplaneSnapshot readOnceItIsBack() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Standing before = dataplane.session().standing(Duration.ZERO);
            switch (dataplane.read()) {
                case ReadResult.Read(DataplaneSnapshot snapshot) -> {
                    return snapshot;
                }
                case ReadResult.Unreadable unreadable -> {
                    if (System.nanoTime() > deadline) {
                        throw new AssertionError(unreadable);
                    }
                    Standing ignored = dataplane.session().await(now -> !now.equals(before), Duration.ofMillis(100));
                }
            }
        }
    }

    Refusal unreadable() {
        ReadResult.Unreadable result = assertInstanceOf(ReadResult.Unreadable.class, dataplane.read());
        return new Refusal(result.code(), result.message());
    }

    ApplyResult lead(DataplaneState target) {
        return dataplane.apply(Planner.diff(read(), target));
    }

    void arrive(DataplaneState target) {
        ApplyResult result = lead(target);
        ApplyResult.Applied ignored = assertInstanceOf(ApplyResult.Applied.class, result, result::toString);
        assertEquals(target, read().state());
    }

    /** How many of these entries are still on the target. */
    long left(List<Update> entries) {
        return entries.stream()
                .filter(update -> middleman.holds(update.getEntity().getTableEntry()))
                .count();
    }

    /** The one failure of a plan. */
    static ApplyResult.Failure failure(ApplyResult result) {
        ApplyResult.PartlyApplied partly = assertInstanceOf(ApplyResult.PartlyApplied.class, result);
        assertEquals(1, partly.failures().size(), partly::toString);
        return partly.failures().getFirst();
    }

    @Override
    public void close() {
        if (dataplane != null) {
            dataplane.close();
        }
        middleman.close();
        server.close();
    }
}
