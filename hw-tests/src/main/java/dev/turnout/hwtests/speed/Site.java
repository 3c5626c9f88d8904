package dev.turnout.hwtests.speed;

import com.google.protobuf.ByteString;
import dev.turnout.core.maglev.MaglevTable;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.TransitionTimes;
import dev.turnout.v1.FleetConfig;
import dev.turnout.v1.Pool;
import dev.turnout.v1.Service;
import dev.turnout.v1.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Services that differ in how many tables they need, and the documents that say so.
 *
 * @param services how many
 * @param shape what they share
 * @param backends of each pool
 * @param idle how long a transition waits for silence; slots that are in one do not move on
 */
public record Site(int services, Shape shape, int backends, Duration idle) {
    /** With transitions that outlast whatever is measured. */
    public Site(int services, Shape shape, int backends) {
        this(services, shape, backends, TransitionTimes.DEFAULT.idle());
    }

    private static final String SEED = "5a".repeat(Seed.BYTES);

    /** 10.1.0.1 and on; those that only one pool has begin half a thousand /24s further. */
    private static final int FIRST_BACKEND = 0x0a010001;

    private static final int FIRST_OWN_BACKEND = 0x0a018001;
    private static final int FIRST_VIP = 0x0a640001;
    private static final int FIRST_PORT = 8000;

    public enum Shape {
        /** All have one pool, at addresses of their own. */
        SHARED,
        /** All have one pool and one address, and differ by their ports. */
        PORTS,
        /** Each has a pool of its own: the others' backends save one, and one that only it has. */
        OWN
    }

    /**
     * What a document says of the backends that all pools have, by their numbers.
     *
     * @param heavy those of twice the others' weight
     * @param absent those that are in no pool
     */
    public record Wish(BitSet heavy, BitSet absent) {
        public static Wish plain() {
            return new Wish(new BitSet(), new BitSet());
        }
    }

    /** As fleetctl chooses it: a power of two of at least a hundred slots a backend. */
    public int tableSize() {
        int least = 100 * backends;
        return Math.max(256, Integer.highestOneBit(2 * least - 1));
    }

    public int tables() {
        return shape == Shape.OWN ? services : 1;
    }

    /** Slots that all tables have together. */
    public long slots() {
        return (long) tables() * tableSize();
    }

    /** Every backend of every pool. */
    public List<IpAddress> addresses() {
        IntStream common = IntStream.range(0, backends).map(number -> FIRST_BACKEND + number);
        IntStream own = IntStream.range(0, shape == Shape.OWN ? services : 0).map(number -> FIRST_OWN_BACKEND + number);
        return IntStream.concat(common, own).mapToObj(IpAddress::ipv4).toList();
    }

    /** The document, as the wire carries it. */
    public byte[] document(int generation, Wish wish) {
        FleetConfig.Builder config =
                FleetConfig.newBuilder().setEpoch(1).setGeneration(generation).setSeed(ByteString.fromHex(SEED));
        IntStream.range(0, services).mapToObj(this::service).forEach(config::addServices);
        for (int table = 0; table < tables(); table++) {
            Pool.Builder pool = Pool.newBuilder().setName("pool" + table).setEncapsulation(Pool.Encapsulation.IPIP);
            for (Backend backend : pool(table, wish)) {
                pool.addBackends(dev.turnout.v1.Backend.newBuilder()
                        .setAddress(backend.address().toString())
                        .setWeight(backend.weight()));
            }
            config.addPools(pool);
        }
        return config.build().toByteArray();
    }

    private Service service(int number) {
        boolean ports = shape == Shape.PORTS;
        return Service.newBuilder()
                .setName("service" + number)
                .setVip(IpAddress.ipv4(FIRST_VIP + (ports ? 0 : number)).toString())
                .setProtocol(Service.Protocol.TCP)
                .setPort(FIRST_PORT + (ports ? number : 0))
                .setPool("pool" + (shape == Shape.OWN ? number : 0))
                .setTableSize(tableSize())
                .setTransition(Transition.newBuilder()
                        .setIdle(com.google.protobuf.Duration.newBuilder().setSeconds(idle.toSeconds())))
                .build();
    }

    private List<Backend> pool(int table, Wish wish) {
        int common = shape == Shape.OWN ? backends - 1 : backends;
        List<Backend> pool = IntStream.range(0, common)
                .filter(number -> !wish.absent().get(number))
                .mapToObj(number -> new Backend(
                        IpAddress.ipv4(FIRST_BACKEND + number), wish.heavy().get(number) ? 2 : 1))
                .collect(Collectors.toCollection(ArrayList::new));
        if (shape == Shape.OWN) {
            pool.add(new Backend(IpAddress.ipv4(FIRST_OWN_BACKEND + table), 1));
        }
        return pool;
    }

    /** What a table should hold. */
    public MaglevTable table(int table, Wish wish) {
        return MaglevTable.build(new Seed(SEED), pool(table, wish), tableSize());
    }
}
