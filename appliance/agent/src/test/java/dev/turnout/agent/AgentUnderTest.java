package dev.turnout.agent;

import dev.turnout.agent.health.FakeProbes;
import dev.turnout.agent.log.Log;
import dev.turnout.agent.mqtt.MqttLink;
import dev.turnout.agent.os.Announcer;
import dev.turnout.agent.os.Boot;
import dev.turnout.agent.os.NextHopQuestion;
import dev.turnout.agent.os.NextHopSource;
import dev.turnout.agent.os.NextHops;
import dev.turnout.agent.os.Resolution;
import dev.turnout.agent.source.ConfigSource;
import dev.turnout.agent.source.Document;
import dev.turnout.agent.source.Offer;
import dev.turnout.agent.source.ReportSink;
import dev.turnout.agent.source.SourceStatus;
import dev.turnout.agent.store.DataDirectory;
import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An agent that a test steps, on a data plane in memory; time passes when the test says so. */
final class AgentUnderTest implements AutoCloseable {
    final Ways ways = new Ways();
    final Vips vips = new Vips();
    final FakeProbes probes = new FakeProbes(() -> now());
    final Reports reports = new Reports();
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(logged, true, StandardCharsets.UTF_8), () -> Instant.EPOCH);
    Supplier<Set<IpAddress>> management =
            () -> Set.of(IpAddress.parse("192.0.2.250").orElseThrow());
    DataplaneStatus plane =
            DataplaneStatus.newBuilder().setKind("memory").setForwarding(true).build();
    List<NicFinding> findings = List.of();
    Instant now = Instant.parse("2026-01-02T03:04:05Z");
    Duration wallAhead = Duration.ZERO;
    private final Mailbox source = new Mailbox();
    /** How often the agent had nothing to do for a while after a change. */
    int rests;

    private final Upkeep upkeep = new Upkeep() {
        @Override
        public void allow() {}

        @Override
        public boolean look() {
            return false;
        }

        @Override
        public void rest() {
            rests++;
        }
    };
    private final DataDirectory data;
    private final Agent agent;
    private final ControlDesk desk;

    AgentUnderTest(Path directory, Dataplane dataplane) {
        this(directory, dataplane, Optional.empty(), Optional.empty());
    }

    /** One that takes signed documents alone. */
    AgentUnderTest(Path directory, Dataplane dataplane, Trust trust) {
        this(directory, dataplane, Optional.empty(), Optional.of(trust));
    }

    /** With a link as its source and sink, for those who have a broker. */
    AgentUnderTest(Path directory, Dataplane dataplane, Optional<MqttLink> link) {
        this(directory, dataplane, link, Optional.empty());
    }

    AgentUnderTest(Path directory, Dataplane dataplane, MqttLink link, Trust trust) {
        this(directory, dataplane, Optional.of(link), Optional.of(trust));
    }

    private AgentUnderTest(Path directory, Dataplane dataplane, Optional<MqttLink> link, Optional<Trust> trust) {
        Instant started = now;
        SteadyClock clock = new SteadyClock(
                () -> now.plus(wallAhead),
                () -> Duration.between(started, now).toNanos(),
                new Boot(UUID.randomUUID(), Duration.ofMinutes(1)));
        this.data = switch (DataDirectory.open(directory)) {
            case DataDirectory.Opened.Ready(DataDirectory ready) -> ready;
            case DataDirectory.Opened.InUse _, DataDirectory.Opened.Unusable _ ->
                throw new IllegalStateException("the last agent has not let go of " + directory);
        };
        AgentParts parts = new AgentParts(
                "box-1",
                "1.2.3",
                dataplane,
                (_, _) -> Optional.empty(),
                () -> plane,
                upkeep,
                () -> findings,
                link.map(ConfigSource.class::cast).orElse(source),
                link.map(ReportSink.class::cast).orElse(reports),
                Documents.load(data, clock, log),
                trust,
                ways,
                probes,
                vips,
                () -> management.get(),
                clock,
                log);
        agent = new Agent(parts);
        desk = new ControlDesk(agent, parts);
        agent.start();
    }

    private Instant now() {
        return now;
    }

    Agent agent() {
        return agent;
    }

    ControlDesk desk() {
        return desk;
    }

    /** Offers a document as a broker would; how often it was acknowledged. */
    AtomicInteger offer(String yaml) {
        return offer(yaml, Offer.Order.BY_REVISION);
    }

    AtomicInteger offer(String yaml, Offer.Order order) {
        AtomicInteger acknowledged = new AtomicInteger();
        offer(yaml, order, acknowledged::incrementAndGet);
        return acknowledged;
    }

    /** Offers a signed message as a broker would. */
    void offer(byte[] envelope) {
        source.receiver.accept(
                new Offer(Document.of(Document.Format.SIGNED, envelope), "test", Offer.Order.BY_REVISION, () -> {}));
    }

    void offer(String yaml, Offer.Order order, Runnable acknowledgement) {
        Document document = Document.of(Document.Format.YAML, yaml.getBytes(StandardCharsets.UTF_8));
        source.receiver.accept(new Offer(document, "test", order, acknowledgement));
    }

    /** Steps until nothing is to be done, or as often as is ever needed. */
    Report settle() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            agent.step(Duration.ZERO);
        }
        return report();
    }

    /** Lines of the log with that event. */
    List<String> logged(String event) {
        return logged.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(" event=" + event + " "))
                .toList();
    }

    Report report() {
        return agent.snapshot().orElseThrow().report();
    }

    @Override
    public void close() {
        data.close();
    }

    /** A source without a broker. */
    private static final class Mailbox implements ConfigSource {
        private Consumer<Offer> receiver = _ -> {};

        @Override
        public void start(Consumer<Offer> to) {
            receiver = to;
        }

        @Override
        public SourceStatus status() {
            return new SourceStatus("test", true, "", Instant.EPOCH);
        }

        @Override
        public void close() {}
    }

    /** Ways to backends: all are one hop away unless the test says otherwise. */
    static final class Ways implements NextHopSource {
        private final Map<BackendKey, Resolution> answers = new HashMap<>();
        private NextHopQuestion question = NextHopQuestion.NONE;
        boolean silent;

        @Override
        public void ask(NextHopQuestion asked) {
            question = asked;
        }

        @Override
        public NextHops latest() {
            Map<BackendKey, Resolution> all = new HashMap<>();
            if (!silent) {
                question.backends().forEach(key -> all.put(key, answers.getOrDefault(key, way(key))));
            }
            return new NextHops(all, Optional.empty());
        }

        void set(BackendKey key, Resolution resolution) {
            answers.put(key, resolution);
        }

        private static Resolution way(BackendKey key) {
            Cidr source = Cidr.parse(key.address().isIpv4() ? "192.0.2.250/32" : "2001:db8::250/128")
                    .orElseThrow();
            return new Resolution.Resolved(new NextHop(
                    2, 0, new MacAddress(0x0200_0000_0001L), new MacAddress(0x0200_0000_0002L), 1500, source));
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }

    /** What is announced. */
    static final class Vips implements Announcer {
        private Set<IpAddress> announced = Set.of();

        @Override
        public void announce(Set<IpAddress> vips) {
            announced = vips;
        }

        @Override
        public Status status() {
            return new Status(announced, List.of());
        }

        @Override
        public void close() {}
    }

    /** Reports, oldest first. */
    static final class Reports implements ReportSink {
        final List<byte[]> published = new ArrayList<>();

        /** Whether what is published gets there. */
        boolean reachable = true;

        private Optional<byte[]> delivered = Optional.empty();

        @Override
        public void publish(byte[] report) {
            published.add(report);
            delivered = reachable ? Optional.of(report) : delivered;
        }

        @Override
        public Optional<byte[]> delivered() {
            return delivered;
        }
    }
}
