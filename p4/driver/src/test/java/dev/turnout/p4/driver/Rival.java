package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.MasterArbitrationUpdate;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Another controller of the same target, which is the primary once it is there. */
final class Rival implements AutoCloseable {
    private final ManagedChannel channel;
    private final StreamObserver<StreamMessageRequest> stream;

    Rival(int port, ElectionId id) throws InterruptedException {
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        CountDownLatch answered = new CountDownLatch(1);
        stream = P4RuntimeGrpc.newStub(channel).streamChannel(new StreamObserver<>() {
            @Override
            public void onNext(StreamMessageResponse message) {
                answered.countDown();
            }

            @Override
            public void onError(Throwable broken) {}

            @Override
            public void onCompleted() {}
        });
        stream.onNext(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(1).setElectionId(id.message()))
                .build());
        if (!answered.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no answer");
        }
    }

    @Override
    public void close() {
        stream.onCompleted();
        channel.shutdownNow();
    }
}
