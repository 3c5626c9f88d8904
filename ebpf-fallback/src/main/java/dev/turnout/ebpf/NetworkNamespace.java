package dev.turnout.ebpf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The network namespace that a data plane was opened in.
 *
 * <p>Interfaces are known by name, and another namespace may have one of the same name: to attach there would take over
 * somebody else's packets. A thread can be in another namespace than its process, so it is the thread's that counts.
 *
 * @param identity as the kernel writes it, {@code net:[4026531840]}
 */
record NetworkNamespace(String identity) {
    private static final Path OF_THIS_THREAD = Path.of("/proc/thread-self/ns/net");

    static NetworkNamespace ofThisThread() {
        try {
            return new NetworkNamespace(Files.readSymbolicLink(OF_THIS_THREAD).toString());
        } catch (IOException noProc) {
            throw new UncheckedIOException("/proc is not mounted", noProc);
        }
    }

    /** Throws where the calling thread is in another one, which is a bug of the caller. */
    void requireHere() {
        NetworkNamespace here = ofThisThread();
        if (!equals(here)) {
            throw new IllegalStateException("opened in " + identity + ", used in " + here.identity);
        }
    }
}
