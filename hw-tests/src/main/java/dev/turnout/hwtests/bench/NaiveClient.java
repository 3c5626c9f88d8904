package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.net.Await;
import dev.turnout.p4.runtime.MasterArbitrationUpdate;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.Uint128;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.WriteResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** Writes each update in a request of its own, and waits for its answer: what one does who has read P4Runtime for an hour. */
final class NaiveClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ManagedChannel channel;
    private final long device;
    private final Uint128 id;
    private final StreamObserver<StreamMessageRequest> stream;
    private volatile boolean primary;

    /** Takes over from who has a lower election id. The driver's are the time at which it began, in milliseconds, and little more. */
    NaiveClient(P4Endpoint endpoint) {
        channel = Grpc.newChannelBuilderForAddress(
                        endpoint.host(), endpoint.port(), InsecureChannelCredentials.create())
                .build();
        device = endpoint.device();
        id = Uint128.newBuilder().setLow(System.currentTimeMillis()).build();
        stream = P4RuntimeGrpc.newStub(channel).streamChannel(new Arbitration());
        stream.onNext(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(device).setElectionId(id))
                .build());
        Await.until(PATIENCE, () -> primary, () -> "the naive client does not become the primary");
    }

    private final class Arbitration implements StreamObserver<StreamMessageResponse> {
        @Override
        public void onNext(StreamMessageResponse message) {
            if (message.hasArbitration()) {
                primary = message.getArbitration().getStatus().getCode() == Status.Code.OK.value();
            }
        }

        @Override
        public void onError(Throwable broken) {
            primary = false;
        }

        @Override
        public void onCompleted() {
            primary = false;
        }
    }

    /** @return nanoseconds until the last is acknowledged */
    long write(List<Update> updates) {
        P4RuntimeGrpc.P4RuntimeBlockingStub stub = P4RuntimeGrpc.newBlockingStub(channel);
        long begun = System.nanoTime();
        for (Update update : updates) {
            WriteResponse ignored = stub.write(WriteRequest.newBuilder()
                    .setDeviceId(device)
                    .setElectionId(id)
                    .addUpdates(update)
                    .build());
        }
        return System.nanoTime() - begun;
    }

    @Override
    public void close() {
        stream.onCompleted();
        channel.shutdownNow();
    }
}
