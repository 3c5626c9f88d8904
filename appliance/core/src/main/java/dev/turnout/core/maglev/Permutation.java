package dev.turnout.core.maglev;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The order in which a backend asks for slots, for every size of table: position j is (offset + j·skip) mod M.
 *
 * <p>From d = SHA-256(seed ‖ address, 16 bytes, IPv4 as {@code ::ffff:a.b.c.d}). A keyed hash would do; SHA-256 is in
 * every JDK and in every other tool that has to agree.
 *
 * @param offsetBits bytes 0–3 of d, big-endian
 * @param skipBits bytes 4–7 of d, big-endian
 */
public record Permutation(int offsetBits, int skipBits) {
    public static Permutation of(Seed seed, IpAddress address) {
        MessageDigest digest = sha256();
        digest.update(seed.bytes());
        ByteBuffer d = ByteBuffer.wrap(digest.digest(address.mappedBytes()));
        return new Permutation(d.getInt(), d.getInt());
    }

    /** The slot that is asked for first. */
    public int offset(int size) {
        return offsetBits & size - 1;
    }

    /** Odd, and the size is 2^k: they are coprime, so every slot is visited once before the first returns. */
    public int skip(int size) {
        return skipBits & size - 1 | 1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
