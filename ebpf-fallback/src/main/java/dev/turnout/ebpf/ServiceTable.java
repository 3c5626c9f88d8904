package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.hash.FlowHash;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The service table in its map: two generations, of which packets read the active one. A change builds the other and flips one
 * word, so that a packet sees all of the old table or all of the new.
 */
final class ServiceTable {
    private final MappedMap map;
    private final Sizes sizes;
    private final GracePeriod grace;

    ServiceTable(MappedMap map, Sizes sizes, GracePeriod grace) {
        this.map = map;
        this.sizes = sizes;
        this.grace = grace;
    }

    /** Services and VIP markers that a table of this size surely takes. */
    static int capacity(Sizes sizes) {
        return PerfectHash.keysFor(sizes.serviceRecords());
    }

    List<ServiceRow> read() throws DamagedException {
        long generation = generation(active());
        int recordMask = map.memory().get(JAVA_INT, generation + Layout.Services.RECORD_MASK);
        if (recordMask < 0 || recordMask >= sizes.serviceRecords()) {
            throw new DamagedException("the service table claims " + (recordMask + 1L) + " records");
        }
        List<ServiceRow> rows = new ArrayList<>();
        for (int i = 0; i <= recordMask; i++) {
            MemorySegment record = record(generation, i);
            if (record.get(JAVA_BYTE, Layout.Service.KIND) == Layout.Service.KIND_SERVICE) {
                rows.add(row(record));
            }
        }
        return rows;
    }

    /**
     * Replaces all services by these, once after each grace period. They fit: {@link #keys} of them is at most {@link
     * #capacity}.
     */
    void write(Collection<ServiceRow> rows) {
        List<ServiceKey> keys = new ArrayList<>();
        rows.forEach(row -> keys.add(ServiceKey.service(row.vip())));
        List<IpAddress> addresses = List.copyOf(addresses(rows));
        addresses.forEach(address -> keys.add(ServiceKey.marker(address)));
        PerfectHash hash = PerfectHash.build(keys);

        int next = 1 - active();
        long generation = generation(next);
        writeHead(generation, hash);
        int key = 0;
        for (ServiceRow row : rows) {
            write(record(generation, hash.place(key++)), row);
        }
        for (IpAddress address : addresses) {
            writeMarker(record(generation, hash.place(key++)), address);
        }
        map.publish(Layout.Services.ACTIVE, next);
        grace.unlinked();
    }

    /** Keys that so many services take in the table: one each, and one for each VIP. */
    static int keys(Collection<ServiceRow> rows) {
        return rows.size() + addresses(rows).size();
    }

    private static SortedSet<IpAddress> addresses(Collection<ServiceRow> rows) {
        TreeSet<IpAddress> addresses = new TreeSet<>();
        rows.forEach(row -> addresses.add(row.vip().address()));
        return addresses;
    }

    private int active() {
        return map.word(Layout.Services.ACTIVE) & 1;
    }

    private long generation(int index) {
        return Layout.Services.HEAD + index * sizes.serviceGeneration();
    }

    private MemorySegment record(long generation, int index) {
        long at = generation
                + Layout.Services.GENERATION_HEAD
                + 2L * sizes.serviceBuckets()
                + (long) Layout.Service.SIZE * index;
        return map.memory().asSlice(at, Layout.Service.SIZE);
    }

    private void writeHead(long generation, PerfectHash hash) {
        short[] displacements = hash.displacements();
        MemorySegment memory = map.memory();
        memory.asSlice(generation, sizes.serviceGeneration()).fill((byte) 0);
        MemorySegment.copy(hash.keys(), 0, memory, JAVA_LONG, generation + Layout.Services.KEY, Layout.Services.KEYS);
        memory.set(JAVA_INT, generation + Layout.Services.BUCKET_MASK, displacements.length - 1);
        memory.set(JAVA_INT, generation + Layout.Services.RECORD_MASK, hash.records() - 1);
        MemorySegment.copy(
                displacements,
                0,
                memory,
                JAVA_SHORT,
                generation + Layout.Services.GENERATION_HEAD,
                displacements.length);
    }

    private static void write(MemorySegment record, ServiceRow row) {
        Addresses.put(record, Layout.Service.ADDRESS, row.vip().address());
        Addresses.putShort(record, Layout.Service.PORT, row.vip().port());
        record.set(
                JAVA_BYTE, Layout.Service.PROTOCOL, (byte) row.vip().protocol().number());
        record.set(JAVA_BYTE, Layout.Service.KIND, (byte) Layout.Service.KIND_SERVICE);
        record.set(JAVA_INT, Layout.Service.ID, row.id().value());
        record.set(JAVA_INT, Layout.Service.BASE, row.base());
        record.set(JAVA_INT, Layout.Service.MASK, row.size() - 1);
        record.set(JAVA_INT, Layout.Service.TABLE, row.table().value());
        record.set(JAVA_INT, Layout.Service.FLAGS, row.flags());
        record.set(JAVA_INT, Layout.Service.HASH, hash(row.vip()));
        record.set(JAVA_INT, Layout.Service.SET, row.set());
    }

    /** A CRC is linear: what the VIP's bytes add to a flow's hash is the same for all flows, so packets need not compute it. */
    private static int hash(Vip vip) {
        IpAddress zero = vip.address().isIpv4() ? IpAddress.ipv4(0) : new IpAddress(0, 0);
        return FlowHash.of(new FiveTuple(zero, vip.address(), vip.protocol(), 0, 0), Affinity.FIVE_TUPLE);
    }

    private static void writeMarker(MemorySegment record, IpAddress address) {
        Addresses.put(record, Layout.Service.ADDRESS, address);
        record.set(JAVA_BYTE, Layout.Service.KIND, (byte) Layout.Service.KIND_VIP);
    }

    private static ServiceRow row(MemorySegment record) throws DamagedException {
        int number = record.get(JAVA_INT, Layout.Service.ID);
        int mask = record.get(JAVA_INT, Layout.Service.MASK);
        int table = record.get(JAVA_INT, Layout.Service.TABLE);
        if (number < ServiceId.MIN
                || number > ServiceId.MAX
                || table < 0
                || table > TableId.MAX
                || Integer.bitCount(mask + 1) != 1) {
            throw new DamagedException("a service record has id " + number + ", table " + table + ", mask " + mask);
        }
        return new ServiceRow(
                new ServiceId(number),
                new Vip(
                        Addresses.get(record, Layout.Service.ADDRESS),
                        protocol(record.get(JAVA_BYTE, Layout.Service.PROTOCOL)),
                        Addresses.getShort(record, Layout.Service.PORT)),
                new TableId(table),
                record.get(JAVA_INT, Layout.Service.BASE),
                mask + 1,
                record.get(JAVA_INT, Layout.Service.FLAGS),
                record.get(JAVA_INT, Layout.Service.SET));
    }

    private static Protocol protocol(byte number) throws DamagedException {
        for (Protocol protocol : Protocol.values()) {
            if (protocol.number() == number) {
                return protocol;
            }
        }
        throw new DamagedException("a service record has protocol " + number);
    }
}
