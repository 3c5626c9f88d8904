package dev.turnout.hwtests.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.hwtests.flood.FilterWatch.Sample;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {
    private static final Answers GOOD = new Answers(100, 0, 200, 300, 400);
    private static final Fates WHOLE = new Fates(2000, 0, 50, 0);

    private static Outcome outcome(
            Scene scene, Answers closed, Fates flooded, Fates other, List<Sample> samples, FlowTableUse table) {
        Window window = new Window(Window.Kind.SERVICE, 1, 1e6, 0.5, GOOD, closed);
        return new Outcome(scene, List.of(window), flooded, other, 1000, 999, 0, samples, Optional.ofNullable(table));
    }

    private static Sample filled(double fill) {
        return new Sample(1, fill, Math.pow(fill, 4), 0);
    }

    private static int failures(Scene scene, Fates flooded, Sample... samples) {
        return outcome(scene, GOOD, flooded, WHOLE, List.of(samples), null)
                .failures()
                .size();
    }

    @Test
    void restingServiceMayLoseNothing() {
        assertEquals(0, failures(Scene.STABLE, WHOLE));
        assertEquals(1, failures(Scene.STABLE, new Fates(2000, 1, 50, 0)));
    }

    /** One in a thousand of 2000 is 2, and six standard deviations are 8.5. */
    @Test
    void movingServiceMayLoseWhatIsBoundedForEachFilterThatWasFilled() {
        assertEquals(1, failures(Scene.MOVING, new Fates(2000, 1, 50, 0)), "no filter was filled");
        assertEquals(0, failures(Scene.MOVING, new Fates(2000, 11, 50, 0), filled(0), filled(0.17)));
        assertEquals(1, failures(Scene.MOVING, new Fates(2000, 12, 50, 0), filled(0), filled(0.17)));
        Sample[] twice = {filled(0.1), filled(0.17), filled(0), filled(0.17)};
        assertEquals(0, failures(Scene.MOVING, new Fates(2000, 16, 50, 0), twice));
        assertEquals(1, failures(Scene.MOVING, new Fates(2000, 17, 50, 0), twice));
    }

    @Test
    void filterMayNotBeFullerThanFull() {
        assertEquals(0, failures(Scene.MOVING, WHOLE, filled(0.177_83)));
        assertEquals(1, failures(Scene.MOVING, WHOLE, filled(0.178)));
    }

    @Test
    void otherServiceMayLoseNothing() {
        Answers failed = new Answers(99, 1, 200, 300, 400);
        assertEquals(
                1,
                outcome(Scene.STABLE, failed, WHOLE, WHOLE, List.of(), null)
                        .failures()
                        .size());
        Fates broken = new Fates(500, 0, 50, 1);
        assertEquals(
                1,
                outcome(Scene.STABLE, GOOD, WHOLE, broken, List.of(), null)
                        .failures()
                        .size());
    }

    @Test
    void flowTableMayTakeWhatItsRateAllows() {
        long limit = new FlowTableUse(0, 0, 2, 10, 0).limit();
        FlowTableUse most = new FlowTableUse(limit + 5, 5, 2, 10, Sizes.FLOWS);
        FlowTableUse more = new FlowTableUse(limit + 6, 5, 2, 10, Sizes.FLOWS);
        FlowTableUse fuller = new FlowTableUse(limit, 5, 2, 10, Sizes.FLOWS + 1);
        assertEquals(0, failures(most));
        assertEquals(1, failures(more));
        assertEquals(1, failures(fuller));
    }

    private static int failures(FlowTableUse use) {
        return outcome(Scene.REMEMBERED, GOOD, WHOLE, WHOLE, List.of(), use)
                .failures()
                .size();
    }
}
