package dev.turnout.broker;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker listens: {@code mqtt://host[:1883]} or, under TLS, {@code mqtts://host[:8883]}.
 *
 * @param host a name or an address; IPv6 in brackets
 */
public record BrokerUri(boolean tls, String host, int port) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    /**
     * Reads what a person typed.
     *
     * @throws IllegalArgumentException with a sentence for that person
     */
    public static BrokerUri parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(hint(text, "it is no URI"), malformed);
        }
        boolean tls = "mqtts".equals(uri.getScheme());
        if (!tls && !"mqtt".equals(uri.getScheme())) {
            throw new IllegalArgumentException(hint(text, "its scheme is neither mqtt nor mqtts"));
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(hint(text, "it names no host"));
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(hint(text, "a password does not belong there: use --password-file"));
        }
        boolean path = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
        if (path || uri.getQuery() != null) {
            throw new IllegalArgumentException(hint(text, "nothing may follow the port"));
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(hint(text, "a port is 1 to 65535"));
        }
        int port = uri.getPort() < 0 ? tls ? TLS_PORT : PLAIN_PORT : uri.getPort();
        return new BrokerUri(tls, uri.getHost(), port);
    }

    private static String hint(String text, String problem) {
        return "the broker '" + text + "' cannot be used: " + problem
                + "; write mqtt://HOST[:PORT], or mqtts://HOST[:PORT] for TLS";
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
