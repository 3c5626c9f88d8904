package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Backend records and the index from ids to them. A record is one cache line and too wide for one store, so it never changes while
 * the index names it: another is written, and the index word flipped.
 */
final class BackendTable {
    private final MappedMap index;
    private final MappedMap records;
    private final GracePeriod grace;

    BackendTable(MappedMap index, MappedMap records, GracePeriod grace) {
        this.index = index;
        this.records = records;
        this.grace = grace;
    }

    SortedMap<BackendId, BackendEntry> read() throws DamagedException {
        TreeMap<BackendId, BackendEntry> backends = new TreeMap<>();
        for (int id = BackendId.MIN; id <= BackendId.MAX; id++) {
            int number = index.word(4L * id);
            if (number != 0) {
                if (number < 0 || number >= recordCount()) {
                    throw new DamagedException("backend " + id + " names record " + Integer.toUnsignedString(number));
                }
                BackendId key = new BackendId(id);
                backends.put(key, entry(key, record(number)));
            }
        }
        return backends;
    }

    boolean contains(BackendId id) {
        return index.word(4L * id.value()) != 0;
    }

    /** Which records are in use; record 0 always is. */
    BitSet used() {
        BitSet used = new BitSet(recordCount());
        used.set(0);
        for (int id = BackendId.MIN; id <= BackendId.MAX; id++) {
            used.set(Math.clamp(index.word(4L * id), 0, recordCount() - 1));
        }
        return used;
    }

    /**
     * Writes an entry to a record that is free in {@code used}, and takes it. False where none is.
     *
     * @param used from before the last grace period, so that no packet still reads what is free in it
     */
    boolean put(BackendEntry entry, BitSet used) {
        int number = used.nextClearBit(1);
        if (number >= recordCount()) {
            return false;
        }
        used.set(number);
        write(record(number), entry);
        index.publish(4L * entry.id().value(), number);
        grace.unlinked();
        return true;
    }

    /** No slot names it any more, and none did at the last grace period. */
    void remove(BackendId id) {
        index.publish(4L * id.value(), 0);
        grace.unlinked();
    }

    private int recordCount() {
        return (int) (records.bytes() / Layout.Backend.SIZE);
    }

    private MemorySegment record(int number) {
        return records.memory().asSlice((long) Layout.Backend.SIZE * number, Layout.Backend.SIZE);
    }

    private static void write(MemorySegment record, BackendEntry entry) {
        record.fill((byte) 0);
        int flags = entry.nextHop().isPresent() ? Layout.Backend.FLAG_RESOLVED : 0;
        flags |= entry.key().address().isIpv4() ? 0 : Layout.Backend.FLAG_IPV6;
        flags |= entry.draining() ? Layout.Backend.FLAG_DRAINING : 0;
        record.set(JAVA_BYTE, Layout.Backend.FLAGS, (byte) flags);
        switch (entry.key().encapsulation()) {
            case Encapsulation.Ipip() ->
                record.set(JAVA_BYTE, Layout.Backend.ENCAPSULATION, (byte) Layout.Backend.ENCAP_IPIP);
            case Encapsulation.L2() ->
                record.set(JAVA_BYTE, Layout.Backend.ENCAPSULATION, (byte) Layout.Backend.ENCAP_L2);
            case Encapsulation.Gue(int port) -> {
                record.set(JAVA_BYTE, Layout.Backend.ENCAPSULATION, (byte) Layout.Backend.ENCAP_GUE);
                Addresses.putShort(record, Layout.Backend.GUE_PORT, port);
            }
        }
        record.set(JAVA_SHORT, Layout.Backend.GENERATION, (short) entry.idGeneration());
        Addresses.put(record, Layout.Backend.ADDRESS, entry.key().address());
        entry.nextHop().ifPresent(hop -> write(record, hop));
    }

    private static void write(MemorySegment record, NextHop hop) {
        record.set(JAVA_SHORT, Layout.Backend.MTU, (short) hop.mtu());
        record.set(JAVA_INT, Layout.Backend.IFINDEX, hop.port());
        Addresses.putMac(record, Layout.Backend.DESTINATION_MAC, hop.destination());
        Addresses.putMac(record, Layout.Backend.SOURCE_MAC, hop.source());
        Addresses.putShort(record, Layout.Backend.VLAN, hop.vlan());
        record.set(JAVA_BYTE, Layout.Backend.SOURCE_PREFIX, (byte)
                hop.outerSource().mappedPrefixLength());
        Addresses.putInt(record, Layout.Backend.SOURCE_MASK, Addresses.varyingBits(hop.outerSource()));
        Addresses.put(record, Layout.Backend.SOURCE, hop.outerSource().network());
    }

    private static BackendEntry entry(BackendId id, MemorySegment record) throws DamagedException {
        int flags = record.get(JAVA_BYTE, Layout.Backend.FLAGS);
        return new BackendEntry(
                id,
                new BackendKey(Addresses.get(record, Layout.Backend.ADDRESS), encapsulation(id, record)),
                record.get(JAVA_SHORT, Layout.Backend.GENERATION) & 255,
                (flags & Layout.Backend.FLAG_DRAINING) != 0,
                (flags & Layout.Backend.FLAG_RESOLVED) == 0 ? Optional.empty() : Optional.of(nextHop(record)));
    }

    private static Encapsulation encapsulation(BackendId id, MemorySegment record) throws DamagedException {
        int encapsulation = record.get(JAVA_BYTE, Layout.Backend.ENCAPSULATION);
        int port = Addresses.getShort(record, Layout.Backend.GUE_PORT);
        return switch (encapsulation) {
            case Layout.Backend.ENCAP_IPIP -> new Encapsulation.Ipip();
            case Layout.Backend.ENCAP_L2 -> new Encapsulation.L2();
            case Layout.Backend.ENCAP_GUE -> new Encapsulation.Gue(port);
            default -> throw new DamagedException("backend " + id + " has encapsulation " + encapsulation);
        };
    }

    private static NextHop nextHop(MemorySegment record) {
        var source = Addresses.get(record, Layout.Backend.SOURCE);
        int prefix = Byte.toUnsignedInt(record.get(JAVA_BYTE, Layout.Backend.SOURCE_PREFIX));
        return new NextHop(
                record.get(JAVA_INT, Layout.Backend.IFINDEX),
                Addresses.getShort(record, Layout.Backend.VLAN),
                Addresses.getMac(record, Layout.Backend.SOURCE_MAC),
                Addresses.getMac(record, Layout.Backend.DESTINATION_MAC),
                Short.toUnsignedInt(record.get(JAVA_SHORT, Layout.Backend.MTU)),
                new Cidr(source, prefix - (source.isIpv4() ? 96 : 0)));
    }
}
