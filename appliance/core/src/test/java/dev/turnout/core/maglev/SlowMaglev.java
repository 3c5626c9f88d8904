package dev.turnout.core.maglev;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table as the specification's sentences say it, one by one, slow, and with none of the product's code. */
final class SlowMaglev {
    private SlowMaglev() {}

    static List<IpAddress> build(Seed seed, List<Backend> backends, int size) {
        List<Backend> order = backends.stream()
                .filter(backend -> backend.weight() > 0)
                .sorted(Comparator.comparing(
                        backend -> new BigInteger(1, backend.address().mappedBytes())))
                .toList();
        Map<Backend, Integer> missing = quotas(order, size);
        Map<Backend, Integer> steps = new HashMap<>();
        List<Optional<IpAddress>> table = new ArrayList<>();
        for (int slot = 0; slot < size; slot++) {
            table.add(Optional.empty());
        }
        while (missing.values().stream().anyMatch(count -> count > 0)) {
            for (Backend backend : order) {
                if (missing.getOrDefault(backend, 0) == 0) {
                    continue;
                }
                int slot = permuted(seed, backend, steps.merge(backend, 1, Integer::sum) - 1, size);
                while (table.get(slot).isPresent()) {
                    slot = permuted(seed, backend, steps.merge(backend, 1, Integer::sum) - 1, size);
                }
                table.set(slot, Optional.of(backend.address()));
                missing.merge(backend, -1, Integer::sum);
            }
        }
        return table.stream().map(Optional::orElseThrow).toList();
    }

    static Map<Backend, Integer> quotas(List<Backend> order, int size) {
        BigInteger total =
                BigInteger.valueOf(order.stream().mapToLong(Backend::weight).sum());
        Map<Backend, BigInteger[]> shares = new HashMap<>();
        int left = size;
        for (Backend backend : order) {
            BigInteger product = BigInteger.valueOf(size).multiply(BigInteger.valueOf(backend.weight()));
            shares.put(backend, product.divideAndRemainder(total));
            left -= product.divide(total).intValueExact();
        }
        Comparator<Backend> byRemainder = Comparator.comparing(backend -> remainder(shares, backend));
        List<Backend> claimants = order.stream()
                .sorted(byRemainder
                        .reversed()
                        .thenComparing(
                                backend -> new BigInteger(1, backend.address().mappedBytes())))
                .toList();
        Map<Backend, Integer> quotas = new HashMap<>();
        for (int i = 0; i < claimants.size(); i++) {
            BigInteger[] share = java.util.Objects.requireNonNull(shares.get(claimants.get(i)));
            quotas.put(claimants.get(i), share[0].intValueExact() + (i < left ? 1 : 0));
        }
        return quotas;
    }

    private static BigInteger remainder(Map<Backend, BigInteger[]> shares, Backend backend) {
        return java.util.Objects.requireNonNull(shares.get(backend))[1];
    }

    private static int permuted(Seed seed, Backend backend, int step, int size) {
        ByteBuffer digest =
                ByteBuffer.wrap(sha256(seed.bytes(), backend.address().mappedBytes()));
        long offset = (digest.getInt(0) & 0xffff_ffffL) % size;
        long skip = (digest.getInt(4) & 0xffff_ffffL) % size;
        if (skip % 2 == 0) {
            skip++;
        }
        return Math.toIntExact((offset + step * skip) % size);
    }

    private static byte[] sha256(byte[] first, byte[] second) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(first);
            return digest.digest(second);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
