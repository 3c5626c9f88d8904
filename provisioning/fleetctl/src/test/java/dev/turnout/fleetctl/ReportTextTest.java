package dev.turnout.fleetctl;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.Liveness;
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
    void whatTheBoxFindsOutAboutItselfIsSaidWithItsRemedy() {
        Liveness.Builder liveness = Liveness.newBuilder()
                .setState(Liveness.State.NOT_FORWARDING)
                .setSince(Timestamp.newBuilder().setSeconds(1_763_689_900))
                .setChecked(Timestamp.newBuilder().setSeconds(1_763_689_913))
                .addTroubles(Liveness.Trouble.newBuilder()
                        .setCode("LIVE_NO_CARRIER")
                        .setSubject("eth0")
                        .setMessage("eth0 has no carrier.")
                        .setRemedy("Look at the cable."));
        String text = text(Report.newBuilder().setLiveness(liveness));
        assertTrue(
                text.contains("liveness    NOT_FORWARDING since 2025-11-21T01:51:40Z, checked 2025-11-21T01:51:53Z\n"
                        + "            eth0 has no carrier. (LIVE_NO_CARRIER) Remedy: Look at the cable.\n"),
                text);
        assertFalse(text(Report.newBuilder()).contains("liveness"), "an older box says nothing of it");
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
