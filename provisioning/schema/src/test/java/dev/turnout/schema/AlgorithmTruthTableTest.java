package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.FilterFill;
import dev.turnout.core.dataplane.MemoryDataplane;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.core.plan.Change;
import dev.turnout.core.plan.Plan;
import dev.turnout.core.plan.Planner;
import dev.turnout.core.plan.TransitionFacts;
import dev.turnout.core.plan.Transitions;
import dev.turnout.core.program.Allocation;
import dev.turnout.core.program.CompileResult;
import dev.turnout.core.program.ProgramCompiler;
import dev.turnout.core.program.Surroundings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every default and every algorithm that a service may name, before and after a change, from the text to the plan: with the
 * default D and the service's own X, nothing changes where both documents come to the same; otherwise the service moves.
 */
class AlgorithmTruthTableTest {
    /** What a service comes to, said of each pair by itself: the default and what the service names. */
    enum Row {
        UNSET_NONE("", "", Algorithm.MAGLEV),
        UNSET_MAGLEV("", "MAGLEV", Algorithm.MAGLEV),
        UNSET_RANDOM("", "RANDOM", Algorithm.RANDOM),
        UNSET_INVALID("", "WEIGHTED", Algorithm.MAGLEV),
        MAGLEV_NONE("MAGLEV", "", Algorithm.MAGLEV),
        MAGLEV_MAGLEV("MAGLEV", "MAGLEV", Algorithm.MAGLEV),
        MAGLEV_RANDOM("MAGLEV", "RANDOM", Algorithm.RANDOM),
        MAGLEV_INVALID("MAGLEV", "WEIGHTED", Algorithm.MAGLEV),
        RANDOM_NONE("RANDOM", "", Algorithm.RANDOM),
        RANDOM_MAGLEV("RANDOM", "MAGLEV", Algorithm.MAGLEV),
        RANDOM_RANDOM("RANDOM", "RANDOM", Algorithm.RANDOM),
        RANDOM_INVALID("RANDOM", "WEIGHTED", Algorithm.RANDOM),
        INVALID_NONE("WEIGHTED", "", Algorithm.MAGLEV),
        INVALID_MAGLEV("WEIGHTED", "MAGLEV", Algorithm.MAGLEV),
        INVALID_RANDOM("WEIGHTED", "RANDOM", Algorithm.RANDOM),
        INVALID_INVALID("WEIGHTED", "WEIGHTED", Algorithm.MAGLEV);

        private final String standard;
        private final String named;
        private final Algorithm comesTo;

        Row(String standard, String named, Algorithm comesTo) {
            this.standard = standard;
            this.named = named;
            this.comesTo = comesTo;
        }

        String document() {
            String service = named.isEmpty() ? "" : "    algorithm: " + named + "\n";
            String dataplane = standard.isEmpty() ? "" : "dataplane:\n  defaultAlgorithm: " + standard + "\n";
            return Documents.VALID
                            .replace("    tableSize: 256\n", "    tableSize: 256\n" + service)
                            .replace("    tableSize: 512\n", "    tableSize: 512\n" + service)
                    + dataplane;
        }
    }

    static Stream<Arguments> changes() {
        return Stream.of(Row.values())
                .flatMap(before -> Stream.of(Row.values()).map(after -> Arguments.of(before, after)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("changes")
    void movesOnlyWhatComesToAnother(Row before, Row after) {
        DataplaneState state = running(before, DataplaneState.EMPTY);
        DataplaneState next = running(after, state);
        check(before, state);
        check(after, next);
        Plan plan = Planner.diff(snapshot(state), next);
        if (before.comesTo == after.comesTo) {
            assertTrue(plan.isEmpty(), plan::toString);
        } else {
            // Both have the table already, so what is left to write is the flag, which is the last of its steps.
            // The first services that move with marks have the filters bounded.
            Change bound = new Change.BoundFilters(TransitionTimes.DEFAULT.maxFalsePositiveRate());
            assertEquals(before.comesTo == Algorithm.RANDOM ? List.of(bound) : List.of(), plan.backends());
            assertEquals(List.of(), plan.slots());
            assertEquals(List.of(), plan.deletions());
            assertEquals(2, plan.services().size());
            plan.services().forEach(change -> assertInstanceOf(Change.PutService.class, change));
        }
    }

    /** The default persistence follows the algorithm that holds, wherever it was named. */
    private static void check(Row row, DataplaneState state) {
        List<ServiceSpec> specs =
                state.services().values().stream().map(entry -> entry.spec()).toList();
        assertEquals(2, specs.size());
        for (ServiceSpec spec : specs) {
            assertEquals(row.comesTo, spec.algorithm());
            Persistence expected = row.comesTo == Algorithm.RANDOM
                    ? Persistence.FLOW_TABLE
                    : spec.vip().port() == 80 ? Persistence.TRANSIT : Persistence.NONE;
            assertEquals(expected, spec.persistence());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WEIGHTED, services[0].algorithm, MAGLEV",
        "maglev, services[0].algorithm, MAGLEV",
        "2, services[0].algorithm, MAGLEV",
        "ALGORITHM_UNSPECIFIED, services[0].algorithm, MAGLEV"
    })
    void whatIsNotKnownIsSaidWithItsLine(String named, String path, String holds) {
        ParseResult.Accepted accepted = assertInstanceOf(
                ParseResult.Accepted.class,
                Documents.parse(
                        Documents.with("    tableSize: 256\n", "    tableSize: 256\n    algorithm: " + named + "\n")));
        String message = "line 10, column 5: this algorithm is not known to this version, so " + holds
                + " holds by default: use MAGLEV or RANDOM, or upgrade";
        assertEquals(List.of(new Warning(path, "CFG_UNKNOWN_ALGORITHM", message)), accepted.warnings());
    }

    @ParameterizedTest
    @CsvSource({"-1", "3", "2147483647"})
    void whatIsNotKnownOnTheWireIsSaidWithItsPath(int number) {
        dev.turnout.v1.FleetConfig.Builder document =
                YamlDocuments.read(Documents.VALID.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .message()
                        .toBuilder();
        document.getServicesBuilder(1).setAlgorithmValue(number);
        document.getDataplaneBuilder().setDefaultAlgorithmValue(number);
        ParseResult.Accepted accepted = assertInstanceOf(
                ParseResult.Accepted.class, ConfigParser.parse(document.build().toByteArray(), BoxContext.NONE));
        assertEquals(
                List.of(
                        "services[1].algorithm CFG_UNKNOWN_ALGORITHM",
                        "dataplane.defaultAlgorithm CFG_UNKNOWN_ALGORITHM"),
                accepted.warnings().stream()
                        .map(warning -> warning.path() + " " + warning.code())
                        .toList());
    }

    /** What a file says reaches the box, which says it again. */
    @ParameterizedTest
    @CsvSource({"WEIGHTED", "7"})
    void aNameThatIsNotKnownIsPushedAsSuch(String named) {
        YamlDocument read = YamlDocuments.read(
                Documents.with("    tableSize: 256\n", "    tableSize: 256\n    algorithm: " + named + "\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        ParseResult.Accepted accepted = assertInstanceOf(
                ParseResult.Accepted.class, ConfigParser.parse(read.message().toByteArray(), BoxContext.NONE));
        assertEquals("CFG_UNKNOWN_ALGORITHM", accepted.warnings().getFirst().code());
        YamlDocument again = YamlDocuments.read(
                YamlDocuments.write(read.message()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(read.message(), again.message());
    }

    private static DataplaneState running(Row row, DataplaneState before) {
        ParseResult.Accepted accepted =
                assertInstanceOf(ParseResult.Accepted.class, Documents.parse(row.document()), row::document);
        CompileResult.Compiled compiled = assertInstanceOf(
                CompileResult.Compiled.class,
                new ProgramCompiler()
                        .compile(
                                accepted.config(),
                                Surroundings.UNKNOWN,
                                Allocation.adoptedFrom(before),
                                new MemoryDataplane().capabilities()));
        return Transitions.advance(snapshot(before), compiled.program(), TransitionFacts.NONE);
    }

    private static DataplaneSnapshot snapshot(DataplaneState state) {
        return new DataplaneSnapshot(state, List.of(FilterFill.EMPTY, FilterFill.EMPTY));
    }
}
