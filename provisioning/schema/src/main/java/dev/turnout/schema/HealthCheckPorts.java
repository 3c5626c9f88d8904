package dev.turnout.schema;

import dev.turnout.core.model.Probe;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which port a pool's health check asks, and whether the services of the pool let it be asked the way that it takes. */
final class HealthCheckPorts {
    private final Findings findings;
    private final Map<String, Set<Vip>> vipsByPool = new HashMap<>();

    HealthCheckPorts(Findings findings, List<ServiceDraft> services) {
        this.findings = findings;
        services.forEach(service -> service.vip()
                .ifPresent(vip -> vipsByPool
                        .computeIfAbsent(service.pool(), _ -> new HashSet<>())
                        .add(vip)));
    }

    /** The document's, or the one that all of the pool's services have; empty where there is neither, or no need of one. */
    Optional<Integer> of(PoolDraft pool) {
        return pool.healthCheck().filter(check -> !check.echo()).flatMap(check -> {
            Set<Vip> vips = vipsByPool.getOrDefault(pool.name(), Set.of());
            Optional<Integer> port = check.port().or(() -> common(check, vips));
            if (check.via() == Probe.Via.FORWARDING_PATH) {
                port.ifPresent(asked -> way(check, asked, vips));
            }
            return port;
        });
    }

    private Optional<Integer> common(HealthCheckDraft check, Set<Vip> vips) {
        List<Integer> ports = vips.stream().map(Vip::port).distinct().toList();
        if (ports.size() == 1 && ports.getFirst() != Vip.ANY_PORT) {
            return Optional.of(ports.getFirst());
        }
        String message = "say which port is asked: the services of its pool do not have one and the same";
        findings.add(ConfigCode.HEALTH_CHECK_PORT, check.path() + ".port", message);
        return Optional.empty();
    }

    private void way(HealthCheckDraft check, int port, Set<Vip> vips) {
        boolean leads = vips.stream()
                .anyMatch(vip -> vip.protocol() == Protocol.TCP && (vip.port() == port || vip.port() == Vip.ANY_PORT));
        if (!leads) {
            String message = "no TCP service of the pool has port " + port
                    + ", so no packet to it would be forwarded: ask a service's port, or by ADDRESS";
            findings.add(ConfigCode.HEALTH_CHECK_PATH, check.path() + ".via", message);
        }
    }
}
