package dev.turnout.agent.status;

import com.google.protobuf.ByteString;
import dev.turnout.agent.store.Pushed;
import dev.turnout.agent.store.Stage;
import dev.turnout.v1.PushStatus;
import dev.turnout.v1.Reason;

/** The report's part on the newest signed configuration. */
final class PushReports {
    private PushReports() {}

    static PushStatus of(BoxFacts.Push push, Times times) {
        Pushed pushed = push.pushed();
        PushStatus.Builder status = PushStatus.newBuilder()
                .setRevision(Reports.revision(pushed.revision()))
                .setDigest(ByteString.fromHex(pushed.digest()))
                .setStage(stage(pushed.stage()));
        push.reached()
                .forEach((stage, when) -> status.addReached(
                        PushStatus.Reached.newBuilder().setStage(stage(stage)).setTime(times.timestamp(when))));
        push.deadline().map(times::timestamp).ifPresent(status::setDeadline);
        if (!pushed.code().isEmpty()) {
            status.setReason(Reason.newBuilder().setCode(pushed.code()).setMessage(pushed.why()));
        }
        return status.build();
    }

    private static PushStatus.Stage stage(Stage stage) {
        return switch (stage) {
            case RECEIVED -> PushStatus.Stage.RECEIVED;
            case VALIDATED -> PushStatus.Stage.VALIDATED;
            case APPLYING -> PushStatus.Stage.APPLYING;
            case TRIAL -> PushStatus.Stage.TRIAL;
            case COMMITTED -> PushStatus.Stage.COMMITTED;
            case REJECTED -> PushStatus.Stage.REJECTED;
            case ROLLED_BACK -> PushStatus.Stage.ROLLED_BACK;
        };
    }
}
