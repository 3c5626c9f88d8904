package dev.turnout.agent.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTextTest {
    @Test
    void readsBothFamilies() {
        assertEquals(
                new FlowText.Flow(new FiveTuple(
                        IpAddress.parse("192.0.2.7").orElseThrow(),
                        IpAddress.parse("198.51.100.1").orElseThrow(),
                        Protocol.TCP,
                        40_000,
                        80)),
                FlowText.parse("192.0.2.7:40000", "198.51.100.1:80", "tcp"));
        assertEquals(
                new FlowText.Flow(new FiveTuple(
                        IpAddress.parse("2001:db8::7").orElseThrow(),
                        IpAddress.parse("2001:db8::1").orElseThrow(),
                        Protocol.UDP,
                        0,
                        65_535)),
                FlowText.parse("[2001:db8::7]:0", "[2001:db8::1]:65535", "UDP"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 198.51.100.1:80, tcp, 192.0.2.7",
        "192.0.2.7:1, 198.51.100.1:65536, tcp, 198.51.100.1:65536",
        "192.0.2.700:1, 198.51.100.1:80, tcp, 192.0.2.700:1",
        "2001:db8::7:1, 198.51.100.1:80, tcp, 2001:db8::7:1",
        "[192.0.2.7]:1, [2001:db8::1]:80, tcp, both",
        "192.0.2.7:1, [2001:db8::1]:80, tcp, both IPv6",
        "192.0.2.7:1, 198.51.100.1:80, sctp, sctp",
        "name.example:1, 198.51.100.1:80, tcp, name.example:1",
    })
    void saysWhatIsWrong(String source, String destination, String protocol, String mentioned) {
        String why = assertInstanceOf(FlowText.Malformed.class, FlowText.parse(source, destination, protocol))
                .why();
        assertTrue(why.contains(mentioned), why);
    }
}
