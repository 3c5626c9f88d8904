package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.ReadRequest;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The channel to a target, and calls with deadlines over it. Safe for several threads. */
final class Target implements AutoCloseable {
    /** Some targets answer a read in one message, however much they hold: 1,048,576 slots come to some 90 MB. */
    private static final int MOST_BYTES = 256 << 20;

    /** An error of each update, in the trailers: the rule of thumb of P4Runtime's own servers, and their base64. */
    private static final int ERRORS_BYTES = 8192;

    private static final int ERROR_BYTES = 140;
    private static final int WINDOW_BYTES = 4 << 20;
    private static final int WRITES = 6;
    private static final int IDLE_SECONDS = 20;
    private static final int DEAD_SECONDS = 5;

    private final P4Settings settings;
    private final ManagedChannel channel;

    private Target(P4Settings settings, ManagedChannel channel) {
        this.settings = settings;
        this.channel = channel;
    }

    /** Connects when it is first used. */
    static Target open(P4Settings settings) throws RefusedException {
        try {
            return new Target(settings, channel(settings));
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException(
                    "DP_CREDENTIALS", "The certificates for " + settings.target() + " cannot be used: " + e);
        }
    }

    private static ManagedChannel channel(P4Settings settings) throws IOException {
        return NettyChannelBuilder.forTarget("dns:///" + settings.target(), credentials(settings))
                .maxInboundMessageSize(MOST_BYTES)
                .maxInboundMetadataSize(ERRORS_BYTES + ERROR_BYTES * settings.maxBatch())
                .flowControlWindow(WINDOW_BYTES)
                .keepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(DEAD_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    private static ChannelCredentials credentials(P4Settings settings) throws IOException {
        if (settings.tls().isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        P4Settings.Tls files = settings.tls().get();
        return TlsChannelCredentials.newBuilder()
                .trustManager(files.authority().toFile())
                .keyManager(files.certificates().toFile(), files.privateKey().toFile())
                .build();
    }

    P4Settings settings() {
        return settings;
    }

    String name() {
        return settings.target();
    }

    /** Tries to connect now, where it would wait after a failure. */
    void hurry() {
        channel.resetConnectBackoff();
    }

    P4RuntimeGrpc.P4RuntimeStub stream() {
        return P4RuntimeGrpc.newStub(channel);
    }

    /** Some batches may be waiting before one. */
    P4RuntimeGrpc.P4RuntimeFutureStub writes() {
        return P4RuntimeGrpc.newFutureStub(channel)
                .withDeadlineAfter(settings.deadline().multipliedBy(WRITES));
    }

    /** A call that answers once. */
    interface Call<T> {
        T make(P4RuntimeGrpc.P4RuntimeBlockingStub stub);
    }

    <T> T call(String doing, Duration limit, Call<T> call) throws RefusedException {
        try {
            return call.make(P4RuntimeGrpc.newBlockingStub(channel).withDeadlineAfter(limit));
        } catch (StatusRuntimeException e) {
            throw Statuses.refused(name(), doing, e);
        }
    }

    /** Hands on entities one by one as they are read, since all of them at once would fill the heap. */
    void read(String doing, Duration limit, List<Entity> wanted, Consumer<Entity> sink) throws RefusedException {
        ReadRequest request = ReadRequest.newBuilder()
                .setDeviceId(settings.deviceId())
                .addAllEntities(wanted)
                .build();
        try {
            Iterator<byte[]> pieces = ClientCalls.blockingServerStreamingCall(
                    channel,
                    ReadPieces.METHOD,
                    io.grpc.CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS),
                    request);
            while (pieces.hasNext()) {
                ReadPieces.each(pieces.next(), sink);
            }
        } catch (StatusRuntimeException e) {
            throw Statuses.refused(name(), doing, e);
        } catch (IOException e) {
            throw new RefusedException("DP_REFUSED", name() + " answers " + doing + " with what is no message: " + e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            boolean ignored = channel.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
