package dev.turnout.schema;

import dev.turnout.core.model.BackendPool;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.Revision;
import dev.turnout.core.model.Seed;
import dev.turnout.core.model.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From message to model: every part is read and every rule checked, whatever was wrong before. */
final class ConfigReader {
    private final Findings findings;
    private final Fields fields;
    private final BoxContext box;

    ConfigReader(Findings findings, BoxContext box) {
        this.findings = findings;
        this.fields = new Fields(findings);
        this.box = box;
    }

    ParseResult read(dev.turnout.v1.FleetConfig document) {
        new UnknownFields(findings).check(document);
        return readKnown(document);
    }

    /** Reads a document that has no unknown fields. */
    ParseResult readKnown(dev.turnout.v1.FleetConfig document) {
        Optional<Revision> revision = revision(document);
        Optional<Seed> seed = seed(document);
        List<PoolDraft> pools = pools(document);
        List<ServiceDraft> services = services(document);
        var dataplane = new DataplaneReader(findings).read(document.getDataplane());
        CrossChecks checks = new CrossChecks(findings, services, pools);
        checks.run();
        TableSizeChecks sizes = new TableSizeChecks(findings);
        List<Integer> tableSizes = services.stream()
                .map(service -> checks.poolOf(service)
                        .map(pool -> sizes.sizeFor(service, pool))
                        .orElse(0))
                .toList();
        HealthCheckPorts ports = new HealthCheckPorts(findings, services);
        List<Optional<Integer>> askedPorts = pools.stream().map(ports::of).toList();
        if (findings.hasViolations()) {
            return new ParseResult.Rejected(findings.violations());
        }
        List<Service> read = new ArrayList<>(services.size());
        for (int i = 0; i < services.size(); i++) {
            read.add(services.get(i).service(tableSizes.get(i)));
        }
        List<BackendPool> readPools = new ArrayList<>(pools.size());
        for (int i = 0; i < pools.size(); i++) {
            readPools.add(pools.get(i).pool(askedPorts.get(i)));
        }
        FleetConfig config = new FleetConfig(revision.orElseThrow(), seed.orElseThrow(), read, readPools, dataplane);
        return new ParseResult.Accepted(config, findings.warnings());
    }

    private Optional<Revision> revision(dev.turnout.v1.FleetConfig document) {
        boolean epoch = signed("epoch", document.getEpoch());
        boolean generation = signed("generation", document.getGeneration());
        if (document.getGeneration() == 0) {
            String message = "a generation is required, 1 or more, larger with every push";
            findings.add(ConfigCode.MISSING, "generation", message);
            return Optional.empty();
        }
        return epoch && generation
                ? Optional.of(new Revision(document.getEpoch(), document.getGeneration()))
                : Optional.empty();
    }

    private boolean signed(String path, long unsigned) {
        if (unsigned < 0) {
            String message = Long.toUnsignedString(unsigned) + " is out of range: the largest is " + Long.MAX_VALUE;
            findings.add(ConfigCode.OUT_OF_RANGE, path, message);
        }
        return unsigned >= 0;
    }

    private Optional<Seed> seed(dev.turnout.v1.FleetConfig document) {
        int length = document.getSeed().size();
        if (length == 0) {
            String message = "a seed of 32 bytes is required: 'openssl rand -hex 32' makes one";
            findings.add(ConfigCode.MISSING, "seed", message);
            return Optional.empty();
        }
        if (length != Seed.BYTES) {
            String message = "the seed has " + length + " bytes: it needs 32, in YAML 64 hexadecimal digits";
            findings.add(ConfigCode.BAD_SEED, "seed", message);
            return Optional.empty();
        }
        return Seed.of(document.getSeed().toByteArray());
    }

    private List<PoolDraft> pools(dev.turnout.v1.FleetConfig document) {
        PoolReader reader = new PoolReader(findings);
        int count = fields.within("pools", document.getPoolsCount(), Limits.POOLS);
        List<PoolDraft> pools = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pools.add(reader.read(i, document.getPools(i)));
        }
        return pools;
    }

    private List<ServiceDraft> services(dev.turnout.v1.FleetConfig document) {
        ServiceReader reader =
                new ServiceReader(findings, box, DataplaneReader.defaultAlgorithm(document.getDataplane()));
        int count = fields.within("services", document.getServicesCount(), Limits.SERVICES);
        List<ServiceDraft> services = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            services.add(reader.read(i, document.getServices(i)));
        }
        return services;
    }
}
