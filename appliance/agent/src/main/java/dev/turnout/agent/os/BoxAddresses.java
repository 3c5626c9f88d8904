package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.core.model.IpAddress;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** The addresses of the box. */
public final class BoxAddresses {
    private BoxAddresses() {}

    /** All of them but the VIPs that Turnout has put there; empty where the kernel could not be asked. */
    public static Optional<Set<IpAddress>> management(Commands commands) {
        return links(commands).map(VipAddresses::management);
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
