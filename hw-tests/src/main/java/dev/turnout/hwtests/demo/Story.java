package dev.turnout.hwtests.demo;

import dev.turnout.agent.os.CommandResult;
import dev.turnout.hwtests.net.Daemon;
import dev.turnout.hwtests.net.Shop;
import dev.turnout.hwtests.net.WebServer;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happens on the stage, step by step, and what is expected of each. */
final class Story {
    private final Stage stage;
    private final Screen screen;
    private final Pace pace;
    private final Visitor visitor;
    private final Wanted first;
    private final Wanted second;

    /** A port of the client whose flow is asked again and again, and one that downloads. Both move from b1 to b3. */
    private final List<Integer> movingPorts;

    private Story(Stage stage, Screen screen, Pace pace) {
        this.stage = stage;
        this.screen = screen;
        this.pace = pace;
        this.visitor = new Visitor(stage.shop().client());
        this.first = new Wanted(1, stage.backends(), List.of(3, 2, 1));
        this.second = first.withWeights(2, List.of(3, 2, 3));
        this.movingPorts = first.portsMovedBy(
                second, stage.backends().getFirst(), stage.backends().getLast(), 2);
    }

    static void tell(Stage stage, Screen screen, Pace pace) {
        new Story(stage, screen, pace).tell();
    }

    private void tell() {
        buildNetwork();
        Recorder recorder = startBroker();
        Daemon agent = startAgent(recorder);
        pushFirst(recorder);
        countShares(first);
        Visitor.Download download = visitor.download(movingPorts.getLast());
        Visitor.Stream stream = visitor.stream();
        pushSecond(recorder, download);
        countShares(second);
        explain();
        killAgent(agent, recorder, stream, download);
        finish(recorder, stream, download);
        pushUnconfirmed(recorder);
    }

    private void buildNetwork() {
        screen.step(
                "A network of its own",
                "Network namespaces, joined by virtual cables. The web servers carry the VIP %s on their loopback and answer clients directly, past the box; the router sends the VIP to the box."
                        .formatted(Shop.VIP4));
        stage.openShop(pace.downloadRate());
        boolean all =
                stage.backends().stream().allMatch(server -> visitor.reaches("http://" + server.address4() + "/"));
        screen.check(all, "the client reaches b1, b2 and b3 at their own addresses");
        screen.check(!visitor.reaches(Visitor.URL), "nobody answers at the VIP");
    }

    private Recorder startBroker() {
        screen.step(
                "A fleet, and a box that becomes one of it",
                "The fleet manager makes an authority, a key that signs configurations, and a broker that lets nobody in without a certificate. The box holds nothing but a claim: it makes a key of its own and has it certified.");
        stage.startBroker();
        screen.quote("turnout enrol --claim demo.claim --broker " + Stage.BROKER + ":8884", output(stage.enrol()));
        Recorder recorder = Recorder.start(
                stage.fleet(), Stage.BROKER_HOST, Stage.BOX_ID, stage.operatorPem(), stage.authorityPem());
        screen.step(
                "An agent on the box",
                "It connects to the broker and waits for a document. It does not forward packets itself: it tells %s how to."
                        .formatted(stage.forwarder().called()));
        return recorder;
    }

    private Daemon startAgent(Recorder recorder) {
        stage.beginForwarding();
        Instant start = Instant.now();
        Daemon agent = stage.startAgent();
        Report report = recorder.awaitReport(start, r -> r.getState() == Report.State.EMPTY, "that it is empty");
        screen.check(report.getBox().equals(Stage.BOX_ID), "the box reports over MQTT that it has no document yet");
        screen.check(!visitor.reaches(Visitor.URL), "still nobody answers at the VIP");
        return agent;
    }

    private void pushFirst(Recorder recorder) {
        screen.step(
                "A configuration is pushed",
                "One document, checked and signed by fleetctl, published to the box's topic, compiled there into a Maglev table and written into %s. The box would take it back, were it not to forward, or not in touch, or not confirmed in time."
                        .formatted(stage.forwarder().called()));
        screen.quote("cat web.yaml", first.yaml());
        Probe probe = Probe.start(stage.shop().client(), movingPorts.getFirst(), name -> name.equals("b1"));
        screen.quote(pushing("--wait"), push(first, "--wait"));
        Optional<Instant> answer = probe.await();
        screen.check(answer.isPresent(), "the VIP answers" + sincePublished(recorder, answer));
        recorder.awaitReport(Instant.EPOCH, r -> inSync(r, first), "that generation 1 forwards");
        screen.check(true, "the box reports that generation 1 forwards");
        screen.quote("turnout status", turnout("status"));
    }

    private void countShares(Wanted wanted) {
        screen.step(
                wanted.generation() == 1 ? "Shares follow weights" : "Shares follow the new weights",
                "%d requests from the client, each on a connection of its own.".formatted(pace.questions()));
        Shares.of(visitor, pace.questions()).check(wanted, screen);
    }

    private void pushSecond(Recorder recorder, Visitor.Download download) {
        screen.step(
                "A weight is changed, under a running download",
                "b3 goes from weight 1 to 3. The download comes from b1, in a slot that moves to b3: it must stay on b1, while a new connection in such a slot goes to b3 at once.");
        Probe probe = Probe.start(stage.shop().client(), movingPorts.getFirst(), name -> name.equals("b3"));
        screen.quote(pushing("--wait"), push(second, "--wait"));
        Optional<Instant> answer = probe.await();
        screen.check(answer.isPresent(), "a new connection goes to b3" + sincePublished(recorder, answer));
        Report report = recorder.awaitReport(Instant.EPOCH, r -> inSync(r, second), "that generation 2 forwards");
        long moved = report.getLastChange().getSlotsMoved();
        screen.check(
                moved == first.slotsMovedBy(second),
                "%d of %d slots moved, as many as the two tables differ in".formatted(moved, Wanted.TABLE_SIZE));
        screen.check(download.runs(), "the download goes on");
        screen.quote("turnout tables", turnout("tables"));
    }

    private void explain() {
        screen.step(
                "What happens to one flow",
                "The download's own: its slot belongs to b3 by now, and still serves b1 what b1 had. The answer of %s is that of the program itself, run dry."
                        .formatted(stage.forwarder().called()));
        String flow = Shop.CLIENT4 + ":" + movingPorts.getLast();
        String vip = Shop.VIP4 + ":" + Wanted.PORT;
        String said = turnout("explain", flow, vip, "tcp");
        screen.quote("turnout explain " + flow + " " + vip + " tcp", said);
        screen.check(
                said.contains(second.servers().getFirst().address4().toString())
                        && said.contains(second.servers().getLast().address4().toString()),
                "it names b1 (%s) and b3 (%s)"
                        .formatted(
                                second.servers().getFirst().address4(),
                                second.servers().getLast().address4()));
    }

    private void killAgent(Daemon agent, Recorder recorder, Visitor.Stream stream, Visitor.Download download) {
        screen.step(
                "The agent is killed, without warning, under load",
                "kill -9. Requests and download go on; %s forwards by what it was told last. Then the agent is started again, finds all as it should be, and has nothing to write."
                        .formatted(stage.forwarder().called()));
        String before = stage.forwarderState();
        agent.kill();
        stream.awaitMore(pace.streamed());
        screen.check(
                stream.failed() == 0,
                "without an agent %d more requests were answered, none failed".formatted(pace.streamed()));
        screen.check(download.runs(), "the download goes on");
        Instant restart = Instant.now();
        Daemon restarted = stage.startAgent();
        recorder.awaitReport(restart, r -> inSync(r, second), "that generation 2 still forwards");
        screen.check(true, "restarted, it reports that generation 2 forwards");
        screen.check(
                !before.isEmpty() && stage.forwarderState().equals(before),
                stage.forwarder().stateIs());
        screen.check(
                restarted.log().contains("event=remembered") && !restarted.log().contains("event=programmed"),
                "it wrote nothing, since all was as it should be (its log says so)");
        stream.awaitMore(pace.streamed());
        screen.check(
                stream.failed() == 0, "of %d requests since the change none has failed".formatted(stream.answered()));
        screen.check(download.runs(), "the download goes on");
    }

    private void finish(Recorder recorder, Visitor.Stream stream, Visitor.Download download) {
        screen.step(
                "The download arrives, and the transition ends",
                "When nothing has gone to a slot's previous owner for 3 s (the document's idle time), the slot is stable again.");
        List<String> end = download.await();
        screen.check(
                end.equals(List.of("b1", String.valueOf(WebServer.DOWNLOAD_BYTES))),
                "%d bytes, all from b1".formatted(WebServer.DOWNLOAD_BYTES));
        screen.check(download.digest().equals(WebServer.downloadDigest()), "the checksum is right");
        stream.stop();
        screen.check(stream.failed() == 0, "none of %d requests failed".formatted(stream.answered()));
        recorder.awaitReport(
                Instant.EPOCH, r -> inSync(r, second) && r.getTransitionsCount() == 0, "that nothing is in transition");
        screen.check(true, "no slot is in transition any more");
    }

    private void pushUnconfirmed(Recorder recorder) {
        screen.step(
                "A push that nobody confirms",
                "The fleet manager pushes once more, and is lost before it can confirm. The box tries the configuration out, hears nothing, and returns by itself to the one before, while requests go on.");
        Wanted third = second.withWeights(3, List.of(1, 1, 6));
        Visitor.Stream stream = visitor.stream();
        screen.quote(pushing("--trial 2s"), push(third, "--trial", "2s"));
        recorder.awaitReport(Instant.EPOCH, r -> inSync(r, third), "that generation 3 forwards");
        screen.check(true, "the box tries generation 3 out");
        Report report = recorder.awaitReport(
                Instant.EPOCH,
                r -> r.getPush().getStage() == PushStatus.Stage.ROLLED_BACK && inSync(r, second),
                "that it has taken generation 3 back");
        screen.check(
                report.getPush().getReason().getCode().equals("TRIAL_NOT_CONFIRMED"),
                "generation 2 forwards again: " + report.getPush().getReason().getMessage());
        stream.awaitMore(pace.streamed());
        stream.stop();
        screen.check(stream.failed() == 0, "none of %d requests failed meanwhile".formatted(stream.answered()));
    }

    private static boolean inSync(Report report, Wanted wanted) {
        return report.getState() == Report.State.IN_SYNC && report.getApplied().getGeneration() == wanted.generation();
    }

    private String sincePublished(Recorder recorder, Optional<Instant> answer) {
        return answer.map(when -> ", %d ms after the publication"
                        .formatted(Duration.between(recorder.published(), when).toMillis()))
                .orElse("");
    }

    private static String pushing(String options) {
        return "fleetctl push web.yaml --identity ca/fleetctl.p12 --key fleet.key \\\n         --broker " + Stage.BROKER
                + " --box " + Stage.BOX_ID + " " + options;
    }

    private String push(Wanted wanted, String... options) {
        return output(stage.push(wanted, options));
    }

    private String turnout(String... arguments) {
        return output(stage.turnout(arguments));
    }

    private String output(CommandResult result) {
        return switch (result) {
            case CommandResult.Done(String out) -> out;
            case CommandResult.Failed failed -> {
                screen.check(false, failed.toString());
                yield failed.out();
            }
            case CommandResult.TimedOut _,
                    CommandResult.TooLong _,
                    CommandResult.NotStarted _,
                    CommandResult.Interrupted _ -> throw new IllegalStateException(result.toString());
        };
    }
}
