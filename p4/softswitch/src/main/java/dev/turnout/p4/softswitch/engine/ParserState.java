package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** A state of the parser: what it does, and where it goes from there. Linked once all states are there. */
final class ParserState {
    /**
     * A way on.
     *
     * @param value that the key has where the mask has ones
     * @param to empty to accept
     */
    record Transition(BigInteger value, BigInteger mask, Optional<ParserState> to) {}

    private final Primitive.Plain[] steps;
    private Expression key = Expression.constant(BigInteger.ZERO);
    private List<Transition> transitions = List.of();

    ParserState(List<Primitive.Plain> steps) {
        this.steps = steps.toArray(Primitive.Plain[]::new);
    }

    void link(Expression transitionKey, List<Transition> ways) {
        key = transitionKey;
        transitions = List.copyOf(ways);
    }

    /** Empty where the parser ends: it accepts, or has set an error. */
    Optional<ParserState> run(Phv phv) {
        for (Primitive.Plain step : steps) {
            step.run(phv);
            if (!phv.error.equals(ParserError.NONE)) {
                return Optional.empty();
            }
        }
        BigInteger value = key.wide(phv);
        for (Transition transition : transitions) {
            if (value.and(transition.mask).equals(transition.value)) {
                return transition.to;
            }
        }
        phv.error = ParserError.NO_MATCH;
        return Optional.empty();
    }
}
