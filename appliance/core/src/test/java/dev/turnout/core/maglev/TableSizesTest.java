package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 256",
        "1, 256",
        "2, 256",
        "3, 512",
        "5, 512",
        "6, 1024",
        "10, 1024",
        "11, 2048",
        "100, 16384",
        "163, 16384",
        "164, 32768",
        "655, 65536",
        "656, 131072",
        "1310, 131072",
        "1311, 131072",
        "32767, 131072",
        "2147483647, 131072"
    })
    void thePowerOfTwoAtOrAboveAHundredTimesTheBackends(int backends, int size) {
        assertEquals(size, TableSizes.forBackends(backends));
    }

    @Test
    void validSizesArePowersOfTwoInRange() {
        for (int size = 256; size <= 131_072; size *= 2) {
            assertTrue(TableSizes.isValid(size));
            assertFalse(TableSizes.isValid(size - 1));
            assertFalse(TableSizes.isValid(size + 1));
        }
        assertFalse(TableSizes.isValid(128));
        assertFalse(TableSizes.isValid(262_144));
        assertFalse(TableSizes.isValid(0));
        assertFalse(TableSizes.isValid(Integer.MIN_VALUE));
    }

    @Test
    void fitsWhereEachPositiveWeightOwnsASlot() {
        List<Backend> backends = new ArrayList<>(Inputs.equal(256));
        assertTrue(TableSizes.fits(backends, 256));
        backends.add(new Backend(IpAddress.ipv4(1), 0));
        assertTrue(TableSizes.fits(backends, 256));
        backends.add(new Backend(IpAddress.ipv4(2), 1));
        assertFalse(TableSizes.fits(backends, 256));
        assertTrue(TableSizes.fits(backends, 512));
        assertTrue(TableSizes.fits(List.of(), 256));
    }

    @Test
    void aSmallWeightBesideAGreatOneNeedsALargerTable() {
        List<Backend> backends = List.of(new Backend(IpAddress.ipv4(1), 1), new Backend(IpAddress.ipv4(2), 1000));
        assertFalse(TableSizes.fits(backends, 256));
        assertTrue(TableSizes.fits(backends, 512));
    }
}
