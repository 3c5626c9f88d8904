package dev.turnout.p4.softswitch.service;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.rpc.Status;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.Error;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.MasterArbitrationUpdate;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.ReadRequest;
import dev.turnout.p4.runtime.SetForwardingPipelineConfigRequest;
import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.Uint128;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.config.P4Info;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A controller, as plain as can be. */
final class Client implements AutoCloseable {
    static final long DEVICE = 7;

    private final ManagedChannel channel;
    private final P4RuntimeGrpc.P4RuntimeBlockingStub stub;
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<StreamMessageRequest> stream;

    Client(int port) {
        channel = Grpc.newChannelBuilder("127.0.0.1:" + port, InsecureChannelCredentials.create())
                .build();
        stub = P4RuntimeGrpc.newBlockingStub(channel);
        stream = P4RuntimeGrpc.newStub(channel).streamChannel(new StreamObserver<>() {
            @Override
            public void onNext(StreamMessageResponse message) {
                heard.add(message);
            }

            @Override
            public void onError(Throwable broken) {
                heard.add(io.grpc.Status.fromThrowable(broken));
            }

            @Override
            public void onCompleted() {
                heard.add("end");
            }
        });
    }

    P4RuntimeGrpc.P4RuntimeBlockingStub stub() {
        return stub;
    }

    static Uint128 id(long low) {
        return Uint128.newBuilder().setLow(low).build();
    }

    void say(StreamMessageRequest message) {
        stream.onNext(message);
    }

    /** What comes by the stream next. */
    Object hear() throws InterruptedException {
        Object next = heard.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    boolean heardNothingMore() {
        return heard.isEmpty();
    }

    /** @return the answer, as `highest id: code` */
    String arbitrate(long electionId) throws InterruptedException {
        say(StreamMessageRequest.newBuilder()
                .setArbitration(
                        MasterArbitrationUpdate.newBuilder().setDeviceId(DEVICE).setElectionId(id(electionId)))
                .build());
        return arbitration(hear());
    }

    static String arbitration(Object message) {
        if (message instanceof StreamMessageResponse response && response.hasArbitration()) {
            MasterArbitrationUpdate update = response.getArbitration();
            return update.getElectionId().getLow() + ": "
                    + io.grpc.Status.fromCodeValue(update.getStatus().getCode()).getCode();
        }
        return message.toString();
    }

    static ForwardingPipelineConfig config(String program) throws IOException {
        Path programs = Path.of("src/test/programs");
        P4Info.Builder info = P4Info.newBuilder();
        TextFormat.Parser.newBuilder()
                .setAllowUnknownFields(true)
                .build()
                .merge(Files.readString(programs.resolve(program + ".p4info.txtpb")), info);
        return ForwardingPipelineConfig.newBuilder()
                .setP4Info(info)
                .setP4DeviceConfig(ByteString.copyFrom(Files.readAllBytes(programs.resolve(program + ".json"))))
                .setCookie(ForwardingPipelineConfig.Cookie.newBuilder().setCookie(42))
                .build();
    }

    String set(String program, SetForwardingPipelineConfigRequest.Action action, long electionId) throws IOException {
        ForwardingPipelineConfig config = config(program);
        return code(() -> stub.setForwardingPipelineConfig(SetForwardingPipelineConfigRequest.newBuilder()
                .setDeviceId(DEVICE)
                .setElectionId(id(electionId))
                .setAction(action)
                .setConfig(config)
                .build()));
    }

    /** @return OK, or the code and the message */
    static String code(Runnable call) {
        try {
            call.run();
            return "OK";
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + " " + e.getStatus().getDescription();
        }
    }

    /** @return the codes of the updates, or that of the request where it says nothing of them */
    List<String> write(long electionId, Update... updates) throws InvalidProtocolBufferException {
        try {
            var ignored = stub.write(WriteRequest.newBuilder()
                    .setDeviceId(DEVICE)
                    .setElectionId(id(electionId))
                    .addAllUpdates(List.of(updates))
                    .build());
            return List.of("OK");
        } catch (StatusRuntimeException e) {
            Status status = StatusProto.fromThrowable(e);
            if (status == null || status.getDetailsCount() == 0) {
                return List.of("request: " + e.getStatus().getCode());
            }
            List<String> codes = new ArrayList<>();
            for (Any detail : status.getDetailsList()) {
                codes.add(
                        io.grpc.Status.fromCodeValue(detail.unpack(Error.class).getCanonicalCode())
                                .getCode()
                                .name());
            }
            return codes;
        }
    }

    List<Entity> read(Entity... wanted) {
        List<Entity> entities = new ArrayList<>();
        stub.read(ReadRequest.newBuilder()
                        .setDeviceId(DEVICE)
                        .addAllEntities(List.of(wanted))
                        .build())
                .forEachRemaining(piece -> entities.addAll(piece.getEntitiesList()));
        return entities;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
