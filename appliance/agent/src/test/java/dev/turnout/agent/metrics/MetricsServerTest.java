package dev.turnout.agent.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.turnout.v1.Alarm;
import dev.turnout.v1.BackendStatus;
import dev.turnout.v1.Change;
import dev.turnout.v1.DataplaneStatus;
import dev.turnout.v1.Drain;
import dev.turnout.v1.DropCount;
import dev.turnout.v1.Health;
import dev.turnout.v1.Liveness;
import dev.turnout.v1.NicFinding;
import dev.turnout.v1.Report;
import dev.turnout.v1.Revision;
import dev.turnout.v1.ServiceStatus;
import dev.turnout.v1.TransitionStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MetricsServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private final AtomicReference<Optional<Report>> report = new AtomicReference<>(Optional.empty());
    private final MetricsServer server = assertInstanceOf(
                    MetricsServer.Start.Listening.class, MetricsServer.start(ANY, report::get))
            .server();

    @AfterEach
    void stop() {
        server.close();
    }

    private record Reply(int status, Optional<String> type, Optional<String> allow, String body) {}

    private Reply ask(String method, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setReadTimeout(20_000);
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Reply(
                    status,
                    Optional.ofNullable(connection.getContentType()),
                    Optional.ofNullable(connection.getHeaderField("Allow")),
                    body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A report that has something of everything. */
    private static Report full() {
        return Report.newBuilder()
                .setBox("edge-1")
                .setVersion("1.2")
                .setTime(Timestamp.newBuilder().setSeconds(1_763_689_913).setNanos(500_000_000))
                .setState(Report.State.IN_SYNC)
                .setDesired(Revision.newBuilder().setEpoch(1).setGeneration(42))
                .setApplied(Revision.newBuilder().setEpoch(1).setGeneration(41))
                .setAppliedTime(Timestamp.newBuilder().setSeconds(1_763_689_900))
                .addAlarms(Alarm.newBuilder().setCode("LOAD_SHARE").setSubject("10.0.0.1"))
                .setLastChange(Change.newBuilder()
                        .setSlotsMoved(37)
                        .setDuration(Duration.newBuilder().setNanos(4_000_000)))
                .setDataplane(DataplaneStatus.newBuilder()
                        .setKind("xdp")
                        .setDevice("eth0")
                        .setMode(DataplaneStatus.Mode.NATIVE)
                        .setForwarding(true))
                .setLiveness(Liveness.newBuilder()
                        .setState(Liveness.State.DEGRADED)
                        .setChecked(Timestamp.newBuilder().setSeconds(1_763_689_913))
                        .setTook(Duration.newBuilder().setNanos(250_000))
                        .addTroubles(Liveness.Trouble.newBuilder()
                                .setCode("LIVE_NO_CARRIER")
                                .setSubject("eth1")
                                .setMessage("eth1 has no carrier.")))
                .addNicFindings(NicFinding.newBuilder()
                        .setDevice("eth0")
                        .setCode("NIC_LRO")
                        .setSeverity(NicFinding.Severity.WARNING))
                .addServices(ServiceStatus.newBuilder()
                        .setName("web")
                        .setVip("192.0.2.10:80/tcp")
                        .setBackendsAll(3)
                        .setBackendsUp(2)
                        .setPackets(1000)
                        .setBytes(64_000)
                        .setTableSize(512)
                        .setAnnounced(true))
                .addBackends(BackendStatus.newBuilder()
                        .setPool("web")
                        .setAddress("10.0.0.1")
                        .setState(BackendStatus.State.DRAINING)
                        .setShare(0.5)
                        .setResolved(true)
                        .setDrain(Drain.newBuilder().setDrained(true))
                        .setHealth(Health.newBuilder()
                                .setState(Health.State.UNHEALTHY)
                                .setWeightShare(0.25)
                                .setHeldOff(true)))
                .addTransitions(TransitionStatus.newBuilder()
                        .addServices("web")
                        .addServices("web-tls")
                        .setSlots(37)
                        .setFrozenLeaving(4)
                        .setPacketsToPreviousPerSecond(2.5)
                        .setLeftByIdle(Duration.newBuilder().setSeconds(888))
                        .setFilterFill(0.25)
                        .setQuietFor(Duration.newBuilder().setSeconds(12)))
                .setFlowTableLimited(9)
                .addDrops(DropCount.newBuilder().setReason("UNKNOWN_PORT").setPackets(5))
                .build();
    }

    @Test
    void aReportBecomesItsMetrics() throws Exception {
        report.set(Optional.of(full()));

        Reply answer = ask("GET", "/metrics");

        assertEquals(200, answer.status());
        assertEquals(Optional.of("text/plain; version=0.0.4; charset=utf-8"), answer.type());
        for (String sample : new String[] {
            "turnout_transition_slots_frozen{services=\"web,web-tls\",why=\"leaving\"} 4",
            "turnout_transition_slots_frozen{services=\"web,web-tls\",why=\"taken_back\"} 0",
            "turnout_transition_packets_to_previous_per_second{services=\"web,web-tls\"} 2.5",
            "turnout_transition_left_seconds{services=\"web,web-tls\",by=\"idle\"} 888.0",
            "turnout_transition_filter_fill_ratio{services=\"web,web-tls\"} 0.25",
            "turnout_flow_table_limited_packets_total 9",
            "turnout_info{box=\"edge-1\",version=\"1.2\"} 1",
            "turnout_report_timestamp_seconds 1.7636899135E9",
            "turnout_config_state{state=\"in_sync\"} 1",
            "turnout_config_state{state=\"rejected\"} 0",
            "turnout_config_generation{which=\"desired\"} 42",
            "turnout_config_generation{which=\"applied\"} 41",
            "turnout_change_slots_moved 37",
            "turnout_change_duration_seconds 0.004",
            "turnout_dataplane_forwarding{kind=\"xdp\",device=\"eth0\",mode=\"native\"} 1",
            "turnout_liveness{state=\"degraded\"} 1",
            "turnout_liveness{state=\"forwarding\"} 0",
            "turnout_liveness_trouble{code=\"LIVE_NO_CARRIER\",subject=\"eth1\"} 1",
            "turnout_liveness_check_duration_seconds 2.5E-4",
            "turnout_nic_finding{device=\"eth0\",code=\"NIC_LRO\",severity=\"warning\"} 1",
            "turnout_service_packets_total{service=\"web\",vip=\"192.0.2.10:80/tcp\"} 1000",
            "turnout_service_backends_up{service=\"web\",vip=\"192.0.2.10:80/tcp\"} 2",
            "turnout_service_announced{service=\"web\",vip=\"192.0.2.10:80/tcp\"} 1",
            "turnout_backend_state{pool=\"web\",backend=\"10.0.0.1\",state=\"draining\"} 1",
            "turnout_backend_state{pool=\"web\",backend=\"10.0.0.1\",state=\"up\"} 0",
            "turnout_backend_share_ratio{pool=\"web\",backend=\"10.0.0.1\"} 0.5",
            "turnout_transition_slots{services=\"web,web-tls\"} 37",
            "turnout_transition_quiet_seconds{services=\"web,web-tls\"} 12.0",
            "turnout_dropped_packets_total{reason=\"UNKNOWN_PORT\"} 5"
        }) {
            assertTrue(answer.body().lines().anyMatch(sample::equals), () -> sample + "\n" + answer.body());
        }
    }

    @Test
    void everyMetricHasASource() throws Exception {
        report.set(Optional.of(full()));
        String page = ask("GET", "/metrics").body();
        assertEquals(
                "",
                Arrays.stream(Metric.values())
                        .map(Metric::title)
                        .filter(name -> !page.contains("# TYPE " + name + " "))
                        .reduce("", (all, name) -> all + name + " "));
    }

    @Test
    void healthIsWhetherItForwards() throws Exception {
        assertEquals(503, ask("GET", "/healthz").status());

        report.set(Optional.of(full()));
        assertEquals(200, ask("GET", "/healthz").status());

        report.set(
                Optional.of(full().toBuilder().setState(Report.State.REJECTED).build()));
        assertEquals(200, ask("GET", "/healthz").status());

        report.set(Optional.of(full().toBuilder().clearDataplane().build()));
        assertEquals(503, ask("GET", "/healthz").status());

        Report.Builder found = full().toBuilder();
        found.getLivenessBuilder().setState(Liveness.State.NOT_FORWARDING);
        report.set(Optional.of(found.build()));
        assertEquals(503, ask("GET", "/healthz").status());
        assertEquals(
                "the box does not forward: eth1 has no carrier.",
                ask("GET", "/healthz").body().strip());
    }

    @Test
    void theProcessIsMeasuredBeforeAnyReport() throws Exception {
        String page = ask("GET", "/metrics").body();
        assertTrue(page.contains("process_resident_memory_bytes "), page);
        assertFalse(page.contains("turnout_"), page);
    }

    @Test
    void othersAreTurnedAway() throws Exception {
        assertEquals(404, ask("GET", "/").status());
        assertEquals(404, ask("GET", "/metrics/x").status());
        Reply post = ask("POST", "/metrics");
        assertEquals(405, post.status());
        assertEquals(Optional.of("GET, HEAD"), post.allow());
        Reply head = ask("HEAD", "/healthz");
        assertEquals(503, head.status());
        assertEquals("", head.body());
    }

    @Test
    void anAddressInUseIsRefusedInOneSentence() {
        MetricsServer.Start second = MetricsServer.start(server.address(), report::get);
        String reason =
                assertInstanceOf(MetricsServer.Start.Refused.class, second).reason();
        assertTrue(reason.startsWith("cannot serve metrics on 127.0.0.1:"), reason);
        assertTrue(reason.endsWith("choose another address and port"), reason);
    }
}
