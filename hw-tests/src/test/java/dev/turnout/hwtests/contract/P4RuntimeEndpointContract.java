package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.plan.Planner;
import dev.turnout.hwtests.forwarder.NamedEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The P4 program in a target that is at hand. The tests of this module are these too where {@link NamedEndpoint} finds it. */
final class P4RuntimeEndpointContract extends DataplaneContract {
    @TempDir
    private Path state;

    @Override
    Rig open() {
        P4Rig rig = new P4Rig(() -> {}, NamedEndpoint.find().orElseThrow().settings(state));
        empty(rig);
        return rig;
    }

    /** Of what the one before has left. */
    private static void empty(P4Rig rig) {
        if (rig.dataplane().read() instanceof ReadResult.Read(var snapshot)) {
            ApplyResult result = rig.dataplane().apply(Planner.diff(snapshot, DataplaneState.EMPTY));
            if (!(result instanceof ApplyResult.Applied)) {
                throw new AssertionError(result);
            }
        }
    }
}
