/** P4Runtime: messages and service, generated from {@code p4/v1/p4runtime.proto} and {@code p4/config/v1/p4info.proto}. */
module dev.turnout.p4runtime {
    requires transitive com.google.common;
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires transitive io.grpc.protobuf;
    requires transitive io.grpc.stub;
    requires transitive proto.google.common.protos;

    exports dev.turnout.p4.runtime;
    exports dev.turnout.p4.runtime.config;
}
