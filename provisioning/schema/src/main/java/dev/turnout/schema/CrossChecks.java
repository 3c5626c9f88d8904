package dev.turnout.schema;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Vip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What services and pools must be to each other. */
final class CrossChecks {
    private final Findings findings;
    private final List<ServiceDraft> services;
    private final List<PoolDraft> pools;
    private final Map<String, PoolDraft> poolsByName = new HashMap<>();

    CrossChecks(Findings findings, List<ServiceDraft> services, List<PoolDraft> pools) {
        this.findings = findings;
        this.services = services;
        this.pools = pools;
        pools.forEach(pool -> poolsByName.putIfAbsent(pool.name(), pool));
    }

    void run() {
        uniqueNames(services, ServiceDraft::path, ServiceDraft::name);
        uniqueNames(pools, PoolDraft::path, PoolDraft::name);
        uniqueVips();
        knownPools();
        unusedPools();
        families();
        backendsAreNoVips();
        ids();
    }

    /** The pool that a service names, where there is one. */
    Optional<PoolDraft> poolOf(ServiceDraft service) {
        return Optional.ofNullable(poolsByName.get(service.pool()));
    }

    private <T> void uniqueNames(List<T> drafts, Function<T, String> path, Function<T, String> name) {
        Map<String, T> seen = new HashMap<>();
        for (T draft : drafts) {
            String text = name.apply(draft);
            T before = text.isEmpty() ? null : seen.putIfAbsent(text, draft);
            if (before != null) {
                String message = "the name " + Quote.of(text) + " is that of " + path.apply(before) + " already";
                findings.add(ConfigCode.DUPLICATE_NAME, path.apply(draft) + ".name", message);
            }
        }
    }

    private void uniqueVips() {
        Map<Vip, ServiceDraft> seen = new HashMap<>();
        for (ServiceDraft service : services) {
            service.vip().ifPresent(vip -> {
                ServiceDraft before = seen.putIfAbsent(vip, service);
                if (before != null) {
                    String message = "same address, protocol and port as " + before.path() + " (" + vip + ")";
                    findings.add(ConfigCode.DUPLICATE_VIP, service.path() + ".vip", message);
                }
            });
        }
    }

    private void knownPools() {
        // A list of pools that was itself not legible makes every name unknown; once said is enough.
        if (findings.isBroken("pools")) {
            return;
        }
        for (ServiceDraft service : services) {
            if (!service.pool().isEmpty() && poolOf(service).isEmpty()) {
                String message = "there is no pool " + Quote.of(service.pool()) + ": name one of the document's pools";
                findings.add(ConfigCode.UNKNOWN_POOL, service.path() + ".pool", message);
            }
        }
    }

    private void unusedPools() {
        Set<String> used = new HashSet<>();
        services.forEach(service -> used.add(service.pool()));
        for (PoolDraft pool : pools) {
            if (!used.contains(pool.name())) {
                findings.add(ConfigCode.UNUSED_POOL, pool.path(), "no service names the pool " + Quote.of(pool.name()));
            }
        }
    }

    private void families() {
        for (ServiceDraft service : services) {
            Optional<PoolDraft> pool = poolOf(service);
            if (pool.isPresent() && service.vip().isPresent()) {
                unsuitable(service.vip().get(), pool.get())
                        .ifPresent(entry -> family(service, service.vip().get(), pool.get(), entry));
            }
        }
    }

    /** The first backend of the pool that its encapsulation cannot carry the VIP's packets to. */
    private static Optional<PoolDraft.Entry> unsuitable(Vip vip, PoolDraft pool) {
        Family family = vip.address().family();
        return pool.encapsulation().flatMap(encapsulation -> switch (encapsulation) {
            case Encapsulation.Gue(int _) -> Optional.empty();
            // 4in4, 6in6 and 4in6 exist; 6in4 is another protocol, with other rules for its ends.
            case Encapsulation.Ipip() -> family == Family.IPV6 ? pool.first(Family.IPV4) : Optional.empty();
            case Encapsulation.L2() -> pool.first(family == Family.IPV6 ? Family.IPV4 : Family.IPV6);
        });
    }

    private void family(ServiceDraft service, Vip vip, PoolDraft pool, PoolDraft.Entry entry) {
        boolean l2 =
                pool.encapsulation().filter(Encapsulation.L2.class::isInstance).isPresent();
        String remedy = l2
                ? "L2 leaves the packet as it is, so its backends are of the VIP's family"
                : "there is no 6in4 here: use GUE, or a pool of IPv6 backends";
        String at = pool.path() + ".backends[" + entry.index() + "]";
        String message = String.format(
                "the VIP %s cannot go to the backend %s (%s): %s",
                vip.address(), entry.address().orElseThrow(), at, remedy);
        findings.add(ConfigCode.ENCAPSULATION_FAMILY, service.path() + ".pool", message);
    }

    private void backendsAreNoVips() {
        Map<IpAddress, ServiceDraft> vips = new HashMap<>();
        services.forEach(service -> service.vip().ifPresent(vip -> vips.putIfAbsent(vip.address(), service)));
        for (PoolDraft pool : pools) {
            for (PoolDraft.Entry entry : pool.backends()) {
                entry.address().map(vips::get).ifPresent(service -> {
                    String at = pool.path() + ".backends[" + entry.index() + "].address";
                    String message = "this is the VIP of " + service.path() + ": use the server's own address";
                    findings.add(ConfigCode.BACKEND_IS_VIP, at, message);
                });
            }
        }
    }

    private void ids() {
        Set<BackendKey> keys = new HashSet<>();
        for (PoolDraft pool : pools) {
            pool.encapsulation()
                    .ifPresent(encapsulation -> pool.backends()
                            .forEach(entry -> entry.address()
                                    .ifPresent(address -> keys.add(new BackendKey(address, encapsulation)))));
        }
        if (keys.size() > Limits.BACKENDS) {
            String message = keys.size() + " different backends are too many: a box has ids for " + Limits.BACKENDS;
            findings.add(ConfigCode.TOO_MANY_BACKENDS, "pools", message);
        }
    }
}
