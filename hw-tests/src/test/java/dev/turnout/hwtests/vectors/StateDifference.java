package dev.turnout.hwtests.vectors;

import dev.turnout.core.dataplane.DataplaneState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What one state has and another has not, a line each. */
public final class StateDifference {
    private StateDifference() {}

    public static String between(DataplaneState written, DataplaneState read) {
        List<String> lines = new ArrayList<>();
        compare("backend", written.backends(), read.backends(), lines);
        compare("table", written.tables(), read.tables(), lines);
        compare("service", written.services(), read.services(), lines);
        if (written.maxFalsePositiveRate() != read.maxFalsePositiveRate()) {
            lines.add("rate: written " + written.maxFalsePositiveRate() + ", read " + read.maxFalsePositiveRate());
        }
        return String.join("\n", lines);
    }

    private static <K> void compare(String what, Map<K, ?> written, Map<K, ?> read, List<String> lines) {
        TreeSet<K> keys = new TreeSet<>(written.keySet());
        keys.addAll(read.keySet());
        for (K key : keys) {
            if (!Objects.equals(written.get(key), read.get(key))) {
                lines.add(what + " " + key + ": written " + written.get(key) + ", read " + read.get(key));
            }
        }
    }
}
