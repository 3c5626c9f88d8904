package dev.turnout.agent.os;

import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leads the box's own connections to VIPs, where they come from a port of the probes, into a veth pair instead of to the box
 * itself.
 *
 * <pre>
 *   0: lookup local             1: tcp from ports 61440-65534 lookup 7475     VIP dev turnout-probe0, …
 *                       ──▶     2: lookup local
 *   32766: lookup main          32766: lookup main
 * </pre>
 *
 * <p>A VIP that is announced is an address of the box, so the table of those has to move behind; it is never away, and comes
 * back when this is closed. What a killed process left behind is taken over by the next.
 *
 * <p>The way back needs nothing: a backend's answer, from the VIP to the box, meets the same rule with its ports exchanged when
 * the kernel looks whether the source can be right, finds a route that is not local, and so takes it for no martian. Only a
 * strict reverse-path filter would drop it.
 */
public final class ProbeRoutes {
    /** The end of the pair where a program has to take what is led there. */
    public static final String FAR_END = "turnout-probe1";

    private static final String NEAR_END = "turnout-probe0";
    private static final int TABLE = 7475;
    private static final String LOCAL_MOVED = "2:\tfrom all lookup local";
    private static final String LOCAL_FIRST = "0:\tfrom all lookup local";
    private static final List<String> FAMILIES = List.of("-4", "-6");

    /** Leaves room for each outer header in 1500, and is the least that IPv6 takes. */
    private static final int MTU = 1280;

    private final Commands commands;
    private final String selector;

    /**
     * @param firstPort of the probes
     * @param lastPort inclusive
     */
    public ProbeRoutes(Commands commands, int firstPort, int lastPort) {
        this.commands = commands;
        this.selector = "pref 1 ipproto tcp sport " + firstPort + "-" + lastPort + " lookup " + TABLE;
    }

    /** Makes the pair, and the rules. @return why that cannot be */
    public Optional<String> open() {
        close();
        String pair = "link add " + NEAR_END + " mtu " + MTU + " type veth peer name " + FAR_END + " mtu " + MTU + "\n"
                + "link set " + NEAR_END + " addrgenmode none arp off up\n"
                + "link set " + FAR_END + " addrgenmode none up\n";
        Optional<String> problem = run(List.of("ip", "-batch", "-"), pair)
                // A pair leaves checksums to hardware that it has not, and the program would send them unfinished.
                .or(() -> run(List.of("ethtool", "-K", NEAR_END, "tx", "off"), ""));
        for (String family : FAMILIES) {
            problem = problem.or(() -> moveLocal(family));
        }
        return problem;
    }

    private Optional<String> moveLocal(String family) {
        boolean first = rules(family).contains(LOCAL_FIRST);
        StringBuilder batch = new StringBuilder();
        if (first) {
            batch.append("rule add pref 2 lookup local\n");
        }
        batch.append("rule add ").append(selector).append('\n');
        if (first) {
            batch.append("rule del pref 0 lookup local\n");
        }
        return run(List.of("ip", family, "-batch", "-"), batch.toString());
    }

    private List<String> rules(String family) {
        return commands.run(List.of("ip", family, "rule"), "") instanceof CommandResult.Done(String out)
                ? out.lines().map(String::strip).toList()
                : List.of();
    }

    /** Leads there what is for these VIPs, and for no others. @return why that cannot be */
    public Optional<String> lead(Set<IpAddress> vips) {
        StringBuilder batch = new StringBuilder();
        for (IpAddress vip : new TreeSet<>(vips)) {
            batch.append("route replace ")
                    .append(vip)
                    .append('/')
                    .append(vip.family().bits())
                    .append(" dev " + NEAR_END + " table " + TABLE + "\n");
        }
        for (String family : FAMILIES) {
            // Fails where the table is empty.
            CommandResult ignored =
                    commands.run(List.of("ip", family, "route", "flush", "table", String.valueOf(TABLE)), "");
        }
        return run(List.of("ip", "-batch", "-"), batch.toString());
    }

    private Optional<String> run(List<String> argv, String input) {
        return switch (commands.run(argv, input)) {
            case CommandResult.Done _ -> Optional.empty();
            case CommandResult failure -> Optional.of("no way for probes through the forwarding path: " + failure);
        };
    }

    /** Puts everything back. What is not there is not missed. */
    public void close() {
        for (String family : FAMILIES) {
            List<String> rules = rules(family);
            String batch = "rule del " + selector + "\n";
            if (rules.contains(LOCAL_MOVED)) {
                // The kernel takes a second one like its own, and whoever died on the way may have left both.
                String first = rules.contains(LOCAL_FIRST) ? "" : "rule add pref 0 lookup local\n";
                batch = first + batch + "rule del pref 2 lookup local\n";
            }
            CommandResult ignored = commands.run(List.of("ip", "-force", family, "-batch", "-"), batch);
        }
        CommandResult ignored = commands.run(List.of("ip", "link", "del", NEAR_END), "");
    }
}
