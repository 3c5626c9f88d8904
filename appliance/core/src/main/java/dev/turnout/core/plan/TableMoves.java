package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceId;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.health.HealthState;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.TableKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which table each service looks up next, and what stands in it. Lives for one {@link Transitions#advance}.
 *
 * <p>Services that share a table now and want the same table move together, as a {@link Party}:
 *
 * <pre>
 *   table 1 ┬─ party (web, api → key K) keeps table 1, whose slots move in place
 *           └─ party (shop     → key L) gets a private copy, whose slots move; at rest it joins whoever has L
 * </pre>
 *
 * <p>A party that wants a larger table gets a new one, in which slot s begins as slot s mod M of the old. One that wants a
 * smaller table first makes its large one repeat the small one's content, and flips when all is quiet.
 */
final class TableMoves {
    private final DataplaneState observed;
    private final DataplaneProgram desired;
    private final TransitionFacts facts;
    private final double maxFalsePositiveRate;
    private final Filters filters;
    private final BitSet dead = new BitSet();
    private final TableIds ids;
    private final SortedMap<TableId, SlotTable> tables = new TreeMap<>();
    private final SortedMap<ServiceId, TableId> tableOf = new TreeMap<>();
    private Map<TableId, SlotTable> ahead = Map.of();

    /** Services that share a table, if any yet, and want the same. */
    private record Party(TableKey key, List<DesiredService> services) {
        static final Comparator<Party> LARGEST_FIRST =
                Comparator.<Party>comparingInt(party -> -party.services.size()).thenComparing(Party::key);

        boolean keepsFlows() {
            return services.stream().anyMatch(service -> service.spec().persistence() == Persistence.TRANSIT);
        }
    }

    TableMoves(DataplaneSnapshot snapshot, DataplaneProgram desired, TransitionFacts facts) {
        this.maxFalsePositiveRate = strictest(desired).orElse(snapshot.state().maxFalsePositiveRate());
        this.observed = snapshot.state();
        this.desired = desired;
        this.facts = facts;
        this.filters = new Filters(snapshot, maxFalsePositiveRate, facts.retiringFilter());
        this.ids = new TableIds(observed.tables().keySet());
        observed.backends().forEach((id, entry) -> dead.set(id.value(), isDead(entry.key())));
        desired.backends().forEach((id, entry) -> dead.set(id.value(), isDead(entry.key())));
    }

    /** Filters are shared by all tables, so whoever asks for the least speaks for all. */
    private static OptionalDouble strictest(DataplaneProgram program) {
        return program.services().values().stream()
                .filter(service -> service.spec().persistence() == Persistence.TRANSIT)
                .mapToDouble(service -> service.times().maxFalsePositiveRate())
                .min();
    }

    double maxFalsePositiveRate() {
        return maxFalsePositiveRate;
    }

    private boolean isDead(BackendKey key) {
        return desired.surroundings().healthOf(key) == HealthState.DEAD;
    }

    SortedMap<TableId, SlotTable> tables() {
        return tables;
    }

    /** Gives every desired service a table. */
    SortedMap<ServiceId, TableId> assign() {
        Map<TableId, List<DesiredService>> sharing = new TreeMap<>();
        List<DesiredService> arrivals = new ArrayList<>();
        desired.services().forEach((id, service) -> {
            ServiceEntry entry = observed.services().get(id);
            if (entry == null) {
                arrivals.add(service);
            } else {
                sharing.computeIfAbsent(entry.table(), _ -> new ArrayList<>()).add(service);
            }
        });
        SortedMap<TableId, List<Party>> parties = new TreeMap<>();
        sharing.forEach((id, services) -> parties.put(id, parties(services)));
        lookAhead(parties);
        parties.forEach(this::advanceTable);
        joinQuietTables();
        parties(arrivals).forEach(this::welcome);
        return tableOf;
    }

    /** What becomes of a table hangs on no other table. So it is worked out on all processors first, where one party has it. */
    private void lookAhead(SortedMap<TableId, List<Party>> parties) {
        ahead = parties.entrySet().parallelStream()
                .filter(entry -> entry.getValue().size() == 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> advanced(entry.getValue().getFirst(), entry.getKey(), observed.table(entry.getKey()))
                                .counted()));
    }

    private void advanceTable(TableId id, List<Party> parties) {
        SlotTable table = observed.table(id);
        Party stays = parties.stream()
                .filter(party -> repeats(wantedBy(party), table))
                .findFirst()
                .orElse(parties.getFirst());
        if (parties.size() == 1 && !beginsToMark(stays)) {
            advance(stays, id, table, true);
            return;
        }
        // Those who leave flip in this plan. Until they have, its slots are theirs too and must not move under them: a
        // flow that began on such a slot's new owner would be unknown to the copy.
        settle(stays, id, table);
        parties.stream().filter(party -> party != stays).forEach(party -> advance(party, id, table, false));
    }

    /**
     * Whether a service of these has TRANSIT from this plan on. Slots are written before services, so its packets would
     * meet slots that have begun to move before they look at marks: such slots move in the next plan.
     */
    private boolean beginsToMark(Party party) {
        return party.services().stream()
                .filter(service -> service.spec().persistence() == Persistence.TRANSIT)
                .map(service -> observed.services().get(service.spec().id()))
                .anyMatch(entry -> entry != null && entry.spec().persistence() != Persistence.TRANSIT);
    }

    private void advance(Party party, TableId from, SlotTable table, boolean stays) {
        SlotTable wanted = wantedBy(party);
        boolean grows = wanted.size() > table.size();
        SlotTable known = ahead.get(from);
        SlotTable next = known == null ? advanced(party, from, table) : known;
        if (next.size() > wanted.size() && repeats(wanted, next)) {
            settle(party, ids.next(), wanted);
        } else {
            settle(party, stays && !grows ? from : ids.next(), next);
        }
    }

    /** The table's words one step on, in a table of its own size, or of a larger one that is wanted. */
    private SlotTable advanced(Party party, TableId from, SlotTable table) {
        SlotTable wanted = wantedBy(party);
        int size = Math.max(wanted.size(), table.size());
        if (size == table.size() && table.equals(wanted)) {
            return wanted;
        }
        SlotRule rule = new SlotRule(
                from,
                party.keepsFlows(),
                dead,
                wanted.counts().currentOwners(),
                filters.full(),
                filters.forNewMoves(),
                facts);
        int oldMask = table.size() - 1;
        int wantedMask = wanted.size() - 1;
        return SlotTable.generate(size, slot -> rule.next(table.bits(slot & oldMask), wanted.bits(slot & wantedMask)));
    }

    /** Parties at rest with the same content share one table again: the lowest of theirs that is already there. */
    private void joinQuietTables() {
        Map<TableKey, TableId> quiet = new TreeMap<>();
        tableOf.forEach((service, id) -> {
            if (rests(service, id)) {
                quiet.merge(keyOf(service), id, this::better);
            }
        });
        tableOf.replaceAll((service, id) -> rests(service, id) ? quiet.getOrDefault(keyOf(service), id) : id);
    }

    private boolean rests(ServiceId service, TableId id) {
        return desired.table(keyOf(service)).equals(tables.get(id));
    }

    /** New services have no flows to keep, so they may share a table that others are still moving in. */
    private void welcome(Party party) {
        TableId shared = tableOf.entrySet().stream()
                .filter(entry -> keyOf(entry.getKey()).equals(party.key()))
                .map(Map.Entry::getValue)
                .min(Comparator.naturalOrder())
                .orElse(null);
        if (shared == null) {
            settle(party, ids.next(), wantedBy(party));
        } else {
            party.services().forEach(service -> tableOf.put(service.spec().id(), shared));
        }
    }

    private void settle(Party party, TableId id, SlotTable table) {
        tables.put(id, table);
        party.services().forEach(service -> tableOf.put(service.spec().id(), id));
    }

    private static List<Party> parties(List<DesiredService> services) {
        return services.stream()
                .collect(Collectors.groupingBy(DesiredService::table, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> new Party(entry.getKey(), entry.getValue()))
                .sorted(Party.LARGEST_FIRST)
                .toList();
    }

    private TableKey keyOf(ServiceId service) {
        DesiredService wanted = desired.services().get(service);
        if (wanted == null) {
            throw new IllegalStateException("service " + service + " is not desired");
        }
        return wanted.table();
    }

    private SlotTable wantedBy(Party party) {
        return desired.table(party.key());
    }

    /** Whether the table holds the small one's content, repeated to its own size, and nothing moves. */
    private static boolean repeats(SlotTable small, SlotTable table) {
        int mask = small.size() - 1;
        for (int slot = 0; slot < table.size(); slot++) {
            if (table.bits(slot) != small.bits(slot & mask)) {
                return false;
            }
        }
        return table.size() >= small.size();
    }

    /** Of two tables with the same content the one that is already there, then the lower. */
    private TableId better(TableId a, TableId b) {
        boolean aIsThere = observed.tables().containsKey(a);
        boolean bIsThere = observed.tables().containsKey(b);
        return aIsThere == bIsThere ? (a.compareTo(b) <= 0 ? a : b) : aIsThere ? a : b;
    }

    /** Hands out the lowest ids that no table has had in this plan. */
    private static final class TableIds {
        private final Set<TableId> taken;
        private int next = TableId.MIN;

        TableIds(Set<TableId> taken) {
            this.taken = taken;
        }

        TableId next() {
            while (taken.contains(new TableId(next))) {
                next++;
            }
            return new TableId(next++);
        }
    }
}
