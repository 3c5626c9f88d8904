package dev.turnout.p4.softswitch.engine;

import java.util.Optional;

/** A fork of a pipeline. Linked once all nodes are there. */
final class Condition implements Node {
    private final Expression expression;
    private Optional<Node> yes = Optional.empty();
    private Optional<Node> no = Optional.empty();

    Condition(Expression expression) {
        this.expression = expression;
    }

    void link(Optional<Node> ifTrue, Optional<Node> ifFalse) {
        yes = ifTrue;
        no = ifFalse;
    }

    @Override
    public Optional<Node> run(Phv phv) {
        return expression.isTrue(phv) ? yes : no;
    }
}
