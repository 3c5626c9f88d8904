package dev.turnout.hwtests.vectors;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a JSON document, read strictly: what is missing or of another kind is an error of the file. */
record Json(Value value) {
    /** A document whose top is an object. */
    static Json read(Path file) throws IOException {
        Struct.Builder document = Struct.newBuilder();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            JsonFormat.parser().merge(reader, document);
        }
        return new Json(Value.newBuilder().setStructValue(document).build());
    }

    Json at(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException("no " + key + " in " + value));
    }

    /** Empty where the key is missing or null. */
    Optional<Json> find(String key) {
        return Optional.ofNullable(fields().get(key)).filter(json -> !json.value.hasNullValue());
    }

    Map<String, Json> fields() {
        require(Value.KindCase.STRUCT_VALUE);
        return value.getStructValue().getFieldsMap().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, entry -> new Json(entry.getValue())));
    }

    List<Json> list() {
        require(Value.KindCase.LIST_VALUE);
        return value.getListValue().getValuesList().stream().map(Json::new).toList();
    }

    String text() {
        require(Value.KindCase.STRING_VALUE);
        return value.getStringValue();
    }

    boolean truth() {
        require(Value.KindCase.BOOL_VALUE);
        return value.getBoolValue();
    }

    /** A whole number of 32 bits, signed or unsigned; also {@code "0x…"}. */
    int integer() {
        if (value.hasStringValue() && text().startsWith("0x")) {
            return Integer.parseUnsignedInt(text().substring(2), 16);
        }
        require(Value.KindCase.NUMBER_VALUE);
        long number = (long) value.getNumberValue();
        if (number != value.getNumberValue() || number < Integer.MIN_VALUE || number > 0xffff_ffffL) {
            throw new IllegalArgumentException(value.getNumberValue() + " is no number of 32 bits");
        }
        return (int) number;
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(text());
    }

    private void require(Value.KindCase kind) {
        if (value.getKindCase() != kind) {
            throw new IllegalArgumentException("not a " + kind + ": " + value);
        }
    }
}
