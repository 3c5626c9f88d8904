package dev.turnout.p4.driver;

import dev.turnout.p4.driver.entries.Cell;
import dev.turnout.p4.driver.entries.Ids;
import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.driver.entries.SlotMessages;
import dev.turnout.p4.driver.entries.SlotRow;
import dev.turnout.p4.runtime.CapabilitiesRequest;
import dev.turnout.p4.runtime.Error;
import dev.turnout.p4.runtime.Update;
import dev.turnout.p4.runtime.WriteRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a target can do by trying it with an entry that no packet meets, the last slot of the last table, which is taken
 * out again: there is no call that would tell.
 */
final class Prober {
    private static final int TABLE = 65_535;
    private static final int SLOT = 131_071;

    private final Target target;
    private final ElectionId as;
    private final SlotMessages messages = new SlotMessages();

    Prober(Target target, ElectionId as) {
        this.target = target;
        this.as = as;
    }

    Quirks probe() throws RefusedException {
        remove();
        Optional<Status> inserted = write(new Op(Op.Type.INSERT, slot(1)).update());
        if (inserted.isPresent()) {
            throw new RefusedException(Statuses.refusal(target.name(), "a scratch entry", inserted.get()));
        }
        boolean modifies = write(new Op(Op.Type.MODIFY, slot(2)).update()).isEmpty();
        remove();
        boolean setsCounters = write(new Cell(Ids.TO_PREVIOUS, TABLE).zero()).isEmpty();
        return new Quirks(version(), modifies, readsByTable(), setsCounters);
    }

    private SlotRow slot(int owner) {
        return new SlotRow(messages, TABLE, SLOT, owner);
    }

    private void remove() throws RefusedException {
        Optional<Status> ignored = write(new Op(Op.Type.DELETE, slot(1)).update());
    }

    private String version() throws RefusedException {
        return target.call("to tell its version", target.settings().deadline(), stub -> {
            try {
                return stub.capabilities(CapabilitiesRequest.getDefaultInstance())
                        .getP4RuntimeApiVersion();
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                    return "";
                }
                throw e;
            }
        });
    }

    private boolean readsByTable() throws RefusedException {
        try {
            target.read(
                    "to be read", target.settings().deadline(), List.of(Reader.entries(Ids.TRANSIT_FILTER)), _ -> {});
            return true;
        } catch (RefusedException e) {
            if (e.refusal().code().equals("DP_UNREACHABLE")
                    || e.refusal().code().equals("DP_TIMEOUT")) {
                throw e;
            }
            return false;
        }
    }

    /** @return why the update was refused; empty where it was made */
    private Optional<Status> write(Update update) throws RefusedException {
        WriteRequest request = WriteRequest.newBuilder()
                .setDeviceId(target.settings().deviceId())
                .setElectionId(as.message())
                .addUpdates(update)
                .build();
        return target.call("a scratch entry", target.settings().deadline(), stub -> {
            try {
                var ignored = stub.write(request);
                return Optional.empty();
            } catch (StatusRuntimeException e) {
                return Optional.of(reason(e));
            }
        });
    }

    private static Status reason(StatusRuntimeException e) {
        Status whole = e.getStatus();
        boolean alone = switch (whole.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, PERMISSION_DENIED, UNAUTHENTICATED, CANCELLED -> true;
            default -> false;
        };
        if (alone) {
            throw e;
        }
        return WriteErrors.of(e, 1)
                .map(List::getFirst)
                .map(Error::getCanonicalCode)
                .map(Status::fromCodeValue)
                .orElse(whole);
    }
}
