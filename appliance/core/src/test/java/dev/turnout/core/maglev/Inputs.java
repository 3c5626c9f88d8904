package dev.turnout.core.maglev;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What the tables of the tests are built from. */
final class Inputs {
    private Inputs() {}

    static Seed seed(RandomGenerator random) {
        byte[] bytes = new byte[Seed.BYTES];
        random.nextBytes(bytes);
        return Seed.of(bytes).orElseThrow();
    }

    /** Neighbouring addresses 10.x.y.z of weight 1. */
    static List<Backend> equal(int count) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            backends.add(new Backend(IpAddress.ipv4(0x0a00_0001 + i), 1));
        }
        return backends;
    }

    /** Both families, in no order, weights from 0 to the limit. */
    static List<Backend> random(RandomGenerator random, int count, int weightLimit) {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        while (addresses.size() < count) {
            addresses.add(
                    random.nextBoolean()
                            ? IpAddress.ipv4(random.nextInt())
                            : new IpAddress(random.nextLong() | 1L << 61, random.nextLong()));
        }
        List<Backend> backends = new ArrayList<>();
        for (IpAddress address : addresses) {
            backends.add(new Backend(address, random.nextInt(weightLimit + 1)));
        }
        return backends;
    }
}
