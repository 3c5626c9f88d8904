package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation says what the code does. {@code -Dturnout.regenerate=true} writes the pages. */
class ReferencePagesTest {
    @Test
    void configurationIsCurrent() throws IOException {
        Repository.assertCurrent(
                "docs/reference/configuration.md", new ReferencePages(new ProtoComments()).configuration());
    }

    @Test
    void mqttIsCurrent() throws IOException {
        Repository.assertCurrent("docs/reference/mqtt.md", new ReferencePages(new ProtoComments()).mqtt());
    }

    @Test
    void errorCodesAreCurrent() throws IOException {
        Repository.assertCurrent("docs/reference/error-codes.md", ReferencePages.errorCodes());
    }

    @Test
    void everySentenceIsOne() {
        for (ConfigCode code : ConfigCode.values()) {
            assertTrue(code.sentence().matches("[A-Z].*[^.]\\."), code::sentence);
        }
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Repository.path("docs/examples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreValid(Path example) throws IOException {
        ParseResult result = ConfigParser.parseYaml(Files.readAllBytes(example), BoxContext.NONE);
        ParseResult.Accepted accepted = assertInstanceOf(ParseResult.Accepted.class, result, result::toString);
        assertEquals(List.of(), accepted.warnings());
    }

    @Test
    void oneExampleHasEveryKey() throws IOException {
        byte[] text = Files.readAllBytes(Repository.path("docs/examples/every-key.yaml"));
        Set<String> used = new TreeSet<>();
        collect(YamlDocuments.read(text).message(), used);
        Set<String> known = new TreeSet<>();
        collect(dev.turnout.v1.FleetConfig.getDescriptor(), known);
        assertEquals(known, used);
    }

    private static void collect(Message message, Set<String> used) {
        message.getAllFields().forEach((field, value) -> {
            used.add(field.getFullName());
            List<Object> values = value instanceof List<?> items ? new ArrayList<>(items) : List.of(value);
            values.forEach(one -> {
                if (one instanceof Message inner && isOurs(inner.getDescriptorForType())) {
                    collect(inner, used);
                }
            });
        });
    }

    private static void collect(Descriptor message, Set<String> known) {
        for (FieldDescriptor field : message.getFields()) {
            known.add(field.getFullName());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && isOurs(field.getMessageType())) {
                collect(field.getMessageType(), known);
            }
        }
    }

    private static boolean isOurs(Descriptor message) {
        return message.getFile().getPackage().equals("turnout.v1");
    }
}
