package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.plan.Planner;
import dev.turnout.p4.driver.P4Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * The P4 program in a target that is at hand: the reference switch of P4, or a switch in a laboratory. Where {@code
 * TURNOUT_P4RUNTIME} names it, {@code host:port}, the tests of this module are these too; {@code TURNOUT_P4RUNTIME_DEVICE} is its
 * device id, 0 if nothing is said. What it holds is lost.
 */
final class P4RuntimeEndpointContract extends DataplaneContract {
    private static final String ENDPOINT = "TURNOUT_P4RUNTIME";
    private static final String DEVICE = "TURNOUT_P4RUNTIME_DEVICE";

    @TempDir
    private Path state;

    @Override
    Rig open() {
        String endpoint = System.getenv(ENDPOINT);
        int colon = endpoint.lastIndexOf(':');
        P4Settings settings = P4Settings.of(
                        endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1)), state)
                .withDevice(Long.parseLong(System.getenv().getOrDefault(DEVICE, "0")));
        P4Rig rig = new P4Rig(() -> {}, settings);
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
