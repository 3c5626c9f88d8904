package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes the steps of actions of the compiler's. */
final class PrimitiveReader {
    /** Where `mark_to_drop` sends a packet: the highest of v1model's 9-bit ports. */
    static final int DROP_PORT = 511;

    private static final Primitive.Plain NOTHING = phv -> {};

    private final Parts parts;
    private final ExpressionReader expressions;

    /** @param parameterBits of the action that they stand in */
    PrimitiveReader(Parts parts, List<Integer> parameterBits) {
        this.parts = parts;
        this.expressions = new ExpressionReader(parts.layout, parts.problems, parameterBits);
    }

    Primitive read(Json json) {
        String op = json.text("op");
        List<Json> operands = json.list("parameters");
        return switch (op) {
            case "assign", "set" -> assign(operands.get(0), expressions.read(operands.get(1)));
            case "assign_VL" -> assignVariable(operands.get(0), operands.get(1));
            case "assign_header" -> assignHeader(operands.get(0), operands.get(1));
            case "add_header" ->
                header(operands.get(0)).map(found -> Stores.valid(found, true)).orElse(NOTHING);
            case "remove_header" ->
                header(operands.get(0)).map(found -> Stores.valid(found, false)).orElse(NOTHING);
            case "push" ->
                stack(operands.get(0))
                        .map(found -> Stores.push(found, count(operands.get(1))))
                        .orElse(NOTHING);
            case "pop" ->
                stack(operands.get(0))
                        .map(found -> Stores.pop(found, count(operands.get(1))))
                        .orElse(NOTHING);
            case "_jump" -> jump(count(operands.get(0)));
            case "_jump_if_zero" -> jumpIfZero(expressions.read(operands.get(0)), count(operands.get(1)));
            case "exit" -> exit();
            case "mark_to_drop" -> drop();
            case "register_read" -> registerRead(operands);
            case "register_write" -> registerWrite(operands);
            case "count" -> counting(operands);
            case "modify_field_with_hash_based_offset" -> hash(operands);
            case "modify_field_rng_uniform" -> random(operands);
            default -> refused("primitive " + op);
        };
    }

    private static int count(Json json) {
        return json.get("value").isText() ? json.get("value").hex().intValueExact() : json.number("value");
    }

    private Primitive refused(String what) {
        parts.problems.unsupported(what);
        return NOTHING;
    }

    private <T> Optional<T> known(Optional<T> found, String what) {
        if (found.isEmpty()) {
            parts.problems.missing(what);
        }
        return found;
    }

    private Optional<Header> header(Json json) {
        String name = json.text("value");
        return known(parts.layout.header(name), "header " + name);
    }

    private Optional<HeaderStack> stack(Json json) {
        String name = json.text("value");
        return known(parts.layout.stack(name), "header stack " + name);
    }

    private Optional<Field> field(Json json) {
        if (!json.text("type").equals("field")) {
            parts.problems.unsupported("assignment to a " + json.text("type"));
            return Optional.empty();
        }
        List<Json> path = json.list("value");
        String header = path.get(0).text();
        String name = path.get(1).text();
        if (header.equals(Layout.STANDARD) && name.equals("mcast_grp")) {
            parts.problems.unsupported("multicast");
        }
        return known(parts.layout.field(header, name), "field " + header + "." + name);
    }

    private Primitive assign(Json target, Expression value) {
        if (target.text("type").equals("field")
                && target.list("value").get(1).text().equals("$valid$")) {
            return refused("assignment to a header's validity");
        }
        return field(target).map(field -> store(field, value)).orElse(NOTHING);
    }

    private Primitive.Plain store(Field field, Expression value) {
        if (field.kind() == Field.Kind.VARIABLE) {
            parts.problems.unsupported("assignment of an integer to varbit " + field.name());
            return NOTHING;
        }
        return Stores.field(field, value);
    }

    private Primitive assignVariable(Json target, Json source) {
        Field to = field(target).orElse(null);
        Field from = field(source).orElse(null);
        if (to == null || from == null) {
            return NOTHING;
        }
        return (Primitive.Plain) phv -> phv.variable[to.index()] = phv.variable[from.index()];
    }

    private Primitive assignHeader(Json target, Json source) {
        Header to = header(target).orElse(null);
        Header from = header(source).orElse(null);
        if (to == null || from == null) {
            return NOTHING;
        }
        return (Primitive.Plain) phv -> phv.copy(from, to);
    }

    private static Primitive jump(int target) {
        return (phv, at) -> target;
    }

    private static Primitive jumpIfZero(Expression condition, int target) {
        return (phv, at) -> condition.isTrue(phv) ? at + 1 : target;
    }

    private static Primitive exit() {
        return (phv, at) -> {
            phv.exited = true;
            return Primitive.END;
        };
    }

    private Primitive drop() {
        return known(parts.layout.field(Layout.STANDARD, "egress_spec"), "standard_metadata.egress_spec")
                .map(field -> store(field, Expression.constant(BigInteger.valueOf(DROP_PORT))))
                .orElse(NOTHING);
    }

    private Optional<RegisterArray> register(Json json) {
        String name = json.text("value");
        return known(Optional.ofNullable(parts.registers.get(name)), "register " + name);
    }

    private Primitive registerRead(List<Json> operands) {
        Expression index = expressions.read(operands.get(2));
        return register(operands.get(1))
                .map(found -> assign(operands.get(0), found.read(index)))
                .orElse(NOTHING);
    }

    private Primitive registerWrite(List<Json> operands) {
        Expression index = expressions.read(operands.get(1));
        Expression value = expressions.read(operands.get(2));
        return register(operands.get(0)).map(found -> found.write(index, value)).orElse(NOTHING);
    }

    private Primitive counting(List<Json> operands) {
        String name = operands.get(0).text("value");
        CounterArray counter = parts.counters.get(name);
        if (counter == null) {
            parts.problems.missing("counter " + name);
            return NOTHING;
        }
        Expression index = expressions.read(operands.get(1));
        return (Primitive.Plain) phv -> counter.count(index.small(phv), phv.frame().length);
    }

    /** Base + hash modulo size; a size of 0 is the base (v1model.p4). */
    private Primitive hash(List<Json> operands) {
        String name = operands.get(2).text("value");
        Calculation calculation = parts.calculations.get(name);
        Expression base = expressions.read(operands.get(1));
        Expression size = expressions.read(operands.get(3));
        if (calculation == null) {
            parts.problems.missing("calculation " + name);
            return NOTHING;
        }
        Expression result = calculation.result();
        Expression within = new Expression.Small(result.bits, false) {
            @Override
            long small(Phv phv) {
                long modulus = size.small(phv);
                return modulus == 0 ? 0 : Long.remainderUnsigned(result.small(phv), modulus);
            }
        };
        return assign(operands.get(0), Operator.PLUS.on(base, within));
    }

    /** Both ends included. */
    private Primitive random(List<Json> operands) {
        Expression low = expressions.read(operands.get(1));
        Expression high = expressions.read(operands.get(2));
        return assign(operands.get(0), new Expression.Small(Field.SMALL_BITS, false) {
            @Override
            long small(Phv phv) {
                long from = low.small(phv);
                return ThreadLocalRandom.current().nextLong(from, Math.max(from, high.small(phv)) + 1);
            }
        });
    }
}
