package dev.turnout.p4.softswitch.service;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.PacketIn;
import dev.turnout.p4.runtime.PacketOut;
import dev.turnout.p4.softswitch.engine.SoftSwitch;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A switch: the program that it runs, if any, between its ports and the control plane. Safe for several threads. */
public final class Device {
    private final int cpuPort;
    private final Wires wires;
    private final AtomicLong lost = new AtomicLong();
    private volatile @Nullable Installed installed;
    private volatile Consumer<PacketIn> controlPlane = ignored -> {};

    /** @param cpuPort 0–510, the port behind which the control plane is */
    public Device(int cpuPort, Wires wires) {
        this.cpuPort = cpuPort;
        this.wires = wires;
    }

    /** Frames that came while there was no program. */
    public long lost() {
        return lost.get();
    }

    void setControlPlane(Consumer<PacketIn> sink) {
        controlPlane = sink;
    }

    Optional<Installed> installed() {
        return Optional.ofNullable(installed);
    }

    Installed require() throws RequestException {
        Installed now = installed;
        if (now == null) {
            throw new RequestException(Status.Code.FAILED_PRECONDITION, "no pipeline has been set");
        }
        return now;
    }

    /** Runs it from the next packet on. */
    void install(Installed next) {
        installed = next;
    }

    /** Begins with a pipeline, instead of being given one by a control plane. */
    public Optional<String> begin(ForwardingPipelineConfig config) {
        try {
            install(Installed.of(config));
            return Optional.empty();
        } catch (RequestException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A frame came in by a port. */
    public void receive(int port, byte[] frame) {
        Installed now = installed;
        if (now == null) {
            lost.incrementAndGet();
        } else {
            now.program().process(port, frame).ifPresent(sent -> pass(now, sent));
        }
    }

    private void pass(Installed now, SoftSwitch.Sent sent) {
        if (sent.port() != cpuPort) {
            wires.send(sent.port(), sent.frame());
            return;
        }
        PacketHeader header = now.packetIn();
        if (sent.frame().length >= header.length()) {
            controlPlane.accept(PacketIn.newBuilder()
                    .addAllMetadata(header.metadata(sent.frame()))
                    .setPayload(
                            ByteString.copyFrom(sent.frame(), header.length(), sent.frame().length - header.length()))
                    .build());
        }
    }

    void packetOut(PacketOut packet) throws RequestException {
        byte[] frame = require().packetOut().join(packet.getMetadataList(), packet.getPayload());
        receive(cpuPort, frame);
    }
}
