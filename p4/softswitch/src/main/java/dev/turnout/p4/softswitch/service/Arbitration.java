package dev.turnout.p4.softswitch.service;

import dev.turnout.p4.runtime.MasterArbitrationUpdate;
import dev.turnout.p4.runtime.StreamMessageResponse;
import dev.turnout.p4.runtime.Uint128;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who may write (§5): the controller with the highest election id that was ever heard, while its stream is open. There is one role,
 * that may do everything.
 */
final class Arbitration {
    private static final Comparator<Uint128> UNSIGNED = Comparator.comparing(Uint128::getHigh, Long::compareUnsigned)
            .thenComparing(Uint128::getLow, Long::compareUnsigned);

    private final long deviceId;
    private final List<Controller> controllers = new ArrayList<>();
    private Uint128 highest = Uint128.getDefaultInstance();

    Arbitration(long deviceId) {
        this.deviceId = deviceId;
    }

    void requireDevice(long id) throws RequestException {
        if (id != deviceId) {
            throw new RequestException(
                    Status.Code.NOT_FOUND,
                    "there is no device " + Long.toUnsignedString(id) + ", this is " + Long.toUnsignedString(deviceId));
        }
    }

    private static boolean isNone(Uint128 id) {
        return id.equals(Uint128.getDefaultInstance());
    }

    private static String text(Uint128 id) {
        return id.getHigh() == 0
                ? Long.toUnsignedString(id.getLow())
                : Long.toUnsignedString(id.getHigh()) + ":" + Long.toUnsignedString(id.getLow());
    }

    synchronized Optional<Controller> primary() {
        return controllers.stream()
                .filter(each -> !isNone(each.electionId()) && each.electionId().equals(highest))
                .findFirst();
    }

    synchronized void requirePrimary(Uint128 electionId, String role) throws RequestException {
        if (!role.isEmpty()) {
            throw new RequestException(Status.Code.UNIMPLEMENTED, "roles are not implemented");
        }
        Optional<Controller> primary = primary();
        if (primary.isEmpty() || !primary.get().electionId().equals(electionId)) {
            throw new RequestException(
                    Status.Code.PERMISSION_DENIED,
                    "election id " + text(electionId) + " is not the primary's; the highest is " + text(highest));
        }
    }

    /** A controller says by which id it stands for election. */
    synchronized void hear(Controller controller, MasterArbitrationUpdate message) throws RequestException {
        requireDevice(message.getDeviceId());
        if (message.hasRole() && !message.getRole().getName().isEmpty()) {
            throw new RequestException(Status.Code.UNIMPLEMENTED, "roles are not implemented");
        }
        Uint128 id = message.getElectionId();
        boolean taken = controllers.stream()
                .anyMatch(other ->
                        other != controller && !isNone(id) && other.electionId().equals(id));
        if (taken) {
            throw new RequestException(Status.Code.INVALID_ARGUMENT, "another controller has election id " + text(id));
        }
        Optional<Controller> before = primary();
        if (!controllers.contains(controller)) {
            controllers.add(controller);
        }
        controller.setElectionId(id);
        if (UNSIGNED.compare(id, highest) > 0) {
            highest = id;
        }
        if (before.equals(primary())) {
            tell(controller);
        } else {
            controllers.forEach(this::tell);
        }
    }

    synchronized void gone(Controller controller) {
        Optional<Controller> before = primary();
        controllers.remove(controller);
        if (!before.equals(primary())) {
            controllers.forEach(this::tell);
        }
    }

    private void tell(Controller controller) {
        Optional<Controller> primary = primary();
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder();
        if (primary.isEmpty()) {
            status.setCode(Status.Code.NOT_FOUND.value()).setMessage("there is no primary");
        } else if (primary.get() == controller) {
            status.setCode(Status.Code.OK.value()).setMessage("is the primary");
        } else {
            status.setCode(Status.Code.ALREADY_EXISTS.value()).setMessage("another controller is the primary");
        }
        controller.send(StreamMessageResponse.newBuilder()
                .setArbitration(MasterArbitrationUpdate.newBuilder()
                        .setDeviceId(deviceId)
                        .setElectionId(highest)
                        .setStatus(status))
                .build());
    }
}
