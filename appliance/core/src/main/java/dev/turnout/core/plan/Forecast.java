package dev.turnout.core.plan;

import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.model.Vip;
import dev.turnout.core.program.DataplaneProgram;
import dev.turnout.core.program.DesiredService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a change costs: for each service that forwards now, which of its flows the plan cannot keep, why, and how many.
 *
 * <p>It looks from what is there to the program, over all plans that it takes to get there. A flow is lost if its packets go
 * to another server than before. What every change may cost is not counted: connections that are silent for longer than a
 * transition waits, false positives of a transit filter, and entries that a full flow table forgets. Entries that a service
 * leaves behind when it stops remembering are forgotten at once, so none of them comes back to life.
 *
 * @param services all that forward now, by id
 */
public record Forecast(List<Outlook> services) {
    /** Nothing forwards, so nothing can be lost. */
    public static final Forecast EMPTY = new Forecast(List.of());

    public Forecast {
        services = List.copyOf(services);
    }

    /** Equal arguments give equal forecasts. */
    public static Forecast of(DataplaneState before, DataplaneProgram desired, FlowCounts flows) {
        Owners owners = new Owners(before, desired);
        Ports ports = Ports.between(before, desired);
        Map<Losses.Question, List<Loss>> known = new HashMap<>();
        List<Outlook> outlooks = new ArrayList<>();
        before.services().forEach((id, entry) -> {
            List<Loss> losses = new ArrayList<>(ports.takenFrom(entry.spec().vip()));
            DesiredService becomes = desired.services().get(id);
            if (becomes == null) {
                losses.add(ports.removed(entry.spec().vip()));
            } else {
                Losses.Question question = Losses.Question.of(entry, becomes, flows);
                losses.addAll(known.computeIfAbsent(
                        question,
                        asked -> new Losses(asked, before.table(entry.table()), desired.table(becomes.table()), owners)
                                .all()));
                losses.addAll(Losses.ofSources(entry.spec(), becomes.spec()));
            }
            outlooks.add(new Outlook(entry.spec(), losses, flows.of(id)));
        });
        return new Forecast(outlooks);
    }

    /** Whether no service loses a flow. */
    public boolean keepsAll() {
        return services.stream().allMatch(Outlook::keepsAll);
    }

    /**
     * Flows that find another service than before, or none.
     *
     * @param come VIPs that have a service by then and have none now
     * @param wanted VIPs that have a service by then
     */
    private record Ports(List<Vip> come, Set<Vip> wanted) {
        static Ports between(DataplaneState before, DataplaneProgram desired) {
            Set<Vip> there = new HashSet<>();
            before.services().values().forEach(entry -> there.add(entry.spec().vip()));
            Set<Vip> wanted = new HashSet<>();
            desired.services()
                    .values()
                    .forEach(service -> wanted.add(service.spec().vip()));
            return new Ports(
                    wanted.stream().filter(vip -> !there.contains(vip)).sorted().toList(), wanted);
        }

        private static Vip anyPort(Vip vip) {
            return new Vip(vip.address(), vip.protocol(), Vip.ANY_PORT);
        }

        Loss removed(Vip vip) {
            return wanted.contains(anyPort(vip))
                    ? new Loss(
                            "PLAN_REMOVED",
                            "the service is removed, and its flows go to the one for any port of its address",
                            Share.UNKNOWN)
                    : new Loss("PLAN_REMOVED", "the service is removed", Share.ALL);
        }

        /** A service for any port loses the flows of each port that gets a service of its own. */
        List<Loss> takenFrom(Vip any) {
            if (any.port() != Vip.ANY_PORT) {
                return List.of();
            }
            return come.stream()
                    .filter(vip -> anyPort(vip).equals(any))
                    .map(vip -> new Loss(
                            "PLAN_PORT_TAKEN", "port " + vip.port() + " gets a service of its own", Share.UNKNOWN))
                    .toList();
        }
    }
}
