package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.turnout.core.model.Cidr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The backends' decapsulation program, loaded into this kernel and attached to nothing. */
final class Decapsulation implements AutoCloseable {
    /** enum decap_outcome of decap.h, from 1. */
    private static final String[] OUTCOMES = {
        "PASS_OTHER", "DONE", "DROP_MALFORMED", "DROP_FRAGMENT", "DROP_SOURCE", "DROP_ECN", "DROP_GUE"
    };

    private static final int COUNTS_BYTES = 128;
    private static final int CHECK_SOURCES = 2;
    private static final int SOURCE_KEY_BYTES = 20;

    private final BpfObject object = BpfObject.open(BpfObject.resource("decap.bpf.o"));
    private String lastOutcome = "";

    /** @param trusted outer sources; none means that all are */
    Decapsulation(String... trusted) throws RefusedException {
        Libbpf.mapInitialValue(object.map(".rodata.decap"))
                .set(JAVA_BYTE, CHECK_SOURCES, (byte) (trusted.length == 0 ? 0 : 1));
        object.load("decap");
        KernelMap sources = new KernelMap("decap_sources", object.mapFd("decap_sources"), SOURCE_KEY_BYTES, 4);
        for (String text : trusted) {
            Cidr range = Cidr.parse(text).orElseThrow();
            byte[] key = ByteBuffer.allocate(SOURCE_KEY_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(range.mappedPrefixLength())
                    .put(range.network().mappedBytes())
                    .array();
            if (sources.put(key, new byte[4], KernelMap.ANY) != 0) {
                throw new AssertionError(text);
            }
        }
    }

    /** The frame afterwards; the verdict is checked against the outcome, of which there is exactly one. */
    TestRun run(byte[] frame) {
        long[] before = counts();
        TestRun run = TestRun.of(object.programFd("decap"), frame);
        long[] after = counts();
        int found = 0;
        for (int i = 0; i < after.length; i++) {
            if (after[i] != before[i]) {
                if (found != 0 || after[i] != before[i] + 1) {
                    throw new AssertionError("a packet was counted twice");
                }
                found = i;
            }
        }
        lastOutcome = OUTCOMES[found - 1];
        if (run.action() != (lastOutcome.startsWith("DROP") ? TestRun.DROP : TestRun.PASS)) {
            throw new AssertionError(lastOutcome + " is action " + run.action());
        }
        return run;
    }

    String lastOutcome() {
        return lastOutcome;
    }

    private long[] counts() {
        return new PerCpuArray("decap_counts", object.mapFd("decap_counts"), COUNTS_BYTES).sums(1)[0];
    }

    @Override
    public void close() {
        object.close();
    }
}
