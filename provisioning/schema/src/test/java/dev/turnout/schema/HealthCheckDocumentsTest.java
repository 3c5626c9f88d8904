package dev.turnout.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.turnout.core.model.HealthCheck;
import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthCheckDocumentsTest {
    private static final String AT = "pools[0].healthCheck";

    /** The valid document whose pool of the service 192.0.2.10:80 is asked so. */
    private static String document(String check) {
        return Documents.with("encapsulation: IPIP", "encapsulation: IPIP\n    healthCheck: {" + check + "}");
    }

    private static HealthCheck read(String yaml) {
        return assertInstanceOf(
                        ParseResult.Accepted.class,
                        Documents.parse(yaml),
                        () -> Documents.parse(yaml).toString())
                .config()
                .pool("web")
                .healthCheck()
                .orElseThrow();
    }

    @Test
    void whatIsLeftOutHasADefault() {
        HealthCheck check = read(document("protocol: TCP"));

        Probe probe = new Probe(
                new ProbeQuestion.Tcp(80), Probe.Via.ADDRESS, Duration.ofSeconds(5), Duration.ofSeconds(2), 1);
        assertEquals(new HealthCheck(probe, HealthPolicy.DEFAULT), check);
    }

    @Test
    void everyKeyIsRead() {
        HealthCheck check = read(document("protocol: HTTPS, port: 8443, host: www.example, path: /up, expectedStatus: ["
                + "204, 300-399], bodyContains: well, verifyCertificate: false, via: ADDRESS, interval: 1s,"
                + " timeout: 500ms, rise: 3, fall: 4, jitter: 0.5, panicThreshold: 0.25, slowStart: 1m, holdOff: 0.1,"
                + " onUnhealthy: RESET"));

        ProbeQuestion.Http question = new ProbeQuestion.Http(
                8443,
                Optional.of("www.example"),
                "/up",
                List.of(new StatusRange(204, 204), new StatusRange(300, 399)),
                Optional.of("well"),
                Optional.of(new ProbeQuestion.Tls(false, Optional.empty())));
        Probe probe = new Probe(question, Probe.Via.ADDRESS, Duration.ofSeconds(1), Duration.ofMillis(500), 0.5);
        HealthPolicy policy = new HealthPolicy(3, 4, HealthPolicy.OnUnhealthy.RESET, 0.25, Duration.ofMinutes(1), 0.1);
        assertEquals(new HealthCheck(probe, policy), check);
    }

    @Test
    void aShortIntervalShortensTheTimeout() {
        assertEquals(
                Duration.ofSeconds(1),
                read(document("protocol: TCP, interval: 1s")).probe().timeout());
    }

    @Test
    void whoIsTrustedIsReadAsItStands() {
        String pem = Documents.CERTIFICATE.indent(8).stripTrailing() + "\n";
        String yaml = Documents.with(
                "encapsulation: IPIP",
                "encapsulation: IPIP\n    healthCheck:\n      protocol: HTTPS\n      trustedCertificates: |\n" + pem
                        + "    # its backends");
        ProbeQuestion.Http http =
                assertInstanceOf(ProbeQuestion.Http.class, read(yaml).probe().question());
        assertEquals(
                Optional.of(Documents.CERTIFICATE), http.tls().orElseThrow().authority());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            port: 80                                     | .protocol CFG_MISSING
            protocol: ICMP, port: 80                     | .port CFG_HEALTH_CHECK_KEY
            protocol: TCP, port: 0                       | .port CFG_OUT_OF_RANGE
            protocol: TCP, port: 65536                   | .port CFG_OUT_OF_RANGE
            protocol: TCP, path: /                       | .path CFG_HEALTH_CHECK_KEY
            protocol: GRPC, host: www                    | .host CFG_HEALTH_CHECK_KEY
            protocol: HTTP, verifyCertificate: true      | .verifyCertificate CFG_HEALTH_CHECK_KEY
            protocol: HTTP, grpcService: a.B             | .grpcService CFG_HEALTH_CHECK_KEY
            protocol: HTTP, path: up                     | .path CFG_HEALTH_CHECK_TEXT
            protocol: HTTP, path: "/a b"                 | .path CFG_HEALTH_CHECK_TEXT
            protocol: HTTP, path: "/a\\r\\nHost: x"      | .path CFG_HEALTH_CHECK_TEXT
            protocol: HTTP, host: "a\\nb"                | .host CFG_HEALTH_CHECK_TEXT
            protocol: GRPC, grpcService: "a b"           | .grpcService CFG_HEALTH_CHECK_TEXT
            protocol: HTTP, expectedStatus: [99]         | .expectedStatus[0] CFG_BAD_STATUS
            protocol: HTTP, expectedStatus: [200, 300-200] | .expectedStatus[1] CFG_BAD_STATUS
            protocol: HTTPS, trustedCertificates: none   | .trustedCertificates CFG_BAD_CERTIFICATE
            protocol: ICMP, via: FORWARDING_PATH         | .via CFG_HEALTH_CHECK_PATH
            protocol: TCP, port: 81, via: FORWARDING_PATH | .via CFG_HEALTH_CHECK_PATH
            protocol: TCP, interval: 99ms                | .interval CFG_OUT_OF_RANGE
            protocol: TCP, timeout: 6s                   | .timeout CFG_OUT_OF_RANGE
            protocol: TCP, rise: 0                       | .rise CFG_OUT_OF_RANGE
            protocol: TCP, fall: 11                      | .fall CFG_OUT_OF_RANGE
            protocol: TCP, jitter: 1.1                   | .jitter CFG_OUT_OF_RANGE
            protocol: TCP, panicThreshold: -0.1          | .panicThreshold CFG_OUT_OF_RANGE
            protocol: TCP, holdOff: 0                    | .holdOff CFG_OUT_OF_RANGE
            protocol: TCP, slowStart: 61m                | .slowStart CFG_OUT_OF_RANGE
            protocol: TCP, onUnhealthy: KILL             | .onUnhealthy CFG_WRONG_TYPE
            """)
    void namesTheOneThingThatIsWrong(String check, String expected) {
        assertEquals(List.of(AT + expected), Documents.violations(Documents.parse(document(check))));
    }

    @Test
    void certificatesThatNobodyChecksAreRefused() {
        String pem = Documents.CERTIFICATE.replace("\n", "\\n");
        String yaml = document("protocol: HTTPS, verifyCertificate: false, trustedCertificates: \"" + pem + "\"");
        assertEquals(
                List.of(AT + ".trustedCertificates CFG_HEALTH_CHECK_KEY"), Documents.violations(Documents.parse(yaml)));
    }

    @Test
    void servicesOfSeveralPortsLeaveThePortToTheDocument() {
        String second = "  - name: web-tls\n    vip: 192.0.2.10\n    port: 443\n    pool: web\n    tableSize: 256\n";
        String yaml = document("protocol: TCP").replace("pools:\n", second + "pools:\n");
        assertEquals(List.of(AT + ".port CFG_HEALTH_CHECK_PORT"), Documents.violations(Documents.parse(yaml)));

        HealthCheck named = read(yaml.replace("protocol: TCP", "protocol: TCP, port: 443, via: FORWARDING_PATH"));
        assertEquals(Optional.of(443), named.probe().question().askedPort());
    }
}
