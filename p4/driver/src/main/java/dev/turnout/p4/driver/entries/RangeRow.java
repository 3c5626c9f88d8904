package dev.turnout.p4.driver.entries;

import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/**
 * Clients that a service lets in.
 *
 * @param service its id
 */
public record RangeRow(int service, Cidr source) implements Row {
    private static final int SERVICE_BITS = 16;

    @Override
    public TableEntry key() {
        FieldMatch id = Row.exact(1, Values.of(service));
        int length = source.mappedPrefixLength();
        // What matches anything is left out (§9.1.1).
        return length == 0 ? Row.key(Ids.SOURCE_RANGE, id) : Row.key(Ids.SOURCE_RANGE, id, prefix(length));
    }

    private FieldMatch prefix(int length) {
        return FieldMatch.newBuilder()
                .setFieldId(2)
                .setLpm(FieldMatch.LPM
                        .newBuilder()
                        .setValue(Values.of(source.network()))
                        .setPrefixLen(length))
                .build();
    }

    @Override
    public TableAction action() {
        return Row.action(Ids.ALLOW_SOURCE);
    }

    static RangeRow read(Fields fields) throws StrayException {
        fields.requireAction(Ids.ALLOW_SOURCE);
        int length = fields.prefixLength(2);
        IpAddress network = length == 0 ? new IpAddress(0, 0) : Values.address(fields.match(2));
        int own = length - Family.IPV6.bits() + network.family().bits();
        return new RangeRow(Values.small(fields.match(1), SERVICE_BITS), new Cidr(network, own));
    }

    @Override
    public String words() {
        return "source range " + source + " of service " + service;
    }
}
