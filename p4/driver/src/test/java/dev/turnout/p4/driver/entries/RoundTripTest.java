package dev.turnout.p4.driver.entries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.turnout.core.dataplane.DataplaneSnapshot;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.core.plan.Planner;
import dev.turnout.p4.runtime.FieldMatch;
import dev.turnout.p4.runtime.TableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From states to entries and back. */
class RoundTripTest {
    private static DataplaneSnapshot snapshot(DataplaneState state) {
        return new DataplaneSnapshot(state, List.of(FilterRow.fill(0), FilterRow.fill(0)));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasWrittenIsReadBackAndNothingIsWrittenTwice(long seed) {
        RandomStates states = new RandomStates(new Random(seed));
        Switch target = new Switch();
        DataplaneState state = DataplaneState.EMPTY;
        for (int i = 0; i < 12; i++) {
            DataplaneState next = states.after(state);
            DataplaneState mirror = target.apply(Planner.diff(snapshot(state), next));
            assertEquals(next, target.read().state(), "read, seed " + seed);
            assertEquals(next, mirror, "mirror, seed " + seed);
            state = next;
        }
        DataplaneState ignored = target.apply(Planner.diff(snapshot(state), DataplaneState.EMPTY));
        assertEquals(0, target.read().state().tables().size());
        assertTrue(target.entries.size() <= 2, "the filters alone keep their epochs");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void zerosInFrontAndAnotherOrderMeanTheSame(long seed) {
        DataplaneState state = new RandomStates(new Random(seed)).next();
        Switch target = new Switch();
        DataplaneState ignored = target.apply(Planner.diff(snapshot(DataplaneState.EMPTY), state));
        target.entries.replaceAll((_, entry) -> padded(entry));
        assertEquals(state, target.read().state(), "seed " + seed);
        assertEquals(List.of(), target.read().strays());
    }

    private static TableEntry padded(TableEntry entry) {
        TableEntry.Builder padded = entry.toBuilder();
        for (FieldMatch.Builder match : padded.getMatchBuilderList()) {
            if (match.hasExact()) {
                match.getExactBuilder().setValue(padded(match.getExact().getValue()));
            } else {
                match.getLpmBuilder().setValue(padded(match.getLpm().getValue()));
            }
        }
        List<FieldMatch> turned = new ArrayList<>(padded.getMatchList());
        Collections.reverse(turned);
        var action = padded.getActionBuilder().getActionBuilder();
        action.getParamsBuilderList().forEach(param -> param.setValue(padded(param.getValue())));
        return padded.clearMatch().addAllMatch(turned).build();
    }

    private static ByteString padded(ByteString value) {
        return ByteString.copyFrom(new byte[2]).concat(value);
    }

    /** Anything may be found on a target: the next plan leads to what is wanted, and leaves nothing else. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42})
    void whateverIsFoundEndsAsItShould(long seed) {
        Random random = new Random(seed);
        RandomStates states = new RandomStates(random);
        Switch target = new Switch();
        DataplaneState ignored = target.apply(Planner.diff(snapshot(DataplaneState.EMPTY), states.next()));
        List.copyOf(target.entries.keySet()).forEach(key -> damage(target, key, random));
        Held found = target.read();
        DataplaneState wanted = states.after(found.state());
        DataplaneState mirror = target.apply(Planner.diff(snapshot(found.state()), wanted));
        assertEquals(wanted, mirror, "seed " + seed);
        assertEquals(wanted, target.read().state(), "seed " + seed);
        List<List<Op>> left = new PlanOps(target.read(), new SlotMessages(), _ -> {}).repairs();
        assertTrue(left.stream().allMatch(List::isEmpty), "seed " + seed + ": " + left);
    }

    /** Of what is there many entries stay, and the others are changed or lost. */
    private static void damage(Switch target, TableEntry key, Random random) {
        TableEntry.Builder entry = target.entries.get(key).toBuilder();
        var action = entry.getActionBuilder().getActionBuilder();
        int params = action.getParamsCount();
        switch (random.nextInt(12)) {
            case 0 -> target.entries.remove(key);
            case 1 -> target.entries.put(key, entry.clearAction().build());
            case 2 -> {
                if (params > 0) {
                    byte[] value = new byte[1 + random.nextInt(20)];
                    random.nextBytes(value);
                    action.getParamsBuilder(random.nextInt(params)).setValue(ByteString.copyFrom(value));
                    target.entries.put(key, entry.build());
                }
            }
            case 3 -> {
                if (params > 0) {
                    action.removeParams(random.nextInt(params));
                    target.entries.put(key, entry.build());
                }
            }
            default -> {
                // It stays.
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "255, ff", "256, 0100", "-1, ffffffffffffffff"})
    void numbersAreAsShortAsTheyCanBe(long number, String bytes) throws StrayException {
        ByteString value = Values.of(number);
        assertEquals(bytes, java.util.HexFormat.of().formatHex(value.toByteArray()));
        assertEquals(number, Values.bits(padded(value)));
    }
}
