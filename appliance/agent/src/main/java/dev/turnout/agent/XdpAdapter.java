package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.PathMtus;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.ebpf.ExplainResult;
import dev.turnout.ebpf.InterfaceState;
import dev.turnout.ebpf.TunnelError;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the agent wants of the XDP data plane beside the core's interface. */
final class XdpAdapter {
    private final XdpDataplane dataplane;
    private final List<String> interfaces;
    private final Preflight preflight;
    private final Log log;
    private List<InterfaceState> known;

    XdpAdapter(XdpDataplane dataplane, List<String> interfaces, Preflight preflight, Log log) {
        this.dataplane = dataplane;
        this.interfaces = List.copyOf(interfaces);
        this.preflight = preflight;
        this.log = log;
        this.known = dataplane.interfaces();
    }

    Optional<ExplainResult> explain(FiveTuple flow, boolean syn) {
        return Optional.of(dataplane.explain(flow, syn));
    }

    DataplaneStatus status() {
        return InterfaceReport.status(interfaces, dataplane.capabilities().name(), dataplane.interfaces());
    }

    /** What is to be said of the interfaces now. */
    List<NicFinding> findings() {
        return InterfaceReport.findings(preflight.findings(), dataplane.interfaces());
    }

    /** Says whether the slow mode will do from now on. */
    void allowGeneric(boolean allow) {
        dataplane.allowGeneric(allow);
        preflight.allowGeneric(allow);
    }

    /** Done in every step: interfaces come and go, and routers speak of our tunnels. */
    void look(PathMtus pathMtus, NextHopSource nextHops) {
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
            nextHops.refresh();
        }
        passOnTunnelErrors(pathMtus, nextHops);
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
    private void passOnTunnelErrors(PathMtus pathMtus, NextHopSource nextHops) {
        boolean lowered = false;
        for (TunnelError error : dataplane.takeTunnelErrors()) {
            lowered |= pathMtus.lower(error.backend(), error.mtu());
        }
        if (lowered) {
            nextHops.refresh();
        }
    }
}
