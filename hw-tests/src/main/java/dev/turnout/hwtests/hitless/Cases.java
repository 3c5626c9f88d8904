package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.Backend;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.forwarder.Forwarder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is done to a box under load: one record a case. b3 is the backend that things happen to. */
final class Cases {
    private static final int VICTIM = 3;
    private static final int FLAPS = 4;
    private static final int[] WEIGHTS = {4, 1, 2};
    private static final String OTHER_SEED = "5eed".repeat(16);

    private static final String HOLDS = "nothing breaks";

    private Cases() {}

    /** Those that a data plane can do. */
    static List<Case> all(Forwarder.Kind dataplane) {
        return all().stream()
                .filter(each -> each.dataplanes().contains(dataplane))
                .toList();
    }

    private static List<Case> all() {
        return List.of(
                new Case("nothing", "no change at all", "nothing breaks, whatever the persistence", _ -> {}),
                new Case("added", "the last backend joins", HOLDS, Cases::add).sparing(1),
                new Case("drained", "b3: weight 0, two seconds later out of the document", HOLDS, Cases::drain),
                new Case(
                        "unhealthy",
                        "b3 answers HTTP probes with 503 (every %d s, fall %d), and serves on"
                                .formatted(Fleet.PROBE_INTERVAL, Fleet.PROBE_FALL),
                        HOLDS,
                        Cases::failProbes),
                new Case(
                        "unreachable",
                        "b3's cable is pulled; seen by its neighbour entry alone, without probes",
                        "b3's own break",
                        play -> play.unplug(VICTIM)),
                new Case(
                        "killed",
                        "b3's process is killed, its address taken away",
                        "b3's own break",
                        play -> play.kill(VICTIM)),
                new Case("weights", "weights 1 become 4, 1, 2, 4, …", HOLDS, Cases::weigh),
                new Case("flapping", "b3 out and in, four times", HOLDS, Cases::flap),
                new Case(
                        "size up",
                        "twice the slots",
                        HOLDS,
                        play -> play.push(
                                play.now().withTableSize(2 * play.now().tableSize()))),
                new Case(
                        "size down",
                        "half the slots",
                        HOLDS,
                        play -> play.push(play.now().withTableSize(play.now().tableSize() / 2))),
                new Case(
                        "seed",
                        "another seed: nearly every slot moves",
                        HOLDS,
                        play -> play.push(play.now().withSeed(OTHER_SEED))),
                new Case("algorithm", "MAGLEV to RANDOM, two seconds later back", HOLDS, Cases::draw)
                        .of(Persistence.FLOW_TABLE)
                        .xdpOnly(),
                new Case(
                                "drawn",
                                "in one document TRANSIT becomes RANDOM with a flow table, and weights change",
                                HOLDS,
                                play -> play.push(
                                        play.now().withMemoryForTransit().withWeights(WEIGHTS)))
                        .of(Persistence.TRANSIT)
                        .xdpOnly(),
                new Case(
                        "encapsulation",
                        "IPIP becomes GUE: every slot moves to the same server",
                        "nothing breaks, whatever the persistence",
                        play -> play.push(play.now().withEncapsulation("GUE"))),
                new Case("agent killed", "weights change; kill -9; two seconds later a new agent", HOLDS, Cases::kill),
                new Case("agent upgraded", "weights change; another installation takes over", HOLDS, Cases::upgrade),
                new Case(
                                "program replaced",
                                "weights change; a start with more room replaces the program through its link",
                                HOLDS,
                                Cases::replace)
                        .xdpOnly(),
                new Case(
                        "killed midway",
                        "weights change, four times there and back; kill -9 the moment the agent has read the document",
                        HOLDS,
                        Cases::killMidway),
                new Case(
                        "changed again",
                        "weights change; a second later b3 out, another later other weights",
                        HOLDS,
                        Cases::changeAgain),
                new Case(
                                "taken back",
                                "the last backend joins; two seconds later it is out again",
                                HOLDS,
                                Cases::takeBack)
                        .sparing(1),
                new Case("rolled back", "b3 out; two seconds later the old document again", HOLDS, Cases::rollBack));
    }

    /** The most telling ones, for a run that must be over soon. */
    static List<Case> few(Forwarder.Kind dataplane) {
        Set<String> telling = Set.of("added", "drained", "seed", "agent killed", "rolled back");
        return all(dataplane).stream()
                .filter(each -> telling.contains(each.name()))
                .toList();
    }

    private static IpAddress victim(Play play) {
        return play.site().address(VICTIM);
    }

    private static void add(Play play) {
        List<Backend> more = new ArrayList<>(play.now().backends());
        more.add(new Backend(play.site().addresses().getLast(), 1));
        play.push(play.now().with(more));
    }

    private static void drain(Play play) {
        play.push(play.now().withWeightOf(victim(play), 0));
        play.stream(4);
        play.push(play.now().without(victim(play)));
    }

    private static void failProbes(Play play) {
        play.push(play.now().withProbes());
        play.refuseProbes(VICTIM);
    }

    private static void weigh(Play play) {
        play.push(play.now().withWeights(WEIGHTS));
    }

    private static void flap(Play play) {
        Fleet whole = play.now();
        for (int i = 0; i < FLAPS; i++) {
            play.push(play.now().without(victim(play)));
            play.stream(1);
            play.push(whole.after(play.now()));
            play.stream(1);
        }
    }

    private static void draw(Play play) {
        play.push(play.now().withRandom(true));
        play.stream(4);
        play.push(play.now().withRandom(false));
    }

    private static void kill(Play play) {
        weigh(play);
        play.box().kill();
        play.stream(4);
        play.box().startAgain(play.site().installation());
        play.box().awaitApplied(play.now());
    }

    private static void takeBack(Play play) {
        Fleet first = play.now();
        add(play);
        play.stream(4);
        play.push(first.after(play.now()));
    }

    private static void killMidway(Play play) {
        Fleet equal = play.now();
        for (int i = 0; i < FLAPS; i++) {
            play.pushAndKill(i % 2 == 0 ? play.now().withWeights(WEIGHTS) : equal.after(play.now()));
            play.box().startAgain(play.site().installation());
            play.box().awaitApplied(play.now());
        }
    }

    private static void changeAgain(Play play) {
        weigh(play);
        play.stream(2);
        play.push(play.now().without(victim(play)));
        play.stream(2);
        play.push(play.now().withWeights(1, 3));
    }

    private static void upgrade(Play play) {
        weigh(play);
        play.box().stop();
        play.box().startAgain(play.site().otherInstallation());
        play.box().awaitApplied(play.now());
    }

    private static void replace(Play play) {
        weigh(play);
        String before = play.box().program();
        play.box().stop();
        play.box().startAgainWithMoreRoom(play.site().installation());
        play.box().awaitApplied(play.now());
        if (before.equals(play.box().program())) {
            throw new IllegalStateException("the program was not replaced: " + before);
        }
    }

    private static void rollBack(Play play) {
        Fleet whole = play.now();
        play.push(play.now().without(victim(play)));
        play.stream(4);
        play.push(whole.after(play.now()));
    }
}
