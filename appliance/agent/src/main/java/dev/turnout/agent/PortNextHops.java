package dev.turnout.agent;

import dev.turnout.agent.os.NextHopQuestion;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.NextHops;
import dev.turnout.agent.os.Resolution;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.NextHop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** The kernel's ways to backends, by ports of a switch instead of the kernel's devices that stand for them. Thread-safe. */
final class PortNextHops implements NextHopSource {
    private final NextHopSource kernel;
    private final IntFunction<OptionalInt> portOf;
    private final List<String> names;

    /** So long after a switch was found the kernel may still be asking its neighbours there for the first time. */
    private static final Duration BEGINNING = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private volatile long began;

    private volatile boolean beginning = true;
    private volatile NextHops before = NextHops.NONE;
    private volatile NextHops translated = NextHops.NONE;

    /**
     * Begins.
     *
     * @param portOf from a device's index to its port
     * @param names of the devices, to be told
     */
    PortNextHops(NextHopSource kernel, IntFunction<OptionalInt> portOf, List<String> names, LongSupplier nanoTime) {
        this.kernel = kernel;
        this.portOf = portOf;
        this.names = List.copyOf(names);
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    /**
     * The switch was found anew: its ports had no cable until now, so what the kernel knows of neighbours there is nothing yet. For
     * a while nothing is said of those that have no way: what the data plane holds is the best that is known of them.
     */
    void begin() {
        began = nanoTime.getAsLong();
        beginning = true;
        before = NextHops.NONE;
    }

    @Override
    public void ask(NextHopQuestion question) {
        kernel.ask(question);
    }

    @Override
    public NextHops latest() {
        NextHops now = kernel.latest();
        boolean over = beginning && nanoTime.getAsLong() - began > BEGINNING.toNanos();
        if (now != before || over) {
            beginning = beginning && !over;
            translated = translate(now);
            before = now;
        }
        return translated;
    }

    private NextHops translate(NextHops now) {
        Map<BackendKey, Resolution> backends = new HashMap<>();
        now.backends().forEach((key, resolution) -> {
            Resolution byPort = translate(resolution);
            if (!beginning || byPort instanceof Resolution.Resolved) {
                backends.put(key, byPort);
            }
        });
        return new NextHops(backends, now.problem());
    }

    private Resolution translate(Resolution resolution) {
        return switch (resolution) {
            case Resolution.Resolved(NextHop hop) -> {
                OptionalInt port = portOf.apply(hop.port());
                yield port.isPresent()
                        ? new Resolution.Resolved(new NextHop(
                                port.getAsInt(),
                                hop.vlan(),
                                hop.source(),
                                hop.destination(),
                                hop.mtu(),
                                hop.outerSource()))
                        : new Resolution.Unresolved("the route does not lead over a port of the switch: route over "
                                + String.join(" or ", names));
            }
            case Resolution.Unresolved other -> other;
            case Resolution.NoRoute other -> other;
            case Resolution.NoNeighbour other -> other;
        };
    }

    @Override
    public void refresh() {
        kernel.refresh();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
