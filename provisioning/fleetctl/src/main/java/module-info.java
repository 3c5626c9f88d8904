/** The fleet manager's command line. */
module dev.turnout.fleetctl {
    requires com.google.protobuf;
    requires dev.turnout.broker;
    requires dev.turnout.core;
    requires dev.turnout.schema;
    requires info.picocli;
    requires org.eclipse.paho.mqttv5.client;
    requires static org.jspecify;

    opens dev.turnout.fleetctl to
            info.picocli;
}
