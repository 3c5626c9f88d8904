package dev.turnout.p4.driver;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import dev.turnout.p4.runtime.Error;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of each update of a write that failed in part (P4Runtime §12.3). */
final class WriteErrors {
    private WriteErrors() {}

    /** One for each update, in their order; empty where the status does not say. */
    static Optional<List<Error>> of(StatusRuntimeException failed, int updates) {
        Status status = StatusProto.fromThrowable(failed);
        if (status == null || status.getDetailsCount() != updates) {
            return Optional.empty();
        }
        List<Error> errors = new ArrayList<>(updates);
        try {
            for (Any detail : status.getDetailsList()) {
                errors.add(detail.unpack(Error.class));
            }
            return Optional.of(errors);
        } catch (InvalidProtocolBufferException notErrors) {
            return Optional.empty();
        }
    }

    static String words(Error error) {
        String name =
                io.grpc.Status.fromCodeValue(error.getCanonicalCode()).getCode().name();
        return error.getMessage().isEmpty() ? name : name + ": " + error.getMessage();
    }
}
