package dev.turnout.agent.store;

import dev.turnout.agent.source.Document;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The payload of the state file.
 *
 * <pre>
 *   int      number of documents, each once: byte format (0 protobuf, 1 YAML), int length, bytes
 *   byte ×3  accepted, applied, previous: index of a document, or −1
 *   long int seconds and nanoseconds of the change
 *   int      length of the allocation, bytes
 * </pre>
 */
final class StateCodec {
    private static final int ROLES = 3;
    private static final int NONE = -1;
    private static final int MAX_ALLOCATION = 16 << 20;

    /** The longest payload: three documents, the allocation and the numbers between. */
    static final int MAX_BYTES = ROLES * (Document.MAX_BYTES + 5) + MAX_ALLOCATION + 64;

    private StateCodec() {}

    static byte[] encode(StoredState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Optional<Document>> roles = List.of(state.accepted(), state.applied(), state.previous());
        List<Document> documents =
                roles.stream().flatMap(Optional::stream).distinct().toList();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(documents.size());
            for (Document document : documents) {
                out.writeByte(document.format().ordinal());
                writeBlock(out, document.bytes());
            }
            for (Optional<Document> role : roles) {
                out.writeByte(role.map(documents::indexOf).orElse(NONE));
            }
            out.writeLong(state.changed().getEpochSecond());
            out.writeInt(state.changed().getNano());
            writeBlock(out, state.allocation());
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.write(block);
    }

    /** @throws IOException if these bytes were not made by {@link #encode} */
    static StoredState decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        if (count < 0 || count > ROLES) {
            throw new IOException(count + " documents");
        }
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            documents.add(readDocument(in));
        }
        Optional<Document> accepted = readRole(in, documents);
        Optional<Document> applied = readRole(in, documents);
        Optional<Document> previous = readRole(in, documents);
        Instant changed = readInstant(in);
        byte[] allocation = readBlock(in, MAX_ALLOCATION);
        if (in.read() >= 0) {
            throw new IOException("something follows the allocation");
        }
        return new StoredState(accepted, applied, previous, changed, allocation);
    }

    private static Document readDocument(DataInputStream in) throws IOException {
        int format = in.readUnsignedByte();
        if (format >= Document.Format.values().length) {
            throw new IOException("document format " + format);
        }
        return Document.of(Document.Format.values()[format], readBlock(in, Document.MAX_BYTES));
    }

    private static Optional<Document> readRole(DataInputStream in, List<Document> documents) throws IOException {
        int index = in.readByte();
        if (index < NONE || index >= documents.size()) {
            throw new IOException("document number " + index);
        }
        return index == NONE ? Optional.empty() : Optional.of(documents.get(index));
    }

    private static Instant readInstant(DataInputStream in) throws IOException {
        try {
            return Instant.ofEpochSecond(in.readLong(), in.readInt());
        } catch (DateTimeException | ArithmeticException outOfRange) {
            throw new IOException("a time out of range", outOfRange);
        }
    }

    private static byte[] readBlock(DataInputStream in, int longest) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > longest || length > in.available()) {
            throw new IOException("a block of " + length + " bytes");
        }
        return in.readNBytes(length);
    }
}
