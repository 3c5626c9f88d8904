package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.hwtests.vectors.Scenario;
import dev.turnout.hwtests.vectors.VectorPlane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the software switch, frame by frame. */
class P4VectorTest extends P4Vectors {
    @TempDir
    private Path state;

    @Override
    protected VectorPlane open() {
        return P4Box.create(state);
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
