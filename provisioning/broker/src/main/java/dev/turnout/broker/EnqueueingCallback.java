package dev.turnout.broker;

import com.google.protobuf.ByteString;
import java.util.Queue;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The one callback, called by Paho's threads: it enqueues and returns, since to block or call Paho here hangs it. */
final class EnqueueingCallback implements MqttCallback {
    private final BrokerAccess access;
    private final Queue<BrokerEvent> events;

    EnqueueingCallback(BrokerAccess access, Queue<BrokerEvent> events) {
        this.access = access;
        this.events = events;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        events.add(new BrokerEvent.Arrived(
                topic,
                ByteString.copyFrom(message.getPayload()),
                message.isRetained(),
                message.getId(),
                message.getQos(),
                System.nanoTime()));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        events.add(new BrokerEvent.Lost(access.words(response)));
    }

    @Override
    public void mqttErrorOccurred(MqttException error) {
        events.add(new BrokerEvent.Lost(access.words(error)));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String uri) {}

    @Override
    public void authPacketArrived(int code, MqttProperties properties) {}
}
