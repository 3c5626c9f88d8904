package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.List;

/** Makes expressions of the compiler's. */
final class ExpressionReader {
    /** Stands for one that was refused; a program with such a one is never run. */
    private static final Expression NONE = Expression.constant(BigInteger.ZERO);

    private final Layout layout;
    private final Problems problems;
    private final List<Integer> parameterBits;

    /** @param parameterBits of the action that they stand in */
    ExpressionReader(Layout layout, Problems problems, List<Integer> parameterBits) {
        this.layout = layout;
        this.problems = problems;
        this.parameterBits = List.copyOf(parameterBits);
    }

    Expression read(Json json) {
        if (json.has("op")) {
            return operation(json);
        }
        Json value = json.get("value");
        String type = json.text("type");
        return switch (type) {
            case "expression" -> read(value);
            case "hexstr" -> Expression.constant(value.hex());
            case "bool" -> Expression.constant(value.element().getAsBoolean() ? BigInteger.ONE : BigInteger.ZERO);
            case "field" -> fieldOf(value.list());
            case "runtime_data", "local" -> Expression.parameter(value.number(), parameterBits.get(value.number()));
            case "stack_field" ->
                last(value.list().get(0).text(), value.list().get(1).text());
            case "lookahead" ->
                Expression.lookahead(
                        value.list().get(0).number(), value.list().get(1).number());
            default -> refused("expression of type " + type);
        };
    }

    private Expression refused(String what) {
        problems.unsupported(what);
        return NONE;
    }

    private Expression missing(String what) {
        problems.missing(what);
        return NONE;
    }

    /** @param path a header and a field of it */
    Expression fieldOf(List<Json> path) {
        return field(path.get(0).text(), path.get(1).text());
    }

    private Expression field(String header, String field) {
        if (field.equals("$valid$")) {
            return layout.header(header).map(Expression::valid).orElseGet(() -> missing("header " + header));
        }
        return layout.field(header, field).map(this::integer).orElseGet(() -> missing("field " + header + "." + field));
    }

    private Expression integer(Field field) {
        return field.kind() == Field.Kind.VARIABLE
                ? refused("the value of varbit " + field.name())
                : Expression.of(field);
    }

    private Expression last(String stack, String field) {
        HeaderStack found = layout.stack(stack).orElse(null);
        if (found == null) {
            return missing("header stack " + stack);
        }
        List<Field> fields = found.headers().getFirst().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return fields.get(i).kind() == Field.Kind.VARIABLE
                        ? refused("the value of varbit " + field)
                        : Expression.last(found, i);
            }
        }
        return missing("field " + field + " of " + stack);
    }

    private Expression operation(Json json) {
        String op = json.text("op");
        return switch (op) {
            case "?" -> choice(read(json.get("cond")), read(json.get("left")), read(json.get("right")));
            case "d2b" -> truth(read(json.get("right")));
            case "b2d" -> read(json.get("right"));
            case "not" -> Operator.EQUAL.on(read(json.get("right")), NONE);
            // In unbounded two's complement, -1 is all ones.
            case "~" -> Operator.XOR.on(read(json.get("right")), Expression.constant(BigInteger.ONE.negate()));
            case "usat_cast" ->
                saturated(
                        read(json.get("left")),
                        json.get("right").get("value").hex().intValueExact());
            default ->
                Operator.of(op)
                        .map(operator -> operator.on(read(json.get("left")), read(json.get("right"))))
                        .orElseGet(() -> refused("operator " + op));
        };
    }

    private static Expression truth(Expression value) {
        return Operator.NOT_EQUAL.on(value, NONE);
    }

    /** The nearest value that an unsigned type of so many bits has. */
    private static Expression saturated(Expression value, int bits) {
        BigInteger most = Bits.mask(bits);
        return new Expression.Wide(bits, false) {
            @Override
            BigInteger wide(Phv phv) {
                return value.wide(phv).max(BigInteger.ZERO).min(most);
            }
        };
    }

    private static Expression choice(Expression condition, Expression yes, Expression no) {
        int bits = Math.max(yes.bits, no.bits);
        boolean signed = yes.signed || no.signed;
        if (bits <= Field.SMALL_BITS) {
            return new Expression.Small(bits, signed) {
                @Override
                long small(Phv phv) {
                    return condition.isTrue(phv) ? yes.small(phv) : no.small(phv);
                }
            };
        }
        return new Expression.Wide(bits, signed) {
            @Override
            BigInteger wide(Phv phv) {
                return condition.isTrue(phv) ? yes.wide(phv) : no.wide(phv);
            }
        };
    }
}
