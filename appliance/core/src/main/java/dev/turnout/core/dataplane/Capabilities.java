package dev.turnout.core.dataplane;

/**
 * What a data plane can do and hold, asked once when it is opened.
 *
 * @param name for people, with the mode: {@code XDP native on eth0}
 * @param maxServices entries, VIP markers not counted
 * @param maxBackends ids that may exist at once, the draining included
 * @param maxTables table ids
 * @param slotCapacity slots of all tables together
 * @param flowTables whether it can keep an entry per flow, so {@code FLOW_TABLE} and {@code RANDOM}
 * @param gue whether it can encapsulate in GUE
 * @param layer2 whether it can return directly at layer 2
 * @param pathProbes whether the box can ask backends through it, so {@code via: FORWARDING_PATH}
 * @param sourceRanges how many source prefixes it can hold
 */
public record Capabilities(
        String name,
        int maxServices,
        int maxBackends,
        int maxTables,
        int slotCapacity,
        boolean flowTables,
        boolean gue,
        boolean layer2,
        boolean pathProbes,
        int sourceRanges) {}
