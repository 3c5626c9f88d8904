package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.load.BoxProcess;
import dev.turnout.hwtests.load.Crowd;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The places, which all cases share: a {@link Shop} whose backends echo, and have a web server for probes; clients of several addresses. */
final class Site implements AutoCloseable {
    private static final List<String> SOURCES = List.of("192.0.2.21", "192.0.2.22", "192.0.2.23", "192.0.2.24");
    /** Whose first SYN-ACKs {@code first_synack.bpf.c} drops. */
    private static final String UNLUCKY = "192.0.2.99";

    private final Shop shop;
    private final Path installation;
    private final Path other;
    private final Path tools;
    private final Forwarder forwarder;
    private final List<Integer> ports;
    private final Thread hook;
    private final List<Daemon> servers = new ArrayList<>();
    private int crowds;

    private Site(Shop shop, Forwarder.Kind dataplane, Path installation, Path tools) {
        this.shop = shop;
        this.installation = installation;
        this.tools = tools;
        this.other = shop.lab().scratch().resolve("other");
        this.forwarder = Forwarder.of(dataplane, shop, installation);
        this.ports = Fleet.ports(dataplane.persistences());
        this.hook = new Thread(forwarder::remove, "remover");
        Runtime.getRuntime().addShutdownHook(hook);
        copy(installation, other);
        shop.backends().forEach(WebServer::serve);
        shop.decapsulate(shop.lab().resource("/dev/turnout/ebpf/decap.bpf.o"));
        buildClient();
    }

    /**
     * @param installation the directory of a distribution
     * @param tools that of the programs which hitless/Makefile builds
     */
    static Site open(Forwarder.Kind dataplane, int backends, Path installation, Path tools) {
        Shop shop = Shop.open(Lab.open(), backends);
        try {
            return new Site(shop, dataplane, installation, tools);
        } catch (RuntimeException unfinished) {
            shop.close();
            throw unfinished;
        }
    }

    private void buildClient() {
        Netns client = shop.client();
        Stream.concat(SOURCES.stream(), Stream.of(UNLUCKY))
                .forEach(source -> client.ip("addr add " + source + "/24 dev eth0"));
        client.run("sysctl", "-qw", "net.ipv4.ip_local_port_range=10000 60999");
        client.xdp("eth0", shop.lab().resource("/dev/turnout/hwtests/first_synack.bpf.o"));
    }

    /** The server program of backend b1, b2, … */
    private Daemon serve(int number) {
        Stream<String> argv = Stream.concat(
                Stream.of(tools.resolve("echo").toString(), String.valueOf(number)),
                ports.stream().map(String::valueOf));
        Daemon server = backend(number).netns().start(argv.toArray(String[]::new));
        ports.forEach(server::awaitListening);
        return server;
    }

    /** New server processes on all backends: what an earlier case has left half open answers to nobody any more. */
    void serveAnew() {
        servers.forEach(Daemon::kill);
        servers.clear();
        IntStream.rangeClosed(1, shop.backends().size()).mapToObj(this::serve).forEach(servers::add);
    }

    private WebServer backend(int number) {
        return shop.backends().get(number - 1);
    }

    /** What the services keep, in the order of their ports. */
    List<Persistence> persistences() {
        return forwarder.kind().persistences();
    }

    List<IpAddress> addresses() {
        return shop.backends().stream().map(WebServer::address4).toList();
    }

    IpAddress address(int number) {
        return backend(number).address4();
    }

    /** Ends a backend's process without warning, and takes its address away. */
    void kill(int number) {
        servers.get(number - 1).kill();
        backend(number).netns().ip("addr del " + address(number) + "/24 dev eth0");
    }

    /** Pulls its cable: the process lives, and nobody reaches it. */
    void unplug(int number) {
        shop.lan().ip("link set b" + number + " down");
    }

    /** Has a backend answer to probes that it does not want to serve: it serves on. */
    void refuseProbes(int number) {
        backend(number).ready(false);
    }

    /** Makes whole what was killed, unplugged or told to refuse. */
    void repair(int number) {
        backend(number).ready(true);
        shop.lan().ip("link set b" + number + " up");
        backend(number).netns().ip("addr replace " + address(number) + "/24 dev eth0");
        backend(number).netns().ip("route replace default via " + Shop.ROUTER4);
    }

    /** Whether every byte was right that the servers of the last case heard. */
    boolean serversHeardNothingWrong() {
        return servers.stream().allMatch(server -> server.log().isEmpty());
    }

    BoxProcess box(String name, Fleet first) {
        return BoxProcess.start(shop.box(), forwarder, name, installation, first);
    }

    Crowd crowd() {
        crowds++;
        List<String> sources =
                Stream.concat(SOURCES.stream(), Stream.of(UNLUCKY)).toList();
        return Crowd.start(shop.client(), tools.resolve("crowd"), "crowd" + crowds, Shop.VIP4, ports, sources);
    }

    Path installation() {
        return installation;
    }

    /** Another installation of the same build. */
    Path otherInstallation() {
        return other;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> tree = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : tree.toList()) {
                Path ignored = Files.copy(
                        path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException uncopied) {
            throw new UncheckedIOException(uncopied);
        }
    }

    @Override
    public void close() {
        shop.close();
        forwarder.remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
