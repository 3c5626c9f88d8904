package dev.turnout.core.dataplane;

import dev.turnout.core.forwarding.Decision;
import dev.turnout.core.forwarding.ForwardingModel;
import dev.turnout.core.forwarding.TransitMarks;
import java.util.List;
import java.util.Optional;

/** Does by the forwarding model what a state says, on one interface that is always up. */
final class ModelSelfTest implements SelfTest {
    private final DataplaneState state;

    ModelSelfTest(DataplaneState state) {
        this.state = state;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public TrialResult tryOut(List<TrialPacket> packets) {
        ForwardingModel model = new ForwardingModel(state);
        return new TrialResult.Tried(
                packets.stream().map(packet -> trial(model, packet)).toList());
    }

    private Trial trial(ForwardingModel model, TrialPacket packet) {
        return switch (model.decide(packet.flow(), packet.syn(), TransitMarks.NONE)) {
            case Decision.NotAVip() -> Trial.early(Trial.Outcome.NOT_A_VIP);
            case Decision.UnknownPort() -> Trial.early(Trial.Outcome.UNKNOWN_PORT);
            case Decision.SourceRefused _ -> Trial.early(Trial.Outcome.SOURCE_REFUSED);
            case Decision.NoBackend(ServiceId service, Decision.Lookup lookup) ->
                new Trial(
                        Trial.Outcome.NO_BACKEND,
                        Optional.of(service),
                        lookup.hash(),
                        Optional.of(lookup.word()),
                        Optional.empty(),
                        Trial.By.SLOT);
            case Decision.ToBackend to ->
                new Trial(
                        outcome(to.backend()),
                        Optional.of(to.service()),
                        to.lookup().hash(),
                        Optional.of(to.lookup().word()),
                        Optional.of(to.backend()),
                        Trial.By.SLOT);
        };
    }

    private Trial.Outcome outcome(BackendId backend) {
        BackendEntry entry = state.backends().get(backend);
        if (entry == null) {
            return Trial.Outcome.FAULT;
        }
        return entry.nextHop().isPresent() ? Trial.Outcome.SENT : Trial.Outcome.UNRESOLVED;
    }

    @Override
    public List<PortState> ports() {
        return List.of(new PortState("memory", PortState.Link.UP, PortState.Runs.OURS, 0));
    }
}
