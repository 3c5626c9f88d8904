package dev.turnout.core.model;

import java.util.HexFormat;
import java.util.Optional;

/**
 * The 32 secret bytes that go into every Maglev permutation, the same on all boxes that share a VIP.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Seed(String hex) {
    public static final int BYTES = 32;

    public Seed {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 'g')) {
            throw new IllegalArgumentException("a seed has " + 2 * BYTES + " lower-case hexadecimal digits");
        }
    }

    public static Optional<Seed> of(byte[] bytes) {
        return bytes.length == BYTES ? Optional.of(new Seed(HexFormat.of().formatHex(bytes))) : Optional.empty();
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Hides it: a log line must not carry the fleet's seed. */
    @Override
    public String toString() {
        return "Seed[…]";
    }
}
