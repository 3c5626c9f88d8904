package dev.turnout.agent.os;

/** Tells the ways to backends, and when they change. Thread-safe. */
public interface NextHopSource extends AutoCloseable {
    /** Replaces the question; the answer follows, never within this call. */
    void ask(NextHopQuestion question);

    /** The newest answer, which may be to an earlier question. Never blocks. */
    NextHops latest();

    /** Looks again, since something was learnt that the kernel does not tell: a path's MTU. */
    void refresh();

    @Override
    void close();
}
