package dev.turnout.fleetctl;

import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Paho's failures and MQTT 5's reason codes (§2.4) in words; Paho's own messages are often empty. */
final class Reasons {
    private static final int FIRST_FAILURE = 0x80;
    private static final int LAST_CODE = 0xff;
    private static final int PAHO_TIMEOUT = MqttClientException.REASON_CODE_CLIENT_TIMEOUT;

    private Reasons() {}

    static boolean isFailure(int code) {
        return code >= FIRST_FAILURE && code <= LAST_CODE;
    }

    static String of(int code) {
        String name = switch (code) {
            case 0x80 -> "unspecified error";
            case 0x81 -> "malformed packet";
            case 0x82 -> "protocol error";
            case 0x84 -> "it does not speak MQTT 5";
            case 0x85 -> "client id not valid";
            case 0x86 -> "bad user name or password";
            case 0x87 -> "not authorized";
            case 0x88 -> "server unavailable";
            case 0x89 -> "server busy";
            case 0x8A -> "banned";
            case 0x8B -> "server shutting down";
            case 0x8D -> "keep alive timeout";
            case 0x8E -> "another client took over this --client-id";
            case 0x90 -> "topic name invalid";
            case 0x95 -> "message too large";
            case 0x97 -> "quota exceeded";
            case 0x9A -> "retained messages not supported";
            case 0x9B -> "QoS 1 not supported";
            default -> "reason";
        };
        return name + " (" + code + ")";
    }

    static String of(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "the broker closed it";
            case MqttException paho when isFailure(paho.getReasonCode()) -> of(paho.getReasonCode());
            case MqttException paho when paho.getReasonCode() == PAHO_TIMEOUT -> "no answer in time";
            case MqttException paho when paho.getCause() != null -> of(paho.getCause());
            case java.net.UnknownHostException unknown -> "there is no host " + unknown.getMessage();
            default -> {
                String message = failure.getMessage();
                yield message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
            }
        };
    }
}
