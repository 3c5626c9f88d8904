package dev.turnout.p4.driver;

import com.google.protobuf.ByteString;
import dev.turnout.p4.driver.entries.StrayException;
import dev.turnout.p4.driver.entries.Values;
import dev.turnout.p4.runtime.PacketMetadata;
import dev.turnout.p4.runtime.PacketOut;
import java.util.Optional;

/** What a packet-out asks for, {@code command_t} of {@code headers.p4}, with its header. */
enum Command {
    /** The frame is to leave. */
    SEND,
    /** How many cells of a filter are marked. */
    MARKS,
    /** A cell of each hash of a filter is to be emptied. */
    WIPE,
    /** What would become of the frame. */
    TRY;

    private static final int PORT = 1;
    private static final int COMMAND = 2;
    private static final int FILTER = 3;
    private static final int CELL = 4;
    private static final int TOKEN = 5;
    private static final int TOKEN_BITS = 32;

    static PacketOut send(int port, byte[] frame) {
        return SEND.packet(port, 0, 0, 0, ByteString.copyFrom(frame));
    }

    static PacketOut marks(int filter, int token) {
        return MARKS.packet(0, filter, 0, token, ByteString.EMPTY);
    }

    static PacketOut wipe(int filter, int cell) {
        return WIPE.packet(0, filter, cell, 0, ByteString.EMPTY);
    }

    static PacketOut tryOut(int port, int token, byte[] frame) {
        return TRY.packet(port, 0, 0, token, ByteString.copyFrom(frame));
    }

    private PacketOut packet(int port, int filter, int cell, int token, ByteString payload) {
        return PacketOut.newBuilder()
                .addMetadata(metadata(PORT, port))
                .addMetadata(metadata(COMMAND, ordinal()))
                .addMetadata(metadata(FILTER, filter))
                .addMetadata(metadata(CELL, cell))
                .addMetadata(metadata(TOKEN, Integer.toUnsignedLong(token)))
                .setPayload(payload)
                .build();
    }

    private static PacketMetadata metadata(int id, long value) {
        return PacketMetadata.newBuilder()
                .setMetadataId(id)
                .setValue(Values.of(value))
                .build();
    }

    /** The token in a packet-out that came back. */
    static Optional<Integer> token(PacketOut packet) {
        for (PacketMetadata metadata : packet.getMetadataList()) {
            if (metadata.getMetadataId() == TOKEN) {
                try {
                    return Optional.of((int) Values.number(metadata.getValue(), TOKEN_BITS));
                } catch (StrayException damaged) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
