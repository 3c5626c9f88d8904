package dev.turnout.p4.driver.entries;

import com.google.protobuf.ByteString;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;
import java.util.Arrays;
import java.util.List;

/**
 * A service without its source ranges, which are rows of their own; in one table or the other, by whether it has a port.
 *
 * @param slots of its table, a power of two
 * @param transit whether it looks at marks; then its persistence is TRANSIT, else NONE
 */
public record ServiceRow(
        Vip vip,
        int id,
        int table,
        int slots,
        boolean clientIp,
        boolean transit,
        boolean ranged,
        ZeroBackendPolicy zeroBackends)
        implements Row {
    private static final int ID_BITS = 16;
    private static final int MASK_BITS = 17;
    private static final int PROTOCOL_BITS = 8;
    private static final int PORT_BITS = 16;

    /** @param slots of its table */
    static ServiceRow of(ServiceEntry entry, int slots) {
        ServiceSpec spec = entry.spec();
        return new ServiceRow(
                spec.vip(),
                spec.id().value(),
                entry.table().value(),
                slots,
                spec.affinity() == Affinity.CLIENT_IP,
                spec.persistence() == Persistence.TRANSIT,
                !spec.sourceRanges().isEmpty(),
                spec.zeroBackends());
    }

    /** @param ranges sorted */
    ServiceEntry entry(List<Cidr> ranges) {
        ServiceSpec spec = new ServiceSpec(
                new ServiceId(id),
                vip,
                Algorithm.MAGLEV,
                clientIp ? Affinity.CLIENT_IP : Affinity.FIVE_TUPLE,
                transit ? Persistence.TRANSIT : Persistence.NONE,
                zeroBackends,
                ranges);
        return new ServiceEntry(spec, new TableId(table));
    }

    @Override
    public TableEntry key() {
        ByteString address = Values.of(vip.address());
        ByteString protocol = Values.of(vip.protocol().number());
        return vip.port() == Vip.ANY_PORT
                ? Row.key(Ids.SERVICE_ANY_PORT, Row.exact(1, address), Row.exact(2, protocol))
                : Row.key(
                        Ids.SERVICE,
                        Row.exact(1, address),
                        Row.exact(2, protocol),
                        Row.exact(3, Values.of(vip.port())));
    }

    @Override
    public TableAction action() {
        return Row.action(
                Ids.SET_SERVICE,
                Values.of(id),
                Values.of(table),
                Values.of(slots - 1),
                Values.of(clientIp),
                Values.of(transit),
                Values.of(ranged),
                Values.of(zeroBackends != ZeroBackendPolicy.USE_ALL),
                Values.of(zeroBackends == ZeroBackendPolicy.WITHDRAW));
    }

    static ServiceRow read(Fields fields) throws StrayException {
        fields.requireAction(Ids.SET_SERVICE);
        ServiceRow row = new ServiceRow(
                vip(fields),
                Values.small(fields.param(1), ID_BITS),
                Values.small(fields.param(2), ID_BITS),
                Values.small(fields.param(3), MASK_BITS) + 1,
                Values.flag(fields.param(4)),
                Values.flag(fields.param(5)),
                Values.flag(fields.param(6)),
                policy(Values.flag(fields.param(7)), Values.flag(fields.param(8))));
        Values.require(row.id > 0, "0 is no service");
        Values.require(Integer.bitCount(row.slots) == 1, "a table has no power of two of slots");
        return row;
    }

    private static Vip vip(Fields fields) throws StrayException {
        boolean anyPort = fields.entry().getTableId() == Ids.SERVICE_ANY_PORT;
        int port = anyPort ? Vip.ANY_PORT : Values.small(fields.match(3), PORT_BITS);
        Values.require(anyPort || port != Vip.ANY_PORT, "a service has port 0");
        int number = Values.small(fields.match(2), PROTOCOL_BITS);
        Protocol protocol = Arrays.stream(Protocol.values())
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(() -> new StrayException("no service has protocol " + number));
        IpAddress address = Values.address(fields.match(1));
        return new Vip(address, protocol, port);
    }

    private static ZeroBackendPolicy policy(boolean reject, boolean withdraw) throws StrayException {
        Values.require(reject || !withdraw, "a service withdraws and does not reject");
        if (withdraw) {
            return ZeroBackendPolicy.WITHDRAW;
        }
        return reject ? ZeroBackendPolicy.REJECT : ZeroBackendPolicy.USE_ALL;
    }

    @Override
    public String words() {
        return "service " + vip;
    }
}
