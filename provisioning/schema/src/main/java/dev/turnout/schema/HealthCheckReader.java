package dev.turnout.schema;

import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.v1.HealthCheck;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads how a pool's backends are asked; which port, where it is the services', is for {@link HealthCheckPorts}. */
final class HealthCheckReader {
    private static final int MAX_PORT = 65_535;

    private final Findings findings;
    private final Fields fields;
    private final ProbeTexts texts;

    HealthCheckReader(Findings findings) {
        this.findings = findings;
        this.fields = new Fields(findings);
        this.texts = new ProbeTexts(findings);
    }

    HealthCheckDraft read(String path, HealthCheck check) {
        strangers(path, check);
        boolean echo = check.getProtocol() == HealthCheck.Protocol.ICMP;
        Optional<Integer> port = check.hasPort() && fields.inRange(path + ".port", check.getPort(), 1, MAX_PORT)
                ? Optional.of(check.getPort())
                : Optional.empty();
        Duration interval = interval(path, check);
        return new HealthCheckDraft(
                path,
                question(path, check),
                echo,
                check.hasPort() ? port.or(() -> Optional.of(1)) : port,
                via(path, check, echo),
                interval,
                timeout(path, check, interval),
                check.hasJitter()
                        ? fields.fraction(path + ".jitter", check.getJitter(), "0", "1", Probe.DEFAULT_JITTER)
                        : Probe.DEFAULT_JITTER,
                policy(path, check));
    }

    /** Keys that the protocol has no use for: somebody meant another, or forgot that they are there. */
    private void strangers(String path, HealthCheck check) {
        HealthCheck.Protocol protocol = check.getProtocol();
        if (protocol == HealthCheck.Protocol.UNRECOGNIZED || protocol == HealthCheck.Protocol.PROTOCOL_UNSPECIFIED) {
            return;
        }
        boolean https = protocol == HealthCheck.Protocol.HTTPS;
        boolean http = https || protocol == HealthCheck.Protocol.HTTP;
        stranger(path + ".port", check.hasPort(), protocol != HealthCheck.Protocol.ICMP, "any but ICMP");
        stranger(path + ".host", !check.getHost().isEmpty(), http, "HTTP and HTTPS");
        stranger(path + ".path", !check.getPath().isEmpty(), http, "HTTP and HTTPS");
        stranger(path + ".expectedStatus", check.getExpectedStatusCount() > 0, http, "HTTP and HTTPS");
        stranger(path + ".bodyContains", !check.getBodyContains().isEmpty(), http, "HTTP and HTTPS");
        stranger(path + ".verifyCertificate", check.hasVerifyCertificate(), https, "HTTPS");
        stranger(path + ".trustedCertificates", !check.getTrustedCertificates().isEmpty(), https, "HTTPS");
        boolean grpc = protocol == HealthCheck.Protocol.GRPC;
        stranger(path + ".grpcService", !check.getGrpcService().isEmpty(), grpc, "GRPC");
    }

    private void stranger(String path, boolean there, boolean belongs, String home) {
        if (there && !belongs) {
            String message = "this key goes with the protocol " + home + ": leave it out, or change the protocol";
            findings.add(ConfigCode.HEALTH_CHECK_KEY, path, message);
        }
    }

    private Optional<IntFunction<ProbeQuestion>> question(String path, HealthCheck check) {
        return switch (check.getProtocol()) {
            case TCP -> Optional.of(ProbeQuestion.Tcp::new);
            case HTTP -> Optional.of(http(path, check, Optional.empty()));
            case HTTPS -> Optional.of(http(path, check, Optional.of(tls(path, check))));
            case GRPC -> {
                String service = texts.visible(path + ".grpcService", check.getGrpcService(), Limits.HOST_LENGTH);
                yield Optional.of(port -> new ProbeQuestion.Grpc(port, service));
            }
            case ICMP -> Optional.empty();
            case PROTOCOL_UNSPECIFIED -> {
                String message = "say what is asked: TCP, HTTP, HTTPS, GRPC or ICMP";
                findings.add(ConfigCode.MISSING, path + ".protocol", message);
                yield Optional.empty();
            }
            case UNRECOGNIZED -> {
                fields.unknownEnum(path + ".protocol", check.getProtocolValue(), "TCP, HTTP, HTTPS, GRPC or ICMP");
                yield Optional.empty();
            }
        };
    }

    private IntFunction<ProbeQuestion> http(String path, HealthCheck check, Optional<ProbeQuestion.Tls> tls) {
        Optional<String> host = texts.host(path + ".host", check.getHost());
        String asked = texts.path(path + ".path", check.getPath());
        var expected = texts.statuses(path + ".expectedStatus", check.getExpectedStatusList());
        Optional<String> body = texts.body(path + ".bodyContains", check.getBodyContains());
        return port -> new ProbeQuestion.Http(port, host, asked, expected, body, tls);
    }

    private ProbeQuestion.Tls tls(String path, HealthCheck check) {
        boolean verify = !check.hasVerifyCertificate() || check.getVerifyCertificate();
        String at = path + ".trustedCertificates";
        if (!verify && !check.getTrustedCertificates().isEmpty()) {
            String message = "nothing is verified, so nobody needs to be trusted: leave one of the two keys out";
            findings.add(ConfigCode.HEALTH_CHECK_KEY, at, message);
        }
        return new ProbeQuestion.Tls(verify, texts.certificates(at, check.getTrustedCertificates()));
    }

    private Probe.Via via(String path, HealthCheck check, boolean echo) {
        return switch (check.getVia()) {
            case VIA_UNSPECIFIED, ADDRESS -> Probe.Via.ADDRESS;
            case FORWARDING_PATH -> {
                if (echo) {
                    String message = "the box itself answers echo requests to a VIP: ask by ADDRESS, or with TCP";
                    findings.add(ConfigCode.HEALTH_CHECK_PATH, path + ".via", message);
                }
                yield Probe.Via.FORWARDING_PATH;
            }
            case UNRECOGNIZED -> {
                fields.unknownEnum(path + ".via", check.getViaValue(), "ADDRESS or FORWARDING_PATH");
                yield Probe.Via.ADDRESS;
            }
        };
    }

    private Duration interval(String path, HealthCheck check) {
        Duration standard = Probe.DEFAULT_INTERVAL;
        return check.hasInterval()
                ? fields.duration(
                        path + ".interval", check.getInterval(), Limits.INTERVAL_MIN, Limits.INTERVAL_MAX, standard)
                : standard;
    }

    private Duration timeout(String path, HealthCheck check, Duration interval) {
        Duration standard = interval.compareTo(Probe.DEFAULT_TIMEOUT) < 0 ? interval : Probe.DEFAULT_TIMEOUT;
        return check.hasTimeout()
                ? fields.duration(path + ".timeout", check.getTimeout(), Limits.TIMEOUT_MIN, interval, standard)
                : standard;
    }

    private HealthPolicy policy(String path, HealthCheck check) {
        HealthPolicy standard = HealthPolicy.DEFAULT;
        return new HealthPolicy(
                check.hasRise() ? run(path + ".rise", check.getRise(), standard.rise()) : standard.rise(),
                check.hasFall() ? run(path + ".fall", check.getFall(), standard.fall()) : standard.fall(),
                onUnhealthy(path, check),
                check.hasPanicThreshold()
                        ? fields.fraction(
                                path + ".panicThreshold",
                                check.getPanicThreshold(),
                                "0",
                                "1",
                                standard.panicThreshold())
                        : standard.panicThreshold(),
                check.hasSlowStart()
                        ? fields.duration(
                                path + ".slowStart",
                                check.getSlowStart(),
                                Duration.ZERO,
                                Limits.SLOW_START_MAX,
                                standard.slowStart())
                        : standard.slowStart(),
                check.hasHoldOff()
                        ? fields.fraction(path + ".holdOff", check.getHoldOff(), "0.01", "1", standard.holdOff())
                        : standard.holdOff());
    }

    private int run(String path, int length, int standard) {
        return fields.inRange(path, length, 1, Limits.RUN_MAX) ? length : standard;
    }

    private HealthPolicy.OnUnhealthy onUnhealthy(String path, HealthCheck check) {
        return switch (check.getOnUnhealthy()) {
            case ON_UNHEALTHY_UNSPECIFIED, DRAIN -> HealthPolicy.OnUnhealthy.DRAIN;
            case RESET -> HealthPolicy.OnUnhealthy.RESET;
            case UNRECOGNIZED -> {
                fields.unknownEnum(path + ".onUnhealthy", check.getOnUnhealthyValue(), "DRAIN or RESET");
                yield HealthPolicy.OnUnhealthy.DRAIN;
            }
        };
    }
}
