package dev.turnout.core.liveness;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.TrialPacket;
import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.util.Comparator;
import java.util.List;

/**
 * Packets for the services of one state, in turn, each of another client: so each turn of a service meets another of its
 * slots. The same number always gives the same packet.
 */
public final class Questions {
    /** Networks that are for measurements alone, so of no client: RFC 2544 and RFC 5180. */
    private static final Cidr CLIENTS4 = new Cidr(IpAddress.ipv4(0xc612_0000), 15);

    private static final Cidr CLIENTS6 = new Cidr(new IpAddress(0x2001_0002_0000_0000L, 0), 48);

    private static final int FIRST_PORT = 1024;

    private final DataplaneState state;
    private final List<ServiceEntry> services;

    public Questions(DataplaneState state) {
        this.state = state;
        // Neighbours by id share tables and history, so a few of them in a row would say little of all.
        services = state.services().values().stream()
                .sorted(Comparator.comparingLong(
                        service -> scrambled(service.id().value())))
                .toList();
    }

    DataplaneState state() {
        return state;
    }

    int services() {
        return services.size();
    }

    /** There is one for each number where there is a service. */
    Question question(long number) {
        ServiceEntry service = services.get((int) Long.remainderUnsigned(number, services.size()));
        Vip vip = service.spec().vip();
        long drawn = scrambled(number);
        FiveTuple flow = new FiveTuple(
                client(service.spec(), drawn),
                vip.address(),
                vip.protocol(),
                port(FIRST_PORT, drawn >>> 32),
                vip.port() == Vip.ANY_PORT ? port(1, drawn >>> 48) : vip.port());
        boolean syn = vip.protocol() == Protocol.TCP && (drawn & 1) == 0;
        return new Question(vip.toString(), new TrialPacket(flow, syn), true);
    }

    private static int port(int first, long drawn) {
        return first + (int) ((drawn & 0xffff) % (65_536 - first));
    }

    /** One that the service lets in, where it lets in any. */
    private static IpAddress client(ServiceSpec service, long drawn) {
        Family family = service.vip().address().family();
        List<Cidr> ranges = service.sourceRanges().stream()
                .filter(range -> range.family() == family)
                .toList();
        Cidr all = family == Family.IPV4 ? CLIENTS4 : CLIENTS6;
        return within(ranges.isEmpty() ? all : ranges.get((int) Long.remainderUnsigned(drawn, ranges.size())), drawn);
    }

    private static IpAddress within(Cidr range, long drawn) {
        int free = range.family().bits() - range.prefixLength();
        long mask = free >= Long.SIZE ? -1L : (1L << free) - 1;
        long low = range.network().low() | drawn & mask & (range.family() == Family.IPV4 ? 0xffff_ffffL : -1L);
        return new IpAddress(range.network().high(), low);
    }

    /** SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): as good as random, and no two numbers give the same. */
    private static long scrambled(long number) {
        long mixed = number * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
