package dev.turnout.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.turnout.core.model.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Fills a message from YAML nodes, along its descriptor. What does not fit is said and left out, and the walk goes on.
 *
 * <p>Aliases may make the nodes a graph, and a hostile one a cyclic graph: the walk is as deep as the schema, never as
 * the text, and counts its steps.
 */
final class YamlReader {
    private final List<Violation> violations;
    private final YamlScalars scalars = new YamlScalars();
    private int steps;

    YamlReader(List<Violation> violations) {
        this.violations = violations;
    }

    /** False where aliases expand to more than any document needs, and the message is not whole. */
    boolean read(Node root, Message.Builder builder) {
        message("", root, builder);
        return steps <= Limits.YAML_EVENTS;
    }

    private void message(String path, Node node, Message.Builder builder) {
        if (!(node instanceof MappingNode mapping)) {
            wrongType(path, node, "keys with values are expected, as 'name: web'");
            return;
        }
        Map<FieldDescriptor, Node> seen = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (isExhausted()) {
                return;
            }
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            Optional<FieldDescriptor> known = YamlKeys.field(builder.getDescriptorForType(), key);
            if (known.isEmpty()) {
                unknownKey(path, key, tuple.getKeyNode(), builder);
                continue;
            }
            FieldDescriptor field = known.get();
            String at = path + (path.isEmpty() ? "" : ".") + field.getJsonName();
            Node before = seen.putIfAbsent(field, tuple.getKeyNode());
            if (before == null) {
                field(at, tuple.getValueNode(), field, builder);
            } else {
                String message =
                        "the key stands on line " + (before.getStartMark().getLine() + 1) + " already";
                add(ConfigCode.DUPLICATE_KEY, at, tuple.getKeyNode(), message);
            }
        }
    }

    private void unknownKey(String path, String key, Node node, Message.Builder builder) {
        if (violations.size() > Limits.VIOLATIONS) {
            return;
        }
        String at = path + (path.isEmpty() ? "" : ".") + (YamlScalars.isIdentifier(key) ? key : "?");
        String message =
                "there is no key " + Quote.of(key) + " here: " + YamlKeys.remedy(builder.getDescriptorForType(), key);
        add(ConfigCode.UNKNOWN_KEY, at, node, message);
    }

    private void field(String path, Node node, FieldDescriptor field, Message.Builder builder) {
        if (node.getTag().equals(Tag.NULL)) {
            add(
                    ConfigCode.NO_VALUE,
                    path,
                    node,
                    "the key has no value: write one, or leave the key out"
                            + (field.isRepeated() ? "; an empty list is []" : ""));
        } else if (!field.isRepeated()) {
            value(path, node, field, builder).ifPresent(value -> builder.setField(field, value));
        } else if (node instanceof SequenceNode list) {
            items(path, list, field, builder);
        } else {
            wrongType(path, node, "a list is expected: begin each item with '- '");
        }
    }

    private void items(String path, SequenceNode list, FieldDescriptor field, Message.Builder builder) {
        int index = 0;
        for (Node item : list.getValue()) {
            if (isExhausted()) {
                return;
            }
            // An illegible item keeps its place, so that the paths of those after it stay true.
            builder.addRepeatedField(
                    field,
                    value(path + "[" + index++ + "]", item, field, builder)
                            .orElseGet(() -> placeholder(field, builder)));
        }
    }

    private static Object placeholder(FieldDescriptor field, Message.Builder builder) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? builder.newBuilderForField(field).build()
                : field.getDefaultValue();
    }

    private Optional<Object> value(String path, Node node, FieldDescriptor field, Message.Builder builder) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !YamlScalars.isDuration(field)) {
            Message.Builder inner = builder.newBuilderForField(field);
            message(path, node, inner);
            return Optional.of(inner.build());
        }
        if (!(node instanceof ScalarNode scalar)) {
            wrongType(path, node, YamlScalars.expected(field) + " is expected, not a list or a mapping");
            return Optional.empty();
        }
        return switch (scalars.read(scalar, field)) {
            case YamlScalars.Result.Value(Object value) -> Optional.of(value);
            case YamlScalars.Result.Wrong(ConfigCode code, String message) -> {
                add(code, path, node, message);
                yield Optional.empty();
            }
        };
    }

    private boolean isExhausted() {
        return ++steps > Limits.YAML_EVENTS;
    }

    private void wrongType(String path, Node node, String message) {
        add(ConfigCode.WRONG_TYPE, path, node, message);
    }

    private void add(ConfigCode code, String path, Node node, String message) {
        // One beyond the limit, so that whoever lists them knows that there are more.
        if (violations.size() <= Limits.VIOLATIONS) {
            violations.add(new Violation(path, code.code(), YamlPosition.of(node.getStartMark()) + message));
        }
    }
}
