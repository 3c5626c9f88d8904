package dev.turnout.hwtests.health;

import static dev.turnout.hwtests.health.Asking.PATIENT;
import static dev.turnout.hwtests.health.Asking.SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.dataplane.BackendKey;
import dev.turnout.core.health.ProbeOutcome;
import dev.turnout.core.health.ProbeResult;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.Tls;
import dev.turnout.hwtests.net.Certificate;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * <pre>
 *   box ─────────────── farm      nginx on 80 and 443, servers of every kind of mischief
 *   10.0.0.1            10.0.0.2  10.0.0.9 is a neighbour that nobody is
 *   2001:db8::1         2001:db8::2
 * </pre>
 */
final class WireProbesTest {
    private static final BackendKey FARM = key("10.0.0.2");
    private static final BackendKey FARM6 = key("2001:db8::2");
    private static final BackendKey BLACK_HOLE = key("10.0.0.9");

    private static Lab lab;
    private static Netns farm;
    private static Asking asking;
    private static String certificate;

    private static BackendKey key(String address) {
        return new BackendKey(IpAddress.parse(address).orElseThrow(), new Encapsulation.Ipip());
    }

    @BeforeAll
    static void open() throws IOException {
        lab = Lab.open();
        Netns box = lab.namespace("box");
        farm = lab.namespace("farm");
        lab.link(box, "eth0", farm, "eth0");
        box.ip(
                "addr add 10.0.0.1/24 dev eth0",
                "addr add 2001:db8::1/64 dev eth0 nodad",
                "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0");
        farm.ip(
                "addr add 10.0.0.2/24 dev eth0",
                "addr add 10.0.0.3/24 dev eth0",
                "addr add 2001:db8::2/64 dev eth0 nodad");
        asking = Asking.directly(box);
        Certificate shown = Certificate.of(farm, "shop.example");
        certificate = Files.readString(shown.file());
        Path configuration =
                Files.writeString(farm.scratch().resolve("nginx.conf"), configuration(farm.scratch(), shown));
        farm.start("nginx", "-e", "stderr", "-p", farm.scratch().toString(), "-c", configuration.toString())
                .awaitListening(443);
    }

    private static String configuration(Path root, Certificate certificate) {
        return """
                daemon off;
                worker_processes 1;
                user root;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 64; }
                http {
                    access_log off;
                    server {
                        listen 80;
                        listen [::]:80;
                        listen 443 ssl;
                        ssl_protocols TLSv1.2 TLSv1.3;
                        %2$s
                        location = / { return 200 "all is well at $http_host\\n"; }
                        location = /broken { return 503; }
                        location = /sni { return 200 "$ssl_server_name\\n"; }
                        location = /session { return 200 "reused:$ssl_session_reused\\n"; }
                    }
                }
                """.formatted(root, certificate.nginx());
    }

    @AfterAll
    static void close() {
        lab.close();
    }

    private static ProbeQuestion http(int port, String path, String body) {
        return http(port, path, body, Optional.empty(), Optional.empty());
    }

    private static ProbeQuestion http(int port, String path, String body, Optional<String> host, Optional<Tls> tls) {
        return new ProbeQuestion.Http(
                port,
                host,
                path,
                ProbeQuestion.Http.DEFAULT_EXPECTED,
                Optional.of(body).filter(text -> !text.isEmpty()),
                tls);
    }

    @Test
    void aListenerPassesInBothFamilies() {
        asking.passes(FARM, new ProbeQuestion.Tcp(80));
        asking.passes(FARM6, new ProbeQuestion.Tcp(80));
    }

    @Test
    void refusalIsToldFromSilence() {
        asking.fails("PROBE_REFUSED connection refused", true, FARM, new ProbeQuestion.Tcp(81), PATIENT);
        asking.fails("PROBE_REFUSED connection refused", true, FARM6, http(81, "/", ""), PATIENT);
        asking.fails("PROBE_TIMEOUT no answer within 300 ms", false, BLACK_HOLE, new ProbeQuestion.Tcp(80), SHORT);
    }

    @Test
    void whereNoRouteLeadsIsUnreachable() {
        asking.fails(
                "PROBE_UNREACHABLE unreachable: Network is unreachable",
                false,
                key("198.51.100.1"),
                new ProbeQuestion.Tcp(80),
                PATIENT);
    }

    @Test
    void nginxAnswersByHostPathStatusAndBody() {
        asking.passes(FARM, http(80, "/", "well at 10.0.0.2"));
        asking.passes(FARM6, http(80, "/", "well at [2001:db8::2]"));
        asking.passes(FARM, http(80, "/", "well at shop.example", Optional.of("shop.example"), Optional.empty()));
        asking.fails("PROBE_STATUS HTTP 503, expected 200-299", false, FARM, http(80, "/broken", ""), PATIENT);
        asking.fails(
                "PROBE_BODY HTTP 200, but the text \"ill\" is not in the first 24 bytes of the body",
                false,
                FARM,
                http(80, "/", "ill"),
                PATIENT);
    }

    @Test
    void aCertificateIsVerifiedWhereThatIsAsked() {
        Optional<String> shop = Optional.of("shop.example");
        Optional<Tls> blind = Optional.of(new Tls(false, Optional.empty()));
        Optional<Tls> knowing = Optional.of(new Tls(true, Optional.of(certificate)));
        Optional<Tls> strict = Optional.of(new Tls(true, Optional.empty()));
        asking.passes(FARM, http(443, "/", "all is well", Optional.empty(), blind));
        asking.passes(FARM, http(443, "/sni", "shop.example", shop, knowing));
        asking.fails(
                "PROBE_TLS the certificate is signed by nobody who is trusted",
                false,
                FARM,
                http(443, "/", "", shop, strict),
                PATIENT);
        asking.fails(
                "PROBE_TLS the certificate is not for the host that was asked",
                false,
                FARM,
                http(443, "/", "", Optional.of("other.example"), knowing),
                PATIENT);
        asking.fails(
                "PROBE_TLS the backend does not speak TLS on this port",
                false,
                FARM,
                http(80, "/", "", shop, blind),
                PATIENT);
    }

    /** One server stands for both, which would take up a session of either. */
    @Test
    void aSessionIsTakenUpAgainWithTheSameBackendOnly() {
        ProbeQuestion reused = http(
                443,
                "/session",
                "reused:r",
                Optional.of("shop.example"),
                Optional.of(new Tls(true, Optional.of(certificate))));
        asking.fails(
                "PROBE_BODY HTTP 200, but the text \"reused:r\" is not in the first 9 bytes of the body",
                false,
                FARM,
                reused,
                PATIENT);
        List<ProbeResult> results = asking.over(List.of(FARM, key("10.0.0.3")), reused, 2);
        for (BackendKey backend : List.of(FARM, key("10.0.0.3"))) {
            List<String> codes = results.stream()
                    .filter(result -> result.target().backend().equals(backend))
                    .map(result -> result.outcome() instanceof ProbeOutcome.Failed failed ? failed.code() : "passed")
                    .toList();
            assertEquals(List.of("PROBE_BODY", "passed"), codes.subList(0, 2), results::toString);
        }
    }

    @Test
    void badServersFailInTime() {
        try (Mischief silent = Mischief.start(farm, "", false);
                Mischief rubbish = Mischief.start(farm, "SSH-2.0-OpenSSH_9.2\r\n", false);
                Mischief endless = Mischief.start(farm, "HTTP/1.1 200 OK\r\n", true);
                Mischief rude = Mischief.hangingUp(farm)) {
            asking.fails(
                    "PROBE_TIMEOUT connected, but no whole answer within 300 ms",
                    false,
                    FARM,
                    http(silent.port(), "/", ""),
                    SHORT);
            asking.passes(FARM, new ProbeQuestion.Tcp(silent.port()));
            asking.fails(
                    "PROBE_MALFORMED no HTTP answer: it begins with \"SSH-2.0-OpenSSH_9.2..\"",
                    false,
                    FARM,
                    http(rubbish.port(), "/", ""),
                    PATIENT);
            asking.fails(
                    "PROBE_MALFORMED the head of the answer does not end within 16384 bytes",
                    false,
                    FARM,
                    http(endless.port(), "/", ""),
                    PATIENT);
            asking.fails(
                    "PROBE_CLOSED the backend closed the connection before its answer was complete",
                    false,
                    FARM,
                    http(rude.port(), "/", ""),
                    PATIENT);
        }
    }

    @Test
    void echoRequestsAreAnswered() {
        asking.passes(FARM, new ProbeQuestion.Icmp());
        asking.passes(FARM6, new ProbeQuestion.Icmp());
        asking.fails("PROBE_TIMEOUT no answer within 300 ms", false, BLACK_HOLE, new ProbeQuestion.Icmp(), SHORT);
    }

    /** By the reference implementation, with its own headers and trailers. */
    @Test
    void aGrpcServerSaysHowItIs() throws IOException {
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus("cart", ServingStatus.NOT_SERVING);
        Server server = farm.inside(() -> NettyServerBuilder.forAddress(
                        new InetSocketAddress("10.0.0.2", 0), InsecureServerCredentials.create())
                .addService(health.getHealthService())
                .build()
                .start());
        try {
            asking.passes(FARM, new ProbeQuestion.Grpc(server.getPort(), ""));
            asking.fails(
                    "PROBE_NOT_SERVING gRPC health: NOT_SERVING, expected SERVING",
                    false,
                    FARM,
                    new ProbeQuestion.Grpc(server.getPort(), "cart"),
                    PATIENT);
            asking.fails(
                    "PROBE_NOT_SERVING gRPC health: the server ended the call without a status: it has no"
                            + " grpc.health.v1.Health, or knows no service \"nobody\", expected SERVING",
                    false,
                    FARM,
                    new ProbeQuestion.Grpc(server.getPort(), "nobody"),
                    PATIENT);
        } finally {
            server.shutdownNow();
        }
    }
}
