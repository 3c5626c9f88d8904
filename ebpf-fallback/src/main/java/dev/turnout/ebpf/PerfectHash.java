package dev.turnout.ebpf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A perfect hash of service keys by hash and displace (Belazzougui, Botelho, Dietzfelbinger, ESA 2009): one displacement and one
 * record are touched by a look-up, and no key is ever compared with more than one record.
 */
final class PerfectHash {
    static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final int ATTEMPTS = 64;
    private static final int MAX_DISPLACEMENT = 0xffff;

    private final long[] keys;
    private final short[] displacements;
    private final int records;
    private final int[] places;

    private PerfectHash(long[] keys, short[] displacements, int records, int[] places) {
        this.keys = keys;
        this.displacements = displacements;
        this.records = records;
        this.places = places;
    }

    /** The multipliers: three, odd. */
    long[] keys() {
        return keys.clone();
    }

    /** One for each bucket, a power of two of them; unsigned 16 bits. */
    short[] displacements() {
        return displacements.clone();
    }

    /** How many places there are, a power of two. */
    int records() {
        return records;
    }

    /** The place of the key of that index, in the order in which they were given: 0 to records − 1, none twice. */
    int place(int key) {
        return places[key];
    }

    /** Records in use for so many keys: at least 4/3 of them, so that a free place is found soon. */
    static int recordsFor(int keys) {
        return ceilingPowerOfTwo(Math.max(2, Math.ceilDiv(keys * 4, 3)));
    }

    static int ceilingPowerOfTwo(int n) {
        return n <= 1 ? 1 : Integer.highestOneBit(n - 1) << 1;
    }

    /** The keys that are surely placed among so many records. */
    static int keysFor(int records) {
        return (int) (records * 3L / 4);
    }

    /** @param keys no two equal; at most {@link #keysFor} of any number of records */
    static PerfectHash build(List<ServiceKey> keys) {
        int records = recordsFor(keys.size());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // Seeded by the attempt: boxes with the same services build the same table, and a failure can be repeated.
            SplittableRandom random = new SplittableRandom(attempt);
            long[] multipliers =
                    random.longs(Layout.Services.KEYS).map(x -> x | 1).toArray();
            Builder builder = new Builder(multipliers, Math.max(1, records / 2), records, keys);
            if (builder.placeAll()) {
                return new PerfectHash(multipliers, builder.displacements, records, builder.places);
            }
        }
        throw new IllegalArgumentException("no perfect hash for " + keys.size() + " keys: is one of them there twice?");
    }

    static int bucket(long hash, int buckets) {
        return (int) (hash & 0xffff & (buckets - 1));
    }

    static int place(long hash, int displacement, int records) {
        return (int) (((hash >>> 40) + displacement * ((hash >>> 16 & 0xffffff) | 1)) & (records - 1));
    }

    /** One attempt. */
    private static final class Builder {
        private final long[] hashes;
        private final int records;
        private final boolean[] taken;
        private final List<List<Integer>> buckets = new ArrayList<>();
        private final short[] displacements;
        private final int[] places;

        Builder(long[] multipliers, int bucketCount, int records, List<ServiceKey> keys) {
            this.records = records;
            hashes = keys.stream().mapToLong(key -> key.hash(multipliers)).toArray();
            taken = new boolean[records];
            displacements = new short[bucketCount];
            places = new int[keys.size()];
            for (int i = 0; i < bucketCount; i++) {
                buckets.add(new ArrayList<>());
            }
            for (int i = 0; i < hashes.length; i++) {
                buckets.get(bucket(hashes[i], bucketCount)).add(i);
            }
        }

        /** Full buckets first, while there is room to choose from. */
        boolean placeAll() {
            Integer[] order = new Integer[buckets.size()];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingInt(i -> -buckets.get(i).size()));
            for (int bucket : order) {
                if (!placeBucket(bucket)) {
                    return false;
                }
            }
            return true;
        }

        private boolean placeBucket(int bucket) {
            List<Integer> members = buckets.get(bucket);
            int limit = Math.min(MAX_DISPLACEMENT, 4 * records);
            for (int displacement = 0; displacement <= limit; displacement++) {
                if (fits(members, displacement)) {
                    displacements[bucket] = (short) displacement;
                    return true;
                }
            }
            return false;
        }

        private boolean fits(List<Integer> members, int displacement) {
            for (int i = 0; i < members.size(); i++) {
                int place = place(hashes[members.get(i)], displacement, records);
                if (taken[place]) {
                    members.subList(0, i).forEach(member -> taken[places[member]] = false);
                    return false;
                }
                taken[place] = true;
                places[members.get(i)] = place;
            }
            return true;
        }
    }
}
