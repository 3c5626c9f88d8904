package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/** A backend, with its next hop where that is resolved. What the packet path needs of it, and what only a reader does. */
public record BackendRow(BackendEntry backend) implements Row {
    private static final int WORD_BITS = 32;

    @Override
    public TableEntry key() {
        return Row.key(Ids.BACKEND, Row.exact(1, Values.of(backend.id().value())));
    }

    @Override
    public TableAction action() {
        return backend.nextHop().map(this::resolved).orElseGet(this::unresolved);
    }

    private TableAction unresolved() {
        return Row.action(
                Ids.UNRESOLVED,
                Values.of(backend.key().address()),
                Values.of(udpPort()),
                Values.of(backend.key().encapsulation() instanceof Encapsulation.L2),
                Values.of(backend.idGeneration()),
                Values.of(backend.draining()));
    }

    private TableAction resolved(NextHop hop) {
        return switch (backend.key().encapsulation()) {
            case Encapsulation.L2() -> direct(hop);
            case Encapsulation.Ipip(), Encapsulation.Gue(int _) -> tunnel(hop);
        };
    }

    /** 0 where it is not GUE. */
    private int udpPort() {
        return switch (backend.key().encapsulation()) {
            case Encapsulation.Gue(int port) -> port;
            case Encapsulation.Ipip(), Encapsulation.L2() -> 0;
        };
    }

    private TableAction tunnel(NextHop hop) {
        Cidr source = hop.outerSource();
        IpAddress destination = backend.key().address();
        boolean v4 = destination.isIpv4();
        return Row.action(
                v4 ? Ids.TUNNEL_IPV4 : Ids.TUNNEL_IPV6,
                Values.of(hop.port()),
                Values.of(hop.vlan()),
                Values.of(hop.destination().bits()),
                Values.of(hop.source().bits()),
                Values.of(hop.mtu()),
                outer(source.network(), v4),
                Values.of(source.prefixLength()),
                Values.of(Integer.toUnsignedLong(varyingBits(source))),
                outer(destination, v4),
                Values.of(udpPort()),
                Values.of(backend.idGeneration()),
                Values.of(backend.draining()));
    }

    private static ByteString outer(IpAddress address, boolean v4) {
        return v4 ? Values.of(Integer.toUnsignedLong(address.ipv4Bits())) : Values.of(address);
    }

    private TableAction direct(NextHop hop) {
        return Row.action(
                Ids.DIRECT,
                Values.of(hop.port()),
                Values.of(hop.vlan()),
                Values.of(hop.destination().bits()),
                Values.of(hop.source().bits()),
                Values.of(hop.mtu()),
                Values.of(hop.outerSource().network()),
                Values.of(hop.outerSource().prefixLength()),
                Values.of(backend.key().address()),
                Values.of(backend.idGeneration()),
                Values.of(backend.draining()));
    }

    /** The bits of an address's last 32-bit word that a prefix leaves free: 1 where they vary. */
    private static int varyingBits(Cidr prefix) {
        int hostBits = 4 * WORD_BITS - prefix.mappedPrefixLength();
        return hostBits >= WORD_BITS ? -1 : (1 << hostBits) - 1;
    }

    @Override
    public String words() {
        return "backend " + backend.key().address();
    }
}
