package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.core.dataplane.Counters;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ReadResult;
import dev.turnout.core.plan.Planner;
import dev.turnout.ebpf.OpenResult;
import dev.turnout.ebpf.RateLimit;
import dev.turnout.ebpf.Refusal;
import dev.turnout.ebpf.XdpDataplane;
import dev.turnout.ebpf.XdpSettings;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.vectors.Scenario.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The XDP data plane in a namespace of its own, programmed through its driver, and run on frames by the kernel's {@code
 * BPF_PROG_TEST_RUN}. A frame comes in by the namespace's {@code lo}, whose index is 1, as the vectors have it.
 */
public final class VectorBox implements VectorPlane {
    private static final String DEVICE = "vectors0";

    private final Lab lab;
    private final Netns box;
    private final XdpSettings settings;
    private final XdpDataplane dataplane;
    private final Path program;
    private final FrameRunner runner;

    private VectorBox(Lab lab, RateLimit icmp) {
        this.lab = lab;
        box = lab.namespace("box");
        Netns wire = lab.namespace("wire");
        // Without IPv6 nothing speaks on a link by itself, so every packet that is counted is one of ours.
        Stream.of(box, wire).forEach(netns -> netns.sysctl("net.ipv6.conf.default.disable_ipv6", 1));
        lab.link(box, DEVICE, wire, DEVICE);
        Path pins = lab.pins("pins").directory();
        settings = XdpSettings.on(DEVICE).withPins(pins).withRoom(1 << 16, 64).withIcmp(icmp);
        dataplane = box.inside(() -> open(settings));
        program = programIn(pins);
        runner = FrameRunner.start(box, program);
    }

    public static VectorBox create() {
        return create(XdpSettings.ICMP);
    }

    /** @param answers how many ICMP errors it may send at once */
    public static VectorBox create(int answers) {
        return create(new RateLimit(answers, answers));
    }

    private static VectorBox create(RateLimit icmp) {
        Lab lab = Lab.open();
        try {
            return new VectorBox(lab, icmp);
        } catch (RuntimeException | Error e) {
            lab.close();
            throw e;
        }
    }

    private static XdpDataplane open(XdpSettings settings) {
        return switch (XdpDataplane.open(settings)) {
            case OpenResult.Opened opened -> opened.dataplane();
            case OpenResult.Refused(Refusal refusal) -> throw new AssertionError(refusal + "\n" + refusal.log());
        };
    }

    private static Path programIn(Path pins) {
        try (Stream<Path> found =
                Files.find(pins, 2, (path, _) -> path.getFileName().toString().startsWith("program_"))) {
            return found.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the program is pinned. */
    public Path program() {
        return program;
    }

    @Override
    public void hold(DataplaneState state) {
        ApplyResult result = box.inside(() -> dataplane.apply(Planner.diff(snapshot(), state)));
        if (!(result instanceof ApplyResult.Applied)) {
            throw new AssertionError(result);
        }
        DataplaneState held = box.inside(this::snapshot).state();
        if (!held.equals(state)) {
            throw new AssertionError(StateDifference.between(state, held));
        }
    }

    /** Inside, since reading attaches the program again where it is missing, to an interface found by its name. */
    private DataplaneSnapshot snapshot() {
        return switch (box.inside(dataplane::read)) {
            case ReadResult.Read(DataplaneSnapshot snapshot) -> snapshot;
            case ReadResult.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }

    @Override
    public Counters counters() {
        return box.inside(dataplane::counters);
    }

    public FlowTable flowTable() {
        return dataplane.flowTable();
    }

    @Override
    public Ran run(byte[] frame) {
        FrameRunner.Result result = runner.run(frame);
        Verdict verdict = verdict(result.returned());
        return new Ran(verdict, verdict == Verdict.DROP ? Optional.empty() : Optional.of(result.frame()));
    }

    /** {@code enum xdp_action}. */
    private static Verdict verdict(int action) {
        return switch (action) {
            case 1 -> Verdict.DROP;
            case 2 -> Verdict.PASS;
            case 3 -> Verdict.TX;
            case 4 -> Verdict.REDIRECT;
            default -> throw new AssertionError("XDP action " + action);
        };
    }

    @Override
    public void close() {
        try (lab;
                runner) {
            Optional<Refusal> refused = box.inside(() -> {
                dataplane.close();
                return XdpDataplane.uninstall(settings.pins());
            });
            refused.ifPresent(refusal -> {
                throw new AssertionError(refusal);
            });
        }
    }
}
