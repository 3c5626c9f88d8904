package dev.turnout.broker;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Paho's failures in words; its own messages are often empty. */
final class BrokerFailure {
    private BrokerFailure() {}

    static String words(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "the connection ended";
            case MqttException paho when ReasonCode.isFailure(paho.getReasonCode()) -> said(paho.getReasonCode());
            case MqttException paho when paho.getCause() != null -> words(paho.getCause());
            case MqttException paho
            when paho.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT -> "no answer in time";
            case MqttException paho -> message(paho) + " (Paho " + paho.getReasonCode() + ")";
            case UnknownHostException unknown -> "there is no host " + unknown.getMessage() + ": is its name right?";
            case NoRouteToHostException unreachable ->
                message(unreachable) + ": is its address right, and this machine on the network?";
            case ConnectException refused -> message(refused) + ": is a broker running there?";
            default -> message(failure);
        };
    }

    static String said(int code) {
        return "the broker said " + ReasonCode.words(code);
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
