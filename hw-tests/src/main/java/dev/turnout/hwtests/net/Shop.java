package dev.turnout.hwtests.net;

import dev.turnout.core.model.IpAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A web shop behind a box, in both families:
 *
 * <pre>
 *   client ────────── router ────────── switch ──────── box        the balancer, one-armed: all on its eth0
 *   192.0.2.2         .1 │ .1            │  │  │         198.51.100.2
 *   2001:db8:1::2        198.51.100.0/24 │  │  └── b1    198.51.100.11   2001:db8:2::11
 *                        2001:db8:2::/64 │  └───── b2    198.51.100.12   2001:db8:2::12
 *                                        └──────── b3    …               nginx, the VIPs on lo
 *
 *   VIPs: anything in 203.0.113.0/24 and 2001:db8:3::/64, which the router sends to the box
 * </pre>
 *
 * <p>Answers go from the backends straight to the router (direct return), and behind the router there is room for outer
 * headers (MTU {@value #LAN_MTU}). No reverse-path filter: on the router it would drop direct return, on a backend the
 * outer sources of a tunnel prefix. Every device is named eth0 in its namespace; the switch's ports bear the names of
 * those at the other end.
 */
public final class Shop implements AutoCloseable {
    public static final int LAN_MTU = 1600;
    public static final IpAddress CLIENT4 = address("192.0.2.2");
    public static final IpAddress CLIENT6 = address("2001:db8:1::2");
    public static final IpAddress ROUTER4 = address("198.51.100.1");
    public static final IpAddress ROUTER6 = address("2001:db8:2::1");
    public static final IpAddress BOX4 = address("198.51.100.2");
    public static final IpAddress BOX6 = address("2001:db8:2::2");
    /** The VIPs that backends carry from the start; {@link #addVip} adds others. */
    public static final IpAddress VIP4 = address("203.0.113.10");

    public static final IpAddress VIP6 = address("2001:db8:3::10");

    private static final String PASS = "/dev/turnout/hwtests/pass.bpf.o";

    private final Lab lab;
    private final Netns client;
    private final Netns router;
    private final Netns lan;
    private final Netns box;
    private final List<WebServer> backends;

    private Shop(Lab lab, int backends) {
        this.lab = lab;
        client = lab.namespace("client");
        router = lab.namespace("router");
        lan = lab.namespace("switch");
        box = lab.namespace("box");
        buildSwitch();
        buildRouter();
        buildClient();
        buildBox();
        List<WebServer> servers = new ArrayList<>();
        for (int i = 1; i <= backends; i++) {
            servers.add(buildBackend(i));
        }
        this.backends = List.copyOf(servers);
        addVip(VIP4);
        addVip(VIP6);
    }

    /** Builds it in a lab of its own; nothing is loaded on the box, and the backends do not decapsulate yet. */
    public static Shop open(int backends) {
        return open(Lab.open(), backends);
    }

    /** Builds it in a lab that it closes at its own end, also where building it fails. */
    public static Shop open(Lab lab, int backends) {
        if (backends < 1 || backends > 200) {
            throw new IllegalArgumentException(backends + " backends");
        }
        try {
            return new Shop(lab, backends);
        } catch (RuntimeException unfinished) {
            lab.close();
            throw unfinished;
        }
    }

    private void buildSwitch() {
        // Multicast snooping without a querier would keep neighbour solicitations from their groups.
        lan.ip(
                "link add br0 type bridge forward_delay 0 mcast_snooping 0",
                "link set br0 mtu " + LAN_MTU + " addrgenmode none up");
    }

    private void buildRouter() {
        plug(router, "router");
        router.sysctl("net.ipv4.ip_forward", 1).sysctl("net.ipv6.conf.all.forwarding", 1);
        router.ip(
                "addr add " + ROUTER4 + "/24 dev eth0",
                "addr add " + ROUTER6 + "/64 dev eth0 nodad",
                "route add 203.0.113.0/24 via " + BOX4,
                "route add 2001:db8:3::/64 via " + BOX6);
    }

    private void buildClient() {
        lab.link(client, "eth0", router, "client");
        router.ip("addr add 192.0.2.1/24 dev client", "addr add 2001:db8:1::1/64 dev client nodad");
        client.ip(
                "addr add " + CLIENT4 + "/24 dev eth0",
                "addr add " + CLIENT6 + "/64 dev eth0 nodad",
                "route add default via 192.0.2.1",
                "route add default via 2001:db8:1::1");
    }

    private void buildBox() {
        plug(box, "box");
        // What the box sends back by XDP_TX arrives only where an XDP program runs on the other end.
        lan.xdp("box", lab.resource(PASS));
        box.ip(
                "addr add " + BOX4 + "/24 dev eth0",
                "addr add " + BOX6 + "/64 dev eth0 nodad",
                "route add default via " + ROUTER4,
                "route add default via " + ROUTER6);
    }

    private WebServer buildBackend(int number) {
        String name = "b" + number;
        Netns netns = lab.namespace(name);
        plug(netns, name);
        IpAddress address4 = address("198.51.100." + (10 + number));
        IpAddress address6 = address("2001:db8:2::" + (10 + number));
        // A VIP that is also on the LAN (an on-link VIP) must be answered for by the box alone.
        netns.sysctl("net.ipv4.conf.all.arp_ignore", 1).sysctl("net.ipv4.conf.all.arp_announce", 2);
        netns.ip(
                "addr add " + address4 + "/24 dev eth0",
                "addr add " + address6 + "/64 dev eth0 nodad",
                "route add default via " + ROUTER4,
                "route add default via " + ROUTER6);
        return new WebServer(name, netns, address4, address6);
    }

    /** Connects a namespace's eth0 to the switch. */
    private void plug(Netns netns, String port) {
        lab.link(netns, "eth0", lan, port);
        netns.sysctl("net.ipv4.conf.all.rp_filter", 0).sysctl("net.ipv4.conf.eth0.rp_filter", 0);
        netns.ip("link set eth0 mtu " + LAN_MTU);
        lan.ip("link set " + port + " mtu " + LAN_MTU + " addrgenmode none master br0");
    }

    /**
     * Moves the box's addresses and routes from its interface to a device that stands for a switch's port, which is made. The
     * interface is the switch's then: the box's own stack must not answer there, for the addresses of the other device.
     */
    public void moveBoxTo(String device) {
        box.sysctl("net.ipv6.conf.eth0.disable_ipv6", 1);
        box.ip(
                "addr flush dev eth0",
                "link set eth0 arp off",
                "tuntap add " + device + " mode tap",
                "link set " + device + " mtu " + LAN_MTU + " up",
                "addr add " + BOX4 + "/24 dev " + device,
                "addr add " + BOX6 + "/64 dev " + device + " nodad",
                "route add default via " + ROUTER4 + " dev " + device,
                "route add default via " + ROUTER6 + " dev " + device);
        box.sysctl("net.ipv4.conf." + device + ".rp_filter", 0);
    }

    /** Puts a VIP on the loopback of every backend. */
    public void addVip(IpAddress vip) {
        String host = vip + "/" + vip.family().bits();
        backends.forEach(
                backend -> backend.netns().ip("addr add " + host + " dev lo" + (vip.isIpv4() ? "" : " nodad")));
    }

    /** Attaches a decapsulating XDP program to every backend. */
    public void decapsulate(Path object) {
        backends.forEach(backend -> backend.netns().xdp("eth0", object));
    }

    public Lab lab() {
        return lab;
    }

    public Netns client() {
        return client;
    }

    public Netns router() {
        return router;
    }

    /** The bridge: where everything on the LAN can be watched. */
    public Netns lan() {
        return lan;
    }

    public Netns box() {
        return box;
    }

    /** In order: b1, b2, … */
    public List<WebServer> backends() {
        return backends;
    }

    /** Asks a URL from the client, on a connection of its own each time, and returns what was answered. */
    public List<String> get(String url, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> client.run("curl", "-sS", "--fail", "-g", "--max-time", "5", url))
                .map(String::strip)
                .toList();
    }

    @Override
    public void close() {
        lab.close();
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }
}
