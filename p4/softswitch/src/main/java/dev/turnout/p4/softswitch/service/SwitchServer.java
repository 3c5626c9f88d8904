package dev.turnout.p4.softswitch.service;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Serves P4Runtime for a device, without TLS: for loopback and laboratories. */
public final class SwitchServer implements AutoCloseable {
    /** Of a batch of updates, or of a program. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int END_SECONDS = 5;

    private final Server server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private SwitchServer(long deviceId, Device device, InetSocketAddress address) throws IOException {
        server = NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
                .addService(new P4RuntimeService(deviceId, device))
                .maxInboundMessageSize(MOST_BYTES)
                .executor(executor)
                .build()
                .start();
    }

    /** @param address port 0 for one that is free */
    public static SwitchServer start(long deviceId, Device device, InetSocketAddress address) throws IOException {
        return new SwitchServer(deviceId, device, address);
    }

    public int port() {
        return server.getPort();
    }

    /** Breaks off what is open. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            // The ends of streams are told by the executor, so it goes last.
            boolean ignored = server.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
