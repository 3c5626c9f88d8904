package dev.turnout.agent.os;

import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What routers have said about the MTU of the paths of our tunnels. Forgotten after ten minutes, since a path that has
 * grown again does not say so (RFC 1191 §6.3, RFC 8201 §4). Thread-safe.
 */
public final class PathMtus {
    static final Duration LIFETIME = Duration.ofMinutes(10);

    /** As Linux's min_pmtu: below it the word of an ICMP packet, which anybody can forge, is not taken. */
    private static final int SMALLEST_IPV4 = 552;

    /** RFC 8200 §5: every IPv6 link carries so much. */
    private static final int SMALLEST_IPV6 = 1280;

    private record Learnt(int mtu, Instant until) {}

    private final Map<IpAddress, Learnt> learnt = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public PathMtus(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Notes an ICMP "fragmentation needed" or "packet too big" about a tunnel.
     *
     * @param backend the outer destination of the packet that was too large
     * @param mtu as reported, in bytes of IP packet
     * @return whether the path's MTU is now smaller than before
     */
    public boolean lower(IpAddress backend, int mtu) {
        int floor = backend.family() == Family.IPV4 ? SMALLEST_IPV4 : SMALLEST_IPV6;
        int accepted = Math.max(floor, mtu);
        Optional<Integer> before = of(backend);
        if (before.isPresent() && before.get() < accepted) {
            return false;
        }
        learnt.put(backend, new Learnt(accepted, clock.instant().plus(LIFETIME)));
        return before.isEmpty() || accepted < before.get();
    }

    /** Empty where nothing is known, or no longer. */
    public Optional<Integer> of(IpAddress backend) {
        Learnt entry = learnt.get(backend);
        if (entry == null) {
            return Optional.empty();
        }
        if (clock.instant().isBefore(entry.until())) {
            return Optional.of(entry.mtu());
        }
        learnt.remove(backend, entry);
        return Optional.empty();
    }
}
