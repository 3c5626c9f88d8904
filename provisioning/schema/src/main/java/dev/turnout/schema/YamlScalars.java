package dev.turnout.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import dev.turnout.v1.Service;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads single values from their text as it stands in the file. YAML's own guesses are not asked, so that {@code 010},
 * {@code 1:20} and {@code yes} mean nothing that their writer did not mean.
 */
final class YamlScalars {
    /** What a scalar turned out to be. */
    sealed interface Result {
        record Value(Object value) implements Result {}

        record Wrong(ConfigCode code, String message) implements Result {}
    }

    private static final Pattern WHOLE = Pattern.compile("-?(?:0|[1-9][0-9]{0,39})");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(?:\\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,3})?");
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2})*");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_]{1,40}");
    private static final BigInteger UINT32_MAX = BigInteger.valueOf(0xffff_ffffL);
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

    /**
     * For a name that is none: a number that no version will give a meaning. So it reaches the box, which says, too, that
     * its default holds.
     */
    private static final int NO_ALGORITHM = -1;

    /** What YAML itself can tell a scalar to be; any other tag asks for a type that a document cannot have. */
    private static final List<Tag> PLAIN_TAGS = List.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

    Result read(ScalarNode node, FieldDescriptor field) {
        if (!PLAIN_TAGS.contains(node.getTag())) {
            return wrong(expected(field) + " is expected: write the plain value");
        }
        String text = node.getValue();
        return switch (field.getType()) {
            case STRING -> new Result.Value(text);
            case BYTES -> bytes(text, field);
            case BOOL -> bool(text, field);
            case ENUM -> symbol(text, field.getEnumType());
            case UINT32 ->
                whole(text, UINT32_MAX).map(number -> value(number.intValue())).orElseGet(() -> notWhole(text, field));
            case UINT64 ->
                whole(text, UINT64_MAX).map(number -> value(number.longValue())).orElseGet(() -> notWhole(text, field));
            case DOUBLE -> DECIMAL.matcher(text).matches() ? value(Double.parseDouble(text)) : wrongText(text, field);
            case MESSAGE -> duration(text, field);
            case FLOAT, INT32, INT64, SINT32, SINT64, FIXED32, FIXED64, SFIXED32, SFIXED64, GROUP ->
                throw new IllegalStateException("the schema uses no " + field.getType());
        };
    }

    static boolean isDuration(FieldDescriptor field) {
        return field.getMessageType().equals(Duration.getDescriptor());
    }

    static boolean isIdentifier(String text) {
        return IDENTIFIER.matcher(text).matches();
    }

    /** The kind of value a field takes, as the subject of a sentence. */
    static String expected(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "a text";
            case INT, LONG -> "a whole number";
            case FLOAT, DOUBLE -> "a number";
            case BOOLEAN -> "true or false";
            case BYTE_STRING -> "a row of hexadecimal digits";
            case ENUM -> "one of " + symbols(field.getEnumType());
            case MESSAGE -> "a duration such as 15m or 900s";
        };
    }

    private static Result value(Object value) {
        return new Result.Value(value);
    }

    private static Result wrong(String message) {
        return new Result.Wrong(ConfigCode.WRONG_TYPE, message);
    }

    private static Result wrongText(String text, FieldDescriptor field) {
        return wrong(expected(field) + " is expected, not " + Quote.of(text));
    }

    private static Result bytes(String text, FieldDescriptor field) {
        return HEX.matcher(text).matches()
                ? value(ByteString.copyFrom(HexFormat.of().parseHex(text)))
                // A secret is not repeated in a message.
                : wrong(expected(field) + " is expected: two for each byte, and nothing else");
    }

    private static Result bool(String text, FieldDescriptor field) {
        return switch (text) {
            case "true" -> value(true);
            case "false" -> value(false);
            default -> wrongText(text, field);
        };
    }

    private static Result symbol(String text, EnumDescriptor type) {
        EnumValueDescriptor symbol = type.findValueByName(text);
        if (symbol != null && symbol.getNumber() != 0) {
            return value(symbol);
        }
        return type.equals(Service.Algorithm.getDescriptor())
                ? value(type.findValueByNumberCreatingIfUnknown(NO_ALGORITHM))
                : wrong("one of " + symbols(type) + " is expected, not " + Quote.of(text));
    }

    private static String symbols(EnumDescriptor type) {
        return type.getValues().stream()
                .filter(symbol -> symbol.getNumber() != 0)
                .map(EnumValueDescriptor::getName)
                .collect(Collectors.joining(", "));
    }

    private static Optional<BigInteger> whole(String text, BigInteger max) {
        return WHOLE.matcher(text).matches()
                ? Optional.of(new BigInteger(text)).filter(number -> number.signum() >= 0 && number.compareTo(max) <= 0)
                : Optional.empty();
    }

    private static Result notWhole(String text, FieldDescriptor field) {
        return WHOLE.matcher(text).matches()
                ? new Result.Wrong(ConfigCode.OUT_OF_RANGE, Quote.of(text) + " is out of range")
                : wrongText(text, field);
    }

    private static Result duration(String text, FieldDescriptor field) {
        return DurationText.parse(text)
                .map(duration -> value(Duration.newBuilder()
                        .setSeconds(duration.getSeconds())
                        .setNanos(duration.getNano())
                        .build()))
                .orElseGet(() -> wrongText(text, field));
    }
}
