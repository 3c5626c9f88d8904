package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PerfectHashTest {
    /** The multipliers of the examples in service.h. */
    private static final long[] EXAMPLE_KEYS = {0x9e3779b97f4a7c15L, 0xc2b2ae3d27d4eb4fL, 0x165667b19e3779f9L};

    private static final int EXAMPLE_BUCKETS = 0x100;
    private static final int EXAMPLE_RECORDS = 0x200;

    @Test
    void agreesWithTheExamplesOfThePacketPath() {
        IpAddress v4 = Programs.address("192.0.2.1");
        check(ServiceKey.service(new Vip(v4, Protocol.TCP, 80)), 0x20b6e2e973be9533L, 51, 31);
        check(ServiceKey.marker(v4), 0x011e0ca7cf978be1L, 225, 209);
        check(
                ServiceKey.service(new Vip(Programs.address("2001:db8::1"), Protocol.UDP, 443)),
                0x0c5ecc7e4fbc1b2cL,
                44,
                3);
    }

    private static void check(ServiceKey key, long hash, int bucket, int place) {
        assertEquals(hash, key.hash(EXAMPLE_KEYS), () -> Long.toHexString(key.hash(EXAMPLE_KEYS)));
        assertEquals(bucket, PerfectHash.bucket(hash, EXAMPLE_BUCKETS));
        assertEquals(place, PerfectHash.place(hash, 3, EXAMPLE_RECORDS));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 95, 96, 97, 1000, 3072, 10_000})
    void everyKeyIsFoundAtItsOwnPlace(int count) {
        SplittableRandom random = new SplittableRandom(count);
        for (List<ServiceKey> keys : List.of(scattered(count, random), dense(count))) {
            PerfectHash hash = PerfectHash.build(keys);
            BitSet taken = new BitSet();
            for (int i = 0; i < count; i++) {
                long h = keys.get(i).hash(hash.keys());
                short[] displacements = hash.displacements();
                int displacement = Short.toUnsignedInt(displacements[PerfectHash.bucket(h, displacements.length)]);
                int place = PerfectHash.place(h, displacement, hash.records());
                assertEquals(hash.place(i), place);
                assertFalse(taken.get(place), "two keys at " + place);
                taken.set(place);
            }
            assertTrue(PerfectHash.keysFor(hash.records()) >= count);
        }
    }

    /** Random addresses and ports. */
    private static List<ServiceKey> scattered(int count, SplittableRandom random) {
        return random.ints(count)
                .mapToObj(bits -> new Vip(IpAddress.ipv4(bits), Protocol.TCP, bits & 0xffff))
                .distinct()
                .map(ServiceKey::service)
                .toList();
    }

    /** As real fleets number them: one address after the other, one port after the other. */
    private static List<ServiceKey> dense(int count) {
        List<ServiceKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IpAddress address = IpAddress.ipv4(0x0a00_0000 + i / 400);
            keys.add(ServiceKey.service(new Vip(address, Protocol.TCP, 8000 + i % 400)));
        }
        return keys;
    }

    @Test
    void theSameKeysGiveTheSameTable() {
        List<ServiceKey> keys = dense(500);
        assertEquals(places(keys), places(keys));
    }

    private static List<Integer> places(List<ServiceKey> keys) {
        PerfectHash hash = PerfectHash.build(keys);
        return java.util.stream.IntStream.range(0, keys.size())
                .mapToObj(hash::place)
                .toList();
    }

    @Test
    void aKeyThatIsThereTwiceHasNoPerfectHash() {
        ServiceKey key = ServiceKey.marker(Programs.address("192.0.2.1"));
        assertThrows(IllegalArgumentException.class, () -> PerfectHash.build(List.of(key, key)));
    }
}
