package dev.turnout.schema;

import dev.turnout.core.model.HealthPolicy;
import dev.turnout.core.model.Probe;
import dev.turnout.core.model.ProbeQuestion;
import dev.turnout.core.model.ProbeQuestion.StatusRange;
import dev.turnout.v1.HealthCheck;

/** From model to message, as {@link ConfigMessages}. */
final class HealthCheckMessages {
    private HealthCheckMessages() {}

    static HealthCheck of(dev.turnout.core.model.HealthCheck check) {
        Probe probe = check.probe();
        HealthPolicy policy = check.policy();
        HealthCheck.Builder message = HealthCheck.newBuilder()
                .setVia(HealthCheck.Via.valueOf(probe.via().name()))
                .setInterval(ConfigMessages.duration(probe.interval()))
                .setTimeout(ConfigMessages.duration(probe.timeout()))
                .setJitter(probe.jitter())
                .setRise(policy.rise())
                .setFall(policy.fall())
                .setOnUnhealthy(
                        HealthCheck.OnUnhealthy.valueOf(policy.onUnhealthy().name()))
                .setPanicThreshold(policy.panicThreshold())
                .setSlowStart(ConfigMessages.duration(policy.slowStart()))
                .setHoldOff(policy.holdOff());
        switch (probe.question()) {
            case ProbeQuestion.Tcp(int port) ->
                message.setProtocol(HealthCheck.Protocol.TCP).setPort(port);
            case ProbeQuestion.Http http -> http(http, message);
            case ProbeQuestion.Grpc(int port, String service) ->
                message.setProtocol(HealthCheck.Protocol.GRPC).setPort(port).setGrpcService(service);
            case ProbeQuestion.Icmp() -> message.setProtocol(HealthCheck.Protocol.ICMP);
        }
        return message.build();
    }

    private static void http(ProbeQuestion.Http http, HealthCheck.Builder message) {
        message.setProtocol(HealthCheck.Protocol.HTTP)
                .setPort(http.port())
                .setPath(http.path())
                .addAllExpectedStatus(http.expected().stream()
                        .map(HealthCheckMessages::status)
                        .toList());
        http.host().ifPresent(message::setHost);
        http.bodyContains().ifPresent(message::setBodyContains);
        http.tls().ifPresent(tls -> {
            message.setProtocol(HealthCheck.Protocol.HTTPS).setVerifyCertificate(tls.verify());
            tls.authority().ifPresent(message::setTrustedCertificates);
        });
    }

    private static String status(StatusRange range) {
        return range.first() == range.last() ? String.valueOf(range.first()) : range.first() + "-" + range.last();
    }
}
