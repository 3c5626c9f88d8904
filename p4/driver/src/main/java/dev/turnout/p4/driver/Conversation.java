package dev.turnout.p4.driver;

import dev.turnout.p4.runtime.StreamMessageRequest;
import dev.turnout.p4.runtime.StreamMessageResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import org.jspecify.annotations.Nullable;

/** One stream of a session, under its lock; what it says after another has been opened is not heard. */
final class Conversation implements ClientResponseObserver<StreamMessageRequest, StreamMessageResponse> {
    private final Session session;
    private @Nullable ClientCallStreamObserver<StreamMessageRequest> requests;

    Conversation(Session session) {
        this.session = session;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamMessageRequest> stream) {
        requests = stream;
    }

    /** @return whether it was sent; packets wait nowhere where the stream takes no more for now */
    boolean send(StreamMessageRequest message) {
        if (requests == null || message.hasPacket() && !requests.isReady()) {
            return false;
        }
        requests.onNext(message);
        return true;
    }

    void end() {
        if (requests != null) {
            requests.onCompleted();
        }
    }

    @Override
    public void onNext(StreamMessageResponse response) {
        switch (response.getUpdateCase()) {
            case ARBITRATION -> session.hear(this, response.getArbitration());
            case PACKET -> session.packets().take(response.getPacket());
            case ERROR -> session.packets().refused(response.getError());
            case UPDATE_NOT_SET -> {}
        }
    }

    @Override
    public void onError(Throwable thrown) {
        session.broken(this, Statuses.refusal(session.target(), "the stream", Status.fromThrowable(thrown)));
    }

    @Override
    public void onCompleted() {
        session.broken(
                this, new Refusal("DP_UNREACHABLE", session.target() + " has ended the stream: see that it runs."));
    }
}
