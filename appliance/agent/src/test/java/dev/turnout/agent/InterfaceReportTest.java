package dev.turnout.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.ebpf.InterfaceState;
import dev.turnout.ebpf.Refusal;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfaceReportTest {
    private static final List<String> TOLD = List.of("eth0", "eth1");
    private static final InterfaceState NATIVE = new InterfaceState.Attached("eth0", false);
    private static final InterfaceState GENERIC = new InterfaceState.Attached("eth1", true);

    private static InterfaceState detached(String device, String code) {
        return new InterfaceState.Detached(device, new Refusal(code, "It refuses.", ""));
    }

    private static DataplaneStatus status(InterfaceState... states) {
        return InterfaceReport.status(TOLD, "XDP", List.of(states));
    }

    @Test
    void itForwardsWhereItIsAttachedToOneAtLeast() {
        assertTrue(status(NATIVE, GENERIC).getForwarding());
        assertTrue(status(NATIVE, detached("eth1", "XDP_BUSY")).getForwarding());
        assertFalse(status(detached("eth0", "XDP_NO_DEVICE"), detached("eth1", "XDP_BUSY"))
                .getForwarding());
        assertFalse(status().getForwarding(), "not attached before the first plan");
    }

    @Test
    void itSaysWhereItIsNotAttached() {
        assertEquals(List.of(), status(NATIVE, GENERIC).getDetachedList());
        assertEquals(
                List.of("eth1"), status(NATIVE, detached("eth1", "XDP_BUSY")).getDetachedList());
    }

    @Test
    void oneGenericInterfaceMakesTheModeGeneric() {
        assertEquals(DataplaneStatus.Mode.NATIVE, status(NATIVE).getMode());
        assertEquals(DataplaneStatus.Mode.GENERIC, status(NATIVE, GENERIC).getMode());
        assertEquals(DataplaneStatus.Mode.GENERIC, status(GENERIC, NATIVE).getMode());
        assertEquals(
                DataplaneStatus.Mode.MODE_UNSPECIFIED,
                status(detached("eth0", "XDP_BUSY")).getMode());
    }

    @Test
    void whatIsDetachedIsAnErrorWithARemedyBeforeWhatWasFoundEarlier() {
        NicFinding earlier =
                NicFinding.newBuilder().setDevice("eth0").setCode("NIC_MTU").build();
        List<NicFinding> findings = InterfaceReport.findings(
                List.of(earlier), List.of(NATIVE, detached("eth1", "XDP_NO_DEVICE"), detached("eth2", "XDP_BUSY")));
        assertEquals(
                List.of("XDP_NO_DEVICE", "XDP_BUSY", "NIC_MTU"),
                findings.stream().map(NicFinding::getCode).toList());
        for (NicFinding finding : findings.subList(0, 2)) {
            assertEquals(NicFinding.Severity.ERROR, finding.getSeverity());
            assertTrue(finding.getMessage().endsWith("."), finding.getMessage());
            assertTrue(finding.getRemedy().endsWith("."), finding.getRemedy());
        }
        assertTrue(findings.getFirst().getMessage().contains("eth1"));
    }
}
