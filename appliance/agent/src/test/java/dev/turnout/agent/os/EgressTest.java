package dev.turnout.agent.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.dataplane.MacAddress;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EgressTest {
    private static KernelView view() {
        Map<String, Link> links = KernelView.parseLinks(Fixtures.devices()).orElseThrow().stream()
                .collect(Collectors.toMap(Link::name, link -> link));
        return new KernelView(links, Map.of(), Map.of());
    }

    @Test
    void aVlanIsItsLowerDeviceAndATag() throws Exception {
        MacAddress mac = new MacAddress(0x0200_0000_0002L);
        assertEquals(new Egress(2, 7, mac, 1600), Egress.of(view(), "eth0.7"));
        assertEquals(new Egress(2, 0, mac, 9000), Egress.of(view(), "eth0"));
    }

    @Test
    void aBondIsAPortInTheModesThatHaveXdp() throws Exception {
        MacAddress mac = new MacAddress(0x0200_0000_0003L);
        assertEquals(new Egress(4, 0, mac, 1500), Egress.of(view(), "bond0"));
        assertEquals(new Egress(4, 5, mac, 1500), Egress.of(view(), "bond0.5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bond1     | bond1 is a bond of mode balance-alb
            bond1.5   | bond1 is a bond of mode balance-alb
            eth0.7.8  | VLAN in a VLAN
            eth0.9    | 802.1ad
            eth0.4    | another network namespace
            wg0       | wireguard
            lo        | no Ethernet device
            eth2      | ip link set eth2 up
            eth99     | is gone
            """)
    void whatXdpCannotSendThroughIsRefusedWithAReason(String device, String reason) {
        Egress.Refused refused = assertThrows(Egress.Refused.class, () -> Egress.of(view(), device));
        assertTrue(refused.reason().contains(reason), refused::reason);
    }
}
