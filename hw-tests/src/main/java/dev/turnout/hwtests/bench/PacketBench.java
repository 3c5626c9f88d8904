package dev.turnout.hwtests.bench;

import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Nanoseconds a packet of the shipped program, beside a floor, by {@code BPF_PROG_TEST_RUN}.
 *
 * <p>The program is the one that the driver has attached, found through its pinned link. A prelude makes each packet before
 * it; what the prelude, making room and transmitting cost is measured in the same run and subtracted. Then live frames go
 * through the same program, out of a veth, and are counted at its other end.
 */
final class PacketBench {
    private static final Pattern TIMING =
            Pattern.compile("(\\w+) verdict=(\\d+) packets=(\\d+) median=([0-9.]+) min=([0-9.]+) max=([0-9.]+)");
    private static final Pattern FIRST = Pattern.compile("first packets=(\\d+)");
    private static final Pattern LIVE = Pattern.compile("live packets=(\\d+) counted=(\\d+)");
    private static final String DEVICE = "eth0";
    private static final int XDP_TX = 3;

    private final Path tools;
    private final int repeat;
    private final int rounds;
    private final int live;

    /**
     * @param tools the directory that the benchmark's Makefile builds into
     * @param repeat packets of a round
     * @param live frames that are really sent
     */
    PacketBench(Path tools, int repeat, int rounds, int live) {
        this.tools = tools;
        this.repeat = repeat;
        this.rounds = rounds;
        this.live = live;
    }

    /** Fails where a packet took another way than the one that is measured. */
    List<Measured> run(List<PacketCase> cases) {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            Netns wire = lab.namespace("wire");
            lab.link(box, DEVICE, wire, DEVICE);
            // Its neighbour discovery would be counted too.
            wire.sysctl("net.ipv6.conf.all.disable_ipv6", 1);
            List<Measured> all = new ArrayList<>();
            for (PacketCase one : cases) {
                System.err.println("packets: " + one + ", " + rounds + " rounds of " + repeat + " ...");
                all.add(box.inside(() -> measure(lab, box, wire, one)));
            }
            return all;
        }
    }

    private Measured measure(Lab lab, Netns box, Netns wire, PacketCase one) {
        Path pins = lab.pins("pins").directory();
        try (BenchBox opened = BenchBox.open(one.site(), DEVICE, box.ifindex(DEVICE), pins)) {
            List<String> command = new ArrayList<>();
            command.add(tools.resolve("packet_bench").toString());
            arguments(one).forEach((name, value) -> command.add(name + "=" + value));
            command.add("link=" + opened.link());
            command.add("interface=" + box.ifindex(DEVICE));
            command.add("far_side=/run/netns/" + wire.name());
            command.add("far_interface=" + wire.ifindex(DEVICE));
            String out = box.run(command.toArray(String[]::new));
            checkLive(one, out);
            checkCounted(one, out, opened);
            return new Measured(one, timings(one, out));
        }
    }

    private Map<String, Object> arguments(PacketCase one) {
        boolean gue = one.site().encapsulation() instanceof Encapsulation.Gue;
        boolean ipv4 = one.site().family() == Family.IPV4;
        Map<String, Object> arguments = new HashMap<>(Map.of(
                "tools", tools,
                "frame", one.frame().hex(),
                "flows", one.flows(),
                "services", one.site().services(),
                "source", one.frame().source(),
                "vip", one.frame().vip(),
                "ports", one.frame().ports(),
                "repeat", repeat,
                "rounds", rounds,
                "live", live));
        arguments.put("outer_type", ipv4 ? 0x0800 : 0x86dd);
        arguments.put("outer_protocol", gue ? 17 : ipv4 ? 4 : 41);
        arguments.put("outer_first", one.site().firstBackend(one.way() == PacketCase.Way.TO_PREVIOUS));
        arguments.put("outer_count", one.way() == PacketCase.Way.PASSED ? 0 : BenchSite.BACKENDS);
        one.floor().ifPresent(floor -> arguments.put("floor", floor));
        one.first().ifPresent(first -> arguments.put("first", first.hex()));
        return arguments;
    }

    private void checkLive(PacketCase one, String out) {
        Matcher matcher = LIVE.matcher(out);
        int arrive = one.way() == PacketCase.Way.PASSED ? 0 : live;
        require(
                matcher.find()
                        && Integer.parseInt(matcher.group(1)) == live
                        && Long.parseLong(matcher.group(2)) == arrive,
                one + ": of " + live + " frames " + arrive + " should have arrived:\n" + out);
    }

    /** The verdict of a test run is that of its last packet only; the data plane's own counters have all. */
    private void checkCounted(PacketCase one, String out, BenchBox box) {
        long sent = live;
        Matcher first = FIRST.matcher(out);
        if (first.find()) {
            sent += Long.parseLong(first.group(1));
        }
        Matcher timing = TIMING.matcher(out);
        while (timing.find()) {
            sent += timing.group(1).equals("turnout") ? Long.parseLong(timing.group(3)) : 0;
        }
        boolean remembers = one.site().persistence() == Persistence.FLOW_TABLE;
        require(box.remembered() == (remembers ? one.flows() : 0), one + ": the flow table has " + box.remembered());
        long counted = box.counted(one.way().verdict());
        require(counted == sent, one + ": of " + sent + " packets " + counted + " were " + one.way() + ":\n" + out);
    }

    private static Map<String, Measured.Timing> timings(PacketCase one, String out) {
        Map<String, Measured.Timing> timings = new HashMap<>();
        Matcher matcher = TIMING.matcher(out);
        while (matcher.find()) {
            boolean turnout = matcher.group(1).equals("turnout");
            int verdict = Integer.parseInt(matcher.group(2));
            require(verdict == (turnout ? one.way().action() : XDP_TX), one + ": " + matcher.group());
            timings.put(
                    matcher.group(1),
                    new Measured.Timing(
                            Double.parseDouble(matcher.group(4)),
                            Double.parseDouble(matcher.group(5)),
                            Double.parseDouble(matcher.group(6))));
        }
        return timings;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
