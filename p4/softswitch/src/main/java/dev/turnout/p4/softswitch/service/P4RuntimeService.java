package dev.turnout.p4.softswitch.service;

import dev.turnout.p4.runtime.CapabilitiesRequest;
import dev.turnout.p4.runtime.CapabilitiesResponse;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.GetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.PacketIn;
import dev.turnout.p4.runtime.ReadRequest;
import dev.turnout.p4.runtime.ReadResponse;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigResponse;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.WriteResponse;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The service, for one device. */
final class P4RuntimeService extends P4RuntimeGrpc.P4RuntimeImplBase {
    private static final String VERSION = "1.4.0";

    private final Arbitration arbitration;
    private final Device device;
    private @Nullable Installed saved;

    P4RuntimeService(long deviceId, Device device) {
        this.arbitration = new Arbitration(deviceId);
        this.device = device;
        device.setControlPlane(this::packetIn);
    }

    /** What answers a request may fail as the request does. */
    private interface Answer<T> {
        T make() throws RequestException;
    }

    private static <T> void answer(StreamObserver<T> observer, Answer<T> answer) {
        try {
            observer.onNext(answer.make());
            observer.onCompleted();
        } catch (RequestException e) {
            observer.onError(e.status().asRuntimeException());
        }
    }

    @Override
    public void capabilities(CapabilitiesRequest request, StreamObserver<CapabilitiesResponse> observer) {
        answer(
                observer,
                () -> CapabilitiesResponse.newBuilder()
                        .setP4RuntimeApiVersion(VERSION)
                        .build());
    }

    @Override
    public void write(WriteRequest request, StreamObserver<WriteResponse> observer) {
        try {
            arbitration.requireDevice(request.getDeviceId());
            arbitration.requirePrimary(request.getElectionId(), request.getRole());
            if (request.getAtomicity() != WriteRequest.Atomicity.CONTINUE_ON_ERROR) {
                throw new RequestException(
                        Status.Code.UNIMPLEMENTED, "atomicity " + request.getAtomicity() + " is not implemented");
            }
            Optional<com.google.rpc.Status> errors = new Writes(device.require()).write(request.getUpdatesList());
            if (errors.isPresent()) {
                observer.onError(StatusProto.toStatusRuntimeException(errors.get()));
            } else {
                observer.onNext(WriteResponse.getDefaultInstance());
                observer.onCompleted();
            }
        } catch (RequestException e) {
            observer.onError(e.status().asRuntimeException());
        }
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
        try {
            arbitration.requireDevice(request.getDeviceId());
            new Reads(device.require(), observer::onNext).read(request.getEntitiesList());
            observer.onCompleted();
        } catch (RequestException e) {
            observer.onError(e.status().asRuntimeException());
        }
    }

    @Override
    public void setForwardingPipelineConfig(
            SetForwardingPipelineConfigRequest request, StreamObserver<SetForwardingPipelineConfigResponse> observer) {
        answer(observer, () -> {
            arbitration.requireDevice(request.getDeviceId());
            arbitration.requirePrimary(request.getElectionId(), request.getRole());
            setPipeline(request);
            return SetForwardingPipelineConfigResponse.getDefaultInstance();
        });
    }

    private synchronized void setPipeline(SetForwardingPipelineConfigRequest request) throws RequestException {
        switch (request.getAction()) {
            case VERIFY -> {
                Installed ignored = Installed.of(request.getConfig());
            }
            case VERIFY_AND_SAVE -> saved = Installed.of(request.getConfig());
            case VERIFY_AND_COMMIT -> device.install(Installed.of(request.getConfig()));
            case COMMIT -> {
                if (saved == null) {
                    throw new RequestException(Status.Code.FAILED_PRECONDITION, "no pipeline has been saved");
                }
                device.install(saved);
                saved = null;
            }
            case RECONCILE_AND_COMMIT ->
                throw new RequestException(Status.Code.UNIMPLEMENTED, "entries cannot be kept over a new pipeline");
            case UNSPECIFIED, UNRECOGNIZED ->
                throw new RequestException(Status.Code.INVALID_ARGUMENT, "it is not said what to do with the pipeline");
        }
    }

    @Override
    public void getForwardingPipelineConfig(
            GetForwardingPipelineConfigRequest request, StreamObserver<GetForwardingPipelineConfigResponse> observer) {
        answer(observer, () -> {
            arbitration.requireDevice(request.getDeviceId());
            ForwardingPipelineConfig whole = device.require().config();
            ForwardingPipelineConfig.Builder part = whole.toBuilder();
            switch (request.getResponseType()) {
                case ALL, UNRECOGNIZED -> {}
                case COOKIE_ONLY -> part.clearP4Info().clearP4DeviceConfig();
                case P4INFO_AND_COOKIE -> part.clearP4DeviceConfig();
                case DEVICE_CONFIG_AND_COOKIE -> part.clearP4Info();
            }
            return GetForwardingPipelineConfigResponse.newBuilder()
                    .setConfig(part)
                    .build();
        });
    }

    private void packetIn(PacketIn packet) {
        StreamMessageResponse message =
                StreamMessageResponse.newBuilder().setPacket(packet).build();
        arbitration.primary().ifPresent(primary -> primary.send(message));
    }

    @Override
    public StreamObserver<StreamMessageRequest> streamChannel(StreamObserver<StreamMessageResponse> responses) {
        return new Conversation(arbitration, device, new Controller(responses));
    }
}
