package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes tables with the entries that the program gives them. */
final class TableReader {
    private final Parts parts;
    private final ExpressionReader expressions;

    TableReader(Parts parts) {
        this.parts = parts;
        this.expressions = new ExpressionReader(parts.layout, parts.problems, List.of());
    }

    MatchTable read(Json json) {
        String name = json.text("name");
        if (!json.text("type").equals("simple")) {
            parts.problems.unsupported("table " + name + " of type " + json.text("type"));
        }
        if (json.has("direct_meters")) {
            parts.problems.unsupported("the direct meter of table " + name);
        }
        if (json.isTrue("support_timeout")) {
            parts.problems.unsupported("the idle timeout of table " + name);
        }
        List<MatchTable.Key> keys = new ArrayList<>();
        Expression key = Expression.constant(BigInteger.ZERO);
        for (Json part : json.list("key")) {
            Expression value = part(name, part);
            keys.add(key(name, part, value.bits));
            key = keys.size() == 1
                    ? value
                    : Operator.OR.on(Operator.LEFT.on(key, Expression.constant(BigInteger.valueOf(value.bits))), value);
        }
        MatchTable table = new MatchTable(shape(json, keys), key, fallback(json).orElse(null));
        fill(table, json);
        return table;
    }

    private Expression part(String table, Json part) {
        if (part.has("mask")) {
            parts.problems.unsupported("a masked key of table " + table);
        }
        return expressions.fieldOf(part.list("target"));
    }

    private MatchTable.Key key(String table, Json part, int bits) {
        String kind = part.text("match_type");
        Optional<MatchKind> known = MatchKind.of(kind);
        if (known.isEmpty()) {
            parts.problems.unsupported("match kind " + kind + " of table " + table);
        }
        String name = part.find("name").map(Json::text).orElse("");
        return new MatchTable.Key(name, known.orElse(MatchKind.EXACT), bits);
    }

    private MatchTable.Shape shape(Json json, List<MatchTable.Key> keys) {
        List<ActionCode> actions = json.list("action_ids").stream()
                .flatMap(id -> action(id.number()).stream())
                .toList();
        boolean constant = json.find("default_entry")
                .map(entry -> entry.isTrue("action_const") && entry.isTrue("action_entry_const"))
                .orElse(false);
        return new MatchTable.Shape(
                json.text("name"), keys, actions, json.number("max_size"), json.isTrue("with_counters"), constant);
    }

    private Optional<ActionCode> action(int id) {
        ActionCode action = parts.actions.get(id);
        if (action == null) {
            parts.problems.missing("action " + id);
        }
        return Optional.ofNullable(action);
    }

    private static ActionData data(Json entry) {
        return ActionData.of(entry.list("action_data").stream().map(Json::hex).toList());
    }

    private Optional<TableEntry> fallback(Json json) {
        return json.find("default_entry")
                .flatMap(entry -> action(entry.number("action_id"))
                        .map(action -> new TableEntry(
                                new Match(BigInteger.ZERO, BigInteger.ZERO, 0),
                                action,
                                data(entry),
                                counter(json),
                                null)));
    }

    private static @Nullable CounterArray counter(Json json) {
        return json.isTrue("with_counters") ? new CounterArray(json.text("name"), 1) : null;
    }

    private void fill(MatchTable table, Json json) {
        List<Json> entries = json.list("entries");
        for (Json entry : entries) {
            Json does = entry.get("action_entry");
            action(does.number("action_id")).ifPresent(action -> {
                MatchTable.Changed changed = table.insert(match(table, entry), action, data(does), null);
                if (changed != MatchTable.Changed.DONE) {
                    parts.problems.wrong("an entry of table " + table.name() + " cannot be made: " + changed);
                }
            });
        }
        if (!entries.isEmpty()) {
            table.seal();
        }
    }

    private Match match(MatchTable table, Json entry) {
        BigInteger value = BigInteger.ZERO;
        BigInteger mask = BigInteger.ZERO;
        List<Json> fields = entry.list("match_key");
        boolean prioritised = false;
        for (int i = 0; i < table.keys().size(); i++) {
            MatchTable.Key key = table.keys().get(i);
            BigInteger cares = mask(key, fields.get(i));
            BigInteger wanted = cares.signum() == 0
                    ? BigInteger.ZERO
                    : fields.get(i).get("key").hex();
            value = value.shiftLeft(key.bits()).or(wanted.and(cares));
            mask = mask.shiftLeft(key.bits()).or(cares);
            prioritised |= key.kind().prioritised();
        }
        // The first in the program wins, and has the lowest number here.
        int priority = prioritised ? Integer.MAX_VALUE - entry.number("priority") : 0;
        return new Match(value, mask, priority);
    }

    private static BigInteger mask(MatchTable.Key key, Json field) {
        return switch (key.kind()) {
            case EXACT -> Bits.mask(key.bits());
            case LPM -> {
                int free = key.bits() - field.number("prefix_length");
                yield Bits.mask(key.bits()).andNot(Bits.mask(free));
            }
            case TERNARY -> field.get("mask").hex();
            case OPTIONAL -> field.has("key") ? Bits.mask(key.bits()) : BigInteger.ZERO;
        };
    }
}
