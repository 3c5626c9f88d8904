package dev.turnout.hwtests.flood;

import dev.turnout.ebpf.RateLimit;
import dev.turnout.ebpf.XdpSettings;

/**
 * What the floods at the service made of the flow table.
 *
 * @param packets of the floods that came to the service, each of a flow of its own
 * @param limited of these, those that were forwarded without an entry
 * @param seconds that they lasted
 * @param entries of the table at the end
 */
record FlowTableUse(long packets, long limited, double seconds, long entries) {
    /** Of each CPU. */
    static final RateLimit LIMIT =
            XdpSettings.on("eth0").withMaxFlows(Sizes.FLOWS).newFlows();

    long admitted() {
        return packets - limited;
    }

    /** The most that may be admitted: a rate and a burst for each CPU. */
    long limit() {
        return Math.round((LIMIT.perSecond() * seconds + LIMIT.burst()) * Town.CPUS);
    }
}
