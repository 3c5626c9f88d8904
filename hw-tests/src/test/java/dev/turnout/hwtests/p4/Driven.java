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
import dev.turnout.hwtests.vectors.VectorPlane.Ran;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.Outcome;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A target with our program, through the driver: brought to a state, and what it hands to the box's own stack. */
public final class Driven implements AutoCloseable {
    /** Any: whoever asks it has heard all that was said before. */
    private static final List<TrialPacket> BARRIER = List.of(new TrialPacket(
            new FiveTuple(IpAddress.ipv4(0x0a000001), IpAddress.ipv4(0x0a000002), Protocol.TCP, 1, 2), false));

    private final Queue<Punted> punted = new ConcurrentLinkedQueue<>();
    private final P4Dataplane dataplane;

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

        /** What becomes of it in the end. */
        Ran ran() {
            return answer().map(answer -> new Ran(Verdict.TX, Optional.of(answer)))
                    .orElse(new Ran(Verdict.PASS, Optional.of(frame)));
        }
    }

    Driven(P4Settings settings) {
        dataplane = switch (P4Dataplane.open(settings.withPackets(
                (port, outcome, fits, frame) -> punted.add(new Punted(port, outcome, fits, frame))))) {
            case OpenResult.Opened(P4Dataplane opened, List<String> _) -> opened;
            case OpenResult.Refused(var refusal) -> throw new AssertionError(refusal);
        };
    }

    P4Dataplane dataplane() {
        return dataplane;
    }

    void hold(DataplaneState state) {
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

    Counters counters() {
        return dataplane.counters();
    }

    /** What has gone to the box's own stack since the last time, all of it. */
    List<Punted> punted() {
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
    public void close() {
        dataplane.close();
    }
}
