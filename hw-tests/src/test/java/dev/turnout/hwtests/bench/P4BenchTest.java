package dev.turnout.hwtests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the benchmark of the P4Runtime driver runs, and that one changed backend writes the slots that move. No speed is tested. */
final class P4BenchTest {
    private static final Path BIN =
            Path.of("../target/dist/bin").toAbsolutePath().normalize();
    private static final int CHANGES = 3;
    private static final P4Bench.Sizes SMALL =
            new P4Bench.Sizes(new P4Site(4096, 50), 16, new P4Site(2048, 20), 2, CHANGES, 1);

    @Test
    void writesAreTheSlotsThatMove() throws Exception {
        P4Bench.Result result = new P4Bench(BIN, SMALL).run();
        assertEquals(
                List.of(P4Changes.Kind.values()),
                result.changes().stream().map(P4Changes.Changed::kind).toList());
        for (P4Changes.Changed changed : result.changes()) {
            assertTrue(changed.moved() > 0, changed::toString);
            assertEquals(changed.moved(), changed.begun(), changed::toString);
            assertEquals(changed.moved(), changed.ended(), changed::toString);
        }
        String report = P4Section.of(SMALL, result);
        assertTrue(report.contains("| its weight is doubled | "), report);
    }
}
