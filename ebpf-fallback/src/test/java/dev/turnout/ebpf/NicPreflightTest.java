package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.ebpf.NicFinding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NicPreflightTest {
    private static final String DRIVER = "driver: ixgbe\nversion: 6.1.0\n";
    private static final String FEATURES = "rx-vlan-offload: off\nlarge-receive-offload: off\nrx-gro-hw: off [fixed]\n";

    private static String link(int mtu, String more) {
        return "[{\"ifindex\":2,\"ifname\":\"eth0\",\"flags\":[\"BROADCAST\",\"UP\",\"LOWER_UP\"],\"mtu\":" + mtu + more
                + "}]";
    }

    private static String channels(int most, int now) {
        return "Channel parameters for eth0:\nPre-set maximums:\nRX:\t\tn/a\nCombined:\t" + most
                + "\nCurrent hardware settings:\nRX:\t\tn/a\nCombined:\t" + now + "\n";
    }

    private static List<NicFinding> findings(
            String link, String driver, String features, String channels, int overhead) {
        return findings(new NicFacts.Printed(link, "[]", driver, features, channels), false, overhead);
    }

    private static List<NicFinding> findings(NicFacts.Printed printed, boolean allowGeneric, int overhead) {
        return NicPreflight.evaluate(NicFacts.parse("eth0", printed, 8), allowGeneric, overhead);
    }

    private static void only(String code, Severity severity, String remedy, List<NicFinding> findings) {
        assertEquals(List.of(code), findings.stream().map(NicFinding::code).toList());
        NicFinding finding = findings.getFirst();
        assertEquals(severity, finding.severity());
        assertTrue(finding.message().contains("eth0") && finding.message().endsWith("."), finding.message());
        assertTrue(finding.remedy().contains(remedy), finding.remedy());
    }

    @Test
    void aGoodNicHasNoFindings() {
        assertEquals(List.of(), findings(link(1600, ""), DRIVER, FEATURES, channels(64, 8), 52));
    }

    @Test
    void driversWithoutNativeMode() {
        String driver = "driver: e1000e\n";
        only("NIC_NO_NATIVE", Severity.ERROR, "allowGeneric", findings(link(1600, ""), driver, FEATURES, "", 20));
        NicFacts.Printed printed = new NicFacts.Printed(link(1600, ""), "[]", driver, FEATURES, "");
        only("NIC_NO_NATIVE", Severity.WARNING, "allowGeneric", findings(printed, true, 20));
        only(
                "NIC_DRIVER_UNKNOWN",
                Severity.WARNING,
                "Attach and see",
                findings(link(1600, ""), "driver: fancynic\n", FEATURES, "", 20));
    }

    @Test
    void virtualDevices() {
        String vlan = ",\"link\":\"eno1\",\"linkinfo\":{\"info_kind\":\"vlan\",\"info_data\":{\"id\":7}}";
        only(
                "NIC_VLAN_DEVICE",
                Severity.ERROR,
                "Attach to eno1",
                findings(link(1600, vlan), "driver: 802.1Q VLAN Support\n", FEATURES, "", 20));
        String member = ",\"master\":\"bond7\",\"linkinfo\":{\"info_slave_kind\":\"bond\"}";
        only(
                "NIC_BOND_MEMBER",
                Severity.ERROR,
                "Attach to bond7",
                findings(link(1600, member), DRIVER, FEATURES, "", 20));
        String bond = ",\"linkinfo\":{\"info_kind\":\"bond\",\"info_data\":{\"mode\":\"balance-alb\"}}";
        only(
                "NIC_BOND_MODE",
                Severity.ERROR,
                "802.3ad",
                findings(link(1600, bond), "driver: bonding\n", FEATURES, "", 20));
        assertEquals(
                List.of(),
                findings(link(9000, bond.replace("balance-alb", "802.3ad")), "driver: bonding\n", FEATURES, "", 20));
    }

    @Test
    void offloadsThatMerge() {
        only(
                "NIC_LRO",
                Severity.ERROR,
                "ethtool -K eth0 lro off",
                findings(link(1600, ""), DRIVER, "large-receive-offload: on\n", "", 20));
        only(
                "NIC_GRO_HW",
                Severity.WARNING,
                "ethtool -K eth0 rx-gro-hw off",
                findings(link(1600, ""), DRIVER, "rx-gro-hw: on\n", "", 20));
        only(
                "NIC_GRO_HW",
                Severity.ERROR,
                "ethtool -K eth0 rx-gro-hw off",
                findings(link(1600, ""), "driver: virtio_net\n", "rx-gro-hw: on\n", "", 20));
        only(
                "NIC_GRO_HW",
                Severity.WARNING,
                "ethtool -K eth0 rx-gro-hw off",
                findings(link(1600, ""), "driver: bnxt_en\n", "rx-gro-hw: on\n", "", 20));
    }

    @Test
    void vlanTagsTakenOffByTheHardware() {
        String vlans =
                "[{\"ifindex\":5,\"link\":\"eth0\",\"ifname\":\"eth0.7\"},{\"ifindex\":6,\"link\":\"eth1\",\"ifname\":\"x\"}]";
        NicFacts.Printed printed =
                new NicFacts.Printed(link(1600, ""), vlans, DRIVER, "rx-vlan-offload: on\n", channels(8, 8));
        List<NicFinding> findings = findings(printed, false, 20);
        only("NIC_VLAN_STRIPPED", Severity.WARNING, "ethtool -K eth0 rxvlan off", findings);
        assertTrue(
                findings.getFirst().message().contains("eth0.7."),
                findings.getFirst().message());
    }

    @Test
    void sizes() {
        only("NIC_JUMBO", Severity.ERROR, "mtu 3046", findings(link(9000, ""), DRIVER, FEATURES, "", 20));
        NicFacts.Printed jumbo = new NicFacts.Printed(link(9000, ""), "[]", DRIVER, FEATURES, "");
        only("NIC_JUMBO", Severity.WARNING, "mtu 3046", findings(jumbo, true, 20));
        List<NicFinding> small = findings(link(1500, ""), DRIVER, FEATURES, "", 32);
        only("NIC_MTU", Severity.WARNING, "mtu 1532", small);
        assertTrue(small.getFirst().message().contains("1468"), small.getFirst().message());
        assertEquals(List.of(), findings(link(1500, ""), DRIVER, FEATURES, "", 0), "no tunnel, no need");
    }

    @Test
    void theLargestMtuIsTheDrivers() {
        for (String each :
                List.of("ena 3498", "virtio_net 3498", "i40e 3046", "atlantic 2048", "gve 2032", "igc 1500")) {
            String driver = "driver: " + each.split(" ", -1)[0] + "\n";
            String limit = each.split(" ", -1)[1];
            assertEquals(List.of(), findings(link(Integer.parseInt(limit), ""), driver, FEATURES, "", 0), each);
            only(
                    "NIC_JUMBO",
                    Severity.ERROR,
                    "mtu " + limit,
                    findings(link(Integer.parseInt(limit) + 1, ""), driver, FEATURES, "", 0));
        }
    }

    @Test
    void whereTheDriverLeavesNoRoomForATunnelTheRemedyIsSmallerPackets() {
        List<NicFinding> findings = findings(link(1500, ""), "driver: igc\n", FEATURES, "", 20);
        only("NIC_MTU", Severity.WARNING, "advmss", findings);
        assertFalse(findings.getFirst().remedy().contains("mtu 1520"), findings::toString);
    }

    @Test
    void aVethNeedsAProgramAtItsOtherEnd() {
        String veth = ",\"linkinfo\":{\"info_kind\":\"veth\"}";
        only("NIC_VETH", Severity.INFO, "other end", findings(link(1600, veth), "driver: veth\n", FEATURES, "", 20));
    }

    @Test
    void queues() {
        only(
                "NIC_QUEUES_FEW",
                Severity.WARNING,
                "combined 8",
                findings(link(1600, ""), DRIVER, FEATURES, channels(64, 2), 20));
        only(
                "NIC_QUEUES_MANY",
                Severity.ERROR,
                "combined 4",
                findings(link(1600, ""), "driver: ena\n", FEATURES, channels(8, 8), 20));
        assertEquals(List.of(), findings(link(1600, ""), "driver: ena\n", FEATURES, channels(16, 8), 20));
    }

    @Test
    void errorsComeFirst() {
        List<NicFinding> findings = findings(
                link(1500, "").replace("\"UP\",", ""), DRIVER, "large-receive-offload: on\n", channels(64, 2), 20);
        assertEquals(
                List.of("NIC_LRO", "NIC_DOWN", "NIC_MTU", "NIC_QUEUES_FEW"),
                findings.stream().map(NicFinding::code).toList());
    }

    @Test
    void whatAnEncapsulationAdds() {
        assertEquals(20, overhead("10.0.0.1", new Encapsulation.Ipip()));
        assertEquals(40, overhead("2001:db8::1", new Encapsulation.Ipip()));
        assertEquals(32, overhead("10.0.0.1", new Encapsulation.Gue(6080)));
        assertEquals(52, overhead("2001:db8::1", new Encapsulation.Gue(6080)));
        assertEquals(0, overhead("10.0.0.1", new Encapsulation.L2()));
    }

    private static int overhead(String address, Encapsulation encapsulation) {
        return NicPreflight.overhead(new BackendKey(Programs.address(address), encapsulation));
    }

    @Test
    void readsARealInterfaceOfItsNamespace() throws Exception {
        try (Namespace namespace = Namespace.create()) {
            namespace.exec("ip", "link", "set", "box0", "mtu", "1400");
            NicFacts facts = namespace.inside(() -> NicFactsReader.begin("box0").facts());
            assertEquals("veth", facts.driver());
            assertEquals("veth", facts.kind());
            assertEquals(1400, facts.mtu());
            assertTrue(facts.up());
            assertFalse(facts.lro());
            assertTrue(facts.maxQueues().isPresent());
            List<NicFinding> findings =
                    namespace.inside(() -> NicLook.at("box0").findings(false, 20));
            assertTrue(findings.stream().anyMatch(finding -> finding.code().equals("NIC_MTU")), findings::toString);
            assertTrue(
                    findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR), findings::toString);
            assertEquals(
                    List.of("XDP_NO_DEVICE"),
                    namespace.inside(() -> NicLook.at("nowhere0").findings(false, 20)).stream()
                            .map(NicFinding::code)
                            .toList());
        }
    }
}
