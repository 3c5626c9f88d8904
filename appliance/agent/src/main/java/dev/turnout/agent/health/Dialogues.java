package dev.turnout.agent.health;

import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.ProbeQuestion;

/** The words for a question. */
final class Dialogues {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final TlsClients clients = new TlsClients();

    Dialogue of(ProbeQuestion question, IpAddress address) {
        return switch (question) {
            case ProbeQuestion.Tcp _ -> new TcpDialogue();
            case ProbeQuestion.Http http -> http(http, address);
            case ProbeQuestion.Grpc grpc -> new GrpcDialogue(grpc, bracketed(address) + ":" + grpc.port());
            case ProbeQuestion.Icmp() -> throw new IllegalArgumentException("an echo is no dialogue");
        };
    }

    private Dialogue http(ProbeQuestion.Http http, IpAddress address) {
        boolean usual = http.port() == (http.tls().isPresent() ? HTTPS : HTTP);
        String literal = usual ? bracketed(address) : bracketed(address) + ":" + http.port();
        Dialogue plain = new HttpDialogue(http, http.host().orElse(literal));
        if (http.tls().isEmpty()) {
            return plain;
        }
        String name = http.host().map(Dialogues::withoutPort).orElse(address.toString());
        TlsClients.Server server = new TlsClients.Server(http.tls().get(), address, name, http.port());
        return new TlsDialogue(() -> clients.engine(server), plain);
    }

    /** RFC 3986 §3.2.2. */
    private static String bracketed(IpAddress address) {
        return address.isIpv4() ? address.toString() : "[" + address + "]";
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > 0 && host.indexOf(':') == colon ? host.substring(0, colon) : host;
    }
}
