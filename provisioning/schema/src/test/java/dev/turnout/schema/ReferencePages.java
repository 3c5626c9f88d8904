package dev.turnout.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.turnout.v1.Envelope;
import dev.turnout.v1.FleetConfig;
import dev.turnout.v1.IdentityAnswer;
import dev.turnout.v1.IdentityRequest;
import dev.turnout.v1.Presence;
import dev.turnout.v1.Report;
import dev.turnout.v1.Statement;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The reference pages, made of the schema's comments and the parser's constants. */
final class ReferencePages {
    private static final String GENERATED =
            "<!-- Generated from the code: mvn -pl provisioning/schema -am verify -Dturnout.regenerate=true -->\n\n";

    private final ProtoComments comments;

    ReferencePages(ProtoComments comments) {
        this.comments = comments;
    }

    String configuration() {
        StringBuilder page = new StringBuilder("# Configuration\n\n").append(GENERATED);
        page.append(comments.of(FleetConfig.getDescriptor().getFile())).append("\n\n");
        page.append("`fleetctl check FILE` checks a document without a broker. Every violation of the rules below has a"
                + " code on the page of [error codes](error-codes.md).\n\n");
        page.append("The smallest document:\n\n```yaml\n")
                .append(Repository.read("docs/examples/minimal.yaml"))
                .append("```\n\nMore are in [examples](../examples).\n\n");
        section(page, "The document (FleetConfig)", "", FleetConfig.getDescriptor(), new LinkedHashSet<>());
        limits(page);
        return page.toString().stripTrailing() + "\n";
    }

    private static void limits(StringBuilder page) {
        page.append("## Limits\n\n| of | at most |\n|---|---|\n");
        limit(page, "bytes of a document, as YAML or as protobuf", Limits.DOCUMENT_BYTES);
        limit(page, "services", Limits.SERVICES);
        limit(page, "pools", Limits.POOLS);
        limit(page, "backends of a pool, and different backends of a document", Limits.BACKENDS);
        limit(page, "entries of all pools together", Limits.BACKEND_ENTRIES);
        limit(page, "source ranges of a service", Limits.SOURCE_RANGES);
        limit(page, "levels of YAML", Limits.YAML_DEPTH);
        limit(page, "values, keys and brackets of YAML", Limits.YAML_EVENTS);
        limit(page, "aliases of YAML", Limits.YAML_ALIASES);
        page.append("\nWhat a box has room for may be less: it then says everything that does not fit.\n");
    }

    private static void limit(StringBuilder page, String what, int most) {
        page.append(String.format(Locale.ROOT, "| %s | %,d |\n", what, most));
    }

    String mqtt() {
        Topics topics = new Topics("BOX");
        StringBuilder page = new StringBuilder("# MQTT\n\n").append(GENERATED);
        page.append("MQTT 5. All topics are retained, QoS 1; the payloads are protobuf messages of `turnout.v1`"
                + " ([schema](../../provisioning/schema/src/main/protobuf/turnout/v1)).\n\n");
        page.append("| topic | who publishes | message |\n|---|---|---|\n");
        topic(
                page,
                topics.desired(),
                "the fleet manager",
                "`FleetConfig`: see [configuration](configuration.md); to boxes that trust keys an `Envelope` with one");
        topic(page, topics.confirm(), "the fleet manager", "`Envelope` with a `Confirmation`: see below");
        topic(page, topics.trust(), "the fleet manager", "`Envelope` with a `KeySet`: see below");
        topic(page, topics.claim(), "who holds a claim, as BOX", "`IdentityRequest`: see below");
        topic(page, topics.claimed(), "the registrar", "`IdentityAnswer`: see below");
        topic(page, topics.renew(), "the box", "`IdentityRequest`");
        topic(page, topics.renewed(), "the registrar", "`IdentityAnswer`");
        topic(page, topics.reported(), "the box", "`Report`: see below");
        topic(page, topics.presence(), "the box, and the broker as its last will", "`Presence`: see below");
        page.append(
                "\n`fleetctl report --box BOX` prints a report, with `--json` by the names below; what is zero, false"
                        + " or empty is left out there.\n\n");
        page.append("A box answers every message on its desired topic in `answer`, garbage included. What is older,"
                + " repeated or not valid changes nothing.\n\n");
        Set<Descriptor> done = new LinkedHashSet<>();
        section(page, "Report", "", Report.getDescriptor(), done);
        section(page, "Presence", "", Presence.getDescriptor(), done);
        section(page, "IdentityRequest", "", IdentityRequest.getDescriptor(), done);
        section(page, "IdentityAnswer", "", IdentityAnswer.getDescriptor(), done);
        section(page, "Envelope", "", Envelope.getDescriptor(), done);
        section(page, "Statement", "", Statement.getDescriptor(), done);
        return page.toString().stripTrailing() + "\n";
    }

    private static void topic(StringBuilder page, String topic, String who, String message) {
        page.append("| `")
                .append(topic)
                .append("` | ")
                .append(who)
                .append(" | ")
                .append(message)
                .append(" |\n");
    }

    private void section(StringBuilder page, String title, String path, Descriptor message, Set<Descriptor> done) {
        if (!done.add(message)) {
            return;
        }
        page.append("## ")
                .append(title)
                .append("\n\n")
                .append(comments.of(message))
                .append("\n\n");
        page.append("| key | value | meaning |\n|---|---|---|\n");
        for (FieldDescriptor field : message.getFields()) {
            page.append("| `")
                    .append(field.getJsonName())
                    .append("` | ")
                    .append(type(field))
                    .append(" | ")
                    .append(comments.of(field))
                    .append(" |\n");
        }
        page.append('\n');
        message.getFields().stream()
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.ENUM)
                .filter(field -> field.getEnumType().getContainingType().equals(message))
                .forEach(field -> values(page, field.getJsonName(), field.getEnumType()));
        for (FieldDescriptor field : message.getFields()) {
            if (isMessage(field)) {
                String inner =
                        path + (path.isEmpty() ? "" : ".") + field.getJsonName() + (field.isRepeated() ? "[]" : "");
                section(
                        page,
                        "`" + inner + "` (" + field.getMessageType().getName() + ")",
                        inner,
                        field.getMessageType(),
                        done);
            }
        }
    }

    private void values(StringBuilder page, String key, EnumDescriptor type) {
        page.append("`").append(key).append("` is one of\n\n");
        for (EnumValueDescriptor value : type.getValues()) {
            // The zero is what an absent key means, and is never written.
            if (value.getNumber() != 0) {
                page.append("- `")
                        .append(value.getName())
                        .append("`: ")
                        .append(comments.of(value))
                        .append('\n');
            }
        }
        page.append('\n');
    }

    private static boolean isMessage(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                && field.getMessageType().getFullName().startsWith("turnout.");
    }

    private static String type(FieldDescriptor field) {
        String one = switch (field.getJavaType()) {
            case INT, LONG -> "whole number";
            case FLOAT, DOUBLE -> "number";
            case BOOLEAN -> "`true` or `false`";
            case STRING -> "text";
            case BYTE_STRING -> "hexadecimal digits";
            case ENUM -> "a name";
            case MESSAGE ->
                switch (field.getMessageType().getFullName()) {
                    case "google.protobuf.Duration" -> "duration";
                    case "google.protobuf.Timestamp" -> "time, RFC 3339";
                    default -> field.getMessageType().getName();
                };
        };
        return field.isRepeated() ? "list of " + one : one;
    }

    static String errorCodes() {
        StringBuilder page = new StringBuilder("# Error codes\n\n").append(GENERATED);
        page.append("What can be said about a document. A code is stable, for programs; the message beside it names the"
                + " place and the remedy. All violations of a document are answered at once.\n\n");
        for (ConfigCode.Severity severity : ConfigCode.Severity.values()) {
            page.append(
                    switch (severity) {
                        case VIOLATION -> "## Violations\n\nA document with one of these is rejected whole.\n\n";
                        case WARNING -> "\n## Warnings\n\nA document with these is accepted.\n\n";
                    });
            page.append("| code | meaning |\n|---|---|\n");
            for (ConfigCode code : ConfigCode.values()) {
                if (code.severity() == severity) {
                    page.append("| `")
                            .append(code.code())
                            .append("` | ")
                            .append(code.sentence())
                            .append(" |\n");
                }
            }
        }
        return page.toString();
    }
}
