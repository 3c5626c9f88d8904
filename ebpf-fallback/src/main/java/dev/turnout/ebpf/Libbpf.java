package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;

/**
 * Every libbpf function this driver calls, by hand: one method handle and one typed method each.
 *
 * <p>Results are raw. A call that returns an int answers {@code -errno} itself; a call that returns a pointer answers NULL and
 * leaves errno in the calling thread, so its method takes a place to capture it ({@link LibC#errnoCapture}). Turning them into
 * sentences is {@link Refusals}' business. The functions exist in libbpf 1.0 and later; Debian 12 has 1.1.2.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class Libbpf {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = library();

    private static final MethodHandle SET_PRINT = handle("libbpf_set_print", ADDRESS, ADDRESS);
    private static final MethodHandle POSSIBLE_CPUS = handle("libbpf_num_possible_cpus", JAVA_INT);
    private static final MethodHandle OPEN_MEM = LINKER.downcallHandle(
            symbol("bpf_object__open_mem"), descriptor(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS), LibC.ERRNO);
    private static final MethodHandle LOAD = handle("bpf_object__load", JAVA_INT, ADDRESS);
    private static final MethodHandle CLOSE = voidHandle("bpf_object__close", ADDRESS);
    private static final MethodHandle NEXT_MAP = handle("bpf_object__next_map", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle NEXT_PROGRAM = handle("bpf_object__next_program", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle OBJECT_BTF = handle("bpf_object__btf", ADDRESS, ADDRESS);

    private static final MethodHandle MAP_NAME = handle("bpf_map__name", ADDRESS, ADDRESS);
    private static final MethodHandle MAP_FD = handle("bpf_map__fd", JAVA_INT, ADDRESS);
    private static final MethodHandle MAP_VALUE_SIZE = handle("bpf_map__value_size", JAVA_INT, ADDRESS);
    private static final MethodHandle MAP_SET_VALUE_SIZE =
            handle("bpf_map__set_value_size", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MAP_SET_MAX_ENTRIES =
            handle("bpf_map__set_max_entries", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MAP_REUSE_FD = handle("bpf_map__reuse_fd", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MAP_INITIAL_VALUE = handle("bpf_map__initial_value", ADDRESS, ADDRESS, ADDRESS);

    private static final MethodHandle PROGRAM_NAME = handle("bpf_program__name", ADDRESS, ADDRESS);
    private static final MethodHandle PROGRAM_FD = handle("bpf_program__fd", JAVA_INT, ADDRESS);
    private static final MethodHandle PROGRAM_SET_AUTOLOAD =
            handle("bpf_program__set_autoload", JAVA_INT, ADDRESS, JAVA_BOOLEAN);
    private static final MethodHandle PROGRAM_SET_LOG_BUF =
            handle("bpf_program__set_log_buf", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

    private static final MethodHandle OBJ_PIN = handle("bpf_obj_pin", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle OBJ_GET = handle("bpf_obj_get", JAVA_INT, ADDRESS);
    private static final MethodHandle OBJ_INFO = handle("bpf_obj_get_info_by_fd", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle LINK_CREATE =
            handle("bpf_link_create", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle LINK_UPDATE = handle("bpf_link_update", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle XDP_QUERY = handle("bpf_xdp_query", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);

    private static final MethodHandle MAP_LOOKUP = handle("bpf_map_lookup_elem", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle MAP_UPDATE =
            handle("bpf_map_update_elem", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle MAP_DELETE = handle("bpf_map_delete_elem", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle MAP_NEXT_KEY =
            handle("bpf_map_get_next_key", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle MAP_LOOKUP_BATCH =
            handle("bpf_map_lookup_batch", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle TEST_RUN = handle("bpf_prog_test_run_opts", JAVA_INT, JAVA_INT, ADDRESS);

    private static final MethodHandle BTF_FIND = handle("btf__find_by_name_kind", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle BTF_TYPE = handle("btf__type_by_id", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle BTF_NAME = handle("btf__name_by_offset", ADDRESS, ADDRESS, JAVA_INT);

    private Libbpf() {}

    private static SymbolLookup library() {
        return SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
    }

    private static MemorySegment symbol(String name) {
        return LIBRARY.find(name)
                .orElseThrow(() ->
                        new NoSuchElementException("libbpf.so.1 has no " + name + ": version 1.0 or later is needed"));
    }

    private static FunctionDescriptor descriptor(MemoryLayout result, MemoryLayout... arguments) {
        return FunctionDescriptor.of(result, arguments);
    }

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), descriptor(result, arguments));
    }

    private static MethodHandle voidHandle(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(arguments));
    }

    /** Returns the callback before. */
    static MemorySegment setPrint(MemorySegment callback) {
        try {
            return (MemorySegment) SET_PRINT.invokeExact(callback);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int possibleCpus() {
        try {
            return (int) POSSIBLE_CPUS.invokeExact();
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** NULL on failure, errno captured. */
    static MemorySegment openMemory(MemorySegment errno, MemorySegment bytes, long size, MemorySegment options) {
        try {
            return (MemorySegment) OPEN_MEM.invokeExact(errno, bytes, size, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int load(MemorySegment object) {
        try {
            return (int) LOAD.invokeExact(object);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static void close(MemorySegment object) {
        try {
            CLOSE.invokeExact(object);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** NULL after the last; never fails. */
    static MemorySegment nextMap(MemorySegment object, MemorySegment previous) {
        try {
            return (MemorySegment) NEXT_MAP.invokeExact(object, previous);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** NULL after the last; never fails. */
    static MemorySegment nextProgram(MemorySegment object, MemorySegment previous) {
        try {
            return (MemorySegment) NEXT_PROGRAM.invokeExact(object, previous);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** NULL where the object has no BTF. */
    static MemorySegment btf(MemorySegment object) {
        try {
            return (MemorySegment) OBJECT_BTF.invokeExact(object);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static MemorySegment mapName(MemorySegment map) {
        try {
            return (MemorySegment) MAP_NAME.invokeExact(map);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapFd(MemorySegment map) {
        try {
            return (int) MAP_FD.invokeExact(map);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapValueSize(MemorySegment map) {
        try {
            return (int) MAP_VALUE_SIZE.invokeExact(map);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapSetValueSize(MemorySegment map, int bytes) {
        try {
            return (int) MAP_SET_VALUE_SIZE.invokeExact(map, bytes);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapSetMaxEntries(MemorySegment map, int entries) {
        try {
            return (int) MAP_SET_MAX_ENTRIES.invokeExact(map, entries);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** libbpf keeps a duplicate of fd; the caller closes its own. */
    static int mapReuseFd(MemorySegment map, int fd) {
        try {
            return (int) MAP_REUSE_FD.invokeExact(map, fd);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** The value of a map of global data, before load: native memory of libbpf's, of that map's size. */
    static MemorySegment mapInitialValue(MemorySegment map) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(JAVA_LONG);
            MemorySegment value = (MemorySegment) MAP_INITIAL_VALUE.invokeExact(map, size);
            return value.reinterpret(size.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static MemorySegment programName(MemorySegment program) {
        try {
            return (MemorySegment) PROGRAM_NAME.invokeExact(program);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int programFd(MemorySegment program) {
        try {
            return (int) PROGRAM_FD.invokeExact(program);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int programSetAutoload(MemorySegment program, boolean load) {
        try {
            return (int) PROGRAM_SET_AUTOLOAD.invokeExact(program, load);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int programSetLogBuffer(MemorySegment program, MemorySegment buffer, long size) {
        try {
            return (int) PROGRAM_SET_LOG_BUF.invokeExact(program, buffer, size);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int pin(int fd, MemorySegment path) {
        try {
            return (int) OBJ_PIN.invokeExact(fd, path);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** A new descriptor of what is pinned at path. */
    static int pinned(MemorySegment path) {
        try {
            return (int) OBJ_GET.invokeExact(path);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int info(int fd, MemorySegment info, MemorySegment length) {
        try {
            return (int) OBJ_INFO.invokeExact(fd, info, length);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int linkCreate(int programFd, int target, int attachType, MemorySegment options) {
        try {
            return (int) LINK_CREATE.invokeExact(programFd, target, attachType, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int linkUpdate(int linkFd, int programFd, MemorySegment options) {
        try {
            return (int) LINK_UPDATE.invokeExact(linkFd, programFd, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int xdpQuery(int ifindex, int flags, MemorySegment options) {
        try {
            return (int) XDP_QUERY.invokeExact(ifindex, flags, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapLookup(int fd, MemorySegment key, MemorySegment value) {
        try {
            return (int) MAP_LOOKUP.invokeExact(fd, key, value);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapUpdate(int fd, MemorySegment key, MemorySegment value, long flags) {
        try {
            return (int) MAP_UPDATE.invokeExact(fd, key, value, flags);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapDelete(int fd, MemorySegment key) {
        try {
            return (int) MAP_DELETE.invokeExact(fd, key);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapNextKey(int fd, MemorySegment key, MemorySegment next) {
        try {
            return (int) MAP_NEXT_KEY.invokeExact(fd, key, next);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int mapLookupBatch(
            int fd,
            MemorySegment in,
            MemorySegment out,
            MemorySegment keys,
            MemorySegment values,
            MemorySegment count,
            MemorySegment options) {
        try {
            return (int) MAP_LOOKUP_BATCH.invokeExact(fd, in, out, keys, values, count, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int testRun(int programFd, MemorySegment options) {
        try {
            return (int) TEST_RUN.invokeExact(programFd, options);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** A type id, or a negative errno. */
    static int btfFind(MemorySegment btf, MemorySegment name, int kind) {
        try {
            return (int) BTF_FIND.invokeExact(btf, name, kind);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** NULL where there is no such id. */
    static MemorySegment btfType(MemorySegment btf, int id) {
        try {
            return (MemorySegment) BTF_TYPE.invokeExact(btf, id);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static MemorySegment btfName(MemorySegment btf, int offset) {
        try {
            return (MemorySegment) BTF_NAME.invokeExact(btf, offset);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }
}
