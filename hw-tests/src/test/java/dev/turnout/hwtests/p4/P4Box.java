package dev.turnout.hwtests.p4;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.forwarding.IcmpAnswers;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.plan.Planner;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import dev.turnout.hwtests.vectors.StateDifference;
import dev.turnout.hwtests.vectors.VectorPlane;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.Outcome;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The compiled P4 program in the software switch, in this JVM, programmed through the driver over a real channel. */
public final class P4Box implements VectorPlane {
    public static final int PORT = 1;
    private static final int CPU_PORT = 510;
    private static final long DEVICE_ID = 1;

    /** Any: whoever asks it has heard all that was said before. */
    private static final List<TrialPacket> BARRIER = List.of(new TrialPacket(
            new FiveTuple(IpAddress.ipv4(0x0a000001), IpAddress.ipv4(0x0a000002), Protocol.TCP, 1, 2), false));

    private final List<Left> left = new ArrayList<>();
    private final Queue<Punted> punted = new ConcurrentLinkedQueue<>();
    private final SwitchServer server;
    private final Device device;
    private final P4Dataplane dataplane;

    /** A frame that left by a port. */
    public record Left(int port, byte[] frame) {}

    /** A frame that went to the box's own stack. */
    public record Punted(int port, Outcome outcome, int fits, byte[] frame) {
        /** What software answers to it, if it is to be answered. */
        public Optional<byte[]> answer() {
            return switch (outcome) {
                case ANSWER_TOO_BIG -> IcmpAnswers.tooBig(frame, fits);
                case ANSWER_REJECT -> IcmpAnswers.portUnreachable(frame);
                default -> Optional.empty();
            };
        }
    }

    private P4Box(Path state) {
        device = new Device(CPU_PORT, (port, frame) -> left.add(new Left(port, frame)));
        try {
            server = SwitchServer.start(DEVICE_ID, device, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        P4Settings settings = P4Settings.of("127.0.0.1", server.port(), state)
                .withPackets((port, outcome, fits, frame) -> punted.add(new Punted(port, outcome, fits, frame)));
        dataplane = switch (P4Dataplane.open(settings)) {
            case OpenResult.Opened(P4Dataplane opened, List<String> _) -> opened;
            case OpenResult.Refused(var refusal) -> {
                server.close();
                throw new AssertionError(refusal);
            }
        };
    }

    /** @param state a directory of its own */
    public static P4Box create(Path state) {
        return new P4Box(state);
    }

    public P4Dataplane dataplane() {
        return dataplane;
    }

    @Override
    public void hold(DataplaneState state) {
        ApplyResult result = dataplane.apply(Planner.diff(snapshot(), state));
        if (!(result instanceof ApplyResult.Applied)) {
            throw new AssertionError(result);
        }
        DataplaneState held = snapshot().state();
        if (!held.equals(state)) {
            throw new AssertionError(StateDifference.between(state, held));
        }
    }

    private DataplaneSnapshot snapshot() {
        return switch (dataplane.read()) {
            case ReadResult.Read(DataplaneSnapshot snapshot) -> snapshot;
            case ReadResult.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }

    @Override
    public Counters counters() {
        return dataplane.counters();
    }

    /** A frame comes in; what leaves is returned at once, what goes to the box's own stack is under way. */
    public Optional<Left> receive(byte[] frame) {
        left.clear();
        device.receive(PORT, frame);
        return left.stream().findFirst();
    }

    /** What has gone to the box's own stack since the last time, all of it. */
    public List<Punted> punted() {
        if (!(dataplane.selfTest().tryOut(BARRIER) instanceof TrialResult.Tried)) {
            throw new AssertionError("the switch does not answer");
        }
        List<Punted> all = new ArrayList<>();
        for (Punted next = punted.poll(); next != null; next = punted.poll()) {
            all.add(next);
        }
        return all;
    }

    @Override
    public Ran run(byte[] frame) {
        Optional<Left> sent = receive(frame);
        if (sent.isPresent()) {
            return new Ran(
                    sent.get().port() == PORT ? Verdict.TX : Verdict.REDIRECT,
                    Optional.of(sent.get().frame()));
        }
        return punted().stream()
                .findFirst()
                .map(each -> each.answer()
                        .map(answer -> new Ran(Verdict.TX, Optional.of(answer)))
                        .orElse(new Ran(Verdict.PASS, Optional.of(each.frame()))))
                .orElse(new Ran(Verdict.DROP, Optional.empty()));
    }

    @Override
    public void close() {
        dataplane.close();
        server.close();
    }
}
