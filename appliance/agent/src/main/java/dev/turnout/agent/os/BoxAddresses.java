package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.model.IpAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The addresses of the box. */
public final class BoxAddresses {
    private BoxAddresses() {}

    /** All of them but the VIPs that Turnout has put there; empty where the kernel could not be asked. */
    public static Optional<Set<IpAddress>> management(Commands commands) {
        return links(commands).map(VipAddresses::management);
    }

    /** Takes off the box the VIPs that Turnout has put there; how many commands that took, empty where they failed. */
    public static OptionalInt removeVips(Commands commands) {
        Optional<String> batch = links(commands).map(links -> VipAddresses.batch(links, Set.of(), Set.of()));
        if (batch.isEmpty()) {
            return OptionalInt.empty();
        }
        if (batch.get().isEmpty()) {
            return OptionalInt.of(0);
        }
        return switch (commands.run(List.of("ip", "-force", "-batch", "-"), batch.get())) {
            case CommandResult.Done _ ->
                OptionalInt.of((int) batch.get().lines().count());
            case CommandResult.Failed _,
                    CommandResult.TimedOut _,
                    CommandResult.TooLong _,
                    CommandResult.NotStarted _,
                    CommandResult.Interrupted _ -> OptionalInt.empty();
        };
    }

    static Optional<Collection<Link>> links(Commands commands) {
        return switch (commands.run("ip", "-j", "-d", "addr", "show")) {
            case CommandResult.Done(String out) -> KernelView.parseLinks(out);
            case CommandResult.Failed _,
                    CommandResult.TimedOut _,
                    CommandResult.TooLong _,
                    CommandResult.NotStarted _,
                    CommandResult.Interrupted _ -> Optional.empty();
        };
    }
}
