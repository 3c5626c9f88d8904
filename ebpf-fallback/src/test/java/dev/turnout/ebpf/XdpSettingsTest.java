package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XdpSettingsTest {
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private static RateLimit newFlows(int flows) {
        return XdpSettings.on("lo").withMaxFlows(flows).newFlows();
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 8192, 65_536, 1 << 20})
    void newFlowsLeaveThoseTheirEntriesThatSpokeWithinHalfAMinute(int flows) {
        RateLimit limit = newFlows(flows);
        long pushedOut = (long) CPUS * (limit.burst() + 28 * limit.perSecond());
        assertTrue(
                pushedOut <= flows || limit.perSecond() == 1, limit + " on " + CPUS + " CPUs, " + flows + " entries");
        assertTrue(limit.perSecond() >= 1 && limit.burst() >= 1, limit.toString());
    }

    @Test
    void largeTablesTakeNoMoreThanACpuMay() {
        assertEquals(XdpSettings.NEW_FLOWS, newFlows(1 << 24));
    }
}
