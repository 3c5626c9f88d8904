package dev.turnout.agent.view;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flow as people write it: {@code 192.0.2.7:40000 198.51.100.1:80 tcp}, IPv6 addresses in brackets. */
public sealed interface FlowText {
    Pattern ENDPOINT = Pattern.compile("\\[([0-9a-fA-F:.]+)]:([0-9]{1,5})|([0-9.]+):([0-9]{1,5})");

    record Flow(FiveTuple tuple) implements FlowText {}

    /** @param why in a sentence that names the remedy */
    record Malformed(String why) implements FlowText {}

    static FlowText parse(String source, String destination, String protocol) {
        Optional<Endpoint> from = Endpoint.parse(source);
        Optional<Endpoint> to = Endpoint.parse(destination);
        if (from.isEmpty() || to.isEmpty()) {
            return new Malformed("'" + (from.isEmpty() ? source : destination)
                    + "' is no address and port; write 192.0.2.7:40000, or [2001:db8::7]:40000");
        }
        if (from.get().address().family() != to.get().address().family()) {
            return new Malformed("both addresses of a flow are IPv4, or both IPv6");
        }
        return switch (protocol.toLowerCase(Locale.ROOT)) {
            case "tcp" -> flow(from.get(), to.get(), Protocol.TCP);
            case "udp" -> flow(from.get(), to.get(), Protocol.UDP);
            default -> new Malformed("the protocol is tcp or udp, not '" + protocol + "'");
        };
    }

    private static FlowText flow(Endpoint from, Endpoint to, Protocol protocol) {
        return new Flow(new FiveTuple(from.address(), to.address(), protocol, from.port(), to.port()));
    }

    /** One end. */
    record Endpoint(IpAddress address, int port) {
        private static final int LAST_PORT = 65_535;

        static Optional<Endpoint> parse(String text) {
            Matcher matcher = ENDPOINT.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            boolean v6 = matcher.group(1) != null;
            int port = Integer.parseInt(matcher.group(v6 ? 2 : 4));
            return IpAddress.parse(matcher.group(v6 ? 1 : 3))
                    .filter(_ -> port <= LAST_PORT)
                    .map(address -> new Endpoint(address, port));
        }
    }
}
