package dev.turnout.ebpf;

import dev.turnout.core.hash.FiveTuple;
import org.jspecify.annotations.Nullable;

/** The dry run of one data plane: loaded when it is first asked. */
final class Trials implements AutoCloseable {
    private final Installation installation;
    private final MapSet maps;
    private final State state;
    private @Nullable DryRun run;

    Trials(Installation installation, MapSet maps, State state) {
        this.installation = installation;
        this.maps = maps;
        this.state = state;
    }

    DryRun dryRun() throws RefusedException {
        DryRun loaded = run;
        if (loaded == null) {
            loaded = DryRun.load(installation, maps, state.sizes());
            run = loaded;
        }
        return loaded;
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
        if (run != null) {
            run.close();
        }
    }
}
