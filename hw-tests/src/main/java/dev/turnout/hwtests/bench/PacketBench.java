package dev.turnout.hwtests.bench;

import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Nanoseconds a packet of the shipped program, beside a floor, by {@code BPF_PROG_TEST_RUN}.
 *
 * <p>The program is the one that the driver has attached, found through its pinned link. A prelude restores each packet
 * before it; what the prelude, making room and transmitting cost is measured in the same run and subtracted.
 */
final class PacketBench {
    private static final int[] FLOWS = {1, 65_536, 524_288};
    private static final Pattern LINE =
            Pattern.compile("(\\w+) verdict=(\\d+) median=([0-9.]+) min=([0-9.]+) max=([0-9.]+)");
    private static final int XDP_TX = 3;

    private final Path tools;
    private final int repeat;
    private final int rounds;

    /** @param tools the directory that the benchmark's Makefile builds into */
    PacketBench(Path tools, int repeat, int rounds) {
        this.tools = tools;
        this.repeat = repeat;
        this.rounds = rounds;
    }

    /**
     * One program with one number of flows.
     *
     * @param median of the rounds, in nanoseconds a packet, prelude included
     */
    record Timing(double median, double min, double max) {}

    /** All programs with one number of flows. */
    record Case(int flows, Map<String, Timing> timings) {
        /** What one call of {@code bpf_xdp_adjust_head} costs. */
        double adjustHead() {
            return (timing("grow_thrice").median - timing("grow").median) / 2;
        }

        /** Without what is not the program's own: prelude, tail call, transmitting. */
        double net(String program) {
            return timing(program).median - timing("grow").median + adjustHead();
        }

        Timing timing(String program) {
            Timing timing = timings.get(program);
            if (timing == null) {
                throw new IllegalStateException("no timing of " + program);
            }
            return timing;
        }
    }

    List<Case> run() throws IOException {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            lab.link(box, "eth0", lab.namespace("wire"), "eth0");
            Path pins = Path.of("/sys/fs/bpf", "turnout-" + lab.prefix() + "pins");
            XdpSettings settings = XdpSettings.on("eth0").withPins(pins);
            return box.inside(() -> {
                try (XdpDataplane dataplane = open(settings)) {
                    BenchSite.program(dataplane);
                    return measure(lab, box, pins);
                } finally {
                    XdpDataplane.uninstall(pins);
                }
            });
        }
    }

    private static XdpDataplane open(XdpSettings settings) {
        return switch (XdpDataplane.open(settings)) {
            case OpenResult.Opened opened -> opened.dataplane();
            case OpenResult.Refused refused ->
                throw new IllegalStateException(refused.refusal().toString());
        };
    }

    private List<Case> measure(Lab lab, Netns box, Path pins) throws IOException {
        Path link;
        try (Stream<Path> files = Files.walk(pins)) {
            link = files.filter(file -> file.getFileName().toString().startsWith("link"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no pinned link under " + pins));
        }
        List<Case> cases = new ArrayList<>();
        for (int flows : FLOWS) {
            Path frames = lab.scratch().resolve("frames-" + flows);
            Frames.write(frames, flows);
            System.err.println("packets of " + flows + (flows == 1 ? " flow" : " flows") + ", " + rounds + " rounds of "
                    + repeat + " ...");
            String out = box.run(
                    tools.resolve("packet_bench").toString(),
                    tools.resolve("prelude.bpf.o").toString(),
                    tools.resolve("floor.bpf.o").toString(),
                    link.toString(),
                    frames.toString(),
                    Integer.toString(repeat),
                    Integer.toString(rounds));
            cases.add(parse(flows, out));
        }
        return cases;
    }

    /** Refuses figures of packets that took another way than the one that is measured. */
    private static Case parse(int flows, String out) {
        Map<String, Timing> timings = new HashMap<>();
        Matcher matcher = LINE.matcher(out);
        while (matcher.find()) {
            if (Integer.parseInt(matcher.group(2)) != XDP_TX) {
                throw new IllegalStateException("a packet was not forwarded: " + matcher.group());
            }
            timings.put(
                    matcher.group(1),
                    new Timing(
                            Double.parseDouble(matcher.group(3)),
                            Double.parseDouble(matcher.group(4)),
                            Double.parseDouble(matcher.group(5))));
        }
        return new Case(flows, timings);
    }
}
