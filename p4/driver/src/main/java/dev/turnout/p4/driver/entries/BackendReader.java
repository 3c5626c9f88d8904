package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.util.Optional;

/** From an entry of the table {@code backend} to the backend. */
record BackendReader(Fields fields) {
    private static final int ID_BITS = 15;
    private static final int PORT_BITS = 16;
    private static final int MAC_BITS = 48;
    private static final int GENERATION_BITS = 8;
    private static final int PREFIX_BITS = 8;

    BackendRow read() throws StrayException {
        BackendRow row = new BackendRow(
                switch (fields.action()) {
                    case Ids.UNRESOLVED -> unresolved();
                    case Ids.TUNNEL_IPV4 -> tunnel(true);
                    case Ids.TUNNEL_IPV6 -> tunnel(false);
                    case Ids.DIRECT -> direct();
                    default -> throw new StrayException("a backend has another action");
                });
        // What is there twice, such as the mask beside the prefix, may contradict.
        for (var param : row.action().getAction().getParamsList()) {
            ByteString there = Values.canonical(fields.param(param.getParamId()));
            Values.require(there.equals(param.getValue()), "the parameters of a backend contradict");
        }
        return row;
    }

    private BackendEntry unresolved() throws StrayException {
        int port = port(2);
        boolean direct = Values.flag(fields.param(3));
        Encapsulation encapsulation = direct ? new Encapsulation.L2() : tunnelBy(port);
        return entry(Values.address(fields.param(1)), encapsulation, 4, Optional.empty());
    }

    private BackendEntry tunnel(boolean v4) throws StrayException {
        IpAddress source = outer(6, v4);
        IpAddress destination = outer(9, v4);
        // A tunnel of the one family cannot be read as one of the other.
        Values.require(destination.isIpv4() == v4, "a tunnel over IPv6 leads to an IPv4 address");
        return entry(destination, tunnelBy(port(10)), 11, Optional.of(hop(source)));
    }

    private BackendEntry direct() throws StrayException {
        Optional<NextHop> hop = Optional.of(hop(Values.address(fields.param(6))));
        return entry(Values.address(fields.param(8)), new Encapsulation.L2(), 9, hop);
    }

    private NextHop hop(IpAddress source) throws StrayException {
        return new NextHop(
                port(1),
                port(2),
                new MacAddress(Values.number(fields.param(4), MAC_BITS)),
                new MacAddress(Values.number(fields.param(3), MAC_BITS)),
                port(5),
                new Cidr(source, Values.small(fields.param(7), PREFIX_BITS)));
    }

    /** @param after the number of the parameter that says the generation; the next one says whether it drains */
    private BackendEntry entry(IpAddress address, Encapsulation encapsulation, int after, Optional<NextHop> hop)
            throws StrayException {
        return new BackendEntry(
                new BackendId(Values.small(fields.match(1), ID_BITS)),
                new BackendKey(address, encapsulation),
                Values.small(fields.param(after), GENERATION_BITS),
                Values.flag(fields.param(after + 1)),
                hop);
    }

    private static Encapsulation tunnelBy(int udpPort) {
        return udpPort == 0 ? new Encapsulation.Ipip() : new Encapsulation.Gue(udpPort);
    }

    private IpAddress outer(int param, boolean v4) throws StrayException {
        ByteString value = fields.param(param);
        return v4 ? IpAddress.ipv4((int) Values.number(value, Integer.SIZE)) : Values.address(value);
    }

    private int port(int param) throws StrayException {
        return Values.small(fields.param(param), PORT_BITS);
    }
}
