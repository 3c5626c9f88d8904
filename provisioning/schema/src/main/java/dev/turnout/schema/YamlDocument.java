package dev.turnout.schema;

import dev.turnout.core.model.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML text as far as it was legible: the message that it describes, what is wrong with the text, and where in it
 * everything stands. What the message means is not checked yet; {@link ConfigParser} does that.
 */
public final class YamlDocument {
    private final dev.turnout.v1.FleetConfig message;
    private final List<Violation> violations;
    private final Optional<Node> root;

    YamlDocument(dev.turnout.v1.FleetConfig message, List<Violation> violations, Optional<Node> root) {
        this.message = message;
        this.violations = List.copyOf(violations);
        this.root = root;
    }

    /** Without what was not legible. */
    public dev.turnout.v1.FleetConfig message() {
        return message;
    }

    /** What is wrong with the text itself, each with line and column. */
    public List<Violation> violations() {
        return violations;
    }

    /** The same text with another message, as where a generation is filled in. */
    public YamlDocument withMessage(UnaryOperator<dev.turnout.v1.FleetConfig> change) {
        return new YamlDocument(change.apply(message), violations, root);
    }

    /** Whether there is anything to validate, or the text has no structure at all. */
    boolean legible() {
        return root.isPresent();
    }

    Violation located(Violation violation) {
        return violations.contains(violation)
                ? violation
                : new Violation(violation.path(), violation.code(), at(violation.path()) + violation.message());
    }

    Warning located(Warning warning) {
        return new Warning(warning.path(), warning.code(), at(warning.path()) + warning.message());
    }

    private String at(String path) {
        return root.map(node -> YamlPosition.of(node, path)).orElse("");
    }
}
