package dev.turnout.fleetctl;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a broker listens: {@code mqtt://host[:1883]} or, under TLS, {@code mqtts://host[:8883]}.
 *
 * @param host a name or an address; IPv6 in brackets
 */
record BrokerAddress(boolean tls, String host, int port) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int MAX_PORT = 65_535;

    static final class Converter implements ITypeConverter<BrokerAddress> {
        @Override
        public BrokerAddress convert(String text) {
            try {
                URI uri = new URI(text);
                boolean tls = "mqtts".equals(uri.getScheme());
                boolean scheme = tls || "mqtt".equals(uri.getScheme());
                boolean bare = uri.getRawPath() == null
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/");
                if (uri.getUserInfo() != null) {
                    throw new TypeConversionException(
                            "a password does not belong into an address that others can see: use --password-file");
                }
                if (scheme
                        && bare
                        && uri.getHost() != null
                        && uri.getQuery() == null
                        && uri.getPort() <= MAX_PORT
                        && uri.getPort() != 0) {
                    int port = uri.getPort() < 0 ? tls ? TLS_PORT : PLAIN_PORT : uri.getPort();
                    return new BrokerAddress(tls, uri.getHost(), port);
                }
            } catch (URISyntaxException notAnUri) {
                // Said below, as everything else that is not such an address.
            }
            throw new TypeConversionException(
                    "'" + text + "' is no broker: write mqtt://HOST[:PORT], or mqtts://HOST[:PORT] for TLS");
        }
    }

    /** As Paho wants it. */
    String pahoUri() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "mqtts://" : "mqtt://") + host + ":" + port;
    }
}
