package dev.turnout.hwtests.bench;

import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.maglev.Permutations;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Builds Maglev tables, with the permutations of the backends known from before or not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TableBuildBenchmark {
    private static final Seed SEED = new Seed("5eed".repeat(16));

    /** Slots and backends. */
    @Param({"65536x10", "65536x100", "65536x1000", "131072x1000"})
    public String table = "";

    /** {@code equal}, or {@code 1-10} in turn. */
    @Param({"equal", "1-10"})
    public String weights = "";

    private int size;
    private List<Backend> backends = List.of();
    private Permutations known = new Permutations(SEED);

    /** Makes the backends and computes their permutations once. */
    @Setup
    public void prepare() {
        String[] parts = table.split("x", 2);
        size = Integer.parseInt(parts[0]);
        boolean equal = weights.equals("equal");
        backends = IntStream.range(0, Integer.parseInt(parts[1]))
                .mapToObj(i -> new Backend(IpAddress.ipv4(0x0a000001 + i), equal ? 1 : 1 + i % 10))
                .toList();
        known = new Permutations(SEED);
        MaglevTable.build(known, backends, size);
    }

    @Benchmark
    public MaglevTable cached() {
        return MaglevTable.build(known, backends, size);
    }

    @Benchmark
    public MaglevTable anew() {
        return MaglevTable.build(new Permutations(SEED), backends, size);
    }
}
