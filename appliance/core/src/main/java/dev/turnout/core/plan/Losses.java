package dev.turnout.core.plan;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.ServiceEntry;
import dev.turnout.core.dataplane.ServiceSpec;
import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import dev.turnout.core.model.Affinity;
import dev.turnout.core.model.Algorithm;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.Persistence;
import dev.turnout.core.model.Protocol;
import dev.turnout.core.program.DesiredService;
import dev.turnout.core.program.TableKey;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What one service's flows lose, by what finds their backend now and what will:
 *
 * <pre>
 *                  to TRANSIT                to FLOW_TABLE             to NONE
 *   TRANSIT        kept                      kept                      those of slots that move
 *   FLOW_TABLE     those kept by an entry    kept, unless void         those kept by an entry
 *   NONE           kept                      those of slots that move  those of slots that move
 * </pre>
 *
 * <p>Another affinity means another hash, so that none of it holds.
 */
final class Losses {
    /**
     * All that the answer depends on beside the contents of tables; many services ask the same.
     *
     * @param entries of this service in the flow table, by backend; empty where none were counted
     */
    record Question(TableId table, TableKey wanted, Traits was, Traits becomes, Map<BackendId, Long> entries) {
        static Question of(ServiceEntry entry, DesiredService becomes, FlowCounts flows) {
            return new Question(
                    entry.table(),
                    becomes.table(),
                    Traits.of(entry.spec()),
                    Traits.of(becomes.spec()),
                    flows.entries().getOrDefault(entry.id(), Map.of()));
        }
    }

    /** How a service finds the backend of a flow. */
    record Traits(Protocol protocol, Algorithm algorithm, Affinity affinity, Persistence persistence) {
        static Traits of(ServiceSpec spec) {
            return new Traits(spec.vip().protocol(), spec.algorithm(), spec.affinity(), spec.persistence());
        }

        boolean remembers() {
            return persistence == Persistence.FLOW_TABLE;
        }

        boolean marks() {
            return persistence == Persistence.TRANSIT;
        }

        /** Whether a packet in mid-flow that finds no entry is given a random slot: UDP does not tell which is first. */
        boolean drawsInMidFlow() {
            return algorithm == Algorithm.RANDOM && protocol == Protocol.UDP;
        }
    }

    private final Traits was;
    private final Traits becomes;
    private final Map<BackendId, Long> entries;
    private final SlotTable table;
    private final SlotTable wanted;
    private final Owners owners;

    /**
     * @param table as it is
     * @param wanted as it should be
     */
    Losses(Question question, SlotTable table, SlotTable wanted, Owners owners) {
        this.was = question.was;
        this.becomes = question.becomes;
        this.entries = question.entries;
        this.table = table;
        this.wanted = wanted;
        this.owners = owners;
    }

    List<Loss> all() {
        if (was.affinity() != becomes.affinity()) {
            return byChance(
                    "PLAN_AFFINITY",
                    "affinity changes from " + was.affinity() + " to " + becomes.affinity()
                            + ", so another hash finds the slot; who stays does so by chance");
        }
        if (was.remembers()) {
            return becomes.remembers() ? voidEntries() : forgotten();
        }
        if (becomes.drawsInMidFlow()) {
            return byChance("PLAN_ALGORITHM", "RANDOM draws a backend for every UDP flow that has no entry yet");
        }
        Traits until = FlagLast.waits(was.persistence(), becomes.persistence()) ? was : becomes;
        if (until.marks() ? was.marks() && !owners.anyDead() : !was.marks() && table.equals(wanted)) {
            return List.of();
        }
        return new SlotLosses(was, until, table, wanted, owners).all();
    }

    /** Where nothing ties a flow's old backend to its new one but the number of choices. */
    private List<Loss> byChance(String code, String message) {
        Spread after = spreadInMidFlow();
        if (!entries.isEmpty()) {
            return loss(code, message, after.elsewhere(entries, owners));
        }
        double least = 0;
        double most = 0;
        int inUse = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            SlotOwners holders = SlotOwners.of(table.slot(slot), was.marks());
            if (holders.one() != 0) {
                Share one = after.chance(owners.serverOf(holders.one()));
                Share other = after.chance(owners.serverOf(holders.other()));
                least += 1 - Math.max(one.atMost(), other.atMost());
                most += 1 - Math.min(one.atLeast(), other.atLeast());
                inUse++;
            }
        }
        return inUse == 0 ? List.of() : loss(code, message, Share.between(least / inUse, most / inUse));
    }

    /** Whom a packet in mid-flow without mark or entry finds: with TRANSIT, who owned its slot before. */
    private Spread spreadInMidFlow() {
        return Spread.of(becomes.marks() ? table : wanted, owners);
    }

    /** The entries are not looked at any more. */
    private List<Loss> forgotten() {
        if (was.algorithm() == Algorithm.RANDOM) {
            return byChance(
                    "PLAN_ALGORITHM", "RANDOM drew the backends of these flows, and no entry tells them any more");
        }
        Spread after = spreadInMidFlow();
        long all = entries.values().stream().mapToLong(Long::longValue).sum();
        long elsewhere = entries.entrySet().stream()
                .filter(entry ->
                        after.chance(owners.serverOf(entry.getKey().value())).isNone())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return loss(
                "PLAN_PERSISTENCE",
                "persistence changes from FLOW_TABLE to " + becomes.persistence()
                        + ": flows that only their entry holds on another backend than their slot's",
                Share.between(all == 0 ? 0 : (double) elsewhere / all, 1));
    }

    /** Entries hold whatever the slots do, while the backend that they name is there and lives. */
    private List<Loss> voidEntries() {
        return owners.anyForsaken() ? new EntryLosses(becomes, entries, table, wanted, owners).all() : List.of();
    }

    /** Sources that are let in now and will not be. */
    static List<Loss> ofSources(ServiceSpec was, ServiceSpec becomes) {
        List<Cidr> now = was.sourceRanges();
        List<Cidr> then = becomes.sourceRanges();
        boolean letsAllIn = then.isEmpty()
                || !now.isEmpty()
                        && now.stream().allMatch(range -> then.stream().anyMatch(wider -> holds(wider, range)));
        return letsAllIn
                ? List.of()
                : List.of(new Loss(
                        "PLAN_SOURCE_RANGES", "source ranges shut out clients that are let in now", Share.UNKNOWN));
    }

    private static boolean holds(Cidr wider, Cidr range) {
        return wider.prefixLength() <= range.prefixLength() && wider.contains(range.network());
    }

    static List<Loss> loss(String code, String message, Share share) {
        return share.isNone() ? List.of() : List.of(new Loss(code, message, share));
    }

    static List<Loss> dead(BitSet ids, Share share, Owners owners) {
        return loss("PLAN_BACKEND_DEAD", "nothing can be kept on what is dead: " + owners.names(ids), share);
    }
}
