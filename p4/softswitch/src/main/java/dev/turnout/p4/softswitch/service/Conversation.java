package dev.turnout.p4.softswitch.service;

import dev.turnout.p4.runtime.PacketOut;
import dev.turnout.p4.runtime.PacketOutError;
import dev.turnout.p4.runtime.StreamError;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** What a controller says by its stream. */
final class Conversation implements StreamObserver<StreamMessageRequest> {
    private final Arbitration arbitration;
    private final Device device;
    private final Controller controller;

    Conversation(Arbitration arbitration, Device device, Controller controller) {
        this.arbitration = arbitration;
        this.device = device;
        this.controller = controller;
    }

    @Override
    public void onNext(StreamMessageRequest message) {
        switch (message.getUpdateCase()) {
            case ARBITRATION -> {
                try {
                    arbitration.hear(controller, message.getArbitration());
                } catch (RequestException e) {
                    arbitration.gone(controller);
                    controller.end(e);
                }
            }
            case PACKET -> send(message.getPacket());
            case UPDATE_NOT_SET ->
                fail(
                        StreamError.newBuilder(),
                        new RequestException(Status.Code.UNIMPLEMENTED, "messages of this kind are not implemented"));
        }
    }

    private void send(PacketOut packet) {
        try {
            if (arbitration.primary().filter(controller::equals).isEmpty()) {
                throw new RequestException(Status.Code.PERMISSION_DENIED, "only the primary sends packets");
            }
            device.packetOut(packet);
        } catch (RequestException e) {
            fail(
                    StreamError.newBuilder()
                            .setPacketOut(PacketOutError.newBuilder().setPacketOut(packet)),
                    e);
        }
    }

    private void fail(StreamError.Builder error, RequestException why) {
        controller.send(StreamMessageResponse.newBuilder()
                .setError(error.setCanonicalCode(why.status().getCode().value())
                        .setMessage(String.valueOf(why.getMessage())))
                .build());
    }

    @Override
    public void onError(Throwable broken) {
        controller.lost();
        arbitration.gone(controller);
    }

    @Override
    public void onCompleted() {
        arbitration.gone(controller);
        controller.bye();
    }
}
