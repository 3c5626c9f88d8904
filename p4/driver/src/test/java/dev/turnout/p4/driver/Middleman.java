package dev.turnout.p4.driver;

import com.google.protobuf.Any;
import dev.turnout.p4.runtime.CapabilitiesRequest;
import dev.turnout.p4.runtime.CapabilitiesResponse;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Error;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.ReadRequest;
import dev.turnout.p4.runtime.ReadResponse;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.TableEntry;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.WriteResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Stands between driver and target, passes everything on, and does what targets do that the software switch never does. */
class Middleman extends P4RuntimeGrpc.P4RuntimeImplBase implements AutoCloseable {
    /** Updates that were passed on. */
    final List<Update> updates = new CopyOnWriteArrayList<>();

    /** Why an update fails by itself. */
    volatile Function<Update, Optional<Status.Code>> refusesUpdate = _ -> Optional.empty();
    /** Why a write fails as a whole. */
    volatile Function<WriteRequest, Optional<Status>> refusesWrite = _ -> Optional.empty();
    /** Why a read fails. */
    volatile Function<ReadRequest, Optional<Status>> refusesRead = _ -> Optional.empty();
    /** What becomes of a message of the target's stream. */
    volatile UnaryOperator<StreamMessageResponse> turns = UnaryOperator.identity();

    /** From the driver's end to the target's. */
    private final Map<StreamObserver<StreamMessageResponse>, StreamObserver<StreamMessageRequest>> streams =
            new ConcurrentHashMap<>();

    private final Server server;
    private volatile ManagedChannel target;
    private volatile WriteRequest last = WriteRequest.getDefaultInstance();

    Middleman(int targetPort) throws IOException {
        this(targetPort, InsecureServerCredentials.create());
    }

    Middleman(int targetPort, ServerCredentials credentials) throws IOException {
        target = channel(targetPort);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials)
                .addService(this)
                .maxInboundMessageSize(64 << 20)
                .build()
                .start();
    }

    private static ManagedChannel channel(int port) {
        return Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .maxInboundMessageSize(64 << 20)
                .maxInboundMetadataSize(4 << 20)
                .build();
    }

    int port() {
        return server.getPort();
    }

    /** Passes on to another target from now on. */
    void turnTo(int targetPort) {
        ManagedChannel before = target;
        target = channel(targetPort);
        before.shutdownNow();
        breakStreams();
    }

    void breakStreams() {
        for (StreamObserver<StreamMessageResponse> stream : List.copyOf(streams.keySet())) {
            StreamObserver<StreamMessageRequest> onwards = streams.remove(stream);
            stream.onError(Status.UNAVAILABLE.withDescription("broken").asRuntimeException());
            if (onwards != null) {
                onwards.onError(Status.CANCELLED.asRuntimeException());
            }
        }
    }

    /** Writes in the driver's name, behind its back. */
    void write(List<Update> behind) {
        WriteResponse ignored = P4RuntimeGrpc.newBlockingStub(target)
                .write(last.toBuilder().clearUpdates().addAllUpdates(behind).build());
    }

    /** Whether the target has an entry with this match. */
    boolean holds(TableEntry entry) {
        ReadRequest request = ReadRequest.newBuilder()
                .setDeviceId(last.getDeviceId())
                .addEntities(Entity.newBuilder().setTableEntry(entry.toBuilder().clearAction()))
                .build();
        return P4RuntimeGrpc.newBlockingStub(target).read(request).hasNext();
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> responses) {
        last = request;
        Optional<Status> whole = refusesWrite.apply(request);
        if (whole.isPresent()) {
            responses.onError(whole.get().asRuntimeException());
            return;
        }
        List<Error> errors = new ArrayList<>();
        WriteRequest.Builder left = request.toBuilder().clearUpdates();
        for (Update update : request.getUpdatesList()) {
            Optional<Status.Code> refused = refusesUpdate.apply(update);
            errors.add(error(refused.orElse(Status.Code.OK)));
            if (refused.isEmpty()) {
                left.addUpdates(update);
                updates.add(update);
            }
        }
        try {
            WriteResponse response = P4RuntimeGrpc.newBlockingStub(target).write(left.build());
            if (left.getUpdatesCount() == request.getUpdatesCount()) {
                responses.onNext(response);
                responses.onCompleted();
                return;
            }
        } catch (StatusRuntimeException e) {
            com.google.rpc.Status details = StatusProto.fromThrowable(e);
            if (details == null || details.getDetailsCount() != left.getUpdatesCount()) {
                responses.onError(e);
                return;
            }
            merge(errors, details);
        }
        responses.onError(StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNKNOWN.value())
                .addAllDetails(errors.stream().map(Any::pack).toList())
                .build()));
    }

    private static Error error(Status.Code code) {
        return Error.newBuilder()
                .setCanonicalCode(code.value())
                .setMessage(code == Status.Code.OK ? "" : "as the test wants it")
                .build();
    }

    /** The target's own words about those that it was asked. */
    private static void merge(List<Error> errors, com.google.rpc.Status details) {
        int next = 0;
        for (int i = 0; i < errors.size(); i++) {
            if (errors.get(i).getCanonicalCode() == Status.Code.OK.value()) {
                try {
                    errors.set(i, details.getDetails(next++).unpack(Error.class));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> responses) {
        Optional<Status> refused = refusesRead.apply(request);
        if (refused.isPresent()) {
            responses.onError(refused.get().asRuntimeException());
        } else {
            P4RuntimeGrpc.newStub(target).read(request, responses);
        }
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
        StreamObserver<StreamMessageRequest> onwards = P4RuntimeGrpc.newStub(target)
                .streamChannel(new StreamObserver<>() {
                    @Override
                    public void onNext(StreamMessageResponse message) {
                        responses.onNext(turns.apply(message));
                    }

                    @Override
                    public void onError(Throwable broken) {
                        if (streams.remove(responses) != null) {
                            responses.onError(broken);
                        }
                    }

                    @Override
                    public void onCompleted() {
                        if (streams.remove(responses) != null) {
                            responses.onCompleted();
                        }
                    }
                });
        streams.put(responses, onwards);
        return onwards;
    }

    @Override
    public void close() {
        server.shutdownNow();
        target.shutdownNow();
    }
}
