package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a table, in a hash map for each mask and priority there is (tuple space search), the best first. Where all keys are
 * compared whole, that is one map. Packets look up while one other thread at a time writes.
 */
final class EntryGroups {
    private record Group(BigInteger mask, int priority, Map<Object, TableEntry> entries) {}

    /** A higher priority first, then a longer mask: in tables with priorities there is no longest prefix. */
    private static final Comparator<Group> BEST_FIRST =
            Comparator.<Group>comparingInt(group -> -group.priority).thenComparingInt(group -> -group.mask.bitCount());

    private final boolean whole;
    private final boolean small;
    private volatile Group[] groups = {};

    /**
     * @param bits of the key
     * @param whole whether every mask is all ones
     */
    EntryGroups(int bits, boolean whole) {
        this.whole = whole;
        this.small = bits <= Field.SMALL_BITS;
    }

    private Object key(BigInteger value) {
        return small ? (Object) value.longValue() : value;
    }

    @Nullable
    TableEntry find(Expression key, Phv phv) {
        Group[] now = groups;
        if (now.length == 0) {
            return null;
        }
        if (whole && small) {
            return now[0].entries.get(key.small(phv));
        }
        BigInteger value = key.wide(phv);
        for (Group group : now) {
            TableEntry entry = group.entries.get(key(whole ? value : value.and(group.mask)));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    @Nullable
    TableEntry get(Match match) {
        for (Group group : groups) {
            if (group.priority == match.priority() && group.mask.equals(match.mask())) {
                return group.entries.get(key(match.value()));
            }
        }
        return null;
    }

    void put(TableEntry entry) {
        Match match = entry.match();
        for (Group group : groups) {
            if (group.priority == match.priority() && group.mask.equals(match.mask())) {
                group.entries.put(key(match.value()), entry);
                return;
            }
        }
        Group group = new Group(match.mask(), match.priority(), new ConcurrentHashMap<>());
        group.entries.put(key(match.value()), entry);
        groups = Stream.concat(Arrays.stream(groups), Stream.of(group))
                .sorted(BEST_FIRST)
                .toArray(Group[]::new);
    }

    void remove(Match match) {
        Group[] now = groups;
        for (Group group : now) {
            if (group.priority == match.priority() && group.mask.equals(match.mask())) {
                group.entries.remove(key(match.value()));
                if (group.entries.isEmpty()) {
                    groups = Arrays.stream(now).filter(other -> other != group).toArray(Group[]::new);
                }
                return;
            }
        }
    }

    Stream<TableEntry> all() {
        return Arrays.stream(groups).flatMap(group -> group.entries.values().stream());
    }
}
