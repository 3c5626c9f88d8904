package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.vectors.PacketVectors;
import dev.turnout.hwtests.vectors.Scenario;
import dev.turnout.hwtests.vectors.VectorPlane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compiled P4 program. Of the scenarios those that a data plane without flow tables can hold. */
class P4VectorTest extends PacketVectors {
    @TempDir
    private Path state;

    static List<Scenario> scenarios() {
        return Scenario.all().stream().filter(P4VectorTest::fits).toList();
    }

    private static boolean fits(Scenario scenario) {
        return scenario.services().values().stream()
                .noneMatch(service -> service.spec().persistence() == Persistence.FLOW_TABLE
                        || service.spec().algorithm() == Algorithm.RANDOM);
    }

    @Override
    protected VectorPlane open() {
        return P4Box.create(state);
    }

    /** Errors about its own tunnels are not told apart there. */
    @Override
    protected String counted(String outcome) {
        return outcome.equals("PASS_TUNNEL_ERROR") ? "PASS_NOT_VIP" : outcome;
    }

    @Test
    void onlyFlowTablesAreLeftOut() {
        assertEquals(
                List.of("flow-table-sets", "flow-table"),
                Scenario.all().stream()
                        .filter(scenario -> !fits(scenario))
                        .map(Scenario::name)
                        .toList());
    }
}
