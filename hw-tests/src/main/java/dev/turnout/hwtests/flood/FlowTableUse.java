package dev.turnout.hwtests.flood;

import dev.turnout.ebpf.RateLimit;
import dev.turnout.ebpf.XdpSettings;

/**
 * What the floods at the service made of the flow table.
 *
 * @param packets of the floods that came to the service, each of a flow of its own
 * @param limited of these, those that were forwarded without an entry
 * @param floods how many, with pauses between them
 * @param seconds that they lasted, all together
 * @param entries of the table at the end
 */
record FlowTableUse(long packets, long limited, int floods, double seconds, long entries) {
    /** Of each CPU. */
    static final RateLimit LIMIT =
            XdpSettings.on("eth0").withMaxFlows(Sizes.FLOWS).newFlows();

    long admitted() {
        return packets - limited;
    }

    /** The most that may be admitted: a rate for each CPU, and a burst for each flood, which may have come again in a pause. */
    long limit() {
        return Math.round((LIMIT.perSecond() * seconds + (double) LIMIT.burst() * floods) * Town.CPUS);
    }
}
