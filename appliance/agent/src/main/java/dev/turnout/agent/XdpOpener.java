package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.ProbeRoutes;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.ProbePath;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens the XDP data plane.
 *
 * @param held what the data plane was last seen to hold
 */
record XdpOpener(
        RunSettings settings,
        Documents documents,
        Commands commands,
        Supplier<Optional<DataplaneState>> held,
        Log log) {
    /**
     * @param reason why this data plane
     * @param preflight begun for the interfaces of the settings
     */
    PlaneResult open(String reason, Preflight preflight, XdpPlane.Ways ways) {
        boolean allowGeneric = settings.allowGeneric() || documents.allowGeneric();
        preflight.judge(allowGeneric, documents);
        XdpSettings xdp = XdpSettings.on(settings.interfaces().toArray(String[]::new))
                .withPins(settings.pins())
                .withAllowGeneric(allowGeneric);
        return switch (XdpDataplane.open(
                xdp.withRoom(settings.slots(), xdp.maxServices()).withMaxFlows(settings.flows()))) {
            case OpenResult.Refused(Refusal refusal) ->
                new PlaneResult.Refused(
                        refusal.toString(),
                        refusal.log().isEmpty() ? "" : refusal.log().stripTrailing() + "\n");
            case OpenResult.Opened(XdpDataplane dataplane, List<String> notes) -> {
                notes.forEach(note -> log.info("dataplane", Field.of("note", note)));
                yield new PlaneResult.Opened(new XdpPlane(
                        dataplane,
                        forwardingPath(dataplane),
                        settings.interfaces(),
                        reason,
                        preflight,
                        documents,
                        settings.allowGeneric(),
                        ways,
                        log));
            }
        };
    }

    private XdpForwardingPath forwardingPath(XdpDataplane dataplane) {
        int last = ProbePath.FIRST_PORT + ProbePath.PORTS - 1;
        return new XdpForwardingPath(
                dataplane, new ProbeRoutes(commands, ProbePath.FIRST_PORT, last), settings.interfaces(), held, log);
    }
}
