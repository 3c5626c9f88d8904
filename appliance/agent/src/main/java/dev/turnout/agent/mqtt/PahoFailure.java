package dev.turnout.agent.mqtt;

import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Paho's failures in words; its own messages are often empty. */
final class PahoFailure {
    private PahoFailure() {}

    static String words(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "the connection ended";
            case MqttException paho when paho.getCause() != null -> words(paho.getCause());
            case MqttException paho
            when ReasonCode.isFailure(paho.getReasonCode()) && paho.getReasonCode() <= 0xff ->
                "the broker said " + ReasonCode.words(paho.getReasonCode());
            case MqttException paho -> message(paho) + " (Paho " + paho.getReasonCode() + ")";
            default -> message(failure);
        };
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /** Why the connection ended: what the broker said in DISCONNECT, or what became of the socket. */
    static String words(MqttDisconnectResponse response) {
        return ReasonCode.isFailure(response.getReturnCode())
                ? "the broker said " + ReasonCode.words(response.getReturnCode())
                : words(response.getException());
    }
}
