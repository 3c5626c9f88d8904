package dev.turnout.agent.health;

import dev.turnout.core.model.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One probe that is under way: whom it asks, until when, and by which connection. A probe through the forwarding path asks
 * one VIP after the other, each on a connection of its own.
 */
final class Conversation {
    static final Comparator<Conversation> BY_DEADLINE = ((Comparator<Conversation>)
                    (a, b) -> Long.signum(a.deadline - b.deadline))
            .thenComparingLong(conversation -> conversation.number);

    private final Timetable.Entry entry;
    private final long deadline;
    private final long number;

    private int asked;
    private @Nullable SocketChannel channel;
    private @Nullable Dialogue dialogue;
    private ForwardingPath.@Nullable Way way;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean connected;

    /**
     * @param deadline in nanoseconds of the loop's clock
     * @param number no two have the same
     */
    Conversation(Timetable.Entry entry, long deadline, long number) {
        this.entry = entry;
        this.deadline = deadline;
        this.number = number;
    }

    Timetable.Entry entry() {
        return entry;
    }

    long deadline() {
        return deadline;
    }

    long number() {
        return number;
    }

    /** Whether there is a connection now. */
    boolean isConnected() {
        return connected;
    }

    /** The VIP that is asked now; null where the backend's own address is. */
    @Nullable
    IpAddress vip() {
        return entry.task().vips().isEmpty() ? null : entry.task().vips().get(asked);
    }

    /** Goes on to the next VIP; false after the last. */
    boolean next() {
        asked++;
        return asked < entry.task().vips().size();
    }

    void open(SocketChannel opened, Dialogue words, ForwardingPath.@Nullable Way through) {
        channel = opened;
        dialogue = words;
        way = through;
        unsent = ByteBuffer.allocate(0);
        connected = false;
    }

    /** Looks at what the connection is ready for. */
    Dialogue.Step ready(SelectionKey key, ByteBuffer room) throws IOException {
        SocketChannel open = require(channel);
        Dialogue words = require(dialogue);
        Dialogue.Step step = new Dialogue.Step.Listen();
        if (key.isConnectable()) {
            boolean ignored = open.finishConnect();
            connected = true;
            step = words.begin();
        } else if (key.isReadable()) {
            room.clear();
            if (open.read(room) < 0) {
                return new Dialogue.Step.Over(words.ended());
            }
            step = words.heard(room.flip());
        }
        if (step instanceof Dialogue.Step.Say(ByteBuffer bytes)) {
            unsent = unsent.hasRemaining() ? joined(unsent, bytes) : bytes;
        }
        if (!(step instanceof Dialogue.Step.Over)) {
            if (unsent.hasRemaining()) {
                int ignored = open.write(unsent);
            }
            int interest = SelectionKey.OP_READ | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0);
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        }
        return step;
    }

    private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    private static <T> T require(@Nullable T open) {
        if (open == null) {
            throw new IllegalStateException("a conversation without a connection");
        }
        return open;
    }

    /** Ends the connection, if there is one. */
    void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException alreadyGone) {
            // That is all that was wanted.
        }
        if (way != null) {
            way.close();
        }
        channel = null;
        dialogue = null;
        way = null;
    }
}
