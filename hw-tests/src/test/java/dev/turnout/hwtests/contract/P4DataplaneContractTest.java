package dev.turnout.hwtests.contract;

import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.softswitch.service.Device;
import dev.turnout.p4.softswitch.service.SwitchServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The P4 program in the software switch, programmed through P4Runtime. */
final class P4DataplaneContractTest extends DataplaneContract {
    private static final int CPU_PORT = 510;

    @TempDir
    private Path state;

    @Override
    Rig open() throws IOException {
        Device device = new Device(CPU_PORT, (_, _) -> {});
        SwitchServer server = SwitchServer.start(1, device, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new P4Rig(server, P4Settings.of("127.0.0.1", server.port(), state));
    }
}
