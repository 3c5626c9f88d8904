package dev.turnout.hwtests.speed;

import dev.turnout.core.dataplane.SlotWord;
import dev.turnout.hwtests.net.Bpf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** The slots of a box's data plane, mapped for reading: what a load finds here is what the next packet finds. */
public final class SlotMap implements AutoCloseable {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;

    private SlotMap(MemorySegment memory) {
        this.memory = memory;
    }

    /** @param pin of the map */
    public static SlotMap open(Path pin, int slots) throws IOException {
        return new SlotMap(Bpf.map(pin, Integer.BYTES * (long) slots));
    }

    public int slots() {
        return (int) (memory.byteSize() / Integer.BYTES);
    }

    public SlotWord word(int slot) {
        return new SlotWord((int) WORD.getAcquire(memory, Integer.BYTES * (long) slot));
    }

    @Override
    public void close() {
        Bpf.unmap(memory);
    }
}
