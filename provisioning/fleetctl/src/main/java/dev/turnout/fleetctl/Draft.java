package dev.turnout.fleetctl;

import dev.turnout.core.maglev.TableSizes;
import dev.turnout.core.model.Revision;
import dev.turnout.v1.FleetConfig;
import dev.turnout.v1.Pool;
import dev.turnout.v1.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A document on its way from file to wire, where what the file leaves to fleetctl is filled in.
 *
 * @param notes what was filled in, for people
 */
record Draft(FleetConfig document, List<String> notes) {
    /** A table keeps its size until half of it would do, so that one backend more or less does not resize it twice. */
    private static final int SHRINK_FROM = 4;

    Draft {
        notes = List.copyOf(notes);
    }

    /**
     * The generation after the newest that is known, in the epoch of the file, or of the newest where the file has none.
     *
     * @param newest what the box has or is about to have
     */
    static FleetConfig next(FleetConfig file, Optional<Revision> newest) {
        long epoch = Math.max(
                file.getEpoch(),
                file.getEpoch() == 0 ? newest.map(Revision::epoch).orElse(0L) : 0L);
        long last = newest.filter(revision -> revision.epoch() == epoch)
                .map(Revision::generation)
                .orElse(0L);
        return file.toBuilder().setEpoch(epoch).setGeneration(last + 1).build();
    }

    /**
     * Gives every service without a table size one: the standard size for its pool, or its present one while that is
     * large enough and not four times too large.
     *
     * @param before the document that is now desired
     */
    static Draft sized(FleetConfig file, Optional<FleetConfig> before) {
        Map<String, Service> earlier = before.map(FleetConfig::getServicesList).orElse(List.of()).stream()
                .collect(Collectors.toMap(Service::getName, Function.identity(), (first, _) -> first));
        Map<String, Integer> counts = file.getPoolsList().stream()
                .collect(Collectors.toMap(Pool::getName, Pool::getBackendsCount, (first, _) -> first));
        FleetConfig.Builder document = file.toBuilder();
        List<String> notes = new ArrayList<>();
        for (Service.Builder service : document.getServicesBuilderList()) {
            if (!service.hasTableSize()) {
                Optional<Integer> present = Optional.ofNullable(earlier.get(service.getName()))
                        .filter(Service::hasTableSize)
                        .map(Service::getTableSize)
                        .filter(TableSizes::isValid);
                int backends = counts.getOrDefault(service.getPool(), 0);
                service.setTableSize(size(backends, present));
                notes.add(note(service, backends, present));
            }
        }
        return new Draft(document.build(), notes);
    }

    static int size(int backends, Optional<Integer> present) {
        int wanted = TableSizes.forBackends(backends);
        return present.filter(size -> size >= wanted && size < SHRINK_FROM * wanted)
                .orElse(wanted);
    }

    private static String note(Service.Builder service, int backends, Optional<Integer> present) {
        String size = String.valueOf(service.getTableSize());
        String change = present.filter(before -> before != service.getTableSize())
                .map(before -> "was " + before + ", is now " + size + " for " + backends + " backends: its slots move")
                .orElse("is " + size);
        return "table size of " + service.getName() + " " + change;
    }
}
