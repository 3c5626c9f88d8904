package dev.turnout.p4.driver;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.TrialFrame;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.p4.runtime.PacketOut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Packets through the target's own program, by packet-out. Of ports P4Runtime does not tell: the target as a whole stands for them,
 * and counts as up while it cannot be asked, since it forwards on. That it cannot be asked {@link #tryOut} says.
 */
final class P4SelfTest implements SelfTest {
    /** Where a packet is said to have come in; only the way out may depend on it. */
    private static final int PORT = 1;

    private final Access access;
    private PortState.Runs worst = PortState.Runs.OURS;
    private long received;

    P4SelfTest(Access access) {
        this.access = access;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public TrialResult tryOut(List<TrialPacket> packets) {
        try {
            var ignored = access.session().primary();
            List<Answer> answers = access.asking()
                    .ask(packets.stream().map(P4SelfTest::question).toList());
            return new TrialResult.Tried(answers.stream().map(Trials::trial).toList());
        } catch (RefusedException e) {
            return new TrialResult.Refused(e.refusal().code(), e.refusal().message());
        }
    }

    /** The same of one packet, in the program's own words. */
    ExplainResult explain(TrialPacket packet) {
        try {
            var ignored = access.session().primary();
            Answer answer = access.asking().ask(List.of(question(packet))).getFirst();
            Optional<Outcome> outcome = Outcome.of(answer.outcome());
            if (outcome.isEmpty()) {
                return new ExplainResult.Refused(new Refusal(
                        "DP_TRIAL", access.target().name() + " answers by an outcome that the driver does not know."));
            }
            SlotWord word = answer.word();
            boolean toPrevious = word.inTransition() && answer.backend() == word.previous() && answer.backend() != 0;
            Optional<BackendId> backend =
                    answer.backend() == 0 ? Optional.empty() : Optional.of(new BackendId(answer.backend()));
            return new ExplainResult.Explained(outcome.get(), backend, answer.isMarked(), toPrevious);
        } catch (RefusedException e) {
            return new ExplainResult.Refused(e.refusal());
        }
    }

    private static IntFunction<PacketOut> question(TrialPacket packet) {
        byte[] frame = TrialFrame.of(packet.flow(), packet.syn());
        return token -> Command.tryOut(PORT, token, frame);
    }

    /** Another program, or another controller, was found there; told once. */
    void found(PortState.Runs runs) {
        worst = runs;
    }

    /** As the outcomes have it. */
    void counted(long packets) {
        received = packets;
    }

    @Override
    public List<PortState> ports() {
        boolean anothers = access.session().standing(Duration.ZERO) instanceof Standing.Backup;
        PortState.Runs runs = anothers ? PortState.Runs.FOREIGN : worst;
        worst = PortState.Runs.OURS;
        return List.of(new PortState(access.target().name(), PortState.Link.UP, runs, received));
    }
}
