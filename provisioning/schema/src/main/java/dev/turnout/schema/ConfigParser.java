package dev.turnout.schema;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Makes a {@link dev.turnout.core.model.FleetConfig} of a document, or says everything that is wrong with it.
 *
 * <p>Never throws, whatever the bytes; time and memory are bounded by {@link Limits}. Stateless and thread-safe.
 */
public final class ConfigParser {
    private ConfigParser() {}

    /** Reads what the wire carries: the bytes of a {@code turnout.v1.FleetConfig}. */
    public static ParseResult parse(byte[] protobuf, BoxContext box) {
        if (protobuf.length > Limits.DOCUMENT_BYTES) {
            return rejected(ConfigCode.TOO_LARGE, tooLarge(protobuf.length));
        }
        WireScan scan = WireScan.of(protobuf, dev.turnout.v1.FleetConfig.getDescriptor());
        if (scan.isExcessive()) {
            return rejected(ConfigCode.TOO_MANY, "the message has more than " + Limits.WIRE_FIELDS + " fields");
        }
        try {
            var document = dev.turnout.v1.FleetConfig.parseFrom(ByteString.copyFrom(protobuf));
            ConfigReader reader = new ConfigReader(new Findings(), box);
            return scan.mayHaveUnknown() ? reader.read(document) : reader.readKnown(document);
        } catch (InvalidProtocolBufferException notAMessage) {
            return rejected(
                    ConfigCode.NOT_A_DOCUMENT,
                    "these " + protobuf.length + " bytes are no turnout.v1.FleetConfig; YAML is for fleetctl to push");
        }
    }

    /** Reads a message that is already taken apart. */
    public static ParseResult parse(dev.turnout.v1.FleetConfig document, BoxContext box) {
        return new ConfigReader(new Findings(), box).read(document);
    }

    /** Reads what people write; every message then begins with line and column. */
    public static ParseResult parseYaml(byte[] utf8, BoxContext box) {
        return parse(YamlDocuments.read(utf8), box);
    }

    /** Reads what people wrote, together with what was already found wrong with its text. */
    public static ParseResult parse(YamlDocument document, BoxContext box) {
        if (!document.legible()) {
            return new ParseResult.Rejected(document.violations());
        }
        return switch (new ConfigReader(new Findings(document.violations()), box).read(document.message())) {
            case ParseResult.Accepted accepted ->
                new ParseResult.Accepted(
                        accepted.config(),
                        accepted.warnings().stream().map(document::located).toList());
            case ParseResult.Rejected rejected ->
                new ParseResult.Rejected(
                        rejected.violations().stream().map(document::located).toList());
        };
    }

    /** Which revision a document claims to be, even if it is not valid; empty where it claims none. */
    public static Optional<Revision> revision(byte[] protobuf) {
        if (protobuf.length > Limits.DOCUMENT_BYTES
                || WireScan.of(protobuf, dev.turnout.v1.FleetConfig.getDescriptor())
                        .isExcessive()) {
            return Optional.empty();
        }
        try {
            dev.turnout.v1.FleetConfig document = dev.turnout.v1.FleetConfig.parseFrom(protobuf);
            boolean claims = document.getEpoch() >= 0 && document.getGeneration() > 0;
            return claims ? Optional.of(new Revision(document.getEpoch(), document.getGeneration())) : Optional.empty();
        } catch (InvalidProtocolBufferException notAMessage) {
            return Optional.empty();
        }
    }

    static String tooLarge(int length) {
        return "the document has " + length + " bytes: at most " + Limits.DOCUMENT_BYTES;
    }

    private static ParseResult rejected(ConfigCode code, String message) {
        return new ParseResult.Rejected(List.of(new Violation("", code.code(), message)));
    }
}
