package dev.turnout.p4.softswitch.service;

import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.Uint128;
import io.grpc.stub.StreamObserver;

/** A control plane whose stream is open. */
final class Controller {
    private final StreamObserver<StreamMessageResponse> stream;
    private Uint128 electionId = Uint128.getDefaultInstance();
    private boolean closed;

    Controller(StreamObserver<StreamMessageResponse> stream) {
        this.stream = stream;
    }

    Uint128 electionId() {
        return electionId;
    }

    void setElectionId(Uint128 id) {
        electionId = id;
    }

    /** Whoever has something to say: a stream takes one message at a time. */
    synchronized void send(StreamMessageResponse message) {
        if (!closed) {
            stream.onNext(message);
        }
    }

    synchronized void end(RequestException why) {
        if (!closed) {
            closed = true;
            stream.onError(why.status().asRuntimeException());
        }
    }

    /** Its end has been closed. */
    synchronized void bye() {
        if (!closed) {
            closed = true;
            stream.onCompleted();
        }
    }

    /** It broke off. */
    synchronized void lost() {
        closed = true;
    }
}
