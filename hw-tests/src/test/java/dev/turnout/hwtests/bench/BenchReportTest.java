package dev.turnout.hwtests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That one section can be measured anew and stand among the others. */
class BenchReportTest {
    private final Machine machine = new Machine("CPU", 2, "Linux", "JVM");
    private final Section first = section("a", "First");
    private final Section second = section("b", "Second");
    private final Section third = section("c", "Third");
    private final List<Section> order = List.of(first, second, third);

    private static Section section(String name, String title) {
        return new Section(name, title, () -> "figures of " + title + "\n\n| 1 |\n|---|\n| 2 |\n\n");
    }

    @Test
    void aSectionTakesThePlaceOfWhatThePageHadThere() throws Exception {
        String page = BenchReport.of(machine, List.of(first.measure(), second.measure(), third.measure()));
        assertEquals(page, BenchReport.with(machine, page, order, second, second.measure()), "the same again");
        String without = BenchReport.of(machine, List.of(first.measure(), third.measure()));
        assertEquals(page, BenchReport.with(machine, without, order, second, second.measure()), "new in the page");
        String changed = BenchReport.with(machine, page, order, third, "## Third\n\nother\n");
        assertTrue(changed.endsWith("| 2 |\n\n## Third\n\nother\n"), changed);
    }

    @Test
    void whatIsNoSectionAnyMoreLeavesThePage() throws Exception {
        String page = BenchReport.of(
                machine, List.of(first.measure(), section("x", "Former").measure()));
        assertFalse(
                BenchReport.with(machine, page, order, second, second.measure()).contains("Former"));
    }

    @Test
    void figuresOfTwoMachinesDoNotShareAPage() {
        String page = BenchReport.of(machine, List.of());
        assertTrue(BenchReport.isOf(machine, page));
        assertFalse(BenchReport.isOf(new Machine("CPU", 4, "Linux", "JVM"), page));
        assertFalse(BenchReport.isOf(machine, ""));
    }

    @Test
    void namesAndTitlesAreUnique() {
        List<Section> all = Bench.sections(Path.of("tools"), Path.of("dist"), Path.of("plots"));
        assertEquals(all.size(), all.stream().map(Section::name).distinct().count());
        assertEquals(all.size(), all.stream().map(Section::title).distinct().count());
    }
}
