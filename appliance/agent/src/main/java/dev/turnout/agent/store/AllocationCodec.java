package dev.turnout.agent.store;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.Allocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ids that a box has given out, as bytes.
 *
 * <pre>
 *   int   number of backends, each: 16 bytes address, int encapsulation (−2 IPIP, −1 L2, else GUE's port),
 *                                   short id, byte generation
 *   int   number of services, each: 16 bytes address, byte protocol, short port, short id
 *   int   number of released ids, each: short id, byte generation
 * </pre>
 */
public final class AllocationCodec {
    private static final int IPIP = -2;
    private static final int L2 = -1;

    private AllocationCodec() {}

    public static byte[] encode(Allocation allocation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(allocation.backends().size());
            for (Map.Entry<BackendKey, Allocation.Lease> entry :
                    allocation.backends().entrySet()) {
                writeAddress(out, entry.getKey().address());
                out.writeInt(number(entry.getKey().encapsulation()));
                out.writeShort(entry.getValue().id().value());
                out.writeByte(entry.getValue().generation());
            }
            out.writeInt(allocation.services().size());
            for (Map.Entry<Vip, ServiceId> entry : allocation.services().entrySet()) {
                writeAddress(out, entry.getKey().address());
                out.writeByte(entry.getKey().protocol().number());
                out.writeShort(entry.getKey().port());
                out.writeShort(entry.getValue().value());
            }
            out.writeInt(allocation.released().size());
            for (Map.Entry<BackendId, Integer> entry : allocation.released().entrySet()) {
                out.writeShort(entry.getKey().value());
                out.writeByte(entry.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if these bytes were not made by {@link #encode} */
    public static Allocation decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            SortedMap<BackendKey, Allocation.Lease> backends = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                BackendKey key = new BackendKey(readAddress(in), encapsulation(in.readInt()));
                backends.put(key, new Allocation.Lease(new BackendId(in.readUnsignedShort()), in.readUnsignedByte()));
            }
            SortedMap<Vip, ServiceId> services = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                Vip vip = new Vip(readAddress(in), protocol(in.readUnsignedByte()), in.readUnsignedShort());
                services.put(vip, new ServiceId(in.readUnsignedShort()));
            }
            SortedMap<BackendId, Integer> released = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                released.put(new BackendId(in.readUnsignedShort()), in.readUnsignedByte());
            }
            return new Allocation(backends, services, released);
        } catch (IllegalArgumentException outOfRange) {
            throw new IOException("an id out of range", outOfRange);
        }
    }

    private static void writeAddress(DataOutputStream out, IpAddress address) throws IOException {
        out.writeLong(address.high());
        out.writeLong(address.low());
    }

    private static IpAddress readAddress(DataInputStream in) throws IOException {
        return new IpAddress(in.readLong(), in.readLong());
    }

    private static int number(Encapsulation encapsulation) {
        return switch (encapsulation) {
            case Encapsulation.Ipip() -> IPIP;
            case Encapsulation.L2() -> L2;
            case Encapsulation.Gue(int port) -> port;
        };
    }

    private static Encapsulation encapsulation(int number) {
        return switch (number) {
            case IPIP -> new Encapsulation.Ipip();
            case L2 -> new Encapsulation.L2();
            default -> new Encapsulation.Gue(number);
        };
    }

    private static Protocol protocol(int number) throws IOException {
        for (Protocol each : Protocol.values()) {
            if (each.number() == number) {
                return each;
            }
        }
        throw new IOException("protocol " + number);
    }
}
