package dev.turnout.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/8", "192.0.2.1/32", "::/0", "2001:db8::/32", "2001:db8::1/128"})
    void readsWhatItWrites(String text) {
        assertEquals(Optional.of(text), Cidr.parse(text).map(Cidr::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0", "10.0.0.0/", "10.0.0.0/-1", "::1/64", "::/129", "/8"})
    void refusesBitsBeyondThePrefixAndEverythingElse(String text) {
        assertEquals(Optional.empty(), Cidr.parse(text));
    }

    @Test
    void containsTheAddressesOfItsOwnFamilyThatBeginLikeIt() {
        Cidr ten = Cidr.parse("10.0.0.0/8").orElseThrow();
        assertTrue(ten.contains(address("10.255.0.1")));
        assertFalse(ten.contains(address("11.0.0.0")));
        assertTrue(Cidr.parse("0.0.0.0/0").orElseThrow().contains(address("203.0.113.9")));
        assertFalse(Cidr.parse("::/0").orElseThrow().contains(address("203.0.113.9")));
        assertTrue(Cidr.host(address("::1")).contains(address("::1")));
        assertEquals(104, ten.mappedPrefixLength());
    }

    @Test
    void aPrefixWithStrayBitsCannotBeMade() {
        assertThrows(IllegalArgumentException.class, () -> new Cidr(address("10.0.0.1"), 8));
        assertEquals(Cidr.parse("10.0.0.0/8").orElseThrow(), Cidr.around(address("10.1.2.3"), 8));
    }
}
