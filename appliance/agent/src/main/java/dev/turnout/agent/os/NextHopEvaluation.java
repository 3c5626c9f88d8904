package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Neighbour;
import dev.turnout.agent.os.KernelView.Route;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * From what the kernel knows to the backends' next hops. Pure.
 *
 * @param view what the kernel knows
 * @param question what is wanted
 * @param pathMtu what errors about our tunnels have taught of a backend's path
 * @param before the answer of the time before: a neighbour that had failed stays failed while the kernel tries again
 */
record NextHopEvaluation(
        KernelView view,
        NextHopQuestion question,
        Function<IpAddress, Optional<Integer>> pathMtu,
        Map<BackendKey, Resolution> before) {

    private static final int SMALLEST_MTU = 68;
    private static final int LARGEST_MTU = 65_535;

    /** Ends an evaluation early; carries no stack. */
    private static final class Ends extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Resolution resolution;

        Ends(Resolution resolution) {
            super(null, null, false, false);
            this.resolution = resolution;
        }
    }

    /** An entry for each backend of the question. */
    Map<BackendKey, Resolution> answer() {
        Map<BackendKey, Resolution> answer = new HashMap<>();
        question.backends().forEach(key -> answer.put(key, resolve(key)));
        return answer;
    }

    /** The neighbour entries that all the answers hang on, whether they exist or not. */
    Set<Neighbour.Key> neighboursNeeded() {
        Set<Neighbour.Key> needed = new TreeSet<>(NeighbourKeeper.ORDER);
        for (BackendKey key : question.backends()) {
            Optional<Route> route = Optional.ofNullable(view.routes().get(key.address()));
            route.filter(found -> found.type().equals("unicast"))
                    .map(found ->
                            new Neighbour.Key(found.device(), found.gateway().orElse(key.address())))
                    .filter(neighbour -> usable(neighbour.device()))
                    .ifPresent(needed::add);
        }
        return needed;
    }

    private boolean usable(String device) {
        try {
            Egress.of(view, device);
            return true;
        } catch (Egress.Refused refused) {
            return false;
        }
    }

    private Resolution resolve(BackendKey key) {
        try {
            Route route = route(key);
            Egress egress = Egress.of(view, route.device());
            MacAddress destination = neighbour(key, route, egress.port());
            return new Resolution.Resolved(new NextHop(
                    egress.port(),
                    egress.vlan(),
                    egress.mac(),
                    destination,
                    mtu(key.address(), route, egress),
                    outerSource(key, route)));
        } catch (Ends ends) {
            return ends.resolution;
        } catch (Egress.Refused refused) {
            return new Resolution.Unresolved(refused.reason());
        }
    }

    private Route route(BackendKey key) throws Ends {
        Route route = view.routes().get(key.address());
        if (route == null) {
            throw new Ends(new Resolution.NoRoute("no route to " + key.address() + ": add one on the box"));
        }
        if (route.type().equals("local")) {
            throw new Ends(new Resolution.Unresolved(
                    key.address() + " is an address of this box, which cannot be its own backend"));
        }
        if (!route.type().equals("unicast")) {
            throw new Ends(
                    new Resolution.Unresolved(key.address() + " is a " + route.type() + " address and so no backend"));
        }
        if (key.encapsulation() instanceof Encapsulation.L2 && route.gateway().isPresent()) {
            throw new Ends(new Resolution.Unresolved(key.address() + " is behind the gateway "
                    + route.gateway().get() + ", but L2 pools need backends that are on-link: use IPIP or GUE"));
        }
        return route;
    }

    private MacAddress neighbour(BackendKey key, Route route, int port) throws Ends {
        IpAddress address = route.gateway().orElse(key.address());
        Optional<Neighbour> neighbour =
                Optional.ofNullable(view.neighbours().get(new Neighbour.Key(route.device(), address)));
        if (neighbour.filter(entry -> entry.isIn("FAILED")).isPresent()) {
            throw new Ends(silent(address, route));
        }
        Optional<MacAddress> mac =
                neighbour.filter(entry -> !entry.isIn("INCOMPLETE", "NONE")).flatMap(Neighbour::mac);
        if (mac.isPresent()) {
            return mac.get();
        }
        // The kernel asks again and again for a managed neighbour: it is then incomplete, but no less dead.
        if (before.get(key) instanceof Resolution.NoNeighbour) {
            throw new Ends(silent(address, route));
        }
        // Nor is one lost whose entry was flushed: until the kernel has asked again, it is taken to be where it was.
        if (before.get(key) instanceof Resolution.Resolved(NextHop last) && last.port() == port) {
            return last.destination();
        }
        throw new Ends(new Resolution.Unresolved(
                "the link-layer address of " + address + " on " + route.device() + " is being asked for"));
    }

    private static Resolution silent(IpAddress address, Route route) {
        return new Resolution.NoNeighbour(address + " does not answer on " + route.device()
                + ": nobody there has that address, or the machine is down");
    }

    private int mtu(IpAddress backend, Route route, Egress egress) throws Ends {
        int mtu = Math.min(egress.mtu(), route.mtu().orElse(LARGEST_MTU));
        mtu = Math.min(mtu, pathMtu.apply(backend).orElse(LARGEST_MTU));
        if (mtu < SMALLEST_MTU) {
            throw new Ends(new Resolution.Unresolved("the MTU towards " + backend + " is " + mtu));
        }
        return mtu;
    }

    private Cidr outerSource(BackendKey key, Route route) throws Ends {
        IpAddress backend = key.address();
        Optional<Cidr> source = question.tunnelSource(backend.family())
                .or(() -> route.source()
                        .filter(address -> address.family() == backend.family())
                        .map(Cidr::host));
        if (source.isPresent()) {
            return source.get();
        }
        if (key.encapsulation() instanceof Encapsulation.L2) {
            // No outer header, so no outer source either.
            return Cidr.host(backend);
        }
        throw new Ends(new Resolution.Unresolved("the box has no address towards " + backend
                + ": add one, or a tunnel source prefix to the configuration"));
    }
}
