package dev.turnout.agent.health;

import dev.turnout.agent.os.EchoSocket;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Echo requests that wait for their replies. No selector knows the socket, so replies are looked for every few milliseconds
 * while any is awaited. Of one thread.
 */
final class Echoes implements AutoCloseable {
    private static final long PACE = Duration.ofMillis(2).toNanos();

    /** Of replies that are looked at in one go: others on the box may ping, too. */
    private static final int MOST_READ = 4096;

    private final Random random;
    private final int identifier;
    private final Map<Family, EchoSocket> sockets = new EnumMap<>(Family.class);
    /** By what the reply has to bring back. */
    private final Map<Long, Conversation> awaited = new HashMap<>();

    private final Map<Conversation, Long> tokens = new HashMap<>();
    private int sequence;

    /** @param seed of what replies are known by: not so secret that a host on the way could not answer for another */
    Echoes(long seed) {
        random = new Random(seed);
        identifier = random.nextInt(1 << 16);
    }

    /** @return why it could not be sent */
    Optional<String> ask(Conversation conversation, IpAddress address) {
        long token = random.nextLong();
        awaited.put(token, conversation);
        tokens.put(conversation, token);
        byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(token).array();
        return sockets.computeIfAbsent(address.family(), EchoSocket::open)
                .send(address, identifier, sequence++ & 0xffff, payload);
    }

    /** Nobody waits for that reply any more. */
    void forget(Conversation conversation) {
        Long token = tokens.remove(conversation);
        if (token != null) {
            awaited.remove(token);
        }
    }

    /** Those whose replies have come. */
    List<Conversation> replied() {
        List<Conversation> replied = new ArrayList<>();
        if (awaited.isEmpty()) {
            return replied;
        }
        for (EchoSocket socket : sockets.values()) {
            for (int i = 0; i < MOST_READ; i++) {
                Optional<byte[]> payload = socket.receive();
                if (payload.isEmpty()) {
                    break;
                }
                if (payload.get().length == Long.BYTES) {
                    Conversation conversation =
                            awaited.remove(ByteBuffer.wrap(payload.get()).getLong());
                    if (conversation != null) {
                        replied.add(conversation);
                    }
                }
            }
        }
        return replied;
    }

    /** In how many nanoseconds replies are to be looked for. */
    long rest() {
        return awaited.isEmpty() ? Long.MAX_VALUE : PACE;
    }

    @Override
    public void close() {
        sockets.values().forEach(EchoSocket::close);
        sockets.clear();
    }
}
