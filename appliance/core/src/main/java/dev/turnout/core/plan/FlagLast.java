package dev.turnout.core.plan;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Table first, flag last: a service that is to have a flow table instead of marks keeps its marks until its table is as it
 * should be.
 *
 * <p>The flow table is empty when a service begins to look at it, and is filled by what is sent from then on. A slot that
 * moved before would take its silent flows with it; marks keep them. Once the table is at rest a flow without an entry finds
 * its backend by its slot, so nobody notices when the service begins to remember, or to draw at random.
 */
final class FlagLast {
    private FlagLast() {}

    /** The program with those services as they must still be. */
    static DataplaneProgram of(DataplaneState observed, DataplaneProgram desired) {
        SortedMap<ServiceId, DesiredService> services = new TreeMap<>(desired.services());
        services.replaceAll((id, service) -> {
            ServiceEntry entry = observed.services().get(id);
            return entry != null
                            && waits(entry.spec(), service.spec())
                            && !observed.table(entry.table()).equals(desired.table(service.table()))
                    ? service.with(service.spec()
                            .with(entry.spec().algorithm(), entry.spec().persistence()))
                    : service;
        });
        return desired.with(services);
    }

    /** With another affinity another hash finds the slot, so that marks could not keep a flow either. */
    static boolean waits(ServiceSpec now, ServiceSpec then) {
        return waits(now.persistence(), then.persistence()) && now.affinity() == then.affinity();
    }

    static boolean waits(Persistence now, Persistence then) {
        return now == Persistence.TRANSIT && then == Persistence.FLOW_TABLE;
    }
}
