package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A compiled object on its way into the kernel: opened, given sizes and settings and the maps to share, loaded. Closing it lets go
 * of everything that is not pinned or attached.
 */
final class BpfObject implements AutoCloseable {
    /** The object of the packet path and the program in it. */
    static final String RESOURCE = "turnout.bpf.o";

    static final String PROGRAM = "turnout";
    private static final int LOG_BYTES = 4 << 20;
    private static final int NAME_BYTES = 64;

    private final Arena arena = Arena.ofShared();
    private final Map<String, MemorySegment> maps = new LinkedHashMap<>();
    private final Map<String, MemorySegment> programs = new LinkedHashMap<>();
    private final MemorySegment object;

    private BpfObject(byte[] elf) throws RefusedException {
        MemorySegment bytes = arena.allocate(elf.length, 8).copyFrom(MemorySegment.ofArray(elf));
        MemorySegment errno = LibC.errnoCapture(arena);
        LibbpfPrint.clear();
        object = Libbpf.openMemory(errno, bytes, elf.length, MemorySegment.NULL);
        if (object.address() == 0) {
            int cause = LibC.errno(errno);
            arena.close();
            throw refused(
                    "XDP_OBJECT",
                    "The BPF object cannot be read",
                    -cause,
                    "it was built for another libbpf: rebuild it");
        }
        name(maps, Libbpf::nextMap, Libbpf::mapName);
        name(programs, Libbpf::nextProgram, Libbpf::programName);
    }

    static BpfObject open(byte[] elf) throws RefusedException {
        LibbpfPrint.install();
        return new BpfObject(elf);
    }

    /** The bytes of an object that the jar carries. */
    static byte[] resource(String name) {
        try (InputStream in = BpfObject.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Next {
        MemorySegment after(MemorySegment object, MemorySegment previous);
    }

    private interface Name {
        MemorySegment of(MemorySegment item);
    }

    private void name(Map<String, MemorySegment> into, Next next, Name name) {
        MemorySegment item = next.after(object, MemorySegment.NULL);
        while (item.address() != 0) {
            into.put(LibC.string(name.of(item), NAME_BYTES), item);
            item = next.after(object, item);
        }
    }

    /** Whether the object was compiled for the layout that this driver speaks. */
    void requireLayout() throws RefusedException {
        int found = settings().get(JAVA_INT, Layout.Settings.LAYOUT_VERSION);
        if (found != Layout.VERSION) {
            throw new RefusedException(
                    "XDP_LAYOUT",
                    "The BPF object has layout " + found + " and the driver " + Layout.VERSION
                            + ": install both from one release.");
        }
    }

    void resize(Sizes sizes) throws RefusedException {
        for (Map.Entry<String, Sizes.Shape> entry : sizes.shapes().entrySet()) {
            MemorySegment map = map(entry.getKey());
            int value = Math.toIntExact(entry.getValue().valueBytes());
            int result = Libbpf.mapValueSize(map) == value ? 0 : Libbpf.mapSetValueSize(map, value);
            if (result == 0) {
                result = Libbpf.mapSetMaxEntries(map, entry.getValue().entries());
            }
            if (result != 0) {
                throw refused(
                        "XDP_OBJECT",
                        "Map " + entry.getKey() + " does not take its size",
                        result,
                        "rebuild the object");
            }
        }
    }

    /** The read-only settings; written before load. */
    MemorySegment settings() {
        return Libbpf.mapInitialValue(map(Maps.SETTINGS));
    }

    /** Uses the map behind a descriptor instead of making its own. */
    void reuse(String map, int fd) throws RefusedException {
        int result = Libbpf.mapReuseFd(map(map), fd);
        if (result != 0) {
            throw refused("XDP_OBJECT", "Map " + map + " cannot be shared", result, "detach and start again");
        }
    }

    /** Makes the maps and loads the packet path. A refusal carries the verifier's log. */
    void load() throws RefusedException {
        load(PROGRAM);
    }

    /** Makes the maps and loads this one program. */
    void load(String wanted) throws RefusedException {
        programs.forEach((name, program) -> Libbpf.programSetAutoload(program, name.equals(wanted)));
        LibbpfPrint.clear();
        // An object may be kept for long, and its log is of no use after this.
        try (Arena loading = Arena.ofConfined()) {
            MemorySegment log = loading.allocate(LOG_BYTES);
            logInto(log, LOG_BYTES);
            int result = Libbpf.load(object);
            logInto(MemorySegment.NULL, 0);
            if (result != 0) {
                throw new RefusedException(Refusals.load(result, LibC.string(log, LOG_BYTES), LibbpfPrint.recent()));
            }
        }
    }

    private void logInto(MemorySegment buffer, long bytes) {
        programs.values().forEach(program -> Libbpf.programSetLogBuffer(program, buffer, bytes));
    }

    int programFd() {
        return programFd(PROGRAM);
    }

    int programFd(String name) {
        return Libbpf.programFd(Objects.requireNonNull(programs.get(name), name));
    }

    int mapFd(String map) {
        return Libbpf.mapFd(map(map));
    }

    /** The object's type information; NULL where it has none. */
    MemorySegment btf() {
        return Libbpf.btf(object);
    }

    MemorySegment map(String name) {
        return Objects.requireNonNull(maps.get(name), name);
    }

    private static RefusedException refused(String code, String what, int result, String remedy) {
        return new RefusedException(
                new Refusal(code, what + " (" + Errno.describe(result) + "): " + remedy + ".", LibbpfPrint.recent()));
    }

    @Override
    public void close() {
        Libbpf.close(object);
        arena.close();
    }
}
