package dev.turnout.ebpf;

import java.nio.file.Path;
import java.util.List;

/**
 * Where and how large. A map that is found pinned with more room than is asked for keeps it; one with less is replaced by a larger
 * one while packets go on, save the transit filters, whose marks do not survive another size.
 *
 * @param interfaces names, in this process's network namespace; the program is attached to each
 * @param allowGeneric whether the kernel's slow generic mode will do, to begin with, where a driver has no native one
 * @param pins a directory in a BPF file system, which is mounted where it is missing; each box of a machine has its own
 * @param slotCapacity slots of all tables together: a power of two, 256 to 64 million, 4 bytes each
 * @param maxServices with a VIP each; more services where they share VIPs
 * @param filterBits of each of the two transit filters: a power of two, 512 to 2^30
 * @param maxFlows entries of the flow table
 * @param maxSourceRanges prefixes of all services together
 * @param icmp ICMP errors that the box sends
 * @param newFlows entries that the flow table takes; what comes beyond goes by its slot, without an entry
 */
public record XdpSettings(
        List<String> interfaces,
        boolean allowGeneric,
        Path pins,
        int slotCapacity,
        int maxServices,
        int filterBits,
        int maxFlows,
        int maxSourceRanges,
        RateLimit icmp,
        RateLimit newFlows) {
    public static final Path DEFAULT_PINS = Path.of("/sys/fs/bpf/turnout");
    public static final RateLimit ICMP = new RateLimit(100, 50);
    public static final RateLimit NEW_FLOWS = new RateLimit(1000, 4096);

    /** The least time in which new entries may push all others out of the flow table. */
    private static final int TURNOVER_SECONDS = 32;

    /** The share of it that they may push out at once. */
    private static final int BURST_SHARE = 8;

    public XdpSettings {
        interfaces = List.copyOf(interfaces);
        requirePowerOfTwo("slotCapacity", slotCapacity, 256, 1 << 26);
        requirePowerOfTwo("filterBits", filterBits, 512, 1 << 30);
        if (interfaces.isEmpty() || maxServices < 1 || maxServices > 24_576 || maxFlows < 1 || maxSourceRanges < 1) {
            throw new IllegalArgumentException("settings without room: " + interfaces + ", " + maxServices
                    + " services, " + maxFlows + " flows, " + maxSourceRanges + " source ranges");
        }
    }

    /** The defaults: 4 million slots, 6144 services, filters of 8 million bits. */
    public static XdpSettings on(String... interfaces) {
        return new XdpSettings(
                List.of(interfaces), false, DEFAULT_PINS, 1 << 22, 6144, 1 << 23, 65_536, 65_536, ICMP, NEW_FLOWS);
    }

    public XdpSettings withPins(Path directory) {
        return new XdpSettings(
                interfaces,
                allowGeneric,
                directory,
                slotCapacity,
                maxServices,
                filterBits,
                maxFlows,
                maxSourceRanges,
                icmp,
                newFlows);
    }

    public XdpSettings withIcmp(RateLimit limit) {
        return new XdpSettings(
                interfaces,
                allowGeneric,
                pins,
                slotCapacity,
                maxServices,
                filterBits,
                maxFlows,
                maxSourceRanges,
                limit,
                newFlows);
    }

    public XdpSettings withAllowGeneric(boolean allow) {
        return new XdpSettings(
                interfaces,
                allow,
                pins,
                slotCapacity,
                maxServices,
                filterBits,
                maxFlows,
                maxSourceRanges,
                icmp,
                newFlows);
    }

    public XdpSettings withRoom(int slots, int services) {
        return new XdpSettings(
                interfaces, allowGeneric, pins, slots, services, filterBits, maxFlows, maxSourceRanges, icmp, newFlows);
    }

    /**
     * With as many new flows as a table of that size takes without forgetting those that spoke within half a minute, however
     * many CPUs there are.
     */
    public XdpSettings withMaxFlows(int flows) {
        int each = Math.max(1, flows / Runtime.getRuntime().availableProcessors());
        RateLimit limit = new RateLimit(
                Math.min(NEW_FLOWS.perSecond(), Math.max(1, each / TURNOVER_SECONDS)),
                Math.min(NEW_FLOWS.burst(), Math.max(1, each / BURST_SHARE)));
        return new XdpSettings(
                interfaces,
                allowGeneric,
                pins,
                slotCapacity,
                maxServices,
                filterBits,
                flows,
                maxSourceRanges,
                icmp,
                limit);
    }

    private static void requirePowerOfTwo(String name, int value, int min, int max) {
        if (Integer.bitCount(value) != 1 || value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " " + value + ": a power of two from " + min + " to " + max + " is needed");
        }
    }
}
