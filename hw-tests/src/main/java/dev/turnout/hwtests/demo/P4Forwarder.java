package dev.turnout.hwtests.demo;

import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Netns;
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

    private @Nullable Daemon softswitch;

    @Override
    public String called() {
        return "the switch";
    }

    @Override
    public String pictured() {
        return "P4 in a software switch; the agent";
    }

    @Override
    public void prepare(Shop shop, Path bin) {
        Netns box = shop.box();
        box.sysctl("net.ipv6.conf.eth0.disable_ipv6", 1);
        box.ip(
                "addr flush dev eth0",
                // Or its own stack would answer there too, for the addresses of the other device.
                "link set eth0 arp off",
                "tuntap add " + DEVICE + " mode tap",
                "link set " + DEVICE + " mtu " + Shop.LAN_MTU + " up",
                "addr add " + Shop.BOX4 + "/24 dev " + DEVICE,
                "addr add " + Shop.BOX6 + "/64 dev " + DEVICE + " nodad",
                "route add default via " + Shop.ROUTER4 + " dev " + DEVICE,
                "route add default via " + Shop.ROUTER6 + " dev " + DEVICE);
        box.sysctl("net.ipv4.conf." + DEVICE + ".rp_filter", 0);
        softswitch = box.start(
                        bin.resolve("softswitch").toString(), "--port", "1=eth0", "--listen", "127.0.0.1:" + PORT)
                .awaitListening(PORT);
    }

    @Override
    public List<String> options() {
        return List.of("--p4runtime", "127.0.0.1:" + PORT, "--p4-port", "1=" + DEVICE);
    }

    @Override
    public String state(Shop shop) {
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
        // It is gone with the namespace.
    }

    @Override
    public boolean isGone() {
        return true;
    }
}
