package dev.turnout.agent;

import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Service;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.v1.Report;
import dev.turnout.v1.ServiceStatus;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which VIPs a box should announce. */
final class Announcements {
    private Announcements() {}

    /**
     * Those of all services, save where a service asks to be withdrawn and has no backend for new flows. An address that
     * several services share stays for as long as one of them needs it.
     */
    static Set<IpAddress> of(FleetConfig config, Report report) {
        return switch (config.dataplane().announce()) {
            case NONE -> Set.of();
            case LOCAL -> {
                Map<String, Integer> up = report.getServicesList().stream()
                        .collect(Collectors.toMap(ServiceStatus::getName, ServiceStatus::getBackendsUp));
                yield config.services().stream()
                        .filter(service -> serves(service, up.getOrDefault(service.name(), 0)))
                        .map(service -> service.vip().address())
                        .collect(Collectors.toSet());
            }
        };
    }

    private static boolean serves(Service service, int backendsUp) {
        return service.zeroBackends() != ZeroBackendPolicy.WITHDRAW || backendsUp > 0;
    }
}
