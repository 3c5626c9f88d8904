package dev.turnout.core.maglev;

import dev.turnout.core.model.Backend;
import java.util.Arrays;
import java.util.List;

/** How many slots each backend owns: M·w/W, rounded by largest remainder, so that the sum is M. */
public final class Quotas {
    private static final int INDEX_BITS = 20;

    private Quotas() {}

    /**
     * One number for each backend, in the list's order. Integers only, since boxes must agree to the last slot.
     *
     * <p>The remainders compete for the slots that rounding down left over; equal ones by address, the lower first.
     *
     * @param backends ascending by address, weights positive, fewer than 2^20; may be empty
     * @param size M, a {@linkplain TableSizes#isValid valid} size
     */
    public static int[] of(List<Backend> backends, int size) {
        int count = backends.size();
        long totalWeight = 0;
        for (Backend backend : backends) {
            totalWeight += backend.weight();
        }
        int[] quotas = new int[count];
        // The remainder above, the index below and inverted: the largest is the next to get a slot.
        long[] claims = new long[count];
        int left = count == 0 ? 0 : size;
        for (int i = 0; i < count; i++) {
            long share = (long) size * backends.get(i).weight();
            quotas[i] = Math.toIntExact(share / totalWeight);
            claims[i] = share % totalWeight << INDEX_BITS | (1L << INDEX_BITS) - 1 - i;
            left -= quotas[i];
        }
        Arrays.sort(claims);
        for (int i = 0; i < left; i++) {
            int index = (1 << INDEX_BITS) - 1 - (int) (claims[count - 1 - i] & (1L << INDEX_BITS) - 1);
            quotas[index]++;
        }
        return quotas;
    }
}
