package dev.turnout.core.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import org.junit.jupiter.api.Test;

class FlowHashTest {
    private static final FiveTuple V4 = flow("198.51.100.7", "192.0.2.1", 40_000, 443);
    private static final FiveTuple V6 = flow("2001:db8::7", "2001:db8:1::1", 40_000, 443);

    /** {@code zlib.crc32(source + destination + struct.pack('!HH', 40000, 443))}. */
    @Test
    void isWhatPythonSays() {
        assertEquals(0x0103_1854, FlowHash.of(V4, Affinity.FIVE_TUPLE));
        assertEquals(0xc3a7_90cd, FlowHash.of(V4, Affinity.CLIENT_IP));
        assertEquals(0x2414_b0b0, FlowHash.of(V6, Affinity.FIVE_TUPLE));
        assertEquals(0xe6b0_3829, FlowHash.of(V6, Affinity.CLIENT_IP));
    }

    @Test
    void clientIpAffinityIsThatOfPortsZero() {
        FiveTuple zero = flow("198.51.100.7", "192.0.2.1", 0, 0);
        assertEquals(FlowHash.of(zero, Affinity.FIVE_TUPLE), FlowHash.of(V4, Affinity.CLIENT_IP));
    }

    @Test
    void theProtocolIsNotHashed() {
        FiveTuple udp = new FiveTuple(V4.source(), V4.destination(), Protocol.UDP, 40_000, 443);
        assertEquals(FlowHash.of(V4, Affinity.FIVE_TUPLE), FlowHash.of(udp, Affinity.FIVE_TUPLE));
    }

    @Test
    void theAnswersHaveAnotherHash() {
        assertNotEquals(FlowHash.of(V4, Affinity.FIVE_TUPLE), FlowHash.of(V4.reversed(), Affinity.FIVE_TUPLE));
        assertEquals(V4, V4.reversed().reversed());
    }

    @Test
    void slotsAreTheLowBits() {
        assertEquals(0xbeef, FlowHash.slot(0xdeadbeef, 65_536));
        assertEquals(0xef, FlowHash.slot(0xdeadbeef, 256));
    }

    @Test
    void aFlowHasOneFamilyAndRealPorts() {
        assertThrows(IllegalArgumentException.class, () -> flow("198.51.100.7", "2001:db8::1", 1, 1));
        assertThrows(IllegalArgumentException.class, () -> flow("198.51.100.7", "192.0.2.1", -1, 1));
        assertThrows(IllegalArgumentException.class, () -> flow("198.51.100.7", "192.0.2.1", 1, 65_536));
    }

    private static FiveTuple flow(String source, String destination, int sourcePort, int destinationPort) {
        return new FiveTuple(
                IpAddress.parse(source).orElseThrow(),
                IpAddress.parse(destination).orElseThrow(),
                Protocol.TCP,
                sourcePort,
                destinationPort);
    }
}
