package dev.turnout.agent.store;

import dev.turnout.agent.source.Document;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Revision;
import dev.turnout.core.plan.Wave;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The payload of the state file.
 *
 * <pre>
 *   int      number of documents, each once: byte format (0 protobuf, 1 YAML), int length, bytes
 *   byte ×4  accepted, applied, previous, committed: index of a document, or −1
 *   stamp    of the change
 *   int      number of waves, each: short table, byte filter, byte frozen, stamp of its beginning
 *   int      length of the allocation, bytes
 *   int      number of drained backends, each: 16 bytes address
 *   boolean  whether there is a pushed one: long epoch, long generation, 32 bytes digest, long int seconds and nanoseconds of
 *            trial, byte number of stages, each: byte stage, stamp; code and sentence in modified UTF-8
 * </pre>
 *
 * <p>A stamp is 16 bytes boot id, long int seconds and nanoseconds since that boot, long int of the time of day.
 */
final class StateCodec {
    private static final int ROLES = 4;
    private static final int NONE = -1;
    private static final int MAX_ALLOCATION = 16 << 20;
    private static final int STAMP = 40;
    private static final int ADDRESS = 16;
    private static final int DIGEST = 32;
    private static final int MAX_PUSHED = 256 + Stage.values().length * (STAMP + 1) + 2 * 65_537;
    private static final int MAX_DRAINED = ADDRESS * BackendId.MAX;
    private static final int MAX_WAVES = (TableId.MAX + 1) * DataplaneSnapshot.FILTERS * 2;

    /** The longest payload: four documents, all waves and backends that there can be, the allocation and the numbers between. */
    static final int MAX_BYTES =
            ROLES * (Document.MAX_BYTES + 5) + MAX_WAVES * (STAMP + 4) + MAX_ALLOCATION + MAX_DRAINED + MAX_PUSHED + 64;

    private StateCodec() {}

    static byte[] encode(StoredState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Optional<Document>> roles =
                List.of(state.accepted(), state.applied(), state.previous(), state.committed());
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
            writeStamp(out, state.changed());
            out.writeInt(state.begun().size());
            for (Map.Entry<Wave, Stamp> each : state.begun().entrySet()) {
                out.writeShort(each.getKey().table().value());
                out.writeByte(each.getKey().filter());
                out.writeBoolean(each.getKey().frozen());
                writeStamp(out, each.getValue());
            }
            writeBlock(out, state.allocation());
            out.writeInt(state.drained().size());
            for (IpAddress address : state.drained()) {
                out.write(address.mappedBytes());
            }
            out.writeBoolean(state.pushed().isPresent());
            if (state.pushed().isPresent()) {
                writePushed(out, state.pushed().get());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    private static void writePushed(DataOutputStream out, Pushed pushed) throws IOException {
        out.writeLong(pushed.revision().epoch());
        out.writeLong(pushed.revision().generation());
        out.write(HexFormat.of().parseHex(pushed.digest()));
        out.writeLong(pushed.trial().toSeconds());
        out.writeInt(pushed.trial().getNano());
        out.writeByte(pushed.reached().size());
        for (Map.Entry<Stage, Stamp> each : pushed.reached().entrySet()) {
            out.writeByte(each.getKey().ordinal());
            writeStamp(out, each.getValue());
        }
        out.writeUTF(pushed.code());
        out.writeUTF(pushed.why());
    }

    private static void writeStamp(DataOutputStream out, Stamp stamp) throws IOException {
        out.writeLong(stamp.boot().getMostSignificantBits());
        out.writeLong(stamp.boot().getLeastSignificantBits());
        out.writeLong(stamp.sinceBoot().toSeconds());
        out.writeInt(stamp.sinceBoot().getNano());
        out.writeLong(stamp.wall().getEpochSecond());
        out.writeInt(stamp.wall().getNano());
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
        Optional<Document> committed = readRole(in, documents);
        Stamp changed = readStamp(in);
        SortedMap<Wave, Stamp> begun = readBegun(in);
        byte[] allocation = readBlock(in, MAX_ALLOCATION);
        SortedSet<IpAddress> drained = readDrained(in);
        Optional<Pushed> pushed = in.readBoolean() ? Optional.of(readPushed(in)) : Optional.empty();
        if (in.read() >= 0) {
            throw new IOException("something follows the end");
        }
        return new StoredState(accepted, applied, previous, committed, pushed, changed, begun, allocation, drained);
    }

    private static Pushed readPushed(DataInputStream in) throws IOException {
        try {
            Revision revision = new Revision(in.readLong(), in.readLong());
            byte[] digest = new byte[DIGEST];
            in.readFully(digest);
            Duration trial = Duration.ofSeconds(in.readLong(), in.readInt());
            SortedMap<Stage, Stamp> reached = new TreeMap<>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                reached.put(stage(in.readUnsignedByte()), readStamp(in));
            }
            return new Pushed(revision, HexFormat.of().formatHex(digest), trial, reached, in.readUTF(), in.readUTF());
        } catch (IllegalArgumentException | ArithmeticException outOfRange) {
            throw new IOException("a push out of range", outOfRange);
        }
    }

    private static Stage stage(int number) throws IOException {
        if (number >= Stage.values().length) {
            throw new IOException("stage " + number);
        }
        return Stage.values()[number];
    }

    private static SortedSet<IpAddress> readDrained(DataInputStream in) throws IOException {
        SortedSet<IpAddress> drained = new TreeSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] address = new byte[ADDRESS];
            in.readFully(address);
            drained.add(IpAddress.ofBytes(address));
        }
        return drained;
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

    private static SortedMap<Wave, Stamp> readBegun(DataInputStream in) throws IOException {
        SortedMap<Wave, Stamp> begun = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            Wave wave = new Wave(new TableId(in.readUnsignedShort()), in.readUnsignedByte(), in.readBoolean());
            begun.put(wave, readStamp(in));
        }
        return begun;
    }

    private static Stamp readStamp(DataInputStream in) throws IOException {
        try {
            return new Stamp(
                    new UUID(in.readLong(), in.readLong()),
                    Duration.ofSeconds(in.readLong(), in.readInt()),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()));
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
