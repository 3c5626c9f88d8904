package dev.turnout.schema;

import dev.turnout.core.model.Algorithm;
import dev.turnout.v1.Service;

/**
 * Reads algorithms. One that is not known is no violation: a service moves to the default, as if it named none, so that
 * nobody's word for it can keep a document from being applied.
 */
final class AlgorithmReader {
    private final Findings findings;

    AlgorithmReader(Findings findings) {
        this.findings = findings;
    }

    /** @param standard holds where nothing is asked for, and where what is asked for is not known, which is then said */
    Algorithm read(String path, Service.Algorithm asked, Algorithm standard) {
        if (asked == Service.Algorithm.UNRECOGNIZED) {
            String message = "this algorithm is not known to this version, so " + standard
                    + " holds by default: use MAGLEV or RANDOM, or upgrade";
            findings.add(ConfigCode.UNKNOWN_ALGORITHM, path, message);
        }
        return of(asked, standard);
    }

    static Algorithm of(Service.Algorithm asked, Algorithm standard) {
        return switch (asked) {
            case MAGLEV -> Algorithm.MAGLEV;
            case RANDOM -> Algorithm.RANDOM;
            case ALGORITHM_UNSPECIFIED, UNRECOGNIZED -> standard;
        };
    }
}
