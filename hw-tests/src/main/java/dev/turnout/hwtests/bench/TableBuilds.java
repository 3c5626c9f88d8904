package dev.turnout.hwtests.bench;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link TableBuildBenchmark}. */
final class TableBuilds {
    private TableBuilds() {}

    /**
     * One case.
     *
     * @param permutations {@code cached} or {@code anew}
     * @param millis average time of a build
     * @param error half the width of its 99.9 % confidence interval, as JMH computes it
     */
    record Row(int slots, int backends, String weights, String permutations, double millis, double error) {}

    static List<Row> run() {
        System.err.println("table builds, about two minutes ...");
        Options options = new OptionsBuilder()
                .include(TableBuildBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        try {
            Collection<RunResult> results = new Runner(options).run();
            return results.stream()
                    .map(TableBuilds::row)
                    .sorted(Comparator.comparingInt(Row::slots)
                            .thenComparingInt(Row::backends)
                            .thenComparing(Row::weights, Comparator.reverseOrder())
                            .thenComparing(Row::permutations))
                    .toList();
        } catch (RunnerException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static Row row(RunResult result) {
        String[] table = result.getParams().getParam("table").split("x", 2);
        Result<?> primary = result.getPrimaryResult();
        return new Row(
                Integer.parseInt(table[0]),
                Integer.parseInt(table[1]),
                result.getParams().getParam("weights"),
                primary.getLabel(),
                primary.getScore(),
                primary.getScoreError());
    }
}
