package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A table of a pipeline. Packets look up while other threads read and write entries. Linked once all nodes are there. */
public final class MatchTable implements Node {
    /**
     * A field of the key.
     *
     * @param name as the control plane calls it
     */
    public record Key(String name, MatchKind kind, int bits) {}

    /** What became of a change of an entry. */
    public enum Changed {
        DONE,
        /** One with that match is there. */
        EXISTS,
        /** None with that match is there. */
        MISSING,
        /** It holds as many as it has room for. */
        FULL,
        /** The program itself has said what is in it, for good. */
        CONSTANT
    }

    /** What the compiler says of a table, its entries and its neighbours aside. */
    record Shape(
            String name,
            List<Key> keys,
            List<ActionCode> actions,
            int size,
            boolean counted,
            boolean constantDefault) {}

    private final Shape shape;
    private final Expression key;
    private final EntryGroups groups;
    private int count;
    private boolean constant;
    private volatile @Nullable TableEntry fallback;
    private final @Nullable TableEntry initialFallback;
    private Optional<Node> onHit = Optional.empty();
    private Optional<Node> onMiss = Optional.empty();
    private Map<ActionCode, Optional<Node>> byAction = Map.of();

    MatchTable(Shape shape, Expression key, @Nullable TableEntry fallback) {
        this.shape = shape;
        this.key = key;
        this.fallback = fallback;
        this.initialFallback = fallback;
        int bits = shape.keys.stream().mapToInt(Key::bits).sum();
        this.groups = new EntryGroups(bits, shape.keys.stream().allMatch(field -> field.kind() == MatchKind.EXACT));
    }

    /** @param actions where to go after each; for those that are not there by hit and miss */
    void link(Map<ActionCode, Optional<Node>> actions, Optional<Node> hit, Optional<Node> miss) {
        byAction = Map.copyOf(actions);
        onHit = hit;
        onMiss = miss;
    }

    /** Nothing changes it from here on. */
    void seal() {
        constant = true;
    }

    @Override
    public Optional<Node> run(Phv phv) {
        TableEntry found = shape.keys.isEmpty() ? null : groups.find(key, phv);
        TableEntry entry = found == null ? fallback : found;
        if (entry == null) {
            return onMiss;
        }
        CounterArray counter = entry.counter();
        if (counter != null) {
            counter.count(0, phv.frame().length);
        }
        entry.action().run(phv, entry.data());
        Optional<Node> next = byAction.get(entry.action());
        if (next != null) {
            return next;
        }
        return found == null ? onMiss : onHit;
    }

    public String name() {
        return shape.name;
    }

    public List<Key> keys() {
        return shape.keys;
    }

    public List<ActionCode> actions() {
        return shape.actions;
    }

    /** How many entries it has room for. */
    public int size() {
        return shape.size;
    }

    /** All ones, as long as the key. */
    public BigInteger wholeMask() {
        return Bits.mask(shape.keys.stream().mapToInt(Key::bits).sum());
    }

    public Stream<TableEntry> entries() {
        return groups.all();
    }

    public Optional<TableEntry> get(Match match) {
        return Optional.ofNullable(groups.get(match));
    }

    /** What a packet meets that no entry matches. */
    public Optional<TableEntry> defaultEntry() {
        return Optional.ofNullable(fallback);
    }

    private @Nullable CounterArray newCounter() {
        return shape.counted ? new CounterArray(shape.name, 1) : null;
    }

    public synchronized Changed insert(Match match, ActionCode action, ActionData data, @Nullable Object note) {
        if (constant) {
            return Changed.CONSTANT;
        }
        if (groups.get(match) != null) {
            return Changed.EXISTS;
        }
        if (count >= shape.size) {
            return Changed.FULL;
        }
        groups.put(new TableEntry(match, action, data, newCounter(), note));
        count++;
        return Changed.DONE;
    }

    /** Its counter goes on. */
    public synchronized Changed modify(Match match, ActionCode action, ActionData data, @Nullable Object note) {
        TableEntry entry = groups.get(match);
        if (constant) {
            return Changed.CONSTANT;
        }
        if (entry == null) {
            return Changed.MISSING;
        }
        groups.put(new TableEntry(match, action, data, entry.counter(), note));
        return Changed.DONE;
    }

    public synchronized Changed delete(Match match) {
        if (constant) {
            return Changed.CONSTANT;
        }
        if (groups.get(match) == null) {
            return Changed.MISSING;
        }
        groups.remove(match);
        count--;
        return Changed.DONE;
    }

    public synchronized Changed setDefault(ActionCode action, ActionData data) {
        if (shape.constantDefault) {
            return Changed.CONSTANT;
        }
        fallback = new TableEntry(new Match(BigInteger.ZERO, BigInteger.ZERO, 0), action, data, newCounter(), null);
        return Changed.DONE;
    }

    /** Back to the default action that the program names. */
    public synchronized Changed resetDefault() {
        if (shape.constantDefault) {
            return Changed.CONSTANT;
        }
        fallback = initialFallback;
        return Changed.DONE;
    }
}
