package dev.turnout.p4.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which target, and how to speak to it.
 *
 * @param host a name or an address
 * @param deviceId as the target names its switch; unsigned
 * @param tls empty for a channel in the clear, for loopback and laboratories
 * @param state a directory of this box that outlives the process: it keeps the last election id
 * @param deadline of a call that is answered at once
 * @param readDeadline of reading a table, which may have a million entries
 * @param maxBatch updates in one request at most; what a target takes well is found out below that
 * @param packets what is for the box's own stack
 */
public record P4Settings(
        String host,
        int port,
        long deviceId,
        Optional<Tls> tls,
        Path state,
        Duration deadline,
        Duration readDeadline,
        int maxBatch,
        PacketSink packets) {
    public static final int DEFAULT_PORT = 9559;

    /**
     * Who may speak to whom: PEM files.
     *
     * @param authority who has signed the target's certificate
     * @param certificates the box's own, the signed ones first
     */
    public record Tls(Path authority, Path certificates, Path privateKey) {}

    public P4Settings {
        if (port < 1 || port > 65_535 || maxBatch < 1) {
            throw new IllegalArgumentException("port " + port + ", batches of " + maxBatch);
        }
    }

    /** In the clear, device 1. */
    public static P4Settings of(String host, int port, Path state) {
        return new P4Settings(
                host,
                port,
                1,
                Optional.empty(),
                state,
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                4096,
                PacketSink.NONE);
    }

    public P4Settings withDevice(long id) {
        return new P4Settings(host, port, id, tls, state, deadline, readDeadline, maxBatch, packets);
    }

    public P4Settings withTls(Tls files) {
        return new P4Settings(
                host, port, deviceId, Optional.of(files), state, deadline, readDeadline, maxBatch, packets);
    }

    public P4Settings withDeadline(Duration limit) {
        return new P4Settings(host, port, deviceId, tls, state, limit, readDeadline, maxBatch, packets);
    }

    public P4Settings withPackets(PacketSink sink) {
        return new P4Settings(host, port, deviceId, tls, state, deadline, readDeadline, maxBatch, sink);
    }

    /** As people name it. */
    String target() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
