package dev.turnout.hwtests.p4;

import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.vectors.PacketVectors;
import dev.turnout.hwtests.vectors.Scenario;
import java.util.List;

/** The compiled P4 program. Of the scenarios those that a data plane without flow tables can hold. */
abstract class P4Vectors extends PacketVectors {
    static List<Scenario> scenarios() {
        return Scenario.all().stream().filter(P4Vectors::fits).toList();
    }

    static boolean fits(Scenario scenario) {
        return scenario.services().values().stream()
                .noneMatch(service -> service.spec().persistence() == Persistence.FLOW_TABLE
                        || service.spec().algorithm() == Algorithm.RANDOM);
    }

    /** Errors about its own tunnels are not told apart there. */
    @Override
    protected String counted(String outcome) {
        return outcome.equals("PASS_TUNNEL_ERROR") ? "PASS_NOT_VIP" : outcome;
    }
}
