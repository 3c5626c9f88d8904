package dev.turnout.p4.softswitch.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The fields of v1model's {@code standard_metadata} that the switch itself sets or reads. */
record StandardMetadata(
        Field ingressPort,
        Field egressSpec,
        Field egressPort,
        Field packetLength,
        Field parserError,
        Field checksumError,
        Field timestamp) {
    private static final List<String> NAMES = List.of(
            "ingress_port",
            "egress_spec",
            "egress_port",
            "packet_length",
            "parser_error",
            "checksum_error",
            "ingress_global_timestamp");

    /** Empty where one is missing. */
    static Optional<StandardMetadata> of(Layout layout) {
        Field[] found = NAMES.stream()
                .flatMap(name -> layout.field(Layout.STANDARD, name).stream())
                .toArray(Field[]::new);
        if (found.length < NAMES.size() || Arrays.stream(found).anyMatch(field -> field.kind() != Field.Kind.SMALL)) {
            return Optional.empty();
        }
        return Optional.of(new StandardMetadata(found[0], found[1], found[2], found[3], found[4], found[5], found[6]));
    }
}
