package dev.turnout.p4.driver;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** gRPC's words, in the driver's. */
final class Statuses {
    private Statuses() {}

    static RefusedException refused(String target, String doing, StatusRuntimeException e) {
        return new RefusedException(refusal(target, doing, e.getStatus()));
    }

    /** @param doing what was asked, in the gerund */
    static Refusal refusal(String target, String doing, Status status) {
        String said = target + " refuses " + doing + ": " + words(status);
        return switch (status.getCode()) {
            case UNAVAILABLE ->
                new Refusal(
                        "DP_UNREACHABLE",
                        "No P4Runtime target answers at " + target + " (" + words(status)
                                + "): see that it runs, and that address and certificates are right.");
            case DEADLINE_EXCEEDED ->
                new Refusal(
                        "DP_TIMEOUT",
                        target + " does not answer in time (" + doing + "): see whether it is overloaded.");
            case PERMISSION_DENIED -> new Refusal("DP_NOT_PRIMARY", said + ": see which other controller programs it.");
            case UNAUTHENTICATED ->
                new Refusal("DP_UNAUTHENTICATED", said + ": see that it knows this box's certificate.");
            case FAILED_PRECONDITION -> new Refusal("DP_NO_PIPELINE", said + ": it has lost its program, read again.");
            case NOT_FOUND -> new Refusal("DP_NO_DEVICE", said + ": see that the device id is right.");
            case UNIMPLEMENTED -> new Refusal("DP_UNSUPPORTED", said + ": another target is needed.");
            case RESOURCE_EXHAUSTED -> new Refusal("DP_NO_ROOM", said + ": apply a smaller change.");
            case OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, ALREADY_EXISTS, ABORTED, OUT_OF_RANGE, INTERNAL, DATA_LOSS ->
                new Refusal("DP_REFUSED", said + ": see the target's own log.");
        };
    }

    /** Of what it says the first line, since Netty adds a picture of its pipeline. */
    static String words(Status status) {
        StringBuilder words = new StringBuilder(status.getCode().name());
        String description = status.getDescription();
        if (description != null) {
            words.append(": ").append(description.lines().findFirst().orElse(""));
        }
        if (status.getCause() != null) {
            words.append(", ").append(status.getCause().getMessage());
        }
        return words.toString();
    }
}
