package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Neighbour;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Which neighbour entries are to be handed to the kernel's keeping, and which to be taken back. Pure.
 *
 * <p>A managed entry (Linux 5.16) is resolved, and probed before it grows stale, by the kernel alone: it stays right also
 * while the agent is not running. Ours carry a protocol number, so that a later run knows them again and no one else's
 * entry is touched.
 */
final class NeighbourKeeper {
    /** Free in the kernel's and iproute2's lists of routing protocols. */
    static final String PROTOCOL = "181";

    static final Comparator<Neighbour.Key> ORDER =
            Comparator.comparing(Neighbour.Key::device).thenComparing(Neighbour.Key::address);

    private NeighbourKeeper() {}

    /**
     * The batch that brings the kernel's neighbour table there; empty where nothing is to be done.
     *
     * @param handedOver those that the kernel was asked to keep before: one that is there but not kept is not asked again,
     *     since this kernel cannot
     */
    static String batch(KernelView view, Set<Neighbour.Key> needed, Set<Neighbour.Key> handedOver) {
        StringBuilder batch = new StringBuilder();
        needed.stream()
                .filter(key -> !isKept(view, key))
                .filter(key -> !handedOver.contains(key) || !view.neighbours().containsKey(key))
                .sorted(ORDER)
                .forEach(key -> batch.append("neigh replace ")
                        .append(key.address())
                        .append(" dev ")
                        .append(key.device())
                        .append(" managed protocol " + PROTOCOL + "\n"));
        view.neighbours().values().stream()
                .filter(neighbour -> neighbour.managed() && neighbour.protocol().equals(PROTOCOL))
                .map(Neighbour::key)
                .filter(key -> !needed.contains(key))
                .sorted(ORDER)
                .forEach(key -> batch.append("neigh del ")
                        .append(key.address())
                        .append(" dev ")
                        .append(key.device())
                        .append('\n'));
        return batch.toString();
    }

    /** Whether it is looked after already: by us, by somebody else, or because it never changes. */
    private static boolean isKept(KernelView view, Neighbour.Key key) {
        Neighbour neighbour = view.neighbours().get(key);
        return neighbour != null && (neighbour.managed() || neighbour.isIn("PERMANENT", "NOARP"));
    }

    /** Those that the kernel does not look after and has no fresh answer of: an ordinary packet makes it ask. */
    static List<Neighbour.Key> toProbe(KernelView view, Set<Neighbour.Key> handedOver) {
        return handedOver.stream()
                .filter(key -> !isKept(view, key))
                .filter(key -> {
                    Neighbour neighbour = view.neighbours().get(key);
                    return neighbour == null || !neighbour.isIn("REACHABLE", "INCOMPLETE");
                })
                .toList();
    }
}
