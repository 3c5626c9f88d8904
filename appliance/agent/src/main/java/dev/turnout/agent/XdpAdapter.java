package dev.turnout.agent;

import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.PathMtus;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.ebpf.ExplainResult;
import dev.turnout.ebpf.TunnelError;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.v1.DataplaneStatus;
import java.util.List;
import java.util.Optional;

/** What the agent wants of the XDP data plane beside the core's interface. */
final class XdpAdapter {
    private final XdpDataplane dataplane;
    private final List<String> interfaces;

    XdpAdapter(XdpDataplane dataplane, List<String> interfaces) {
        this.dataplane = dataplane;
        this.interfaces = interfaces;
    }

    Optional<ExplainResult> explain(FiveTuple flow, boolean syn) {
        return Optional.of(dataplane.explain(flow, syn));
    }

    DataplaneStatus status() {
        String name = dataplane.capabilities().name();
        boolean generic = name.contains("generic");
        return DataplaneStatus.newBuilder()
                .setKind("xdp")
                .setDevice(String.join(", ", interfaces))
                .setMode(
                        generic
                                ? DataplaneStatus.Mode.GENERIC
                                : name.contains("native")
                                        ? DataplaneStatus.Mode.NATIVE
                                        : DataplaneStatus.Mode.MODE_UNSPECIFIED)
                .setModeReason(name)
                .setForwarding(dataplane.attached())
                .build();
    }

    /** Hands what routers said of our tunnels to those who resolve next hops. */
    void passOnTunnelErrors(PathMtus pathMtus, NextHopSource nextHops) {
        boolean lowered = false;
        for (TunnelError error : dataplane.takeTunnelErrors()) {
            lowered |= pathMtus.lower(error.backend(), error.mtu());
        }
        if (lowered) {
            nextHops.refresh();
        }
    }
}
