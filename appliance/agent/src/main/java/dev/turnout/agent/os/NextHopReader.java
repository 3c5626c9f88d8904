package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Neighbour;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks the kernel once, and has it keep what the answer hangs on. Two processes at most, however many backends there are:
 * one reads devices, neighbours and the route to each backend, one hands neighbours to the kernel's keeping. Used by one
 * thread.
 */
public final class NextHopReader {
    private final Commands commands;
    private final PathMtus pathMtus;
    private volatile Optional<Set<IpAddress>> management = Optional.empty();
    private final Set<Neighbour.Key> handedOver = new TreeSet<>(NeighbourKeeper.ORDER);

    public NextHopReader(Commands commands, PathMtus pathMtus) {
        this.commands = commands;
        this.pathMtus = pathMtus;
    }

    /**
     * Answers a question from what the kernel knows now. Neighbours that it does not know yet are asked for, and found at
     * a later reading.
     *
     * @param before the answer of the time before, which stays where the kernel cannot be asked
     */
    public NextHops read(NextHopQuestion question, NextHops before) {
        Set<IpAddress> destinations =
                question.backends().stream().map(BackendKey::address).collect(Collectors.toCollection(TreeSet::new));
        CommandResult result =
                commands.run(List.of("ip", "-j", "-d", "-force", "-batch", "-"), KernelView.batch(destinations));
        Optional<KernelView> view = printed(result).flatMap(KernelView::parse);
        if (view.isEmpty()) {
            return new NextHops(before.backends(), Optional.of("next hops are not known: " + result));
        }
        management = Optional.of(VipAddresses.management(view.get().links().values()));
        NextHopEvaluation evaluation = new NextHopEvaluation(view.get(), question, pathMtus::of, before.backends());
        keepNeighbours(view.get(), evaluation.neighboursNeeded());
        return new NextHops(evaluation.answer(), Optional.empty());
    }

    /**
     * The box's own addresses as the last reading that succeeded found them, the VIPs that Turnout has put there left out;
     * empty before that. From any thread.
     */
    Optional<Set<IpAddress>> management() {
        return management;
    }

    /** A destination without a route fails its line of the batch, and only that. */
    private static Optional<String> printed(CommandResult result) {
        return switch (result) {
            case CommandResult.Done(String out) -> Optional.of(out);
            case CommandResult.Failed failed -> Optional.of(failed.out());
            case CommandResult.TimedOut _,
                    CommandResult.TooLong _,
                    CommandResult.NotStarted _,
                    CommandResult.Interrupted _ -> Optional.empty();
        };
    }

    /**
     * Hands neighbours to the kernel's keeping. One that was handed over before and is not kept now is probed: Linux before
     * 5.16 keeps none, and says nothing about it.
     */
    private void keepNeighbours(KernelView view, Set<Neighbour.Key> needed) {
        String batch = NeighbourKeeper.batch(view, needed, handedOver);
        if (!batch.isEmpty()) {
            // An entry whose device has just gone fails its own line; the next reading tells.
            CommandResult _ = commands.run(List.of("ip", "-force", "-batch", "-"), batch);
        }
        handedOver.retainAll(needed);
        NeighbourProbe.probe(view, NeighbourKeeper.toProbe(view, handedOver));
        handedOver.addAll(needed);
    }
}
