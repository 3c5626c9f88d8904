package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanePolicyTest {
    private static final PlanePolicy XDP = new PlanePolicy(false, Duration.ZERO, true);

    @Test
    void whatIsSetIsTriedAlone() {
        for (boolean lastWasP4 : new boolean[] {false, true}) {
            assertEquals(XDP, PlanePolicy.of(DataplaneChoice.XDP, true, true, lastWasP4));
            assertEquals(
                    new PlanePolicy(true, PlanePolicy.KNOWN, false),
                    PlanePolicy.of(DataplaneChoice.P4, true, true, lastWasP4));
        }
    }

    @Test
    void autoIsXdpWhereNoTargetIsGiven() {
        assertEquals(XDP, PlanePolicy.of(DataplaneChoice.AUTO, false, true, true));
    }

    @Test
    void aTargetThatWasNeverUsedIsNotWaitedForLong() {
        assertEquals(
                new PlanePolicy(true, PlanePolicy.NEW, true), PlanePolicy.of(DataplaneChoice.AUTO, true, true, false));
    }

    @Test
    void oneThatWasInUseIs() {
        assertEquals(
                new PlanePolicy(true, PlanePolicy.KNOWN, true), PlanePolicy.of(DataplaneChoice.AUTO, true, true, true));
    }

    @Test
    void withoutInterfacesThereIsNothingElse() {
        assertEquals(
                new PlanePolicy(true, PlanePolicy.KNOWN, false),
                PlanePolicy.of(DataplaneChoice.AUTO, true, false, false));
    }
}
