package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.p4.driver.OpenResult;
import dev.turnout.p4.driver.P4Dataplane;
import dev.turnout.p4.driver.P4Settings;
import dev.turnout.p4.driver.Refusal;
import java.util.concurrent.Callable;

/** The P4Runtime driver, against a target that is started for it. */
final class P4Rig implements Rig {
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final AutoCloseable target;
    private final P4Settings settings;
    private P4Dataplane dataplane;

    /**
     * @param target is closed with this
     */
    P4Rig(AutoCloseable target, P4Settings settings) {
        this.target = target;
        this.settings = settings;
        this.dataplane = open(settings);
    }

    /** A process that was just started takes a while to listen. */
    private static P4Dataplane open(P4Settings settings) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            switch (P4Dataplane.open(settings)) {
                case OpenResult.Opened opened -> {
                    return opened.dataplane();
                }
                case OpenResult.Refused(Refusal refusal) -> {
                    if (!refusal.code().equals("DP_UNREACHABLE") || System.nanoTime() > deadline) {
                        throw new AssertionError(refusal);
                    }
                }
            }
        }
    }

    @Override
    public Dataplane dataplane() {
        return dataplane;
    }

    @Override
    public Dataplane reopened() {
        dataplane.close();
        dataplane = open(settings);
        return dataplane;
    }

    @Override
    public <T> T run(Callable<T> code) throws Exception {
        return code.call();
    }

    @Override
    public void close() {
        dataplane.close();
        try {
            target.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
