package dev.turnout.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes messages as YAML or JSON: the reader's names and spellings, so that what is shown can be pushed. */
final class TextWriter {
    /** Words, IPv4, IPv6 and durations: what no reader of YAML takes for a number, or for a key by a colon at its end. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*"
            + "|[0-9]+(?:\\.[0-9]+){3}(?:/[0-9]+)?"
            + "|[0-9a-f]+:[0-9a-f:]*(?:[0-9a-f]|/[0-9]+)"
            + "|[0-9][0-9.hms]*[hms]");

    private static final Set<String> WORDS = Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

    private final StringBuilder text = new StringBuilder();
    private final boolean json;

    private TextWriter(boolean json) {
        this.json = json;
    }

    static String yaml(Message message) {
        TextWriter writer = new TextWriter(false);
        writer.yamlFields(message, "", "");
        return writer.text.toString();
    }

    static String json(Message message) {
        TextWriter writer = new TextWriter(true);
        writer.jsonFields(message, "");
        return writer.text.append('\n').toString();
    }

    private void yamlFields(Message message, String first, String indent) {
        String lead = first;
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            text.append(lead).append(entry.getKey().getJsonName()).append(':');
            lead = indent;
            switch (entry.getValue()) {
                case List<?> items -> yamlItems(items, indent);
                case Message inner when !isScalar(inner) -> yamlMessage(inner, indent + "  ");
                case Object scalar -> text.append(' ').append(scalar(scalar)).append('\n');
            }
        }
    }

    private void yamlItems(List<?> items, String indent) {
        text.append('\n');
        for (Object item : items) {
            if (!(item instanceof Message inner) || isScalar(inner)) {
                text.append(indent).append("  - ").append(scalar(item)).append('\n');
            } else if (inner.getAllFields().isEmpty()) {
                text.append(indent).append("  - {}\n");
            } else {
                yamlFields(inner, indent + "  - ", indent + "    ");
            }
        }
    }

    private void yamlMessage(Message inner, String indent) {
        if (inner.getAllFields().isEmpty()) {
            text.append(" {}\n");
        } else {
            text.append('\n');
            yamlFields(inner, indent, indent);
        }
    }

    private void jsonFields(Message message, String indent) {
        if (message.getAllFields().isEmpty()) {
            text.append("{}");
            return;
        }
        String separator = "{\n";
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            text.append(separator)
                    .append(indent)
                    .append("  \"")
                    .append(entry.getKey().getJsonName())
                    .append("\": ");
            separator = ",\n";
            if (entry.getValue() instanceof List<?> items) {
                jsonItems(items, indent + "  ");
            } else {
                jsonValue(entry.getValue(), indent + "  ");
            }
        }
        text.append('\n').append(indent).append('}');
    }

    private void jsonItems(List<?> items, String indent) {
        String separator = "[\n";
        for (Object item : items) {
            text.append(separator).append(indent).append("  ");
            separator = ",\n";
            jsonValue(item, indent + "  ");
        }
        text.append('\n').append(indent).append(']');
    }

    private void jsonValue(Object value, String indent) {
        if (value instanceof Message inner && !isScalar(inner)) {
            jsonFields(inner, indent);
        } else {
            text.append(scalar(value));
        }
    }

    private static boolean isScalar(Message message) {
        return message instanceof Duration || message instanceof Timestamp;
    }

    private String scalar(Object value) {
        return switch (value) {
            case String string -> quoted(string);
            case ByteString bytes -> '"' + HexFormat.of().formatHex(bytes.toByteArray()) + '"';
            case EnumValueDescriptor symbol -> quoted(symbol.getName());
            case Duration duration ->
                quoted(DurationText.format(java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos())));
            case Timestamp time ->
                '"' + Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString() + '"';
            case Integer number -> Integer.toUnsignedString(number);
            case Long number -> Long.toUnsignedString(number);
            default -> value.toString();
        };
    }

    private String quoted(String string) {
        boolean plain =
                !json && PLAIN.matcher(string).matches() && !WORDS.contains(string.toLowerCase(java.util.Locale.ROOT));
        return plain ? string : JsonString.quote(string);
    }
}
