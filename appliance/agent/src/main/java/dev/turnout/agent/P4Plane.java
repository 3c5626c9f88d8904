package dev.turnout.agent;

import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.view.Tried;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.p4.driver.ExplainResult;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.Refusal;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A P4 switch that is programmed over P4Runtime. */
final class P4Plane implements Plane {
    private final P4Dataplane dataplane;
    private final SwitchPorts ports;
    private final String target;
    private final String reason;
    private final PortNextHops nextHops;
    private OptionalLong term;

    /**
     * @param target its address
     * @param reason why this data plane
     * @param kernel the ways to backends as the kernel sees them
     */
    P4Plane(P4Dataplane dataplane, SwitchPorts ports, String target, String reason, NextHopSource kernel) {
        this.dataplane = dataplane;
        this.ports = ports;
        this.target = target;
        this.reason = reason;
        this.term = dataplane.term();
        this.nextHops = new PortNextHops(kernel, ports::portOf, ports.names(), System::nanoTime);
    }

    @Override
    public Dataplane dataplane() {
        return dataplane;
    }

    /** It forwards whether it can be asked or not: that is for the liveness to say. */
    @Override
    public DataplaneStatus status() {
        return DataplaneStatus.newBuilder()
                .setKind("p4")
                .setDevice(target)
                .setModeReason(dataplane.capabilities().name().replace("P4 on " + target, "over P4Runtime"))
                .setChoiceReason(reason)
                .setForwarding(true)
                .build();
    }

    @Override
    public List<NicFinding> findings() {
        return List.of();
    }

    @Override
    public Optional<Tried> explain(FiveTuple flow, boolean syn) {
        return Optional.of(
                switch (dataplane.explain(flow, syn)) {
                    case ExplainResult.Explained explained ->
                        new Tried.Done(explained.outcome().name(), explained.backend(), why(explained));
                    case ExplainResult.Refused(Refusal refusal) ->
                        new Tried.Refused(refusal.code() + ": " + refusal.message());
                });
    }

    private static List<String> why(ExplainResult.Explained explained) {
        List<String> why = new ArrayList<>();
        if (explained.marked()) {
            why.add("its flow is marked");
        }
        if (explained.previousOwner()) {
            why.add("as the previous owner");
        }
        return why;
    }

    @Override
    public NextHopSource nextHops() {
        return nextHops;
    }

    /** Probes cannot be steered by a switch: what asks for it hears that there is no way. */
    @Override
    public ForwardingPath forwardingPath() {
        return ForwardingPath.NONE;
    }

    @Override
    public List<String> interfaces() {
        return ports.names();
    }

    @Override
    public void allow() {
        // Nothing of a document concerns it.
    }

    @Override
    public boolean look() {
        OptionalLong now = dataplane.term();
        boolean another = now.isPresent() && !now.equals(term);
        if (another) {
            term = now;
            nextHops.begin();
        }
        return another;
    }

    @Override
    public void close() {
        try (dataplane) {
            ports.close();
        }
    }
}
