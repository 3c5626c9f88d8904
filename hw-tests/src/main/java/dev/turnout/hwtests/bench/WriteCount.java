package dev.turnout.hwtests.bench;

import dev.turnout.p4.driver.entries.Ids;
import dev.turnout.p4.runtime.CapabilitiesRequest;
import dev.turnout.p4.runtime.CapabilitiesResponse;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.ReadRequest;
import dev.turnout.p4.runtime.ReadResponse;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.WriteResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between driver and target, passes everything on, and counts updates of slots: what is written, whoever says so. */
final class WriteCount extends P4RuntimeGrpc.P4RuntimeImplBase implements AutoCloseable {
    private static final int MOST_BYTES = 256 << 20;
    private static final int MOST_METADATA_BYTES = 4 << 20;

    private final AtomicLong slots = new AtomicLong();
    private final ManagedChannel target;
    private final Server server;

    WriteCount(P4Endpoint endpoint) throws IOException {
        target = Grpc.newChannelBuilderForAddress(endpoint.host(), endpoint.port(), InsecureChannelCredentials.create())
                .maxInboundMessageSize(MOST_BYTES)
                .maxInboundMetadataSize(MOST_METADATA_BYTES)
                .build();
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(this)
                .maxInboundMessageSize(MOST_BYTES)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Updates of slots since it was asked last. */
    long slots() {
        return slots.getAndSet(0);
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> responses) {
        long ours = request.getUpdatesList().stream()
                .filter(update -> update.getEntity().getTableEntry().getTableId() == Ids.MAGLEV_SLOT)
                .count();
        long ignored = slots.addAndGet(ours);
        P4RuntimeGrpc.newStub(target).write(request, responses);
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> responses) {
        P4RuntimeGrpc.newStub(target).read(request, responses);
    }

    @Override
    public void setForwardingPipelineConfig(
            SetForwardingPipelineConfigRequest request, StreamObserver<SetForwardingPipelineConfigResponse> responses) {
        P4RuntimeGrpc.newStub(target).setForwardingPipelineConfig(request, responses);
    }

    @Override
    public void getForwardingPipelineConfig(
            GetForwardingPipelineConfigRequest request, StreamObserver<GetForwardingPipelineConfigResponse> responses) {
        P4RuntimeGrpc.newStub(target).getForwardingPipelineConfig(request, responses);
    }

    @Override
    public void capabilities(CapabilitiesRequest request, StreamObserver<CapabilitiesResponse> responses) {
        P4RuntimeGrpc.newStub(target).capabilities(request, responses);
    }

    @Override
    public StreamObserver<StreamMessageRequest> streamChannel(StreamObserver<StreamMessageResponse> responses) {
        return P4RuntimeGrpc.newStub(target).streamChannel(responses);
    }

    @Override
    public void close() {
        server.shutdownNow();
        target.shutdownNow();
    }
}
