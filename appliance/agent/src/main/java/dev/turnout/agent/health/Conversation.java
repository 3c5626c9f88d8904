package dev.turnout.agent.health;

import dev.turnout.core.model.IpAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
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
    private volatile @Nullable SocketChannel channel;
    private @Nullable Dialogue dialogue;
    private ForwardingPath.@Nullable Way way;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean connected;
    private boolean computing;
    private @Nullable SelectionKey key;

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

    /** Whether the box has work to do before it hears any more. */
    boolean isComputing() {
        return computing;
    }

    /** The connection that there is now, for any thread: so it can tell whether it is still that for which it works. */
    @Nullable
    SocketChannel connection() {
        return channel;
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

    /** Has a connection from now on; {@link #close} ends it. */
    void open(SocketChannel opened, Dialogue words, ForwardingPath.@Nullable Way through) {
        channel = opened;
        dialogue = words;
        way = through;
        unsent = ByteBuffer.allocate(0);
        connected = false;
    }

    /** Is told by this key what the connection is ready for. */
    void register(Selector selector) throws IOException {
        key = require(channel).register(selector, SelectionKey.OP_CONNECT, this);
    }

    /** Looks at what the connection is ready for. */
    Dialogue.Step ready(ByteBuffer room) throws IOException {
        SocketChannel open = require(channel);
        Dialogue words = require(dialogue);
        SelectionKey key = require(this.key);
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
        return follow(step);
    }

    /** Does what the dialogue says, as far as that is a matter of the connection. */
    Dialogue.Step follow(Dialogue.Step step) throws IOException {
        computing = step instanceof Dialogue.Step.Compute;
        if (step instanceof Dialogue.Step.Over || step instanceof Dialogue.Step.Unable) {
            return step;
        }
        if (step instanceof Dialogue.Step.Say(ByteBuffer bytes)) {
            unsent = unsent.hasRemaining() ? joined(unsent, bytes) : bytes;
        }
        if (unsent.hasRemaining()) {
            int ignored = require(channel).write(unsent);
        }
        int interest = (computing ? 0 : SelectionKey.OP_READ) | (unsent.hasRemaining() ? SelectionKey.OP_WRITE : 0);
        SelectionKey key = require(this.key);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
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
            SocketChannel open = channel;
            if (open != null) {
                open.close();
            }
        } catch (IOException alreadyGone) {
            // That is all that was wanted.
        }
        if (way != null) {
            way.close();
        }
        computing = false;
        channel = null;
        dialogue = null;
        key = null;
        way = null;
    }
}
