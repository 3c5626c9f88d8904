package dev.turnout.p4.driver.entries;

import dev.turnout.core.model.IpAddress;
import dev.turnout.p4.runtime.TableAction;
import dev.turnout.p4.runtime.TableEntry;

/** An address that has a service. */
public record VipRow(IpAddress address) implements Row {
    @Override
    public TableEntry key() {
        return Row.key(Ids.VIP, Row.exact(1, Values.of(address)));
    }

    @Override
    public TableAction action() {
        return Row.action(Ids.IS_VIP);
    }

    static VipRow read(Fields fields) throws StrayException {
        fields.requireAction(Ids.IS_VIP);
        return new VipRow(Values.address(fields.match(1)));
    }

    @Override
    public String words() {
        return "VIP " + address;
    }
}
