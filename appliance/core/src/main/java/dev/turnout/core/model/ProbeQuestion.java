package dev.turnout.core.model;

import java.util.List;
import java.util.Optional;

/** What a probe asks a backend, and what counts as a good answer. */
public sealed interface ProbeQuestion {
    /**
     * Whether a TCP connection can be made.
     *
     * @param port 1–65,535
     */
    record Tcp(int port) implements ProbeQuestion {}

    /**
     * An HTTP/1.1 GET.
     *
     * @param port 1–65,535
     * @param host what the {@code Host} header says, and the server name of TLS; the address that is asked where empty
     * @param path with its query, as in the request line
     * @param expected the status is in one of these
     * @param bodyContains must occur in the first bytes of the body
     * @param tls empty for plain HTTP
     */
    record Http(
            int port,
            Optional<String> host,
            String path,
            List<StatusRange> expected,
            Optional<String> bodyContains,
            Optional<Tls> tls)
            implements ProbeQuestion {
        public static final String DEFAULT_PATH = "/";
        public static final List<StatusRange> DEFAULT_EXPECTED = List.of(new StatusRange(200, 299));

        public Http {
            expected = List.copyOf(expected);
        }
    }

    /**
     * {@code grpc.health.v1.Health/Check} without TLS; SERVING is good.
     *
     * @param port 1–65,535
     * @param service whose health is asked; empty for the server's as a whole
     */
    record Grpc(int port, String service) implements ProbeQuestion {}

    /** An echo request. */
    record Icmp() implements ProbeQuestion {}

    /**
     * HTTP statuses from one to another, both included.
     *
     * @param first 100–599
     * @param last at least {@code first}
     */
    record StatusRange(int first, int last) {
        public StatusRange {
            if (first < 100 || last > 599 || first > last) {
                throw new IllegalArgumentException("statuses " + first + "-" + last);
            }
        }

        public boolean contains(int status) {
            return status >= first && status <= last;
        }
    }

    /**
     * How an HTTPS server proves who it is.
     *
     * @param verify whether its certificate must be good, for the host that is asked
     * @param authority PEM certificates of whoever may have signed it; empty for those that the system trusts
     */
    record Tls(boolean verify, Optional<String> authority) {}

    /** The port that is asked; empty for ICMP. */
    default Optional<Integer> askedPort() {
        return switch (this) {
            case Tcp(int port) -> Optional.of(port);
            case Http http -> Optional.of(http.port());
            case Grpc grpc -> Optional.of(grpc.port());
            case Icmp() -> Optional.empty();
        };
    }
}
