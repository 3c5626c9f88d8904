package dev.turnout.agent;

import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.PathMtus;
import dev.turnout.agent.view.Tried;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.ebpf.ExplainResult;
import dev.turnout.ebpf.Explanation;
import dev.turnout.ebpf.InterfaceState;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.TunnelError;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The XDP program on the box's own interfaces. */
final class XdpPlane implements Plane {
    private final XdpDataplane dataplane;
    private final XdpForwardingPath path;
    private final List<String> interfaces;
    private final String reason;
    private final Preflight preflight;
    private final Documents documents;
    private final boolean alwaysGeneric;
    private final Ways ways;
    private final Log log;
    private List<InterfaceState> known;

    /**
     * @param nextHops as the kernel sees them: ports are its interfaces
     * @param pathMtus what routers say of tunnels is learnt there
     */
    record Ways(NextHopSource nextHops, PathMtus pathMtus) {}

    /**
     * @param reason why this data plane
     * @param alwaysGeneric whether the slow mode is allowed whatever a document says
     */
    XdpPlane(
            XdpDataplane dataplane,
            XdpForwardingPath path,
            List<String> interfaces,
            String reason,
            Preflight preflight,
            Documents documents,
            boolean alwaysGeneric,
            Ways ways,
            Log log) {
        this.dataplane = dataplane;
        this.path = path;
        this.interfaces = List.copyOf(interfaces);
        this.reason = reason;
        this.preflight = preflight;
        this.documents = documents;
        this.alwaysGeneric = alwaysGeneric;
        this.ways = ways;
        this.log = log;
        this.known = dataplane.interfaces();
    }

    @Override
    public Dataplane dataplane() {
        return dataplane;
    }

    @Override
    public NextHopSource nextHops() {
        return ways.nextHops;
    }

    @Override
    public ForwardingPath forwardingPath() {
        return path;
    }

    @Override
    public List<String> interfaces() {
        return interfaces;
    }

    @Override
    public Optional<Tried> explain(FiveTuple flow, boolean syn) {
        return Optional.of(
                switch (dataplane.explain(flow, syn)) {
                    case ExplainResult.Explained(Explanation explanation) ->
                        new Tried.Done(explanation.outcome().name(), explanation.backend(), why(explanation.choice()));
                    case ExplainResult.Refused(Refusal refusal) -> new Tried.Refused(refusal.toString());
                });
    }

    private static List<String> why(Explanation.Choice choice) {
        List<String> why = new ArrayList<>();
        if (choice.flowTable()) {
            why.add("by the flow table");
        }
        if (choice.random()) {
            why.add("drawn at random");
        }
        if (choice.marked()) {
            why.add("its flow is marked");
        }
        if (choice.previousOwner()) {
            why.add("as the previous owner");
        }
        return why;
    }

    @Override
    public DataplaneStatus status() {
        return InterfaceReport.status(interfaces, dataplane.capabilities().name(), dataplane.interfaces()).toBuilder()
                .setChoiceReason(reason)
                .build();
    }

    @Override
    public List<NicFinding> findings() {
        return InterfaceReport.findings(preflight.findings(), dataplane.interfaces());
    }

    @Override
    public void allow() {
        boolean allow = alwaysGeneric || documents.allowGeneric();
        dataplane.allowGeneric(allow);
        preflight.allowGeneric(allow);
    }

    @Override
    public boolean look() {
        followInterfaces();
        passOnTunnelErrors();
        path.follow(documents
                .desired()
                .map(wanted -> XdpForwardingPath.vips(wanted.config()))
                .orElse(Set.of()));
        return false;
    }

    /** Interfaces come and go. */
    private void followInterfaces() {
        dataplane
                .keepAttached()
                .ifPresent(refusal -> log.recurring(
                        Level.WARN,
                        "interfaces",
                        Field.of("code", refusal.code()),
                        Field.of("why", refusal.message())));
        List<InterfaceState> now = dataplane.interfaces();
        List<InterfaceState> changed = new ArrayList<>(now);
        changed.removeAll(known);
        known = now;
        changed.forEach(this::changed);
        if (!changed.isEmpty()) {
            ways.nextHops.refresh();
        }
    }

    private void changed(InterfaceState state) {
        switch (state) {
            case InterfaceState.Attached(String device, boolean generic) -> {
                log.info("attached", Field.of("device", device), Field.of("mode", generic ? "generic" : "native"));
                preflight.look(device);
            }
            case InterfaceState.Detached(String device, var why) ->
                log.warn(
                        "detached",
                        Field.of("device", device),
                        Field.of("code", why.code()),
                        Field.of("why", why.message()));
        }
    }

    /** Hands what routers said of our tunnels to those who resolve next hops. */
    private void passOnTunnelErrors() {
        boolean lowered = false;
        for (TunnelError error : dataplane.takeTunnelErrors()) {
            lowered |= ways.pathMtus.lower(error.backend(), error.mtu());
        }
        if (lowered) {
            ways.nextHops.refresh();
        }
    }

    @Override
    public void close() {
        try (dataplane;
                path) {
            // The way of probes goes first: it hangs on the data plane.
        }
    }
}
