package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.hwtests.forwarder.NamedEndpoint;
import dev.turnout.hwtests.vectors.VectorPlane;
import dev.turnout.p4.softswitch.wire.PortMap;
import dev.turnout.p4.softswitch.wire.WiresResult;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In the target that is at hand, over its cables. The tests of this module are these too where {@link NamedEndpoint} finds it. */
final class P4RuntimeEndpointVectors extends P4Vectors {
    @TempDir
    private Path state;

    @Override
    protected VectorPlane open() {
        PortMap cables = assertInstanceOf(WiresResult.Opened.class, PortMap.open(NamedEndpoint.ports(), _ -> {}))
                .ports();
        return new WiredBox(NamedEndpoint.find().orElseThrow().settings(state), cables, () -> {});
    }
}
