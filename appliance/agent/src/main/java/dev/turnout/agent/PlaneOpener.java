package dev.turnout.agent;

import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.store.LastPlane;
import java.util.Optional;

/**
 * Chooses a data plane and opens it, by {@link PlanePolicy}.
 *
 * @param p4 empty where no target is given
 */
record PlaneOpener(DataplaneChoice choice, XdpOpener xdp, Optional<P4Opener> p4, LastPlane last, Log log) {
    PlaneResult open(Preflight preflight, XdpPlane.Ways ways) {
        boolean interfaces = !xdp.settings().interfaces().isEmpty();
        PlanePolicy policy = PlanePolicy.of(choice, p4.isPresent(), interfaces, last.wasP4());
        PlaneResult result = p4.filter(_ -> policy.tryP4())
                .map(opener -> openP4(opener, policy, preflight, ways))
                .orElseGet(() -> xdp.open(xdpReason(), preflight, ways));
        if (result instanceof PlaneResult.Opened(Plane plane)) {
            last.is(plane.status().getKind().equals("p4"));
            log.info(
                    "dataplane",
                    Field.of("chosen", plane.status().getKind()),
                    Field.of("why", plane.status().getChoiceReason()));
        }
        return result;
    }

    private String xdpReason() {
        return choice == DataplaneChoice.XDP ? "XDP is set" : "no P4Runtime target is set";
    }

    private PlaneResult openP4(P4Opener opener, PlanePolicy policy, Preflight preflight, XdpPlane.Ways ways) {
        String reason = choice == DataplaneChoice.P4 ? "P4 is set" : "a P4Runtime target is set, and takes the program";
        PlaneResult result = opener.open(policy.patience(), reason, ways.nextHops());
        if (result instanceof PlaneResult.Refused(String why, String _) && policy.elseXdp()) {
            log.warn("dataplane", Field.of("refused", "p4"), Field.of("why", why));
            return xdp.open("P4 could not be had: " + why, preflight, ways);
        }
        return result;
    }
}
