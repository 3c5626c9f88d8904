package dev.turnout.agent;

import dev.turnout.agent.control.ControlServer;
import dev.turnout.agent.health.WireProbes;
import dev.turnout.agent.identity.IdentityFiles;
import dev.turnout.agent.identity.IdentityKeeper;
import dev.turnout.agent.log.Field;
import dev.turnout.agent.log.Level;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.metrics.MetricsServer;
import dev.turnout.agent.mqtt.MqttLink;
import dev.turnout.agent.mqtt.MqttSettings;
import dev.turnout.agent.mqtt.Ticker;
import dev.turnout.agent.os.Boot;
import dev.turnout.agent.os.BoxAddresses;
import dev.turnout.agent.os.Commands;
import dev.turnout.agent.os.KernelClock;
import dev.turnout.agent.os.KernelNextHops;
import dev.turnout.agent.os.LocalAnnouncer;
import dev.turnout.agent.os.NextHopReader;
import dev.turnout.agent.os.PathMtus;
import dev.turnout.agent.source.ConfigSource;
import dev.turnout.agent.source.FileConfigSource;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.source.SourceStatus;
import dev.turnout.agent.store.DataDirectory;
import dev.turnout.agent.store.LastPlane;
import dev.turnout.core.dataplane.DataplaneState;
import dev.turnout.schema.Topics;
import dev.turnout.schema.signed.Admission;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code turnout run}: puts an agent together, lets it run until the process is told to end, and takes it apart. */
public final class AgentProcess {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(8);

    private final RunSettings settings;
    private final Log log;
    private final Commands commands = new Commands(COMMAND_LIMIT);
    private final SteadyClock clock = new SteadyClock(InstantSource.system(), System::nanoTime, Boot.read());

    /** Woken by what comes in; there is no agent yet while the parts are opened. */
    private volatile Runnable wake = () -> {};

    /** What the data plane was last seen to hold; there is no agent yet while the parts are opened. */
    private volatile Supplier<Optional<DataplaneState>> held = Optional::empty;

    private volatile boolean stopping;

    private AgentProcess(RunSettings settings, Log log) {
        this.settings = settings;
        this.log = log;
    }

    /** How a run ends. */
    public sealed interface Ended {
        /** It was told to, and what is programmed forwards on. */
        record Stopped() implements Ended {}

        /**
         * It could not begin.
         *
         * @param why one sentence that names the remedy
         * @param detail lines of a log, or nothing
         */
        record NotStarted(String why, String detail) implements Ended {}
    }

    /** Runs until the process gets SIGTERM or SIGINT. */
    public static Ended run(RunSettings settings) {
        AgentProcess process = new AgentProcess(settings, Log.toStdout());
        // The JVM ends when its hooks have returned, so the hook waits until all is taken apart.
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> process.stop(ended)));
        try {
            return process.withData();
        } finally {
            ended.countDown();
        }
    }

    private void stop(CountDownLatch ended) {
        stopping = true;
        wake.run();
        try {
            if (!ended.await(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("stopped_in_haste", Field.of("after", GOODBYE));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Ended withData() {
        return switch (DataDirectory.open(settings.dataDirectory())) {
            case DataDirectory.Opened.InUse(var path) ->
                new Ended.NotStarted(
                        "another agent runs with the data directory " + path + "; stop it, or give --data-dir", "");
            case DataDirectory.Opened.Unusable(String why) -> new Ended.NotStarted(why, "");
            case DataDirectory.Opened.Ready(DataDirectory data) -> {
                try (data) {
                    Preflight preflight = Preflight.begin(settings.interfaces(), log);
                    yield withNextHops(Documents.load(data, clock, log), preflight);
                }
            }
        };
    }

    /** Asks for the ways to the backends of the document on the disk first: they are known when the data plane is there. */
    private Ended withNextHops(Documents documents, Preflight preflight) {
        PathMtus pathMtus = new PathMtus(clock);
        try (KernelNextHops nextHops = new KernelNextHops(new NextHopReader(commands, pathMtus), () -> wake.run())) {
            documents.desired().ifPresent(known -> nextHops.ask(Surveyor.question(known.config(), Set.of())));
            return withDataplane(documents, preflight, nextHops, pathMtus);
        }
    }

    private Ended withDataplane(Documents documents, Preflight preflight, KernelNextHops nextHops, PathMtus pathMtus) {
        XdpPlane.Ways ways = new XdpPlane.Ways(nextHops, pathMtus);
        PlaneOpener opener = new PlaneOpener(
                settings.dataplane(),
                new XdpOpener(settings, documents, commands, () -> held.get(), log),
                settings.p4()
                        .map(access -> new P4Opener(access, settings.dataDirectory(), commands, () -> stopping, log)),
                new LastPlane(settings.dataDirectory()),
                log);
        return switch (opener.open(preflight, ways)) {
            case PlaneResult.Refused(String why, String detail) -> new Ended.NotStarted(why, detail);
            case PlaneResult.Opened(Plane plane) -> {
                try (plane) {
                    yield withSources(documents, plane, nextHops);
                }
            }
        };
    }

    private Ended withSources(Documents documents, Plane plane, KernelNextHops kernel) {
        Optional<Trust> trust;
        try {
            trust = trust();
        } catch (IOException unreadable) {
            return new Ended.NotStarted("the keys to be trusted cannot be read: " + unreadable, "");
        }
        ReportSink[] sink = {ReportSink.NONE};
        try (ConfigSource source = source(sink);
                IdentityKeeper _ = keeper();
                LocalAnnouncer announcer = LocalAnnouncer.start(commands, plane.interfaces());
                WireProbes probes = new WireProbes(plane.forwardingPath(), clock, this::probesTroubled)) {
            AgentParts parts = new AgentParts(
                    settings.box(),
                    settings.version(),
                    plane.dataplane(),
                    plane::explain,
                    plane::status,
                    new PlaneUpkeep(plane, new Heap()),
                    plane::findings,
                    source,
                    sink[0],
                    documents,
                    trust,
                    plane.nextHops(),
                    probes,
                    announcer,
                    () -> kernel.management()
                            .or(() -> BoxAddresses.management(commands))
                            .orElse(Set.of()),
                    clock,
                    log);
            return withControl(parts);
        }
    }

    private Optional<Trust> trust() throws IOException {
        if (settings.trust().isEmpty()) {
            return Optional.empty();
        }
        TrustFile file = settings.trust().get();
        TrustFile.Content content = file.read()
                .orElseThrow(() -> new IOException(file.path() + " has changed since the command line was read"));
        return Optional.of(new Trust(
                content, Optional.of(file).filter(TrustFile::own), settings.box(), settings.groups(), this::timeOfDay));
    }

    /** Null where the box is no fleet's: there is nothing to keep then. */
    private @Nullable IdentityKeeper keeper() {
        return settings.broker()
                .filter(access -> access.identity().isPresent())
                .map(access -> new IdentityKeeper(
                        new IdentityFiles(settings.dataDirectory()),
                        access.broker(),
                        InstantSource.system(),
                        until -> log.info("identity_renewed", Field.of("until", until)),
                        why -> log.recurring(Level.WARN, "identity_not_renewed", Field.of("why", why))))
                .orElse(null);
    }

    /** Where no time server has set the clock, all that is certain is that it is later than when this was built. */
    private Admission.TimeOfDay timeOfDay() {
        Instant now = clock.wall(clock.instant());
        boolean sure = KernelClock.isSynchronised();
        return new Admission.TimeOfDay(sure ? now : SteadyClock.EARLIEST, sure);
    }

    private void probesTroubled(String why) {
        log.recurring(Level.WARN, "health_probes", Field.of("why", why));
    }

    private ConfigSource source(ReportSink[] sink) {
        if (settings.config().isPresent()) {
            return new FileConfigSource(settings.config().get(), clock, this::sourceChanged);
        }
        MqttLink link = new MqttLink(
                new MqttSettings(
                        settings.broker().orElseThrow(),
                        new Topics(settings.box()),
                        settings.version(),
                        settings.trust().isPresent()),
                Ticker.SYSTEM,
                new SecureRandom(),
                this::sourceChanged);
        sink[0] = link;
        return link;
    }

    private void sourceChanged(SourceStatus status) {
        if (status.reachable() && status.detail().isEmpty()) {
            log.info("source_reachable", Field.of("name", status.name()));
        } else if (!stopping) {
            log.recurring(
                    Level.WARN, "source_problem", Field.of("name", status.name()), Field.of("why", status.detail()));
        }
    }

    private Ended withControl(AgentParts parts) {
        Agent agent = new Agent(parts);
        ControlDesk desk = new ControlDesk(agent, parts);
        return switch (ControlServer.open(settings.socket(), desk::answer)) {
            case ControlServer.Opened.InUse(var path) ->
                new Ended.NotStarted("another agent answers on " + path + "; stop it, or give --socket", "");
            case ControlServer.Opened.Unusable(String why) -> new Ended.NotStarted(why, "");
            case ControlServer.Opened.Listening(ControlServer control) -> {
                try (control) {
                    yield withMetrics(agent);
                }
            }
        };
    }

    private Ended withMetrics(Agent agent) {
        if (settings.metrics().isEmpty()) {
            return untilStopped(agent);
        }
        return switch (MetricsServer.start(
                settings.metrics().get(), () -> agent.snapshot().map(Agent.Snapshot::report))) {
            case MetricsServer.Start.Refused(String reason) ->
                new Ended.NotStarted(reason + " with --metrics, or 'none'", "");
            case MetricsServer.Start.Listening(MetricsServer server) -> {
                try (server) {
                    yield untilStopped(agent);
                }
            }
        };
    }

    private Ended untilStopped(Agent agent) {
        wake = agent::wake;
        held = () -> agent.snapshot().map(snapshot -> snapshot.view().state());
        agent.start();
        log.info("running", Field.of("box", settings.box()), Field.of("version", settings.version()));
        try {
            while (!stopping) {
                agent.step(Agent.TICK);
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        log.info("stopping", Field.of("forwarding", "goes on"));
        return new Ended.Stopped();
    }
}
