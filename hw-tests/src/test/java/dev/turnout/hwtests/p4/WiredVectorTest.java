package dev.turnout.hwtests.p4;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.vectors.VectorPlane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.softswitch.service.Device;
import dev.turnout.p4.softswitch.service.SwitchServer;
import dev.turnout.p4.softswitch.wire.PortMap;
import dev.turnout.p4.softswitch.wire.WiresResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** In the software switch, with ports on interfaces: frames go over cables, as to any switch. */
class WiredVectorTest extends P4Vectors {
    private static final Map<Integer, String> PORTS = Map.of(1, "port1", 2, "port2");

    private final Lab lab = Lab.open();

    @TempDir
    private Path state;

    @AfterEach
    void close() {
        lab.close();
    }

    @Override
    protected VectorPlane open() {
        Netns box = lab.namespace("box");
        Netns cables = lab.namespace("cables");
        PORTS.values().forEach(name -> cable(box, cables, name));
        PortMap own = ports(box);
        Device device = new Device(P4Box.CPU_PORT, own);
        own.start(device::receive);
        SwitchServer server = P4Box.serve(device);
        return new WiredBox(P4Settings.of("127.0.0.1", server.port(), state), ports(cables), () -> {
            own.close();
            server.close();
        });
    }

    private void cable(Netns box, Netns cables, String name) {
        box.sysctl("net.ipv6.conf.default.disable_ipv6", 1);
        cables.sysctl("net.ipv6.conf.default.disable_ipv6", 1);
        lab.link(box, name, cables, name);
        box.ip("link set " + name + " mtu 9000");
        cables.ip("link set " + name + " mtu 9000");
    }

    private static PortMap ports(Netns where) {
        return assertInstanceOf(WiresResult.Opened.class, where.inside(() -> PortMap.open(PORTS, _ -> {})))
                .ports();
    }
}
