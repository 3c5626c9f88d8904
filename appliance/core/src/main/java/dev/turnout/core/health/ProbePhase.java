package dev.turnout.core.health;

import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Probe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * When in its interval a backend is probed: by a hash, so that probes of many backends spread, and those of one begin at
 * the same place of the interval each time that the agent starts.
 */
public final class ProbePhase {
    private static final double RANGE = 1L << 32;

    private ProbePhase() {}

    /** How long after it is first asked for a probe begins; the next ones follow at each interval. */
    public static Duration before(PoolBackend target, Probe probe) {
        double share = hash(target) / RANGE;
        return Duration.ofNanos((long) (probe.interval().toNanos() * probe.jitter() * share));
    }

    private static long hash(PoolBackend target) {
        CRC32 crc = new CRC32();
        crc.update(target.pool().getBytes(StandardCharsets.UTF_8));
        crc.update(target.backend().address().mappedBytes());
        int port = target.backend().encapsulation() instanceof Encapsulation.Gue(int gue) ? gue : 0;
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(port).array());
        // A CRC of neighbouring addresses differs in its low bits; the product carries them to the high ones.
        return crc.getValue() * 0x9E37_79B1L & 0xffff_ffffL;
    }
}
