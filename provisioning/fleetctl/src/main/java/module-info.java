/** The fleet manager's command line. */
module dev.turnout.fleetctl {
    requires com.google.protobuf;
    requires dev.turnout.broker;
    requires dev.turnout.core;
    requires dev.turnout.schema;
    requires info.picocli;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires static org.jspecify;

    opens dev.turnout.fleetctl to
            info.picocli;
}
