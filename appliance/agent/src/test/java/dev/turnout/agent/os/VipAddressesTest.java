package dev.turnout.agent.os;

import static dev.turnout.agent.os.Fixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.model.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class VipAddressesTest {
    private final Collection<Link> box = Fixtures.box().links().values();

    @Test
    void addsWhatIsWantedAndRemovesWhatIsOurs() {
        assertEquals("""
                addr del 203.0.113.10/32 dev lo
                addr add 203.0.113.11/32 dev lo label lo:turnout metric 1953854062
                addr add 2001:db8:3::10/128 dev eth0 nodad preferred_lft 0 metric 1953854062
                """, VipAddresses.batch(box, Set.of(ip("203.0.113.11"), ip("2001:db8:3::10")), Set.of("eth0")));
    }

    @Test
    void withoutVipsOnlyMarkedAddressesGo() {
        assertEquals("""
                addr del 203.0.113.10/32 dev lo
                addr del 2001:db8:3::10/128 dev lo
                """, VipAddresses.batch(box, Set.of(), Set.of("eth0")));
    }

    @Test
    void anAddressThatSomebodyElsePutThereIsNeverOurs() {
        Set<IpAddress> wanted = Set.of(ip("127.0.0.1"), ip("198.51.100.2"));
        assertFalse(VipAddresses.batch(box, wanted, Set.of()).contains("127.0.0.1"));
        assertEquals(wanted, VipAddresses.foreign(box, wanted));
        assertFalse(VipAddresses.batch(box, Set.of(), Set.of()).contains("127.0.0.1"));
    }

    @Test
    void managementAddressesAreAllButOurs() {
        Set<IpAddress> management = VipAddresses.management(box);
        assertTrue(management.containsAll(Set.of(ip("198.51.100.2"), ip("2001:db8:2::2"), ip("127.0.0.1"))));
        assertFalse(management.contains(ip("203.0.113.10")));
        assertFalse(management.contains(ip("2001:db8:3::10")));
    }

    @Test
    void vlansOfAPortSpeakToo() {
        Collection<Link> devices = KernelView.parseLinks(Fixtures.devices()).orElseThrow();
        // eth0 has no address of its own, and the VLAN on the VLAN is not on the port.
        assertEquals(
                List.of("eth0.7"),
                VipAddresses.speakers(devices, List.of("eth0")).stream()
                        .map(Link::name)
                        .toList());
    }
}
