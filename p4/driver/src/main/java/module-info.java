/** The P4 data plane: the compiled program, as a resource, and its P4Runtime driver. */
module dev.turnout.p4driver {
    requires transitive dev.turnout.core;
    requires dev.turnout.p4runtime;
    requires io.grpc.netty;
    requires static org.jspecify;

    exports dev.turnout.p4.driver;
}
