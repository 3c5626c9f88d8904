package dev.turnout.schema;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where in a text a document path stands: found by walking it again, since only errors ever ask. */
final class YamlPosition {
    private static final Pattern STEP = Pattern.compile("\\.?([A-Za-z0-9_]+)|\\[([0-9]{1,9})]");

    private YamlPosition() {}

    /** {@code line 12, column 5: } of the deepest part of the path that the text has. */
    static String of(Node root, String path) {
        Node node = root;
        Mark mark = root.getStartMark();
        Matcher step = STEP.matcher(path);
        while (step.find()) {
            Optional<NodeTuple> entry = step.group(1) == null ? Optional.empty() : entry(node, step.group(1));
            Optional<Node> next = step.group(1) == null
                    ? item(node, Integer.parseInt(step.group(2)))
                    : entry.map(NodeTuple::getValueNode);
            if (next.isEmpty()) {
                break;
            }
            node = next.get();
            mark = entry.map(NodeTuple::getKeyNode).orElse(node).getStartMark();
        }
        return of(mark);
    }

    static String of(Mark mark) {
        return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }

    private static Optional<Node> item(Node node, int index) {
        return node instanceof SequenceNode list && index < list.getValue().size()
                ? Optional.of(list.getValue().get(index))
                : Optional.empty();
    }

    private static Optional<NodeTuple> entry(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar
                                && YamlKeys.canonical(scalar.getValue()).equals(key))
                        .findFirst()
                : Optional.empty();
    }
}
