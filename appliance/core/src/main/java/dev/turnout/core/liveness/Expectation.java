package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.core.dataplane.Trial;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.forwarding.Decision;
import dev.turnout.core.forwarding.ForwardingModel;
import java.util.Optional;

/** What a data plane that holds a state should do with a packet, against what it does. */
public final class Expectation {
    private final DataplaneState state;
    private final ForwardingModel model;

    public Expectation(DataplaneState state) {
        this.state = state;
        this.model = new ForwardingModel(state);
    }

    /** How the two differ, in a sentence; empty where they agree. */
    public Optional<String> difference(TrialPacket packet, Trial trial) {
        // Who is marked only the data plane knows; what follows from it is for both to say.
        boolean marked = trial.by() == Trial.By.MARK;
        Decision decision = model.decide(packet.flow(), packet.syn(), (_, _, _) -> marked);
        Trial right = right(decision, trial);
        return right.equals(trial) && trial.outcome() != Trial.Outcome.FAULT
                ? Optional.empty()
                : Optional.of("A packet from " + packet.flow().source() + " port "
                        + packet.flow().sourcePort() + (packet.syn() ? " that begins a connection" : "")
                        + " should be " + words(right) + ", and is " + words(trial) + ".");
    }

    /** What is right, as far as the trial leaves it open: what the flow table or chance chose, no slot tells. */
    private Trial right(Decision decision, Trial trial) {
        return switch (decision) {
            case Decision.NotAVip() -> Trial.early(Trial.Outcome.NOT_A_VIP);
            case Decision.UnknownPort() -> Trial.early(Trial.Outcome.UNKNOWN_PORT);
            case Decision.SourceRefused _ -> Trial.early(Trial.Outcome.SOURCE_REFUSED);
            case Decision.NoBackend(ServiceId service, Decision.Lookup lookup) ->
                lookedUp(service, lookup, Optional.empty(), trial);
            case Decision.ToBackend to -> lookedUp(to.service(), to.lookup(), Optional.of(to.backend()), trial);
        };
    }

    private Trial lookedUp(ServiceId service, Decision.Lookup lookup, Optional<BackendId> owner, Trial trial) {
        Optional<SlotWord> word = Optional.of(lookup.word());
        Optional<BackendId> chosen = owner;
        switch (trial.by()) {
            case SLOT, MARK -> {}
            case FLOW_TABLE -> {
                word = Optional.empty();
                chosen = trial.backend();
            }
            case CHANCE -> {
                word = trial.word();
                chosen = word.map(SlotWord::restingOwner).filter(id -> id != 0).map(BackendId::new);
            }
        }
        return new Trial(outcome(chosen), Optional.of(service), lookup.hash(), word, chosen, trial.by());
    }

    private Trial.Outcome outcome(Optional<BackendId> chosen) {
        if (chosen.isEmpty()) {
            return Trial.Outcome.NO_BACKEND;
        }
        BackendEntry entry = state.backends().get(chosen.get());
        if (entry == null) {
            return Trial.Outcome.FAULT;
        }
        return entry.nextHop().isPresent() ? Trial.Outcome.SENT : Trial.Outcome.UNRESOLVED;
    }

    private String words(Trial trial) {
        return switch (trial.outcome()) {
            case NOT_A_VIP -> "taken for no VIP's";
            case UNKNOWN_PORT -> "dropped, for no service has the port";
            case SOURCE_REFUSED -> "dropped, for its source is not let in";
            case FAULT -> "dropped, for the tables contradict themselves";
            case NO_BACKEND -> "without a backend" + looked(trial);
            case UNRESOLVED -> "dropped on its way to " + backend(trial) + looked(trial) + ", for that has no next hop";
            case SENT -> "sent to " + backend(trial) + looked(trial);
        };
    }

    private String backend(Trial trial) {
        return trial.backend().map(this::name).orElse("nobody");
    }

    private String name(BackendId id) {
        BackendEntry entry = state.backends().get(id);
        return entry == null ? "backend " + id : entry.key().address().toString();
    }

    private static String looked(Trial trial) {
        return " by hash " + String.format("%08x", trial.hash())
                + trial.word().map(word -> " and slot word " + word).orElse("");
    }
}
