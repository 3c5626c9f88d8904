package dev.turnout.agent;

import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.PathMtus;
import java.util.Set;

/**
 * Upkeep of the XDP data plane.
 *
 * @param alwaysGeneric whether the slow mode is allowed whatever a document says
 */
record XdpUpkeep(
        Documents documents,
        boolean alwaysGeneric,
        XdpAdapter xdp,
        PathMtus pathMtus,
        NextHopSource nextHops,
        XdpForwardingPath path,
        Heap heap)
        implements Upkeep {
    @Override
    public void allow() {
        xdp.allowGeneric(alwaysGeneric || documents.allowGeneric());
    }

    @Override
    public void look() {
        xdp.look(pathMtus, nextHops);
        path.follow(documents
                .desired()
                .map(known -> XdpForwardingPath.vips(known.config()))
                .orElse(Set.of()));
        heap.collectIfGrown();
    }

    @Override
    public void rest() {
        heap.collect();
    }
}
