package dev.turnout.hwtests.flood;

import dev.turnout.core.model.IpAddress;
import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.load.BoxProcess;
import dev.turnout.hwtests.load.Crowd;
import dev.turnout.hwtests.load.Document;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Pins;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The places, which all scenes share: a {@link Shop}, and a flooder on a cable of its own to the box.
 *
 * <pre>
 *   flooder ───── eth1 box eth0 ───── [drain] switch ──┬── b1 b2, later b3 b4   the flooded service
 *                                                      ├── b5 b6                the other
 *                                                      └── router ── client
 * </pre>
 *
 * <p>What the box forwards of the flood ends at the switch: it is the box that is measured, and not what servers do with SYNs.
 */
final class Town implements AutoCloseable {
    static final int CPUS = Runtime.getRuntime().availableProcessors();

    private static final List<String> SOURCES = List.of("192.0.2.21", "192.0.2.22", "192.0.2.23");
    /** One flood's flows are the next 2^26. */
    private static final int FLOWS_SHIFT = 26;

    private static final int MAX_SECONDS = 60;
    private static final Pattern RECEIVED = Pattern.compile("RX:.*\\R\\s*\\d+\\s+(\\d+)");

    private final Shop shop;
    private final Netns flooder;
    private final Path installation;
    private final Path tools;
    private final Pins pins;
    private final Forwarder forwarder;
    private final Thread hook;
    private int floods;
    private int crowds;

    private Town(Shop shop, Path installation, Path tools) {
        this.shop = shop;
        this.installation = installation;
        this.tools = tools;
        this.pins = shop.lab().pins("xdp");
        this.forwarder = Forwarder.of(Forwarder.Kind.XDP, shop, installation);
        this.hook = new Thread(forwarder::remove, "remover");
        Runtime.getRuntime().addShutdownHook(hook);
        flooder = shop.lab().namespace("flooder");
        shop.lab().link(flooder, "eth0", shop.box(), "eth1");
        // Nothing but the flood is to come this way.
        flooder.ip("link set eth0 addrgenmode none");
        shop.box().ip("link set eth1 addrgenmode none");
        shop.lan().xdp("box", tool("flood/drain.bpf.o"));
        shop.addVip(TownPlan.OTHER_VIP);
        shop.decapsulate(shop.lab().resource("/dev/turnout/ebpf/decap.bpf.o"));
        SOURCES.forEach(source -> shop.client().ip("addr add " + source + "/24 dev eth0"));
        shop.client().run("sysctl", "-qw", "net.ipv4.ip_local_port_range=10000 60999");
        serve();
    }

    /**
     * @param installation the directory of a distribution
     * @param tools the directory that those of flood/Makefile and hitless/Makefile are in
     */
    static Town open(Path installation, Path tools) {
        Shop shop = Shop.open(Lab.open(), 6);
        try {
            return new Town(shop, installation, tools);
        } catch (RuntimeException unfinished) {
            shop.close();
            throw unfinished;
        }
    }

    private Path tool(String name) {
        return tools.resolve(name);
    }

    private void serve() {
        for (int number = 1; number <= shop.backends().size(); number++) {
            WebServer backend = shop.backends().get(number - 1);
            boolean flooded = number <= 4;
            int port = flooded ? TownPlan.FLOODED_PORT : TownPlan.OTHER_PORT;
            Daemon server = backend.netns()
                    .start(tool("hitless/echo").toString(), String.valueOf(number), String.valueOf(port));
            server.awaitListening(port);
            if (!flooded) {
                Daemon ignored = backend.serve();
            }
        }
    }

    /** The first document of a scene. */
    TownPlan plan(Scene scene) {
        return new TownPlan(1, scene.persistence(), addresses(1, 2), List.of(), addresses(5, 6));
    }

    /** Who takes the flooded service's new flows from its first backends. */
    List<IpAddress> others() {
        return addresses(3, 4);
    }

    private List<IpAddress> addresses(int first, int last) {
        return shop.backends().subList(first - 1, last).stream()
                .map(WebServer::address4)
                .toList();
    }

    BoxProcess box(Scene scene, Document first) {
        return BoxProcess.start(
                shop.box(),
                forwarder,
                scene.name(),
                installation,
                first,
                "--interface",
                "eth1",
                "--flows",
                String.valueOf(Sizes.FLOWS));
    }

    Crowd crowd(IpAddress vip, int port) {
        crowds++;
        return Crowd.start(shop.client(), tool("hitless/crowd"), "crowd" + crowds, vip, List.of(port), SOURCES);
    }

    /** Begins a flood of flows that nobody has seen yet, SYNs and packets in mid-flow in turn; it ends when it is killed. */
    Daemon flood(boolean atService, long rate, long frames) {
        long first = (long) floods++ << FLOWS_SHIFT;
        return flooder.start(
                tool("flood/flood").toString(),
                tool("flood/flood.bpf.o").toString(),
                "eth0",
                shop.box().mac("eth1"),
                (atService ? Shop.VIP4 : TownPlan.NOWHERE).toString(),
                String.valueOf(TownPlan.FLOODED_PORT),
                "both",
                String.valueOf(first),
                String.valueOf(rate),
                String.valueOf(frames),
                String.valueOf(MAX_SECONDS));
    }

    /** Frames of floods that came to the box. */
    long received() {
        Matcher counts = RECEIVED.matcher(shop.box().run("ip", "-s", "link", "show", "dev", "eth1"));
        if (!counts.find()) {
            throw new IllegalStateException("no counters of eth1");
        }
        return Long.parseLong(counts.group(1));
    }

    /** Frames of floods that the box forwarded. */
    long forwarded() {
        return shop.lan()
                .run("ethtool", "-S", "box")
                .lines()
                .filter(line -> line.contains("xdp_drops"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Asks the other service. */
    Answers ask(String loop, int number, int seconds) {
        return Answers.parse(shop.client()
                .run(
                        tool("flood/requests").toString(),
                        TownPlan.OTHER_VIP.toString(),
                        String.valueOf(TownPlan.WEB_PORT),
                        loop,
                        String.valueOf(number),
                        String.valueOf(seconds)));
    }

    /** Entries of the flow table. */
    long entries() {
        return shop.box()
                .run("bpftool", "map", "dump", "pinned", pins.find("flows").toString())
                .lines()
                .filter(line -> line.startsWith("key:") || line.contains("\"key\":"))
                .count();
    }

    @Override
    public void close() {
        shop.close();
        forwarder.remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
