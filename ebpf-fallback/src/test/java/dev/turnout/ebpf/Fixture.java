package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Services and backends for the packet path, said in one line each. */
final class Fixture {
    static final String VIP4 = "192.0.2.1";
    static final String VIP6 = "2001:db8::1";
    static final String CLIENT4 = "198.51.100.1";
    static final String CLIENT6 = "2001:db8::100";
    static final Encapsulation IPIP = new Encapsulation.Ipip();
    static final Encapsulation GUE = new Encapsulation.Gue(6080);
    static final Encapsulation L2 = new Encapsulation.L2();
    static final MacAddress NEIGHBOUR = new MacAddress(0x02_00_00_00_00_22L);
    static final MacAddress BOX = new MacAddress(0x02_00_00_00_00_11L);

    private Fixture() {}

    /** Whether an address of this text is IPv6. */
    static boolean v6(String address) {
        return address.indexOf(':') >= 0;
    }

    static String client(String vip) {
        return v6(vip) ? CLIENT6 : CLIENT4;
    }

    /** A service over a table, with nothing special about it; the id is the table's plus one. */
    static ServiceEntry service(String vip, Protocol protocol, int port, int table) {
        return service(
                vip,
                protocol,
                port,
                table,
                Algorithm.MAGLEV,
                Affinity.FIVE_TUPLE,
                protocol == Protocol.TCP ? Persistence.TRANSIT : Persistence.NONE,
                ZeroBackendPolicy.REJECT);
    }

    static ServiceEntry service(
            String vip,
            Protocol protocol,
            int port,
            int table,
            Algorithm algorithm,
            Affinity affinity,
            Persistence persistence,
            ZeroBackendPolicy policy,
            String... sources) {
        List<Cidr> ranges =
                Stream.of(sources).map(text -> Cidr.parse(text).orElseThrow()).toList();
        ServiceId id = new ServiceId(table + 1);
        Vip key = new Vip(Programs.address(vip), protocol, port);
        return new ServiceEntry(
                new ServiceSpec(id, key, algorithm, affinity, persistence, policy, ranges), new TableId(table));
    }

    /** A backend through the interface that packets come in by, MTU 1500. */
    static BackendEntry backend(int id, String address, Encapsulation encapsulation) {
        return backend(id, address, encapsulation, hop(address, PacketPath.INGRESS, 0, 1500));
    }

    static BackendEntry backend(int id, String address, Encapsulation encapsulation, NextHop hop) {
        return backend(id, address, encapsulation, 0, false, Optional.of(hop));
    }

    static BackendEntry backend(
            int id,
            String address,
            Encapsulation encapsulation,
            int generation,
            boolean draining,
            Optional<NextHop> hop) {
        return new BackendEntry(
                new BackendId(id), new BackendKey(Programs.address(address), encapsulation), generation, draining, hop);
    }

    /** A next hop whose outer sources vary in 16 bits. */
    static NextHop hop(String address, int port, int vlan, int mtu) {
        String source = v6(address) ? "2001:db8:5::/112" : "100.64.0.0/16";
        return new NextHop(port, vlan, BOX, NEIGHBOUR, mtu, Cidr.parse(source).orElseThrow());
    }
}
