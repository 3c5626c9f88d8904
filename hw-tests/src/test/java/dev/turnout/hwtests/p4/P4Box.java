package dev.turnout.hwtests.p4;

import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import dev.turnout.hwtests.vectors.VectorPlane;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.softswitch.service.Device;
import dev.turnout.p4.softswitch.service.SwitchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compiled P4 program in the software switch, in this JVM, programmed through the driver over a real channel. */
public final class P4Box implements VectorPlane {
    public static final int PORT = 1;
    static final int CPU_PORT = 510;
    static final long DEVICE_ID = 1;

    private final List<Left> left = new ArrayList<>();
    private final SwitchServer server;
    private final Device device;
    private final Driven driven;

    /** A frame that left by a port. */
    public record Left(int port, byte[] frame) {
        Ran ran() {
            return new Ran(port == PORT ? Verdict.TX : Verdict.REDIRECT, Optional.of(frame));
        }
    }

    private P4Box(Path state) {
        device = new Device(CPU_PORT, (port, frame) -> left.add(new Left(port, frame)));
        server = serve(device);
        try {
            driven = new Driven(P4Settings.of("127.0.0.1", server.port(), state));
        } catch (AssertionError refused) {
            server.close();
            throw refused;
        }
    }

    static SwitchServer serve(Device device) {
        try {
            return SwitchServer.start(DEVICE_ID, device, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param state a directory of its own */
    public static P4Box create(Path state) {
        return new P4Box(state);
    }

    public P4Dataplane dataplane() {
        return driven.dataplane();
    }

    @Override
    public void hold(DataplaneState state) {
        driven.hold(state);
    }

    @Override
    public Counters counters() {
        return driven.counters();
    }

    /** A frame comes in; what leaves is returned at once, what goes to the box's own stack is under way. */
    public Optional<Left> receive(byte[] frame) {
        left.clear();
        device.receive(PORT, frame);
        return left.stream().findFirst();
    }

    /** What has gone to the box's own stack since the last time, all of it. */
    public List<Driven.Punted> punted() {
        return driven.punted();
    }

    @Override
    public Ran run(byte[] frame) {
        return receive(frame)
                .map(Left::ran)
                .or(() -> punted().stream().findFirst().map(Driven.Punted::ran))
                .orElse(new Ran(Verdict.DROP, Optional.empty()));
    }

    @Override
    public void close() {
        driven.close();
        server.close();
    }
}
