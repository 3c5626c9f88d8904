package dev.turnout.agent;

import dev.turnout.agent.health.ForwardingPath;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.os.OwnAddress;
import dev.turnout.agent.os.ProbeRoutes;
import dev.turnout.agent.os.ReversePathFilter;
import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.FleetConfig;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Probe;
import dev.turnout.ebpf.ProbePath;
import dev.turnout.ebpf.XdpDataplane;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Probes through the XDP data plane's own encapsulation: there while a document asks for it. {@link #follow} belongs to the
 * agent's thread, {@link #open} to that of the probes.
 */
final class XdpForwardingPath implements ForwardingPath, AutoCloseable {
    private final XdpDataplane dataplane;
    private final ProbeRoutes routes;
    private final List<String> interfaces;
    private final Supplier<Optional<DataplaneState>> held;
    private final Log log;

    /** First in, first out, so that a port rests for as long as can be before another backend has it. */
    private final Queue<Integer> free =
            new ConcurrentLinkedQueue<>(IntStream.range(ProbePath.FIRST_PORT, ProbePath.FIRST_PORT + ProbePath.PORTS)
                    .boxed()
                    .toList());

    private @Nullable ProbePath path;
    private Set<IpAddress> led = Set.of();
    private @Nullable DataplaneState indexed;
    private Map<BackendKey, BackendId> ids = Map.of();

    /** @param held what the data plane was last seen to hold */
    XdpForwardingPath(
            XdpDataplane dataplane,
            ProbeRoutes routes,
            List<String> interfaces,
            Supplier<Optional<DataplaneState>> held,
            Log log) {
        this.dataplane = dataplane;
        this.routes = routes;
        this.interfaces = List.copyOf(interfaces);
        this.held = held;
        this.log = log;
    }

    /** The VIPs of services whose pools are probed this way. */
    static Set<IpAddress> vips(FleetConfig config) {
        Set<String> pools = new HashSet<>();
        config.pools().stream()
                .filter(pool -> pool.healthCheck()
                        .filter(check -> check.probe().via() == Probe.Via.FORWARDING_PATH)
                        .isPresent())
                .forEach(pool -> pools.add(pool.name()));
        Set<IpAddress> vips = new HashSet<>();
        config.services().stream()
                .filter(service -> pools.contains(service.pool()))
                .forEach(service -> vips.add(service.vip().address()));
        return vips;
    }

    /** Leads probes to these VIPs into the data plane; what does not succeed is tried again. */
    synchronized void follow(Set<IpAddress> vips) {
        if (!vips.isEmpty()) {
            ReversePathFilter.problem(interfaces).ifPresent(this::warn);
        }
        if (vips.equals(led)) {
            return;
        }
        if (vips.isEmpty()) {
            close();
        } else if (path != null || begin()) {
            Optional<String> problem = routes.lead(vips);
            problem.ifPresent(this::warn);
            led = problem.isEmpty() ? Set.copyOf(vips) : Set.of();
        }
    }

    private boolean begin() {
        Optional<String> problem = routes.open();
        if (problem.isEmpty()) {
            switch (dataplane.probePath(ProbeRoutes.FAR_END)) {
                case ProbePath.Opened.Open(ProbePath opened) -> path = opened;
                case ProbePath.Opened.Refused(var refusal) -> problem = Optional.of(refusal.toString());
            }
        }
        problem.ifPresent(why -> {
            warn(why);
            routes.close();
        });
        return problem.isEmpty();
    }

    private void warn(String why) {
        log.recurring(Level.WARN, "forwarding_path", Field.of("why", why));
    }

    @Override
    public synchronized Optional<Way> open(BackendKey backend, IpAddress vip) {
        BackendId id = idOf(backend);
        if (path == null || id == null || !led.contains(vip)) {
            return Optional.empty();
        }
        Optional<InetAddress> own = OwnAddress.towards(backend.address(), vip.family(), led);
        Integer port = own.isPresent() ? free.poll() : null;
        if (port == null) {
            return Optional.empty();
        }
        path.steer(port, id);
        return Optional.of(new Leased(new InetSocketAddress(own.get(), port)));
    }

    private @Nullable BackendId idOf(BackendKey backend) {
        DataplaneState now = held.get().orElse(null);
        if (now != null && now != indexed) {
            Map<BackendKey, BackendId> made = new HashMap<>();
            now.backends().values().forEach(entry -> made.put(entry.key(), entry.id()));
            ids = made;
            indexed = now;
        }
        return ids.get(backend);
    }

    private final class Leased implements Way {
        private final InetSocketAddress from;

        Leased(InetSocketAddress from) {
            this.from = from;
        }

        @Override
        public InetSocketAddress from() {
            return from;
        }

        @Override
        public void close() {
            free.add(from.getPort());
        }
    }

    @Override
    public synchronized void close() {
        if (path != null) {
            path.close();
            path = null;
            routes.close();
        }
        led = Set.of();
    }
}
