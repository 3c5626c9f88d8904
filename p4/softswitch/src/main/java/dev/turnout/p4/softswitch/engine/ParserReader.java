package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the parser. */
final class ParserReader {
    private static final Primitive.Plain NOTHING = phv -> {};

    private final Parts parts;
    private final ExpressionReader expressions;
    private final PrimitiveReader primitives;
    private final Map<String, ParserState> states = new HashMap<>();

    ParserReader(Parts parts) {
        this.parts = parts;
        this.expressions = new ExpressionReader(parts.layout, parts.problems, List.of());
        this.primitives = new PrimitiveReader(parts, List.of());
    }

    /** @return the state that it begins in */
    Optional<ParserState> read(Json parser) {
        List<Json> all = parser.list("parse_states");
        for (Json state : all) {
            states.put(
                    state.text("name"),
                    new ParserState(
                            state.list("parser_ops").stream().map(this::step).toList()));
        }
        for (Json state : all) {
            link(state);
        }
        return state(parser.text("init_state"));
    }

    private Optional<ParserState> state(String name) {
        ParserState state = states.get(name);
        if (state == null) {
            parts.problems.missing("parser state " + name);
        }
        return Optional.ofNullable(state);
    }

    private void link(Json state) {
        List<Integer> widths = new ArrayList<>();
        Expression key = Expression.constant(BigInteger.ZERO);
        for (Json part : state.list("transition_key")) {
            Expression value = expressions.read(part);
            // Each part of a key stands in whole bytes.
            int width = (value.bits + 7) / 8 * 8;
            Expression moved = Operator.LEFT.on(key, Expression.constant(BigInteger.valueOf(width)));
            key = widths.isEmpty() ? value : Operator.OR.on(moved, value);
            widths.add(width);
        }
        int bits = widths.stream().mapToInt(Integer::intValue).sum();
        ParserState linked = states.get(state.text("name"));
        if (linked != null) {
            linked.link(
                    key,
                    state.list("transitions").stream()
                            .map(way -> transition(way, bits))
                            .toList());
        }
    }

    private ParserState.Transition transition(Json json, int bits) {
        String type = json.text("type");
        Optional<ParserState> to = json.find("next_state").flatMap(name -> state(name.text()));
        if (type.equals("default")) {
            return new ParserState.Transition(BigInteger.ZERO, BigInteger.ZERO, to);
        }
        if (!type.equals("hexstr")) {
            parts.problems.unsupported("transition by " + type);
            return new ParserState.Transition(BigInteger.ZERO, BigInteger.ZERO, to);
        }
        BigInteger mask = json.find("mask").map(Json::hex).orElse(Bits.mask(bits));
        return new ParserState.Transition(json.get("value").hex().and(mask), mask, to);
    }

    private Primitive.Plain step(Json json) {
        String op = json.text("op");
        List<Json> operands = json.list("parameters");
        return switch (op) {
            case "extract" -> extract(operands.get(0), Expression.constant(BigInteger.ZERO));
            case "extract_VL" -> extract(operands.get(0), expressions.read(operands.get(1)));
            case "set" -> guarded(primitives.read(json));
            case "primitive" -> guarded(primitives.read(operands.get(0)));
            case "verify" -> verify(expressions.read(operands.get(0)), expressions.read(operands.get(1)));
            case "advance" -> advance(expressions.read(operands.get(0)));
            default -> {
                parts.problems.unsupported("parser operation " + op);
                yield NOTHING;
            }
        };
    }

    /** What stands in parsers has no jumps. */
    private Primitive.Plain guarded(Primitive primitive) {
        if (primitive instanceof Primitive.Plain plain) {
            return plain;
        }
        parts.problems.unsupported("a jump in the parser");
        return NOTHING;
    }

    private static Primitive.Plain verify(Expression condition, Expression error) {
        return phv -> {
            if (!condition.isTrue(phv)) {
                phv.error = new ParserError((int) error.small(phv));
            }
        };
    }

    private static Primitive.Plain advance(Expression bits) {
        return phv -> {
            long count = bits.small(phv);
            if (count % 8 == 0) {
                phv.advance(Math.clamp(count / 8, 0, Integer.MAX_VALUE));
            } else {
                phv.error = ParserError.INVALID_ARGUMENT;
            }
        };
    }

    private Primitive.Plain extract(Json target, Expression variableBits) {
        String name = target.text("value");
        String type = target.text("type");
        if (type.equals("regular")) {
            Optional<Header> header = parts.layout.header(name);
            if (header.isPresent()) {
                return phv -> take(phv, header.get(), variableBits);
            }
            parts.problems.missing("header " + name);
        } else if (type.equals("stack")) {
            Optional<HeaderStack> stack = parts.layout.stack(name);
            if (stack.isPresent()) {
                return phv -> takeNext(phv, stack.get(), variableBits);
            }
            parts.problems.missing("header stack " + name);
        } else {
            parts.problems.unsupported("extraction to a " + type);
        }
        return NOTHING;
    }

    private static void takeNext(Phv phv, HeaderStack stack, Expression variableBits) {
        int next = phv.filled[stack.index()];
        if (next == stack.headers().size()) {
            phv.error = ParserError.STACK_OUT_OF_BOUNDS;
            return;
        }
        take(phv, stack.headers().get(next), variableBits);
        if (phv.error.equals(ParserError.NONE)) {
            phv.filled[stack.index()]++;
        }
    }

    private static void take(Phv phv, Header header, Expression variableBits) {
        long bits = variableBits.small(phv);
        int most = header.variableBits();
        if (bits % 8 != 0) {
            phv.error = ParserError.INVALID_ARGUMENT;
        } else if (bits < 0 || bits > most) {
            phv.error = ParserError.HEADER_TOO_SHORT;
        } else {
            phv.extract(header, (int) bits);
        }
    }
}
