package dev.turnout.schema;

import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Announce;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Family;
import java.util.Optional;

/** Reads the data plane's settings. */
final class DataplaneReader {
    private static final Algorithm STANDARD_ALGORITHM = Algorithm.MAGLEV;

    private final Findings findings;
    private final Fields fields;

    DataplaneReader(Findings findings) {
        this.findings = findings;
        this.fields = new Fields(findings);
    }

    dev.turnout.core.model.DataplaneSettings read(dev.turnout.v1.DataplaneSettings settings) {
        return new dev.turnout.core.model.DataplaneSettings(
                tunnelSource("dataplane.tunnelSource4", settings.getTunnelSource4(), Family.IPV4),
                tunnelSource("dataplane.tunnelSource6", settings.getTunnelSource6(), Family.IPV6),
                settings.getAllowGeneric(),
                announce(settings),
                new AlgorithmReader(findings)
                        .read("dataplane.defaultAlgorithm", settings.getDefaultAlgorithm(), STANDARD_ALGORITHM));
    }

    /** Of services that name none. */
    static Algorithm defaultAlgorithm(dev.turnout.v1.DataplaneSettings settings) {
        return AlgorithmReader.of(settings.getDefaultAlgorithm(), STANDARD_ALGORITHM);
    }

    private Optional<Cidr> tunnelSource(String path, String text, Family family) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Cidr> prefix = fields.prefix(path, text);
        prefix.filter(cidr -> cidr.family() != family).ifPresent(cidr -> {
            String message =
                    cidr + " is of the other family: use an " + (family == Family.IPV4 ? "IPv4" : "IPv6") + " prefix";
            findings.add(ConfigCode.TUNNEL_SOURCE, path, message);
        });
        prefix.flatMap(cidr -> AddressRules.unusable(cidr.network())).ifPresent(kind -> {
            String message = "the prefix begins with " + kind + ": use a prefix of unicast addresses";
            findings.add(ConfigCode.TUNNEL_SOURCE, path, message);
        });
        return prefix;
    }

    private Announce announce(dev.turnout.v1.DataplaneSettings settings) {
        return switch (settings.getAnnounce()) {
            case ANNOUNCE_UNSPECIFIED, LOCAL -> Announce.LOCAL;
            case NONE -> Announce.NONE;
            case UNRECOGNIZED -> {
                fields.unknownEnum("dataplane.announce", settings.getAnnounceValue(), "LOCAL or NONE");
                yield Announce.LOCAL;
            }
        };
    }
}
