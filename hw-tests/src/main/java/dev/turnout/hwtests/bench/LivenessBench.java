package dev.turnout.hwtests.bench;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.PortState;
import dev.turnout.core.dataplane.SelfTest;
import dev.turnout.core.dataplane.TrialResult;
import dev.turnout.core.liveness.Expectation;
import dev.turnout.core.liveness.Liveness;
import dev.turnout.core.liveness.LivenessWatch;
import dev.turnout.core.liveness.Look;
import dev.turnout.core.liveness.Probing;
import dev.turnout.core.liveness.Question;
import dev.turnout.core.liveness.Questions;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import dev.turnout.hwtests.net.Pins;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one check of liveness costs the thread that makes it, by the services among which it goes round: asking the real data
 * plane, on a veth, and judging. A main of its own.
 */
public final class LivenessBench {
    private static final int WARM_UP = 5_000;
    private static final int MEASURED = 20_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private LivenessBench() {}

    public static void main(String[] arguments) {
        for (int services : new int[] {1, 100, 1000}) {
            new LivenessBench().run(services);
        }
    }

    private void run(int services) {
        try (Lab lab = Lab.open()) {
            Netns box = lab.namespace("box");
            lab.link(box, "eth0", lab.namespace("wire"), "eth0");
            Pins pins = new Pins("turnout-" + lab.prefix() + "pins");
            int index = box.ifindex("eth0");
            BenchSite site = BenchSite.ipv4().withServices(services, true);
            String line = box.inside(() -> {
                try (BenchBox opened = BenchBox.open(site, "eth0", index, pins.directory())) {
                    return measure(opened, services);
                }
            });
            System.out.println(line);
        }
    }

    private String measure(BenchBox box, int services) {
        DataplaneState state = box.state();
        Questions questions = new Questions(state);
        Expectation expectation = new Expectation(state);
        LivenessWatch watch = LivenessWatch.begun(Instant.EPOCH);
        long[] nanos = new long[MEASURED];
        long cpu = 0;
        for (int i = -WARM_UP; i < MEASURED; i++) {
            long cpuBefore = threads.getCurrentThreadCpuTime();
            long before = System.nanoTime();
            watch = check(box.selfTest(), watch, questions, expectation, services, i);
            if (i >= 0) {
                nanos[i] = System.nanoTime() - before;
                cpu += threads.getCurrentThreadCpuTime() - cpuBefore;
            }
        }
        if (watch.liveness().state() != Liveness.State.FORWARDING) {
            throw new IllegalStateException(watch.liveness().toString());
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "%d services: %d packets a check, median %.0f µs, 99 %% under %.0f µs, %.0f µs of processor time",
                services,
                watch.liveness().last().orElseThrow().packets(),
                nanos[MEASURED / 2] / 1e3,
                nanos[MEASURED / 100 * 99] / 1e3,
                cpu / 1e3 / MEASURED);
    }

    private static LivenessWatch check(
            SelfTest selfTest,
            LivenessWatch watch,
            Questions questions,
            Expectation expectation,
            int services,
            long counted) {
        List<Question> asked = watch.questions(questions);
        List<PortState> ports = selfTest.ports();
        TrialResult answers =
                selfTest.tryOut(asked.stream().map(Question::packet).toList());
        Look look = new Look(ports, counted, asked, answers, false, Probing.NONE);
        return watch.after(look, expectation, services, Instant.EPOCH, Duration.ZERO);
    }
}
