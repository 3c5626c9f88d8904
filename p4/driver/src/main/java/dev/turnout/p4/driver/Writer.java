package dev.turnout.p4.driver;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.turnout.core.dataplane.ApplyResult;
import dev.turnout.p4.driver.entries.Op;
import dev.turnout.p4.runtime.Error;
import dev.turnout.p4.runtime.WriteRequest;
import dev.turnout.p4.runtime.WriteResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes updates, whose order does not matter, in batches of which several are under way. What fails alone is tried in another
 * way, where there is one, and told else; what fails as a whole is tried again in smaller batches. One for each stage of a plan.
 */
final class Writer {
    private static final int UNDER_WAY = 4;
    private static final int MOST_TRIES = 3;
    /** From the largest batch to one update, by quarters, and some. */
    private static final int MOST_WHOLES = 10;

    private static final int MOST_FAILURES = 256;

    private final Target target;
    private final Session session;
    private final Quirks quirks;
    private final BatchSize size;
    private final Standing.Primary as;
    private final Consumer<Op> done;
    private final List<ApplyResult.Failure> failures;

    private final Deque<Attempt> again = new ArrayDeque<>();
    private final BlockingQueue<Batch> answered = new LinkedBlockingQueue<>();
    private int underWay;

    /**
     * @param done told of each update that was made
     * @param failures gets those that were not
     */
    Writer(
            Target target,
            Session session,
            Quirks quirks,
            BatchSize size,
            Standing.Primary as,
            Consumer<Op> done,
            List<ApplyResult.Failure> failures) {
        this.target = target;
        this.session = session;
        this.quirks = quirks;
        this.size = size;
        this.as = as;
        this.done = done;
        this.failures = failures;
    }

    private static final class Batch {
        final List<Attempt> attempts;
        final long sentNanos = System.nanoTime();

        @Nullable
        Throwable failed;

        Batch(List<Attempt> attempts) {
            this.attempts = attempts;
        }
    }

    /**
     * Returns once all are answered for.
     *
     * @throws RefusedException where the target is lost, or another's: then nobody knows which of the last ones were made
     */
    void write(Iterator<Op> ops) throws RefusedException {
        while (true) {
            while (underWay < UNDER_WAY && failures.size() < MOST_FAILURES && (ops.hasNext() || !again.isEmpty())) {
                send(take(ops));
            }
            if (underWay == 0) {
                if (failures.size() >= MOST_FAILURES) {
                    throw new RefusedException("DP_REFUSED", target.name() + " refuses too much of the plan.");
                }
                return;
            }
            hear(await());
        }
    }

    private Batch take(Iterator<Op> ops) {
        int most = size.now();
        List<Attempt> attempts = new ArrayList<>();
        while (attempts.size() < most && !again.isEmpty()) {
            attempts.add(again.poll());
        }
        while (attempts.size() < most && ops.hasNext()) {
            Op op = ops.next();
            attempts.add(new Attempt(op, 0, 0, op.type() == Op.Type.MODIFY && !quirks.modifies()));
        }
        return new Batch(attempts);
    }

    private void send(Batch batch) {
        WriteRequest.Builder request = WriteRequest.newBuilder()
                .setDeviceId(target.settings().deviceId())
                .setElectionId(as.id().message());
        batch.attempts.forEach(attempt -> request.addUpdates(attempt.update()));
        underWay++;
        Futures.addCallback(
                target.writes().write(request.build()),
                new FutureCallback<WriteResponse>() {
                    @Override
                    public void onSuccess(@Nullable WriteResponse response) {
                        answered.add(batch);
                    }

                    @Override
                    public void onFailure(Throwable thrown) {
                        batch.failed = thrown;
                        answered.add(batch);
                    }
                },
                MoreExecutors.directExecutor());
    }

    private Batch await() throws RefusedException {
        try {
            Batch batch = answered.take();
            underWay--;
            return batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("DP_INTERRUPTED", "Writing to " + target.name() + " was interrupted.");
        }
    }

    private void hear(Batch batch) throws RefusedException {
        if (batch.failed == null) {
            size.took(batch.attempts.size(), System.nanoTime() - batch.sentNanos);
            batch.attempts.forEach(this::made);
        } else if (batch.failed instanceof StatusRuntimeException failed) {
            Optional<List<Error>> errors = WriteErrors.of(failed, batch.attempts.size());
            if (errors.isPresent()) {
                for (int i = 0; i < batch.attempts.size(); i++) {
                    hear(batch.attempts.get(i), errors.get().get(i), batch.attempts.size());
                }
            } else {
                whole(batch, failed);
            }
        } else {
            throw new IllegalStateException(batch.failed);
        }
    }

    private void made(Attempt attempt) {
        if (attempt.first()) {
            again.addFirst(attempt.otherwise(Op.Type.INSERT));
        } else {
            done.accept(attempt.op());
        }
    }

    /** @param of the updates of its batch */
    private void hear(Attempt attempt, Error error, int of) {
        Status.Code code = Status.fromCodeValue(error.getCanonicalCode()).getCode();
        Op.Type type = attempt.first() ? Op.Type.DELETE : attempt.op().type();
        if (code == Status.Code.OK || code == Status.Code.NOT_FOUND && type == Op.Type.DELETE) {
            made(attempt);
        } else if (attempt.tries() >= MOST_TRIES) {
            fail(attempt, code, WriteErrors.words(error));
        } else if (code == Status.Code.ALREADY_EXISTS && type == Op.Type.INSERT) {
            Attempt modify = attempt.otherwise(Op.Type.MODIFY);
            again.add(quirks.modifies() ? modify : modify.replacing());
        } else if (code == Status.Code.NOT_FOUND && type == Op.Type.MODIFY) {
            again.add(attempt.otherwise(Op.Type.INSERT));
        } else if (attempt.tries() == 0 && passes(code)) {
            size.refused(of);
            again.add(attempt.again());
        } else {
            fail(attempt, code, WriteErrors.words(error));
        }
    }

    private static boolean passes(Status.Code code) {
        return code == Status.Code.RESOURCE_EXHAUSTED || code == Status.Code.UNAVAILABLE || code == Status.Code.ABORTED;
    }

    /** Nothing is said of single updates, so perhaps some were made: that is found out by trying them again. */
    private void whole(Batch batch, StatusRuntimeException failed) throws RefusedException {
        Status.Code code = failed.getStatus().getCode();
        requireTerm();
        boolean hopeless = switch (code) {
            case UNKNOWN, INTERNAL, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE -> false;
            case OK,
                    CANCELLED,
                    INVALID_ARGUMENT,
                    DEADLINE_EXCEEDED,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    PERMISSION_DENIED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED,
                    DATA_LOSS,
                    UNAUTHENTICATED -> true;
        };
        if (hopeless
                || code == Status.Code.UNAVAILABLE && batch.attempts.getFirst().wholes() > 0) {
            throw Statuses.refused(target.name(), "a write", failed);
        }
        size.refused(batch.attempts.size());
        for (Attempt attempt : batch.attempts) {
            if (batch.attempts.size() == 1 && attempt.wholes() > 0 || attempt.wholes() >= MOST_WHOLES) {
                fail(attempt, code, Statuses.words(failed.getStatus()));
            } else {
                again.add(attempt.afterWhole());
            }
        }
    }

    /** Since the stream broke anything may have happened to the target, were it only for a moment. */
    private void requireTerm() throws RefusedException {
        if (session.primary().term() != as.term()) {
            throw new RefusedException(
                    "DP_STALE_PLAN", target.name() + " was lost while the plan was written: read again and plan anew.");
        }
    }

    private void fail(Attempt attempt, Status.Code code, String why) {
        String stable = code == Status.Code.RESOURCE_EXHAUSTED ? "DP_NO_ROOM" : "DP_REFUSED";
        failures.add(new ApplyResult.Failure(attempt.op().row().words(), stable, why));
    }
}
