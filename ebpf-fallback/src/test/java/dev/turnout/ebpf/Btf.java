package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** Reads sizes, offsets and numbers from an object's type information (the kernel's Documentation/bpf/btf.rst). */
@SuppressWarnings("restricted")
final class Btf {
    private static final int KIND_STRUCT = 4;
    private static final int KIND_ENUM = 6;
    private static final int HEAD = 12;
    private static final int NAME_BYTES = 128;

    private final MemorySegment btf;

    Btf(BpfObject object) {
        btf = object.btf();
        if (btf.address() == 0) {
            throw new AssertionError("the object has no BTF");
        }
    }

    int sizeOf(String struct) {
        return type(struct, KIND_STRUCT).get(JAVA_INT, 8);
    }

    /** Byte offset of each member. struct btf_member: name_off, type, offset in bits. */
    Map<String, Integer> offsets(String struct) {
        return entries(type(struct, KIND_STRUCT), HEAD, 8, 8);
    }

    /** struct btf_enum: name_off, val. */
    Map<String, Integer> constants(String name) {
        return entries(type(name, KIND_ENUM), 8, 4, 1);
    }

    private Map<String, Integer> entries(MemorySegment type, int stride, int valueAt, int unit) {
        int count = type.get(JAVA_INT, 4) & 0xffff;
        MemorySegment all = type.reinterpret(HEAD + (long) stride * count);
        Map<String, Integer> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long at = HEAD + (long) stride * i;
            entries.put(name(all.get(JAVA_INT, at)), all.get(JAVA_INT, at + valueAt) / unit);
        }
        return entries;
    }

    /** struct btf_type: name_off, info (members 16 bits, kind bits 24–28), size. */
    private MemorySegment type(String name, int kind) {
        try (Arena arena = Arena.ofConfined()) {
            int id = Libbpf.btfFind(btf, arena.allocateFrom(name), kind);
            if (id < 0) {
                throw new AssertionError("the object knows no " + name + ": " + Errno.describe(id));
            }
            return Libbpf.btfType(btf, id).reinterpret(HEAD);
        }
    }

    private String name(int offset) {
        return LibC.string(Libbpf.btfName(btf, offset), NAME_BYTES);
    }
}
