package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.v1.Backend;
import dev.turnout.v1.Pool;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, what comes out is {@code Rejected}, or a configuration that keeps every rule. */
class HostileDocumentsTest {
    /** Generous, since it bounds minutes, not milliseconds. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final byte[] YAML = Documents.with(
                    "encapsulation: IPIP",
                    "encapsulation: IPIP\n    healthCheck: {protocol: HTTPS, port: 443, host: www, path: /up, expectedStatus: ["
                            + "204, 300-399], interval: 1s, timeout: 500ms, jitter: 0.5, rise: 3, holdOff: 0.25}")
            .getBytes(StandardCharsets.UTF_8);
    private static final byte[] PROTOBUF = YamlDocuments.read(YAML).message().toByteArray();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomBytes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[random.nextInt(512)];
            random.nextBytes(bytes);
            assertInstanceOf(ParseResult.Rejected.class, ConfigParser.parse(bytes, BoxContext.NONE));
            assertInstanceOf(ParseResult.Rejected.class, ConfigParser.parseYaml(bytes, BoxContext.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void spoiltProtobuf(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            soundIfAccepted(ConfigParser.parse(spoilt(PROTOBUF, random), BoxContext.NONE));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void spoiltYaml(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            soundIfAccepted(ConfigParser.parseYaml(spoilt(YAML, random), BoxContext.NONE));
        }
    }

    /** Some bytes changed, one run taken out, one run put in twice. */
    private static byte[] spoilt(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(20));
        return switch (random.nextInt(4)) {
            case 0 -> join(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            case 1 -> join(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, from, bytes.length));
            default -> bytes;
        };
    }

    private static byte[] join(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static void soundIfAccepted(ParseResult result) {
        if (result instanceof ParseResult.Accepted accepted) {
            Soundness.check(accepted.config());
            FleetConfig config = accepted.config();
            ParseResult again = ConfigParser.parse(ConfigMessages.of(config).toByteArray(), BoxContext.NONE);
            assertEquals(
                    config, assertInstanceOf(ParseResult.Accepted.class, again).config());
        }
    }

    static Stream<Arguments> texts() {
        String laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
                + IntStream.rangeClosed('b', 'j')
                        .mapToObj(c -> {
                            String last = "*" + (char) (c - 1) + ", ";
                            return (char) c + ": &" + (char) c + " [" + last.repeat(9) + "*" + (char) (c - 1) + "]\n";
                        })
                        .reduce("", String::concat);
        String backends = "  - &b {address: 10.0.0.1}\n" + "  - *b\n".repeat(900);
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("a comment", "# nothing\n"),
                Arguments.of("a number", "1" + "0".repeat(1_000_000)),
                Arguments.of("a long number", "generation: 1" + "0".repeat(5_000_000)),
                Arguments.of("a long name", "services: [{name: " + "a".repeat(7_000_000) + "}]"),
                Arguments.of("deep lists", "[".repeat(1_000_000)),
                Arguments.of("deep mappings", "{a: ".repeat(1_000_000)),
                Arguments.of("deep by dashes", "- ".repeat(1_000_000)),
                Arguments.of("deep by indentation", deepIndentation()),
                Arguments.of("many values", "[" + "1,".repeat(1_100_000) + "]"),
                Arguments.of("many keys", manyKeys()),
                Arguments.of("many documents", "---\n".repeat(200_000)),
                Arguments.of("many anchors", "services: [" + "&a x, ".repeat(100_000) + "]"),
                Arguments.of("quotes", "'".repeat(8_000_000)),
                Arguments.of("question marks", "? ".repeat(500_000)),
                Arguments.of("an open quote", "a: \"" + "\\n".repeat(4_000_000)),
                Arguments.of("tags", "!!" + "a".repeat(1_000_000)),
                Arguments.of("laughs", laughs),
                Arguments.of("laughs in place", laughs + "services: *j\npools: *j\n"),
                Arguments.of("a cycle", "&a {services: [*a], pools: *a}"),
                Arguments.of("a cyclic list", "services: &a [*a, *a]"),
                Arguments.of("merge keys", "<<: {epoch: 1}\n"),
                Arguments.of("expanding aliases", expanding()),
                Arguments.of("aliased backends", "pools:\n- backends:\n" + backends),
                Arguments.of("more than one document", Documents.VALID + "---\n" + Documents.VALID),
                Arguments.of("tabs", Documents.VALID.replace("  ", "\t")),
                Arguments.of("a byte order mark inside", Documents.VALID.replace("web", "\ufeffweb")),
                Arguments.of("a null character", Documents.VALID.replace("web", "w\0b")),
                Arguments.of("binary keys", "? [epoch]\n: 1\n? {a: b}\n: 2\n"),
                Arguments.of(
                        "a global tag", "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://127.0.0.1/\"]]"),
                Arguments.of("too long", "#".repeat(Limits.DOCUMENT_BYTES + 1)));
    }

    private static String deepIndentation() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.repeat(' ', i).append("a:\n");
        }
        return text.toString();
    }

    private static String manyKeys() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append('k').append(i).append(": 1\n");
        }
        return text.toString();
    }

    /** Under the limits of aliases and values, far over them once expanded. */
    private static String expanding() {
        String pool =
                "- &p {name: p, encapsulation: L2, backends: &b [" + "{address: 10.0.0.1}, ".repeat(2_000) + "]}\n";
        return "pools:\n" + pool + "- *p\n".repeat(900);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void hostileYaml(String name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ParseResult.Rejected rejected = assertTimeout(
                DEADLINE,
                () -> assertInstanceOf(
                        ParseResult.Rejected.class, ConfigParser.parseYaml(bytes, BoxContext.NONE), name));
        // One more than the limit, to say how many are not listed.
        assertTrue(rejected.violations().size() <= Limits.VIOLATIONS + 1);
        rejected.violations().forEach(violation -> {
            assertTrue(violation.message().length() < 600, violation.message());
            assertTrue(violation.path().length() < 200, violation.path());
            assertTrue(violation.message().chars().noneMatch(Character::isISOControl), violation.message());
        });
    }

    /** Two bytes each on the wire, far more as objects. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                4 << 3 | 2, // services
                5 << 3 | 2, // pools
                99 << 3 | 2 // unknown
            })
    void manyEmptyFieldsAreCountedBeforeTheyAreMade(int tag) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int i = 0; i <= Limits.WIRE_FIELDS; i++) {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(0);
        }
        out.flush();
        ParseResult result = ConfigParser.parse(bytes.toByteArray(), BoxContext.NONE);
        assertEquals(java.util.List.of(" CFG_TOO_MANY"), Documents.violations(result));
        assertEquals(Optional.empty(), ConfigParser.revision(bytes.toByteArray()));
    }

    @Test
    void anUnknownFieldIsNotPassedOver() {
        UnknownFieldSet newer = UnknownFieldSet.newBuilder()
                .mergeField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        dev.turnout.v1.FleetConfig valid = YamlDocuments.read(YAML).message();
        dev.turnout.v1.FleetConfig.Builder document = valid.toBuilder();
        document.setServices(1, valid.getServices(1).toBuilder().setUnknownFields(newer));
        assertEquals(
                java.util.List.of("services[1] CFG_UNKNOWN_FIELD"),
                Documents.violations(ConfigParser.parse(document.build().toByteArray(), BoxContext.NONE)));
    }

    @Test
    void anUnknownEnumValueIsNotPassedOver() {
        dev.turnout.v1.FleetConfig valid = YamlDocuments.read(YAML).message();
        dev.turnout.v1.FleetConfig.Builder document = valid.toBuilder();
        document.setServices(0, valid.getServices(0).toBuilder().setAffinityValue(77));
        assertEquals(
                java.util.List.of("services[0].affinity CFG_UNKNOWN_FIELD"),
                Documents.violations(ConfigParser.parse(document.build().toByteArray(), BoxContext.NONE)));
    }

    @Test
    void moreBackendsThanIds() {
        dev.turnout.v1.FleetConfig.Builder document = YamlDocuments.read(YAML).message().toBuilder();
        for (int pool = 0; pool < 2; pool++) {
            Pool.Builder builder = Pool.newBuilder().setName("big" + pool).setEncapsulation(Pool.Encapsulation.GUE);
            for (int i = 0; i < 20_000; i++) {
                builder.addBackends(
                        Backend.newBuilder().setAddress("10." + (pool + 1) + "." + i / 256 + "." + i % 256));
            }
            document.addPools(builder);
        }
        ParseResult result = ConfigParser.parse(document.build().toByteArray(), BoxContext.NONE);
        assertEquals(java.util.List.of("pools CFG_TOO_MANY_BACKENDS"), Documents.violations(result));
    }

    @Test
    void listsBeyondTheirLimits() {
        dev.turnout.v1.FleetConfig valid = YamlDocuments.read(YAML).message();
        dev.turnout.v1.Service service = valid.getServices(0);
        dev.turnout.v1.FleetConfig.Builder document = valid.toBuilder();
        for (int i = 0; i < Limits.SERVICES; i++) {
            document.addServices(service.toBuilder().setName("s" + i).setPort(i + 100));
        }
        document.getServicesBuilder(0)
                .addAllSourceRanges(IntStream.rangeClosed(0, Limits.SOURCE_RANGES)
                        .mapToObj(i -> "10." + i / 256 + "." + i % 256 + ".0/24")
                        .toList());
        ParseResult result = ConfigParser.parse(document.build().toByteArray(), BoxContext.NONE);
        assertEquals(
                java.util.List.of("services[0].sourceRanges CFG_TOO_MANY", "services CFG_TOO_MANY"),
                Documents.violations(result).stream()
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList());
    }

    @Test
    void violationsBeyondTheLimitAreCounted() {
        dev.turnout.v1.FleetConfig.Builder document = YamlDocuments.read(YAML).message().toBuilder();
        Pool.Builder pool = Pool.newBuilder().setName("bad").setEncapsulation(Pool.Encapsulation.L2);
        IntStream.range(0, 5_000)
                .forEach(i -> pool.addBackends(Backend.newBuilder().setAddress("x" + i)));
        ParseResult.Rejected rejected = assertInstanceOf(
                ParseResult.Rejected.class,
                ConfigParser.parse(document.addPools(pool).build().toByteArray(), BoxContext.NONE));
        assertEquals(Limits.VIOLATIONS + 1, rejected.violations().size());
        assertEquals("CFG_TOO_MANY_VIOLATIONS", rejected.violations().getLast().code());
        assertTrue(rejected.violations().getLast().message().contains(" 4000 more"));
    }

    @Test
    void tooLongIsNotEvenRead() {
        byte[] bytes = dev.turnout.v1.FleetConfig.newBuilder()
                .setSeed(ByteString.copyFrom(new byte[Limits.DOCUMENT_BYTES]))
                .build()
                .toByteArray();
        ParseResult result = ConfigParser.parse(bytes, BoxContext.NONE);
        assertEquals(java.util.List.of(" CFG_TOO_LARGE"), Documents.violations(result));
    }
}
