package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.v1.Answer;
import dev.turnout.v1.Change;
import dev.turnout.v1.Report;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    private static FleetConfig accepted(ParseResult result) {
        return assertInstanceOf(ParseResult.Accepted.class, result, result::toString)
                .config();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everySpellingOfAConfigurationMeansTheSame(long seed) {
        FleetConfig config = new RandomConfigs(seed).next();
        dev.turnout.v1.FleetConfig message = ConfigMessages.of(config);
        assertEquals(config, accepted(ConfigParser.parse(message.toByteArray(), BoxContext.NONE)));
        assertEquals(config, accepted(ConfigParser.parseYaml(utf8(YamlDocuments.write(message)), BoxContext.NONE)));
        assertEquals(config, accepted(ConfigParser.parseYaml(utf8(YamlDocuments.writeJson(message)), BoxContext.NONE)));
    }

    /** Bytes aside, which are hexadecimal here, what protobuf's own JSON writer writes is read alike. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23, 24})
    void readsTheProtobufJsonMapping(long seed) throws Exception {
        dev.turnout.v1.FleetConfig message = ConfigMessages.of(new RandomConfigs(seed).next()).toBuilder()
                .clearSeed()
                .build();
        for (JsonFormat.Printer printer : new JsonFormat.Printer[] {
            JsonFormat.printer(), JsonFormat.printer().preservingProtoFieldNames()
        }) {
            YamlDocument read = YamlDocuments.read(utf8(printer.print(message)));
            assertEquals(java.util.List.of(), read.violations());
            assertEquals(message, read.message());
        }
    }

    /** And what is written as JSON here, protobuf's own reader reads alike. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34})
    void writesJsonThatOthersRead(long seed) throws Exception {
        dev.turnout.v1.FleetConfig.Builder message =
                ConfigMessages.of(new RandomConfigs(seed).next()).toBuilder().clearSeed();
        message.getServicesBuilderList().forEach(service -> service.clearTransition());
        message.getPoolsBuilderList().forEach(pool -> pool.clearHealthCheck());
        dev.turnout.v1.FleetConfig.Builder read = dev.turnout.v1.FleetConfig.newBuilder();
        JsonFormat.parser().merge(YamlDocuments.writeJson(message.build()), read);
        assertEquals(message.build(), read.build());
    }

    @Test
    void writesWhatPeopleWrite() {
        String yaml = Documents.VALID.replace(
                "    tableSize: 256\n", "    tableSize: 256\n    transition:\n      idle: 1h30m\n      ceiling: 24h\n");
        assertEquals(
                yaml,
                YamlDocuments.write(YamlDocuments.read(utf8(yaml)).message())
                        .replaceFirst("seed: \"([0-9a-f]*)\"", "seed: $1"));
    }

    /** What other readers of YAML would take for something else is quoted; ours reads all of it back. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            web-1,         web-1
            1e3,           "1e3"
            123,           "123"
            yes,           "yes"
            null,          "null"
            192.0.2.10,    192.0.2.10
            10.0.0.0/8,    10.0.0.0/8
            2001:db8::10,  2001:db8::10
            2001:db8::,    "2001:db8::"
            fd00::/64,     fd00::/64
            ::1,           "::1"
            a: b,          "a: b"
            # no comment,  "# no comment"
            ü,             "ü"
            """)
    void quotesWhatNeedsIt(String text, String written) {
        dev.turnout.v1.FleetConfig message = dev.turnout.v1.FleetConfig.newBuilder()
                .addPools(dev.turnout.v1.Pool.newBuilder().setName(text))
                .build();
        String yaml = YamlDocuments.write(message);
        assertEquals("pools:\n  - name: " + written + "\n", yaml);
        assertEquals(message, YamlDocuments.read(utf8(yaml)).message());
    }

    @ParameterizedTest
    @CsvSource({
        "15m, 900000",
        "900s, 900000",
        "1h30m, 5400000",
        "1.5s, 1500",
        "250ms, 250",
        "2d, 172800000",
        "0s, 0",
        "24h, 86400000",
        "1h1ms, 3600001"
    })
    void durationsArePlain(String text, long millis) {
        java.time.Duration duration = DurationText.parse(text).orElseThrow();
        assertEquals(millis, duration.toMillis());
        assertEquals(duration, DurationText.parse(DurationText.format(duration)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "m", "-1s", "1m1h", "1.5m", "1 m", "15min", "1s1s", "99999999999h", "1e3s", "s1"})
    void otherTextsAreNoDurations(String text) {
        assertEquals(java.util.Optional.empty(), DurationText.parse(text));
    }

    @Test
    void writesReports() {
        Report report = Report.newBuilder()
                .setBox("edge-1")
                .setState(Report.State.IN_SYNC)
                .setAnswer(Answer.newBuilder().setDigest(ByteString.copyFrom(new byte[] {1, -1})))
                .setLastChange(
                        Change.newBuilder().setDuration(Duration.newBuilder().setNanos(2_500_000)))
                .setTime(Timestamp.newBuilder().setSeconds(1_700_000_000))
                .build();
        assertEquals("""
                box: edge-1
                state: IN_SYNC
                answer:
                  digest: "01ff"
                lastChange:
                  duration: 0.0025s
                time: "2023-11-14T22:13:20Z"
                """, YamlDocuments.write(report));
        assertEquals("""
                {
                  "box": "edge-1",
                  "state": "IN_SYNC",
                  "answer": {
                    "digest": "01ff"
                  },
                  "lastChange": {
                    "duration": "0.0025s"
                  },
                  "time": "2023-11-14T22:13:20Z"
                }
                """, YamlDocuments.writeJson(report));
    }
}
