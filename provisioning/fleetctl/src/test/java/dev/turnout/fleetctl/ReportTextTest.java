package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.Report;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static NicFinding.Builder lro() {
        return NicFinding.newBuilder()
                .setDevice("eth0")
                .setSeverity(NicFinding.Severity.ERROR)
                .setCode("NIC_LRO")
                .setMessage("eth0 merges received packets (LRO).");
    }

    private static String text(Report.Builder report) {
        return ReportText.of(report.build(), false);
    }

    @Test
    void aFindingIsASentenceAndThenItsRemedy() {
        String text = text(Report.newBuilder().addNicFindings(lro().setRemedy("ethtool -K eth0 lro off")));
        assertTrue(
                text.contains("eth0 ERROR (NIC_LRO): eth0 merges received packets (LRO)."
                        + " Remedy: ethtool -K eth0 lro off\n"),
                text);
        assertTrue(text(Report.newBuilder().addNicFindings(lro())).contains("packets (LRO).\n"));
    }

    @Test
    void devicesWithoutTheProgramAreNamed() {
        DataplaneStatus.Builder plane = DataplaneStatus.newBuilder()
                .setKind("xdp")
                .setDevice("eth0, eth1")
                .setForwarding(true);
        assertFalse(text(Report.newBuilder().setDataplane(plane)).contains("NOT"));
        assertTrue(text(Report.newBuilder().setDataplane(plane.addDetached("eth1")))
                .contains(", NOT ON eth1\n"));
    }
}
