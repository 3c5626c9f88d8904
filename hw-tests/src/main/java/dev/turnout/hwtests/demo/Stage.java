package dev.turnout.hwtests.demo;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.forwarder.Forwarder;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The places: a {@link Shop} with three backends, and a fleet manager behind its router, with a real broker. What runs
 * there is what is shipped: the start scripts of the distribution.
 */
final class Stage implements AutoCloseable {
    static final String BOX_ID = "demo";
    static final String BROKER_HOST = "10.0.0.2";
    static final String BROKER = "mqtts://" + BROKER_HOST;
    private static final int BOXES = 8883;
    private static final int CLAIMS = 8884;
    private static final int BACKENDS = 3;
    private static final String DECAP = "/dev/turnout/ebpf/decap.bpf.o";

    private final Shop shop;
    private final Netns fleet;
    private final Path bin;
    private final Forwarder forwarder;
    private final Thread hook;

    private Stage(Shop shop, Path installation, Forwarder.Kind kind) {
        this.shop = shop;
        this.bin = installation.resolve("bin");
        this.forwarder = Forwarder.of(kind, shop, installation);
        this.hook = new Thread(forwarder::remove, "remover");
        Runtime.getRuntime().addShutdownHook(hook);
        this.fleet = shop.lab().namespace("fleet");
        shop.lab().link(fleet, "eth0", shop.router(), "fleet");
        shop.router().ip("addr add 10.0.0.1/24 dev fleet");
        fleet.ip("addr add 10.0.0.2/24 dev eth0", "route add default via 10.0.0.1");
    }

    /** @param installation the directory of a distribution */
    static Stage open(Lab lab, Path installation, Forwarder.Kind kind) {
        Forwarder.remove(lab);
        Shop shop = Shop.open(lab, BACKENDS);
        try {
            return new Stage(shop, installation, kind);
        } catch (RuntimeException unfinished) {
            shop.close();
            throw unfinished;
        }
    }

    /** Web servers that take the box's outer headers off, and send downloads slowly. */
    void openShop(int downloadRate) {
        shop.decapsulate(shop.lab().resource(DECAP));
        shop.backends().forEach(backend -> backend.serve(downloadRate));
    }

    /** An authority, a key that signs, and a broker which lets in whom the authority has signed. */
    void startBroker() {
        String ca = office("ca");
        fleetctl("ca", "init", ca);
        fleetctl("key", "create", office("fleet.key"));
        fleet.run("cp", office("fleet.key.pub"), office("ca/trust.pem"));
        fleetctl("broker", "init", office("broker"), "--ca-dir", ca, "--host", BROKER_HOST);
        Daemon ignored = fleet.start("mosquitto", "-c", office("broker/mosquitto.conf"))
                .awaitListening(BOXES)
                .awaitListening(CLAIMS);
    }

    /** What the box says when it has claimed its identity. */
    CommandResult enrol() {
        String claim = office(BOX_ID + ".claim");
        fleetctl("claim", "create", claim, "--ca-dir", office("ca"), "--box", BOX_ID);
        Daemon registrar = fleet.start(
                bin.resolve("fleetctl").toString(),
                "registrar",
                "--ca-dir",
                office("ca"),
                "--broker",
                BROKER,
                "--boxes",
                "1");
        CommandResult said = shop.box()
                .attempt(
                        bin.resolve("turnout").toString(),
                        "enrol",
                        "--claim",
                        claim,
                        "--broker",
                        BROKER + ":" + CLAIMS,
                        "--data-dir",
                        data());
        registrar.stop();
        return said;
    }

    private void fleetctl(String... arguments) {
        String ignored =
                fleet.run(Stream.concat(Stream.of(bin.resolve("fleetctl").toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    /** A file of the fleet manager's. */
    private String office(String name) {
        return fleet.scratch().resolve(name).toString();
    }

    /** The fleet manager's own identity, as PEM, for programs that read nothing else. */
    Path operatorPem() {
        Path pem = Path.of(office("operator.pem"));
        fleet.run(
                "openssl",
                "pkcs12",
                "-in",
                office("ca/fleetctl.p12"),
                "-passin",
                "pass:turnout",
                "-nodes",
                "-out",
                pem.toString());
        return pem;
    }

    Path authorityPem() {
        return Path.of(office("ca/ca.pem"));
    }

    private String data() {
        return shop.box().scratch().resolve("data").toString();
    }

    /** Makes what forwards ready for the first agent. */
    void beginForwarding() {
        forwarder.begin();
    }

    Daemon startAgent() {
        return shop.box().start(agent().toArray(String[]::new));
    }

    private List<String> agent() {
        List<String> command = List.of(
                bin.resolve("turnout").toString(),
                "run",
                "--broker",
                BROKER,
                "--data-dir",
                data(),
                "--socket",
                socket());
        return Stream.concat(command.stream(), forwarder.options().stream()).toList();
    }

    private String socket() {
        return shop.box().scratch().resolve("turnout.sock").toString();
    }

    /** Runs {@code turnout …} on the box, against the agent that runs there. */
    CommandResult turnout(String... arguments) {
        Stream<String> asking = Stream.of(bin.resolve("turnout").toString(), arguments[0], "--socket", socket());
        return shop.box()
                .attempt(Stream.concat(asking, Arrays.stream(arguments).skip(1)).toArray(String[]::new));
    }

    /** Writes a document down and pushes it, signed, as a fleet manager does. */
    CommandResult push(Wanted wanted, String... options) {
        Path file = configuration();
        write(file, wanted.yaml());
        Stream<String> command = Stream.of(
                bin.resolve("fleetctl").toString(),
                "push",
                file.toString(),
                "--identity",
                office("ca/fleetctl.p12"),
                "--key",
                office("fleet.key"),
                "--broker",
                BROKER,
                "--box",
                BOX_ID);
        return fleet.attempt(Stream.concat(command, Stream.of(options)).toArray(String[]::new));
    }

    Path configuration() {
        return shop.lab().scratch().resolve("web.yaml");
    }

    Shop shop() {
        return shop;
    }

    Forwarder forwarder() {
        return forwarder;
    }

    /** Of what forwards, by ids that change where a thing is made anew. */
    String forwarderState() {
        return forwarder.state();
    }

    Netns fleet() {
        return fleet;
    }

    List<WebServer> backends() {
        return shop.backends();
    }

    /** How a person enters it, once it is left up. */
    String directions() {
        return """

                It is all still up. In each place you are root, in its network:

                  client   sudo nsenter --net=/run/netns/%1$sclient bash
                           curl %2$s
                  box      sudo nsenter --net=/run/netns/%1$sbox bash
                           export PATH=%3$s:$PATH TURNOUT_SOCKET=%4$s
                           turnout status
                  fleet    sudo nsenter --net=/run/netns/%1$sfleet bash
                           export PATH=%3$s:$PATH
                           edit %5$s, and
                           fleetctl push %5$s --next --wait --box %7$s --broker %6$s --key %8$s --identity %9$s

                To remove it: sudo make demo-stop
                """.formatted(
                        shop.lab().prefix(),
                        Visitor.URL,
                        bin,
                        socket(),
                        configuration(),
                        BROKER,
                        BOX_ID,
                        office("fleet.key"),
                        office("ca/fleetctl.p12"));
    }

    /** Leaves everything up when the JVM ends. */
    void keep() {
        Runtime.getRuntime().removeShutdownHook(hook);
        shop.lab().keep();
    }

    /** Whether nothing of it is to be found on this machine any more. */
    boolean isGone() {
        String prefix = shop.lab().prefix();
        String[] namespaces = Path.of("/run/netns").toFile().list((_, name) -> name.startsWith(prefix));
        boolean noNamespace = namespaces == null || namespaces.length == 0;
        return noNamespace
                && Forwarder.isGone(shop.lab())
                && !Files.exists(shop.lab().scratch());
    }

    @Override
    public void close() {
        shop.close();
        forwarder.remove();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    /** Removes what an earlier stage of this name has left up. */
    static void remove(Lab lab) {
        lab.close();
        Forwarder.remove(lab);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
