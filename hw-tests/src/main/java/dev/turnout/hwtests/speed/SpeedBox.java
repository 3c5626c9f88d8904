package dev.turnout.hwtests.speed;

import dev.turnout.core.model.IpAddress;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A box with the shipped agent, a broker before it and backends behind it that are only neighbours:
 *
 * <pre>
 *   fleet 10.0.0.2 ───── 10.0.0.1 box 10.1.255.254/16 ───── lan: 10.1.0.1 …, one MAC, permanent
 *   mosquitto                     the agent
 * </pre>
 *
 * <p>With P4 the software switch has the cable to the LAN, and the box's address is on the device that stands for its port.
 */
public final class SpeedBox implements AutoCloseable {
    public static final String ID = "speed";
    public static final String BROKER = "10.0.0.2";
    private static final String CABLE = "eth0";
    private static final String SWITCH_PORT = "port1";
    private static final int P4RUNTIME = 9559;
    private static final String PASS = "/dev/turnout/hwtests/pass.bpf.o";

    /** Of maps that are complete. */
    private static final Pattern SLOTS = Pattern.compile("/v\\d+/slots$");

    private final Lab lab;
    private final Netns fleet;
    private final Netns lan;
    private final Netns box;
    private final Path bin;
    private final int slots;
    private final Path pins;
    private final String device;

    private SpeedBox(Lab lab, Path bin, int slots, String device) {
        this.lab = lab;
        this.bin = bin;
        this.slots = slots;
        this.device = device;
        this.pins = lab.pins(ID).directory();
        fleet = lab.namespace("fleet");
        lan = lab.namespace("lan");
        box = lab.namespace("box");
        lab.link(fleet, "eth0", box, "fleet");
        lab.link(box, "eth0", lan, "eth0");
        fleet.ip("addr add 10.0.0.2/24 dev eth0");
        if (!device.equals(CABLE)) {
            startSwitch();
        }
        box.ip("addr add 10.0.0.1/24 dev fleet", "addr add 10.1.255.254/16 dev " + device);
        lan.ip("addr add 10.1.255.253/16 dev eth0");
    }

    /**
     * @param bin the directory of the start scripts
     * @param slots that the box has room for
     */
    public static SpeedBox open(Path bin, int slots) {
        return open(bin, slots, CABLE);
    }

    /** One with a P4 switch. */
    public static SpeedBox openP4(Path bin) {
        return open(bin, 0, SWITCH_PORT);
    }

    private static SpeedBox open(Path bin, int slots, String device) {
        Lab lab = Lab.open();
        try {
            return new SpeedBox(lab, bin, slots, device);
        } catch (RuntimeException unfinished) {
            lab.close();
            throw unfinished;
        }
    }

    private void startSwitch() {
        box.ip("link set eth0 arp off", "tuntap add " + device + " mode tap", "link set " + device + " up");
        Daemon ignored = box.start(
                        bin.resolve("softswitch").toString(),
                        "--port",
                        "1=" + CABLE,
                        "--listen",
                        "127.0.0.1:" + P4RUNTIME)
                .awaitListening(P4RUNTIME);
    }

    private List<String> dataplane() {
        return device.equals(CABLE)
                ? List.of("--bpffs", pins.toString(), "--slots", String.valueOf(slots), "--interface", device)
                : List.of("--p4runtime", "127.0.0.1:" + P4RUNTIME, "--p4-port", "1=" + device);
    }

    /** Makes addresses permanent neighbours, so that the ways to them are known at once. */
    public void neighbours(List<IpAddress> addresses) {
        String mac = lan.mac("eth0");
        box.ip(addresses.stream()
                .map(address -> "neigh replace " + address + " lladdr " + mac + " dev " + device + " nud permanent")
                .toArray(String[]::new));
    }

    public Daemon startBroker() throws IOException {
        Path configuration = Files.writeString(fleet.scratch().resolve("mosquitto.conf"), """
                listener 1883 10.0.0.2
                allow_anonymous true
                """);
        return fleet.start("mosquitto", "-c", configuration.toString()).awaitListening(1883);
    }

    public Daemon startAgent(String... more) {
        List<String> argv = new ArrayList<>(List.of(
                bin.resolve("turnout").toString(),
                "run",
                "--broker",
                "mqtt://" + BROKER,
                "--box",
                ID,
                "--data-dir",
                data().toString(),
                "--socket",
                socket().toString(),
                "--metrics",
                "none"));
        argv.addAll(dataplane());
        argv.addAll(Arrays.asList(more));
        return box.start(argv.toArray(String[]::new));
    }

    public Path data() {
        return box.scratch().resolve("data");
    }

    public Path socket() {
        return box.scratch().resolve("turnout.sock");
    }

    /** The slots; there once the agent runs. */
    public SlotMap slots() throws IOException {
        return SlotMap.open(pin().orElseThrow(), slots);
    }

    public boolean hasSlots() {
        return pin().isPresent();
    }

    private Optional<Path> pin() {
        try (Stream<Path> tree = Files.walk(pins)) {
            return tree.filter(path -> SLOTS.matcher(path.toString()).find()).findFirst();
        } catch (IOException | UncheckedIOException notYet) {
            return Optional.empty();
        }
    }

    public Netns fleet() {
        return fleet;
    }

    public Netns lan() {
        return lan;
    }

    public Netns box() {
        return box;
    }

    /** A program for the interface that packets come back by: a veth takes what XDP sends only where there is one. */
    public Path pass() {
        return lab.resource(PASS);
    }

    public Path pins() {
        return pins;
    }

    @Override
    public void close() {
        lab.close();
        XdpDataplane.uninstall(pins).ifPresent(refusal -> {
            throw new IllegalStateException(refusal.toString());
        });
    }
}
