/** A switch in software that runs compiled P4 programs. The one module beside the XDP driver that calls native code. */
module dev.turnout.softswitch {
    requires com.google.gson;
    requires transitive dev.turnout.p4runtime;
    requires info.picocli;
    requires io.grpc.netty;
    // What gRPC and Guava need, whose jars cannot say so: they are no modules, and these are.
    requires com.google.common.util.concurrent.internal;
    requires io.netty.codec.http2;
    requires io.netty.transport.unix.common;
    requires static org.jspecify;

    exports dev.turnout.p4.softswitch.engine;
    exports dev.turnout.p4.softswitch.service;
    exports dev.turnout.p4.softswitch.wire;

    opens dev.turnout.p4.softswitch.cli to
            info.picocli;
}
