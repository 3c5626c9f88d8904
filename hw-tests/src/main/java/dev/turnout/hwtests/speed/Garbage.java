package dev.turnout.hwtests.speed;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.agent.os.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a JVM with the serial collector has allocated, as {@code jstat -gc} tells: eden is emptied when it is full.
 *
 * @param collections of the young generation
 * @param eden kilobytes that it has room for
 * @param used kilobytes of it
 */
record Garbage(long collections, double eden, double used) {
    private static final Path JSTAT = Path.of(System.getProperty("java.home"), "bin", "jstat");

    static Garbage of(long pid) {
        CommandResult printed =
                new Commands(Duration.ofMinutes(1)).run(List.of(JSTAT.toString(), "-gc", String.valueOf(pid)), "");
        if (!(printed instanceof CommandResult.Done(String out))) {
            throw new IllegalStateException(printed.toString());
        }
        String[] lines = out.strip().split("\n", -1);
        String[] names = lines[0].strip().split("\\s+", -1);
        String[] values = lines[1].strip().split("\\s+", -1);
        Map<String, String> columns = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i], values[i]);
        }
        return new Garbage(Math.round(number(columns, "YGC")), number(columns, "EC"), number(columns, "EU"));
    }

    private static double number(Map<String, String> columns, String name) {
        return Double.parseDouble(columns.getOrDefault(name, "0"));
    }

    /** Bytes that were allocated between the two. */
    long since(Garbage before) {
        return Math.round(1024 * ((collections - before.collections) * eden + used - before.used));
    }
}
