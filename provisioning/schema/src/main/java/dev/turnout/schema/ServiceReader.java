package dev.turnout.schema;

import dev.turnout.core.maglev.TableSizes;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.model.Vip;
import dev.turnout.core.model.ZeroBackendPolicy;
import dev.turnout.v1.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads services one by one; what they mean to each other and to pools is for {@link CrossChecks}. */
final class ServiceReader {
    private static final int MAX_PORT = 65_535;

    private final Findings findings;
    private final Fields fields;
    private final BoxContext box;
    private final AlgorithmReader algorithms;
    private final TransitionReader transitions;
    private final Algorithm defaultAlgorithm;

    /** @param defaultAlgorithm of services that name none */
    ServiceReader(Findings findings, BoxContext box, Algorithm defaultAlgorithm) {
        this.findings = findings;
        this.fields = new Fields(findings);
        this.box = box;
        this.algorithms = new AlgorithmReader(findings);
        this.transitions = new TransitionReader(findings);
        this.defaultAlgorithm = defaultAlgorithm;
    }

    ServiceDraft read(int index, Service service) {
        String path = "services[" + index + "]";
        fields.name(path + ".name", service.getName());
        Protocol protocol = protocol(path, service);
        Optional<IpAddress> address = address(path, service);
        Optional<Integer> port = port(path, service);
        pool(path, service);
        Algorithm algorithm = algorithms.read(path + ".algorithm", service.getAlgorithm(), defaultAlgorithm);
        return new ServiceDraft(
                index,
                service.getName(),
                address.flatMap(vip -> port.map(number -> new Vip(vip, protocol, number))),
                service.getPool(),
                algorithm,
                tableSize(path, service),
                affinity(path, service),
                persistence(path, service, protocol, algorithm),
                sourceRanges(path, service, address),
                zeroBackends(path, service),
                transitions.read(path + ".transition", service.getTransition()));
    }

    private Optional<IpAddress> address(String path, Service service) {
        Optional<IpAddress> address = fields.unicast(path + ".vip", service.getVip(), ConfigCode.VIP_NOT_USABLE);
        address.filter(box.managementAddresses()::contains).ifPresent(own -> {
            String message = own + " is an address of the box itself, which a VIP would cut off: use another";
            findings.add(ConfigCode.VIP_IS_BOX_ADDRESS, path + ".vip", message);
        });
        return address;
    }

    private Optional<Integer> port(String path, Service service) {
        if (!service.hasPort()) {
            findings.add(ConfigCode.MISSING, path + ".port", "a port is required; 0 is any port");
            return Optional.empty();
        }
        return fields.inRange(path + ".port", service.getPort(), 0, MAX_PORT)
                ? Optional.of(service.getPort())
                : Optional.empty();
    }

    private void pool(String path, Service service) {
        if (service.getPool().isEmpty()) {
            findings.add(ConfigCode.MISSING, path + ".pool", "the name of a pool is required");
        }
    }

    private Optional<Integer> tableSize(String path, Service service) {
        if (!service.hasTableSize()) {
            return Optional.empty();
        }
        int size = service.getTableSize();
        if (!TableSizes.isValid(size)) {
            String message =
                    Integer.toUnsignedString(size) + " is no table size: use a power of two from 256 to 131072";
            findings.add(ConfigCode.TABLE_SIZE, path + ".tableSize", message);
            return Optional.empty();
        }
        return Optional.of(size);
    }

    private List<Cidr> sourceRanges(String path, Service service, Optional<IpAddress> vip) {
        String at = path + ".sourceRanges";
        int count = fields.within(at, service.getSourceRangesCount(), Limits.SOURCE_RANGES);
        List<Cidr> ranges = new ArrayList<>(count);
        Set<Cidr> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String itemAt = at + "[" + i + "]";
            fields.prefix(itemAt, service.getSourceRanges(i)).ifPresent(range -> {
                if (vip.isPresent() && vip.get().family() != range.family()) {
                    String message = range + " is not of the family of the VIP " + vip.get() + ", so it lets nobody in";
                    findings.add(ConfigCode.SOURCE_RANGE_FAMILY, itemAt, message);
                }
                if (seen.add(range)) {
                    ranges.add(range);
                } else {
                    findings.add(ConfigCode.DUPLICATE_SOURCE_RANGE, itemAt, range + " stands here twice");
                }
            });
        }
        return ranges;
    }

    private Protocol protocol(String path, Service service) {
        return switch (service.getProtocol()) {
            case PROTOCOL_UNSPECIFIED, TCP -> Protocol.TCP;
            case UDP -> Protocol.UDP;
            case UNRECOGNIZED -> {
                fields.unknownEnum(path + ".protocol", service.getProtocolValue(), "TCP or UDP");
                yield Protocol.TCP;
            }
        };
    }

    private Affinity affinity(String path, Service service) {
        return switch (service.getAffinity()) {
            case AFFINITY_UNSPECIFIED, FIVE_TUPLE -> Affinity.FIVE_TUPLE;
            case CLIENT_IP -> Affinity.CLIENT_IP;
            case UNRECOGNIZED -> {
                fields.unknownEnum(path + ".affinity", service.getAffinityValue(), "FIVE_TUPLE or CLIENT_IP");
                yield Affinity.FIVE_TUPLE;
            }
        };
    }

    private ZeroBackendPolicy zeroBackends(String path, Service service) {
        return switch (service.getZeroBackends()) {
            case ZERO_BACKENDS_UNSPECIFIED, REJECT -> ZeroBackendPolicy.REJECT;
            case WITHDRAW -> ZeroBackendPolicy.WITHDRAW;
            case USE_ALL -> ZeroBackendPolicy.USE_ALL;
            case UNRECOGNIZED -> {
                String allowed = "REJECT, WITHDRAW or USE_ALL";
                fields.unknownEnum(path + ".zeroBackends", service.getZeroBackendsValue(), allowed);
                yield ZeroBackendPolicy.REJECT;
            }
        };
    }

    private Persistence persistence(String path, Service service, Protocol protocol, Algorithm algorithm) {
        String at = path + ".persistence";
        Persistence standard = switch (algorithm) {
            case RANDOM -> Persistence.FLOW_TABLE;
            case MAGLEV -> protocol == Protocol.TCP ? Persistence.TRANSIT : Persistence.NONE;
        };
        Persistence asked = switch (service.getPersistence()) {
            case PERSISTENCE_UNSPECIFIED -> standard;
            case TRANSIT -> Persistence.TRANSIT;
            case FLOW_TABLE -> Persistence.FLOW_TABLE;
            case NONE -> Persistence.NONE;
            case UNRECOGNIZED -> {
                fields.unknownEnum(at, service.getPersistenceValue(), "TRANSIT, FLOW_TABLE or NONE");
                yield standard;
            }
        };
        if (algorithm == Algorithm.RANDOM && asked != Persistence.FLOW_TABLE) {
            boolean named = service.getAlgorithm() == Service.Algorithm.RANDOM;
            String message = (named ? "RANDOM" : "RANDOM, which dataplane.defaultAlgorithm asks for,")
                    + " needs FLOW_TABLE, not " + asked + ": leave persistence out, or use MAGLEV";
            findings.add(ConfigCode.RANDOM_NEEDS_FLOW_TABLE, at, message);
        } else if (protocol == Protocol.UDP && asked == Persistence.TRANSIT) {
            String message = "TRANSIT is for TCP, whose SYN tells a new flow: use NONE or FLOW_TABLE for UDP";
            findings.add(ConfigCode.TRANSIT_ON_UDP, at, message);
        }
        return asked;
    }
}
