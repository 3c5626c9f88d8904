package dev.turnout.hwtests.contract;

import dev.turnout.core.dataplane.Dataplane;
import dev.turnout.core.forwarding.Decision;
import dev.turnout.core.hash.FiveTuple;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A data plane under test, with what the contract needs around it. */
interface Rig extends AutoCloseable {
    Dataplane dataplane();

    /** Lets the data plane go and opens it again, as after a restart of the agent. */
    Dataplane reopened();

    /** What it says that it does with such a packet; empty where it forwards nothing. */
    Optional<Verdict> verdict(FiveTuple flow, boolean syn);

    /** Runs where the data plane can be used. */
    <T> T run(Callable<T> code) throws Exception;

    @Override
    void close();

    /**
     * @param backend its id, or 0 for none
     * @param slot index in the table, or -1 where no table was looked up
     */
    record Verdict(Kind kind, int backend, int slot) {
        static Verdict of(Decision decision) {
            return switch (decision) {
                case Decision.NotAVip() -> new Verdict(Kind.NOT_A_VIP, 0, -1);
                case Decision.UnknownPort() -> new Verdict(Kind.UNKNOWN_PORT, 0, -1);
                case Decision.SourceRefused _ -> new Verdict(Kind.SOURCE_REFUSED, 0, -1);
                case Decision.NoBackend no ->
                    new Verdict(Kind.NO_BACKEND, 0, no.lookup().index());
                case Decision.ToBackend to ->
                    new Verdict(
                            Kind.TO_BACKEND, to.backend().value(), to.lookup().index());
            };
        }
    }

    /** What becomes of a packet, as the forwarding model tells them apart. */
    enum Kind {
        NOT_A_VIP,
        UNKNOWN_PORT,
        SOURCE_REFUSED,
        NO_BACKEND,
        TO_BACKEND
    }
}
