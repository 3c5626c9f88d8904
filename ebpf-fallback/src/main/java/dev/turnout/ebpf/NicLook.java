package dev.turnout.ebpf;

import java.util.List;
import java.util.function.Function;

/** What was seen of an interface, for {@link NicPreflight} to judge. Immutable. */
public final class NicLook {
    private final Function<Terms, List<NicFinding>> judge;

    private record Terms(boolean allowGeneric, int overhead) {}

    private NicLook(Function<Terms, List<NicFinding>> judge) {
        this.judge = judge;
    }

    /** Looks at an interface of the calling thread's network namespace, by running iproute2 and ethtool: some ten milliseconds. */
    public static NicLook at(String device) {
        try {
            NicFacts facts = NicFactsReader.begin(device).facts();
            return new NicLook(terms -> NicPreflight.evaluate(facts, terms.allowGeneric, terms.overhead));
        } catch (RefusedException e) {
            Refusal refusal = e.refusal();
            NicFinding finding = new NicFinding(
                    NicFinding.Severity.ERROR, refusal.code(), refusal.message(), "Name one that `ip link` shows.");
            return new NicLook(_ -> List.of(finding));
        }
    }

    /**
     * Whether it will do. Errors first.
     *
     * @param allowGeneric whether generic XDP would do
     * @param overhead the most that an encapsulation in use adds to a packet ({@link NicPreflight#overhead}), in bytes
     */
    public List<NicFinding> findings(boolean allowGeneric, int overhead) {
        return judge.apply(new Terms(allowGeneric, overhead));
    }
}
