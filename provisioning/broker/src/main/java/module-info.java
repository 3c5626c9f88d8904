/** The way to a broker, for fleet manager and box alike. */
module dev.turnout.broker {
    requires transitive com.google.protobuf;
    requires java.logging;
    requires static org.jspecify;
    requires transitive org.eclipse.paho.mqttv5.client;

    exports dev.turnout.broker;
}
