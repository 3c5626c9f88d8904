package dev.turnout.p4.softswitch.service;

import io.grpc.Status;
import java.io.Serial;

/** A request, or one update of it, that cannot be met; becomes its status. */
final class RequestException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Status status;

    RequestException(Status.Code code, String message) {
        super(message, null, false, false);
        this.status = code.toStatus().withDescription(message);
    }

    Status status() {
        return status;
    }
}
