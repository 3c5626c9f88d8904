package dev.turnout.hwtests.bench;

import dev.turnout.core.maglev.TableSizes;
import dev.turnout.hwtests.speed.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The report's part on starting, and on what agent and tables take. */
final class StartSection {
    private static final int STARTS = 3;
    private static final int RESTARTS = 2;
    private static final int CHANGES = 50;
    private static final int BACKENDS = 25;

    /** Each document takes back what the one before has moved, so slots must come to rest in between. */
    private static final Duration IDLE = Duration.ofSeconds(1);

    private static final Site SMALL = new Site(1, Site.Shape.SHARED, BACKENDS, IDLE);
    private static final Site LARGE = new Site(1000, Site.Shape.SHARED, 100, IDLE);

    private StartSection() {}

    static Section section(Path tools, Path dist) {
        return new Section("start", "Start, memory, tables", () -> {
            Path scratch = Files.createTempDirectory("turnout-bench");
            try {
                Path cached = scratch.resolve("dist");
                run("cp", "-r", dist.toString(), cached.toString());
                run("rm", "-rf", cached.resolve("cache").toString());
                Path bare = scratch.resolve("bare");
                run("cp", "-a", cached.toString(), bare.toString());
                run(cached.resolve("bin/make-start-cache").toString());
                return measure(tools, bare, cached);
            } finally {
                run("rm", "-rf", scratch.toString());
            }
        });
    }

    private static void run(String... argv) throws IOException {
        try {
            Process process = new ProcessBuilder(argv).inheritIO().start();
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", argv) + " failed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static String measure(Path tools, Path bare, Path cached) throws IOException {
        StringBuilder starts = new StringBuilder();
        StringBuilder restarts = new StringBuilder();
        StringBuilder memory = new StringBuilder();
        StartBench.Written tables;
        try (StartBench bench = StartBench.open(tools, bare, SMALL)) {
            bench.publish(1);
            tables = bench.tables();
            starts.append(starts("1 of 25", "no", bench));
        }
        for (Site site : List.of(SMALL, LARGE)) {
            String size = line("%,d of %d", site.services(), site.backends());
            try (StartBench bench = StartBench.open(tools, cached, site)) {
                List<Memory> resident = bench.publish(1 + CHANGES);
                memory.append(memory(size, "the first document", resident.getFirst()));
                memory.append(memory(size, CHANGES + " more, at once", resident.get(CHANGES)));
                memory.append(memory(size, "and a rest", resident.getLast()));
                starts.append(starts(size, "yes", bench));
                restarts.append(restarts(size, bench));
            }
        }
        return text(starts, restarts, memory, tables);
    }

    private static String starts(String size, String cache, StartBench bench) throws IOException {
        List<StartBench.Start> all = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            all.add(bench.empty());
        }
        return row(
                "| %s | %s | %,.0f | %,.0f | %,.0f |%n",
                size,
                cache,
                median(all, StartBench.Start::millis),
                all.stream().mapToDouble(StartBench.Start::millis).min().orElseThrow(),
                median(all, StartBench.Start::cpuMillis));
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> what) {
        return all.stream()
                .mapToDouble(what)
                .sorted()
                .skip(all.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static String restarts(String size, StartBench bench) {
        List<StartBench.Restart> all = new ArrayList<>();
        for (int i = 0; i < RESTARTS; i++) {
            all.add(bench.again());
        }
        return row(
                "| %s | %,.0f | %,d | %,d | %.1f | %d |%n",
                size,
                median(all, StartBench.Restart::millis),
                all.stream().mapToLong(each -> each.packets().sent()).sum(),
                all.stream().mapToLong(each -> each.packets().lost()).sum(),
                all.stream().mapToLong(each -> each.packets().gapNanos()).max().orElseThrow() / 1e6,
                all.stream().mapToLong(StartBench.Restart::words).sum());
    }

    private static String memory(String size, String after, Memory resident) {
        double mega = 1024;
        return row(
                "| %s | %s | %.1f | %.1f | %.1f | %.1f |%n",
                size,
                after,
                resident.own() / mega,
                resident.maps() / mega,
                resident.all() / mega,
                resident.proportional() / mega);
    }

    private static String text(
            CharSequence starts, CharSequence restarts, CharSequence memory, StartBench.Written tables) {
        int slots = TableSizes.forBackends(BACKENDS);
        return """
                The shipped agent with its document on the disk, a broker that has it too, and a packet each 0.5 ms. Of %d starts
                on an empty kernel, as after a boot, the time from the process's start until the first packet comes back in an
                outer header (the median, and the least), and the processor time of the agent and of what it ran until then.
                *Services* is how many, and of how many backends.

                | services | start cache | ms to the first packet | least | ms of CPU |
                |---|---|---:|---:|---:|
                %s
                An agent killed and another started, %d times, its data plane pinned: the time until it has answered the
                document that the broker keeps, what became of the packets meanwhile, and the slot words that were written.

                | services | ms until it has answered | packets | lost | longest gap, ms | words written |
                |---|---:|---:|---:|---:|---:|
                %s
                Resident memory, in MiB. Of the pages of BPF maps the process only sees what the kernel has in any case, room for
                4,194,304 slots here. *PSS* divides what several processes map among them.

                | services | after | the process's own | pages of BPF maps | RSS | PSS |
                |---|---|---:|---:|---:|---:|
                %s
                A service of %d backends has a table of %,d slots: %,d bytes. Written were %,d words, as many as are in use in
                the kernel's slots then, and %d records of 64 bytes: those of the backends, and of the service and its VIP, of
                which the table of services has two generations. Tables are shared by services of one pool. A VIP of Katran's
                takes 524,288 bytes (two rings of 65,537 entries), a service of Cilium's 65,524 (16,381 entries), whatever the
                backends.
                """.formatted(
                        STARTS,
                        starts,
                        RESTARTS,
                        restarts,
                        memory,
                        BACKENDS,
                        slots,
                        Integer.BYTES * slots,
                        tables.words(),
                        tables.records());
    }

    /** A row, shown as it comes: all of them take a while. */
    private static String row(String format, Object... arguments) {
        String row = line(format, arguments);
        System.err.print("start: " + row);
        return row;
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
