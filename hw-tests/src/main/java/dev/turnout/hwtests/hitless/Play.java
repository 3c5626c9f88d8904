package dev.turnout.hwtests.hitless;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Persistence;
import dev.turnout.hwtests.load.BoxProcess;
import dev.turnout.hwtests.load.Connection;
import dev.turnout.hwtests.load.Crowd;
import dev.turnout.hwtests.net.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One case: a box that knows nothing, a crowd, the change, and how it all ended. */
final class Play implements AutoCloseable {
    /** Connections that the data plane is asked about; where more broke, these tell enough. */
    private static final int MAX_SUSPECTS = 50;

    private final Site site;
    private final Sizes sizes;
    private final BoxProcess box;
    private final Crowd crowd;
    private final List<Fleet> documents = new ArrayList<>();
    private final Set<Integer> gone = new HashSet<>();
    private final Set<Integer> refusing = new HashSet<>();
    private final Set<Connection> marked = new HashSet<>();
    private Fleet now;
    private String note = "";

    private Play(Site site, Case story, Sizes sizes) {
        this.site = site;
        this.sizes = sizes;
        List<IpAddress> addresses = site.addresses();
        now = Fleet.of(site.persistences(), addresses.subList(0, addresses.size() - story.spare()), sizes.tableSize());
        documents.add(now);
        site.serveAnew();
        box = site.box(story.name().replace(' ', '-'), now);
        crowd = site.crowd();
    }

    static Result of(Site site, Case story, Sizes sizes) {
        long start = System.nanoTime();
        try (Play play = new Play(site, story, sizes)) {
            List<Connection> connections = play.perform(story.script());
            Ledger ledger = new Ledger(site.addresses(), play.documents, play.gone, play.marked);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Result(
                    story, ledger.rows(touched(site, story), connections), ledger.breaks(connections), play.note, took);
        }
    }

    private static List<Persistence> touched(Site site, Case story) {
        return site.persistences().stream()
                .filter(story.persistences()::contains)
                .toList();
    }

    private List<Connection> perform(Case.Script script) {
        box.awaitApplied(now);
        box.await(status -> status.contains("state         in sync") && !status.contains("unresolved"), "reach all");
        crowd.tell("new " + sizes.perSecond());
        crowd.tell("hold " + sizes.held() + " " + sizes.paused(), "held");
        stream(2);
        crowd.tell("pause");
        crowd.tell("lost " + sizes.lost());
        script.play(this);
        stream(sizes.after());
        askAboutBroken();
        crowd.tell("end", "ended");
        box.await(status -> status.lines().noneMatch(line -> line.startsWith("transition")), "end its transitions");
        crowd.tell("resume", "finished");
        return crowd.ended();
    }

    /** While the slots still move: a connection that began before the change, and yet is marked, is a false positive. */
    private void askAboutBroken() {
        crowd.ended().stream()
                .filter(Connection::broken)
                .filter(each -> Fleet.persistence(each.port()) == Persistence.TRANSIT && each.streams())
                .filter(each -> !gone.contains(each.backend()))
                .limit(MAX_SUSPECTS)
                .filter(each -> box.explain(each, Shop.VIP4)
                        .lines()
                        .anyMatch(line -> line.contains("established") && line.contains("marked")))
                .forEach(marked::add);
    }

    /** The document that was pushed last. */
    Fleet now() {
        return now;
    }

    BoxProcess box() {
        return box;
    }

    Site site() {
        return site;
    }

    /** Lets the crowd go on for so many half seconds. */
    void stream(int halfSeconds) {
        crowd.tell("stream " + halfSeconds, "streamed");
    }

    /** Offers a document, and waits until it is what forwards. */
    void push(Fleet next) {
        offer(next);
        box.awaitApplied(next);
    }

    /** Offers a document, and kills the agent as soon as it says that it has read it. */
    void pushAndKill(Fleet next) {
        offer(next);
        box.await(status -> status.contains("desired       0." + next.generation() + "\n"), "read its document");
        box.kill();
    }

    private void offer(Fleet next) {
        now = next;
        documents.add(next);
        box.offer(next);
    }

    /** Ends a backend, process and address, and waits until the box has noticed. */
    void kill(int number) {
        gone.add(number);
        site.kill(number);
        awaitDead(number);
    }

    /** Takes a backend off the network, and waits until the box has noticed. */
    void unplug(int number) {
        gone.add(number);
        site.unplug(number);
        awaitDead(number);
    }

    /** Has a backend's probes fail, while it serves as before, and waits until the box has noticed. */
    void refuseProbes(int number) {
        refusing.add(number);
        await(site.address(number), "healthy");
        site.refuseProbes(number);
        awaitLeft(number, "unhealthy");
    }

    private void awaitDead(int number) {
        awaitLeft(number, "dead");
    }

    /** Whoever is in that state has no slots any more. */
    private void awaitLeft(int number, String state) {
        IpAddress address = site.address(number);
        documents.add(now.without(address));
        long start = System.nanoTime();
        await(address, state);
        note = "; noticed after %.1f s".formatted((System.nanoTime() - start) / 1e9);
    }

    private void await(IpAddress backend, String state) {
        box.await(
                status -> status.lines()
                        .anyMatch(line -> List.of(line.strip().split("[\\s,]+", -1))
                                .containsAll(List.of(backend.toString(), state))),
                "find out that " + backend + " is " + state);
    }

    @Override
    public void close() {
        crowd.close();
        box.close();
        gone.forEach(site::repair);
        refusing.forEach(site::repair);
    }
}
