package dev.turnout.schema;

import dev.turnout.core.maglev.Quotas;
import dev.turnout.core.maglev.TableSizes;
import dev.turnout.core.model.Backend;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which size each table gets, and whether every backend of positive weight finds a slot in it. */
final class TableSizeChecks {
    private record Table(int pool, int size) {}

    private final Findings findings;
    private final Map<Table, Optional<String>> shortages = new HashMap<>();

    TableSizeChecks(Findings findings) {
        this.findings = findings;
    }

    /** The size from the document, or the standard one for the pool; says where it must choose, and what does not fit. */
    int sizeFor(ServiceDraft service, PoolDraft pool) {
        String path = service.path() + ".tableSize";
        int chosen = TableSizes.forBackends(pool.backends().size());
        if (service.tableSize().isEmpty()) {
            String message = "no table size is given: the box takes " + chosen + " for "
                    + pool.backends().size() + " backends; write it down, so that one more does not double it unseen";
            findings.add(ConfigCode.TABLE_SIZE_CHOSEN, path, message);
        }
        int size = service.tableSize().orElse(chosen);
        shortages
                .computeIfAbsent(new Table(pool.index(), size), table -> shortage(pool, table.size()))
                .ifPresent(message -> findings.add(ConfigCode.NO_SLOT, path, message));
        return size;
    }

    private static Optional<String> shortage(PoolDraft pool, int size) {
        List<Backend> sharing = pool.legible().stream()
                .filter(backend -> backend.weight() > 0)
                .sorted(Comparator.comparing(Backend::address))
                .toList();
        List<Backend> without = without(sharing, size);
        if (without.isEmpty()) {
            return Optional.empty();
        }
        int enough = size;
        while (enough <= TableSizes.MAX && !without(sharing, enough).isEmpty()) {
            enough *= 2;
        }
        Backend first = without.getFirst();
        String others = without.size() == 1 ? "" : ", nor would " + (without.size() - 1) + " more";
        String remedy = enough <= TableSizes.MAX
                ? "raise the table size to " + enough
                : "no table size is enough, so raise its weight";
        return Optional.of("of " + size + " slots the backend " + first.address() + " of the pool "
                + Quote.of(pool.name()) + ", weight " + first.weight() + ", would own none" + others + ": " + remedy);
    }

    private static List<Backend> without(List<Backend> sharing, int size) {
        int[] quotas = Quotas.of(sharing, size);
        return IntStream.range(0, quotas.length)
                .filter(i -> quotas[i] == 0)
                .mapToObj(sharing::get)
                .toList();
    }
}
