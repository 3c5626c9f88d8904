package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace with two veth pairs in it, and a pin directory of its own. Both go when it is closed. */
@SuppressWarnings("restricted")
final class Namespace implements AutoCloseable {
    static final String DEVICE = "box0";
    static final String SECOND = "box1";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name = owner() + COUNT.incrementAndGet();
    private final Path pins = Path.of("/sys/fs/bpf/" + name);

    private Namespace() {}

    /** As the topologies of the hardware tests name what they make: those remove it where this process was killed. */
    private static String owner() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
            return "turnout-t" + ProcessHandle.current().pid() + "-" + started + "-e";
        } catch (IOException noProc) {
            throw new UncheckedIOException(noProc);
        }
    }

    static Namespace create() throws IOException {
        Namespace namespace = new Namespace();
        try {
            run("ip", "netns", "add", namespace.name);
            for (String device : List.of(DEVICE, SECOND)) {
                namespace.exec("ip", "link", "add", device, "type", "veth", "peer", "name", "peer" + device);
                namespace.exec("ip", "link", "set", device, "up");
                namespace.exec("ip", "link", "set", "peer" + device, "up");
            }
            return namespace;
        } catch (IOException e) {
            namespace.close();
            throw e;
        }
    }

    /** By which `ip link set … netns` knows it. */
    String name() {
        return name;
    }

    Path pins() {
        return pins;
    }

    XdpSettings settings() {
        return XdpSettings.on(DEVICE).withPins(pins).withRoom(1 << 16, 256);
    }

    /** Runs a command inside. */
    String exec(String... command) throws IOException {
        return run(enter(List.of(command)).toArray(String[]::new));
    }

    /** A command that runs another inside: it keeps the BPF file system in sight, which `ip netns exec` does not. */
    List<String> enter(List<String> command) {
        var whole = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        whole.addAll(command);
        return whole;
    }

    /** Runs a task on a thread that has entered the namespace, which a thread does for itself alone. */
    <T> T inside(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(() -> {
            enterThread();
            return task.call();
        });
        Thread.ofPlatform().start(future);
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void enterThread() {
        Linker linker = Linker.nativeLinker();
        MethodHandle open = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("open"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        MethodHandle setns = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setns"), FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) open.invokeExact(arena.allocateFrom("/run/netns/" + name), O_RDONLY);
            if (fd < 0 || (int) setns.invokeExact(fd, CLONE_NEWNET) != 0) {
                throw new IllegalStateException("the thread cannot enter " + name);
            }
            LibC.close(fd);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            XdpDataplane.uninstall(pins).ifPresent(refusal -> {
                throw new IllegalStateException(refusal.toString());
            });
        } finally {
            if (Files.exists(Path.of("/run/netns/" + name))) {
                run("ip", "netns", "del", name);
            }
        }
    }
}
