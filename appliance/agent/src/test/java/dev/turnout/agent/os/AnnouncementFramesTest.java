package dev.turnout.agent.os;

import static dev.turnout.agent.os.Fixtures.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.MacAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnouncementFramesTest {
    private static final MacAddress MAC = new MacAddress(0x0200_0000_0a0bL);

    private static List<String> frames(String vip) {
        return AnnouncementFrames.of(ip(vip), MAC).stream()
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    @Test
    void ipv4IsAGratuitousRequestAndReply() {
        assertEquals(
                List.of(
                        "ffffffffffff" + "020000000a0b" + "0806" + "0001080006040001" + "020000000a0b" + "cb00710a"
                                + "000000000000" + "cb00710a",
                        "ffffffffffff" + "020000000a0b" + "0806" + "0001080006040002" + "020000000a0b" + "cb00710a"
                                + "020000000a0b" + "cb00710a"),
                frames("203.0.113.10"));
    }

    /** The checksum by hand: the sum of the pseudo-header's and the message's words, folded, inverted. */
    @Test
    void ipv6IsAnUnsolicitedAdvertisement() {
        int sum = 2 * (0x2001 + 0x0db8 + 0x0003 + 0x0010) // source and target
                + 0xff02
                + 0x0001 // destination
                + 32
                + 58
                + 0x8800
                + 0x2000
                + 0x0201
                + 0x0200
                + 0x0000
                + 0x0a0b;
        int checksum = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        assertEquals(
                List.of("333300000001" + "020000000a0b" + "86dd" + "60000000" + "0020" + "3a" + "ff"
                        + "20010db8000300000000000000000010" + "ff020000000000000000000000000001"
                        + "8800" + HexFormat.of().toHexDigits((short) checksum) + "20000000"
                        + "20010db8000300000000000000000010" + "0201" + "020000000a0b"),
                frames("2001:db8:3::10"));
    }
}
