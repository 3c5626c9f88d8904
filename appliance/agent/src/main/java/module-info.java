/** The process on the box: configuration in, data plane programmed, status out. */
module dev.turnout.agent {
    requires com.google.protobuf;
    requires dev.turnout.broker;
    requires dev.turnout.core;
    requires dev.turnout.ebpf;
    requires static dev.turnout.p4driver;
    requires dev.turnout.schema;
    requires jdk.httpserver;
    requires info.picocli;
    requires static org.jspecify;
    requires org.eclipse.paho.mqttv5.client;

    exports dev.turnout.agent.source;

    opens dev.turnout.agent.cli to
            info.picocli;
}
