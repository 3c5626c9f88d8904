package dev.turnout.core.program;

import dev.turnout.core.health.Standing;
import dev.turnout.core.maglev.Quotas;
import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * At which steps of their weights backends stand, found in a table that was made of them: slots are M·w/W of each, and a
 * table is a function of these numbers. So whoever compiles with what is found here moves none.
 */
public final class HeldSteps {
    private final List<Backend> owners;
    private final int[] slots;
    private final int size;

    private HeldSteps(List<Backend> owners, int[] slots) {
        this.owners = owners;
        this.slots = slots;
        this.size = IntStream.of(slots).sum();
    }

    /**
     * Whole weights, unless other steps explain the table better.
     *
     * @param owned slots of each backend that has any
     * @param unsure so many slots may be another's than the table was made with, since they wait for older flows
     * @return of each owner, 1 to {@link Standing#STEPS}
     */
    public static Map<IpAddress, Integer> of(Map<Backend, Integer> owned, int unsure) {
        List<Backend> owners = owned.keySet().stream()
                .sorted(Comparator.comparing(Backend::address))
                .toList();
        HeldSteps held =
                new HeldSteps(owners, owners.stream().mapToInt(owned::get).toArray());
        int[] whole = owners.stream().mapToInt(_ -> Standing.STEPS).toArray();
        int[] steps = held.refined(held.estimate());
        int[] found = held.off(steps) <= 2 * unsure && held.off(steps) < held.off(whole) ? steps : whole;
        Map<IpAddress, Integer> result = new HashMap<>();
        for (int i = 0; i < found.length; i++) {
            result.put(owners.get(i).address(), found[i]);
        }
        return result;
    }

    /** Whoever has most for its weight has all of it. */
    private int[] estimate() {
        double most = IntStream.range(0, slots.length)
                .mapToDouble(this::perWeight)
                .max()
                .orElse(1);
        return IntStream.range(0, slots.length)
                .map(i -> Math.clamp(Math.round(Standing.STEPS * perWeight(i) / most), 1, Standing.STEPS))
                .toArray();
    }

    private double perWeight(int i) {
        return (double) slots[i] / owners.get(i).weight();
    }

    /** Rounding to slots may hide a step or two. */
    private int[] refined(int[] steps) {
        int[] best = steps;
        for (int round = 0; round < Standing.STEPS && off(best) > 0; round++) {
            int[] quotas = quotas(best);
            int[] next = best.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] = Math.clamp(next[i] + Integer.signum(slots[i] - quotas[i]), 1, Standing.STEPS);
            }
            if (off(next) >= off(best)) {
                return best;
            }
            best = next;
        }
        return best;
    }

    /** By how many slots, over all backends, these steps do not explain the table. */
    private int off(int[] steps) {
        int[] quotas = quotas(steps);
        return IntStream.range(0, slots.length)
                .map(i -> Math.abs(quotas[i] - slots[i]))
                .sum();
    }

    private int[] quotas(int[] steps) {
        Map<IpAddress, Integer> stepOf = new HashMap<>();
        for (int i = 0; i < steps.length; i++) {
            stepOf.put(owners.get(i).address(), steps[i]);
        }
        ToIntFunction<Backend> step = backend -> stepOf.getOrDefault(backend.address(), Standing.STEPS);
        return Quotas.of(Weights.slowlyStarting(owners, step), size);
    }
}
