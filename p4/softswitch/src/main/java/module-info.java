/** A switch in software that runs compiled P4 programs. The one module beside the XDP driver that calls native code. */
module dev.turnout.softswitch {
    requires com.google.gson;
    requires transitive dev.turnout.p4runtime;
    requires io.grpc.netty;
    requires static org.jspecify;

    exports dev.turnout.p4.softswitch.engine;
    exports dev.turnout.p4.softswitch.service;
    exports dev.turnout.p4.softswitch.wire;
}
