package dev.turnout.p4.softswitch.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an entry says to its action, in the order of its parameters. Compared by content. */
public final class ActionData {
    static final ActionData NONE = new ActionData(new long[0], null);

    private final long[] small;
    private final BigInteger @Nullable [] wide;

    private ActionData(long[] small, BigInteger @Nullable [] wide) {
        this.small = small;
        this.wide = wide;
    }

    /** @param values not negative */
    public static ActionData of(List<BigInteger> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        long[] small = values.stream().mapToLong(BigInteger::longValue).toArray();
        boolean allSmall = values.stream().allMatch(value -> value.bitLength() <= Field.SMALL_BITS);
        return new ActionData(small, allSmall ? null : values.toArray(BigInteger[]::new));
    }

    long small(int index) {
        return small[index];
    }

    BigInteger wide(int index) {
        return wide == null ? BigInteger.valueOf(small[index]) : wide[index];
    }

    public List<BigInteger> values() {
        List<BigInteger> values = new ArrayList<>();
        for (int i = 0; i < small.length; i++) {
            values.add(wide(i));
        }
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ActionData that && Arrays.equals(small, that.small) && Arrays.equals(wide, that.wide);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(small) + Arrays.hashCode(wide);
    }
}
