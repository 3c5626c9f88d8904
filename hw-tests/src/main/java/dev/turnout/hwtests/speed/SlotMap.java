package dev.turnout.hwtests.speed;

import dev.turnout.core.dataplane.SlotWord;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The slots of a box's data plane, mapped for reading: what a load finds here is what the next packet finds. */
public final class SlotMap implements AutoCloseable {
    private static final int PROT_READ = 1;
    private static final int MAP_SHARED = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("munmap"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final MemorySegment memory;

    private SlotMap(MemorySegment memory) {
        this.memory = memory;
    }

    /** @param pin of the map */
    public static SlotMap open(Path pin, int slots) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle get = LINKER.downcallHandle(
                    SymbolLookup.libraryLookup("libbpf.so.1", Arena.global()).findOrThrow("bpf_obj_get"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            int descriptor = (int) get.invokeExact(arena.allocateFrom(pin.toString()));
            if (descriptor < 0) {
                throw new IOException("no map at " + pin);
            }
            long bytes = Integer.BYTES * (long) slots;
            MemorySegment mapped =
                    (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, bytes, PROT_READ, MAP_SHARED, descriptor, 0L);
            int ignored = (int) CLOSE.invokeExact(descriptor);
            if (mapped.address() == -1) {
                throw new IOException("cannot map " + pin);
            }
            return new SlotMap(mapped.reinterpret(bytes));
        } catch (IOException | RuntimeException | Error told) {
            throw told;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    public int slots() {
        return (int) (memory.byteSize() / Integer.BYTES);
    }

    public SlotWord word(int slot) {
        return new SlotWord((int) WORD.getAcquire(memory, Integer.BYTES * (long) slot));
    }

    @Override
    public void close() {
        try {
            int ignored = (int) MUNMAP.invokeExact(memory, memory.byteSize());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
