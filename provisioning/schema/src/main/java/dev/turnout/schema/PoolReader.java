package dev.turnout.schema;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.v1.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads pools one by one; what they mean to services is for {@link CrossChecks}. */
final class PoolReader {
    private static final int DEFAULT_WEIGHT = 1;
    private static final int MAX_PORT = 65_535;

    private final Findings findings;
    private final Fields fields;
    private final HealthCheckReader healthChecks;
    private int entriesLeft = Limits.BACKEND_ENTRIES;

    PoolReader(Findings findings) {
        this.findings = findings;
        this.fields = new Fields(findings);
        this.healthChecks = new HealthCheckReader(findings);
    }

    PoolDraft read(int index, Pool pool) {
        String path = "pools[" + index + "]";
        fields.name(path + ".name", pool.getName());
        Optional<HealthCheckDraft> check = pool.hasHealthCheck()
                ? Optional.of(healthChecks.read(path + ".healthCheck", pool.getHealthCheck()))
                : Optional.empty();
        return new PoolDraft(index, pool.getName(), encapsulation(path, pool), backends(path, pool), check);
    }

    private Optional<Encapsulation> encapsulation(String path, Pool pool) {
        String at = path + ".encapsulation";
        String portAt = path + ".guePort";
        boolean gue = pool.getEncapsulation() == Pool.Encapsulation.GUE;
        if (pool.hasGuePort() && !gue) {
            String message = "only GUE has a port: leave it out, or set encapsulation to GUE";
            findings.add(ConfigCode.GUE_PORT_WITHOUT_GUE, portAt, message);
        }
        return switch (pool.getEncapsulation()) {
            case IPIP -> Optional.of(new Encapsulation.Ipip());
            case L2 -> Optional.of(new Encapsulation.L2());
            case GUE -> {
                int port = pool.hasGuePort() ? pool.getGuePort() : Encapsulation.Gue.DEFAULT_PORT;
                yield fields.inRange(portAt, port, 1, MAX_PORT)
                        ? Optional.of(new Encapsulation.Gue(port))
                        : Optional.empty();
            }
            case ENCAPSULATION_UNSPECIFIED -> {
                String message = "say how packets reach the backends: IPIP, GUE or L2";
                findings.add(ConfigCode.MISSING, at, message);
                yield Optional.empty();
            }
            case UNRECOGNIZED -> {
                fields.unknownEnum(at, pool.getEncapsulationValue(), "IPIP, GUE or L2");
                yield Optional.empty();
            }
        };
    }

    private List<PoolDraft.Entry> backends(String path, Pool pool) {
        String at = path + ".backends";
        int count = Math.min(fields.within(at, pool.getBackendsCount(), Limits.BACKENDS), entriesLeft);
        if (count < Math.min(pool.getBackendsCount(), Limits.BACKENDS)) {
            fields.within("pools", Limits.BACKEND_ENTRIES + 1, Limits.BACKEND_ENTRIES);
        }
        entriesLeft -= count;
        List<PoolDraft.Entry> entries = new ArrayList<>(count);
        Map<IpAddress, Integer> seen = new HashMap<>();
        for (int i = 0; i < count; i++) {
            PoolDraft.Entry entry = backend(at + "[" + i + "]", i, pool.getBackends(i));
            entries.add(entry);
            entry.address().ifPresent(address -> {
                Integer before = seen.putIfAbsent(address, entry.index());
                if (before != null) {
                    String message = address + " is backends[" + before + "] already: give it once, with its weight";
                    findings.add(ConfigCode.DUPLICATE_BACKEND, at + "[" + entry.index() + "].address", message);
                }
            });
        }
        weights(at, entries);
        return entries;
    }

    private PoolDraft.Entry backend(String path, int index, dev.turnout.v1.Backend backend) {
        Optional<IpAddress> address =
                fields.unicast(path + ".address", backend.getAddress(), ConfigCode.BACKEND_NOT_USABLE);
        int weight = backend.hasWeight() ? backend.getWeight() : DEFAULT_WEIGHT;
        boolean good = fields.inRange(path + ".weight", weight, 0, Backend.MAX_WEIGHT);
        return new PoolDraft.Entry(index, address, good ? weight : DEFAULT_WEIGHT);
    }

    private void weights(String at, List<PoolDraft.Entry> entries) {
        if (entries.isEmpty()) {
            String message = "the pool has no backend: its services do what their zeroBackends says";
            findings.add(ConfigCode.EMPTY_POOL, at, message);
        } else if (entries.stream().allMatch(entry -> entry.weight() == 0)) {
            String message = "every backend has weight 0, so none may take a new flow: give one a positive weight";
            findings.add(ConfigCode.ALL_WEIGHTS_ZERO, at, message);
        }
    }
}
