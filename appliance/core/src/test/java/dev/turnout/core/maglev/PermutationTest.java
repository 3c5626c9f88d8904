package dev.turnout.core.maglev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PermutationTest {
    private static final Seed SEED = new Seed("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    /** {@code hashlib.sha256(bytes(range(32)) + bytes(10) + b'\xff\xff\x0a\x00\x00\x01').hexdigest()[:16]}, and IPv6. */
    @Test
    void isWhatPythonSays() {
        assertEquals(
                new Permutation(0xa955_74b7, 0xcdfd_6987),
                Permutation.of(SEED, IpAddress.parse("10.0.0.1").orElseThrow()));
        assertEquals(
                new Permutation(0xf226_8531, 0x6dba_9858),
                Permutation.of(SEED, IpAddress.parse("2001:db8::1").orElseThrow()));
    }

    @Test
    void visitsEverySlotOfEverySize() {
        Random random = new Random(3);
        for (int size = TableSizes.MIN; size <= TableSizes.MAX; size *= 2) {
            Permutation permutation = Permutation.of(SEED, IpAddress.ipv4(random.nextInt()));
            BitSet visited = new BitSet(size);
            for (int j = 0; j < size; j++) {
                visited.set(permutation.offset(size) + j * permutation.skip(size) & size - 1);
            }
            assertEquals(size, visited.cardinality());
        }
    }

    @Test
    void oddNumbersHaveInverses() {
        Random random = new Random(4);
        for (int i = 0; i < 10_000; i++) {
            int odd = random.nextInt() | 1;
            assertEquals(1, odd * Filling.inverse(odd));
        }
    }
}
