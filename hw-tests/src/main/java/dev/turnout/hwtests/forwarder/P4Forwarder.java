package dev.turnout.hwtests.forwarder;

import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Shop;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compiled P4 program in the software switch, on the box's cable. The box's own stack has a device that stands for the
 * switch's port: addresses and routes are there.
 */
final class P4Forwarder implements Forwarder {
    private static final String DEVICE = "port1";
    private static final int PORT = 9559;

    private final Shop shop;
    private final Path command;
    private @Nullable Daemon softswitch;
    private boolean moved;

    /** @param installation the directory of a distribution */
    P4Forwarder(Shop shop, Path installation) {
        this.shop = shop;
        this.command = installation.resolve("bin/softswitch");
    }

    @Override
    public Kind kind() {
        return Kind.P4;
    }

    @Override
    public String called() {
        return "the switch";
    }

    @Override
    public String pictured() {
        return "P4 in a software switch; the agent";
    }

    @Override
    public void begin() {
        remove();
        if (!moved) {
            shop.moveBoxTo(DEVICE);
            moved = true;
        }
        softswitch = shop.box()
                .start(command.toString(), "--port", "1=eth0", "--listen", "127.0.0.1:" + PORT)
                .awaitListening(PORT);
    }

    @Override
    public List<String> options() {
        return List.of("--p4runtime", "127.0.0.1:" + PORT, "--p4-port", "1=" + DEVICE);
    }

    @Override
    public String state() {
        Daemon running = softswitch;
        return running != null && running.isAlive()
                ? running.pid() + " " + shop.box().ifindex(DEVICE)
                : "";
    }

    @Override
    public String stateIs() {
        return "the switch was not touched, nor the device that stands for its port";
    }

    @Override
    public void remove() {
        if (softswitch != null) {
            softswitch.kill();
            softswitch = null;
        }
    }
}
