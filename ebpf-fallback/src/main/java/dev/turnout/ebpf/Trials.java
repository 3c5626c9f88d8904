package dev.turnout.ebpf;

import dev.turnout.core.hash.FiveTuple;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** The dry run of one data plane: loaded once, when it is first wanted. Used by one thread; another one loads. */
final class Trials implements AutoCloseable {
    private final Installation installation;
    private final MapSet maps;
    private final State state;
    private @Nullable FutureTask<DryRun> loading;

    Trials(Installation installation, MapSet maps, State state) {
        this.installation = installation;
        this.maps = maps;
        this.state = state;
    }

    /**
     * Has it loaded, which takes the kernel's verifier a tenth of a second, and does not wait for that.
     *
     * @return whether that is over
     */
    boolean begin() {
        return begun().isDone();
    }

    /** Waits for it where it is not loaded yet. After a refusal the next call tries again. */
    DryRun dryRun() throws RefusedException {
        try {
            return begun().get();
        } catch (ExecutionException failed) {
            loading = null;
            if (failed.getCause() instanceof RefusedException refused) {
                throw refused;
            }
            throw new IllegalStateException("the dry run was not loaded", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RefusedException("XDP_TEST_RUN", "The wait for the dry run was interrupted.");
        }
    }

    private FutureTask<DryRun> begun() {
        FutureTask<DryRun> begun = loading;
        if (begun == null) {
            Sizes sizes = state.sizes();
            begun = new FutureTask<>(() -> DryRun.load(installation, maps, sizes));
            loading = begun;
            Thread _ = Thread.ofPlatform().daemon().name("dry-run").start(begun);
        }
        return begun;
    }

    /** Where a packet may be said to have come in. */
    int anInterface() throws RefusedException {
        return Attachment.anIndex(installation.settings().interfaces());
    }

    ExplainResult explain(FiveTuple flow, boolean syn) {
        try {
            return new ExplainResult.Explained(dryRun().run(flow, syn, anInterface(), state));
        } catch (RefusedException e) {
            return new ExplainResult.Refused(e.refusal());
        } catch (DamagedException e) {
            return new ExplainResult.Refused(new Refusal("DP_DAMAGED", String.valueOf(e.getMessage()), ""));
        }
    }

    @Override
    public void close() {
        if (loading != null) {
            try {
                dryRun().close();
            } catch (RefusedException nothingThere) {
                // Then there is nothing to close.
            }
        }
    }
}
