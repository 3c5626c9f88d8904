package dev.turnout.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "0:0:1::, 0:0:1::"
    })
    void readsLiteralsAndWritesThemInOneWay(String text, String canonical) {
        assertEquals(Optional.of(canonical), IpAddress.parse(text).map(IpAddress::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "0x7f.0.0.1",
                " 1.2.3.4",
                "1.2.3.4 ",
                "localhost",
                "::ffff:1.2.3.4",
                "fe80::1%eth0",
                "[::1]",
                "2001:db8",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "1.2.3.4/8",
                "example.com",
                "::1::"
            })
    void refusesEverythingElse(String text) {
        assertEquals(Optional.empty(), IpAddress.parse(text));
    }

    @Test
    void readsWhatItWrites() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long high = random.nextLong() & (random.nextBoolean() ? -1L : 0xffff_0000_0000_ffffL);
            long low = random.nextLong() & (random.nextBoolean() ? -1L : 0x0000_ffff_0000_0000L);
            IpAddress address = random.nextInt(3) == 0 ? IpAddress.ipv4(random.nextInt()) : new IpAddress(high, low);
            assertEquals(Optional.of(address), IpAddress.parse(address.toString()), () -> "address " + address);
            assertEquals(address, IpAddress.ofBytes(address.wireBytes()));
            assertEquals(address, IpAddress.ofBytes(address.mappedBytes()));
        }
    }

    @Test
    void ordersByTheBytesWithoutSigns() {
        IpAddress low = IpAddress.parse("10.0.0.1").orElseThrow();
        IpAddress high = IpAddress.parse("200.0.0.1").orElseThrow();
        IpAddress six = IpAddress.parse("ff00::1").orElseThrow();
        assertTrue(low.compareTo(high) < 0 && high.compareTo(six) < 0);
    }
}
