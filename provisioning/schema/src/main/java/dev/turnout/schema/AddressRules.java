package dev.turnout.schema;

import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import java.util.List;
import java.util.Optional;

/** Which addresses can be neither a VIP nor a backend, with the registry's word for each (RFC 6890). */
final class AddressRules {
    private record Special(Cidr prefix, String kind) {}

    private static final List<Special> SPECIAL = List.of(
            special("0.0.0.0/8", "an unspecified address"),
            special("127.0.0.0/8", "a loopback address"),
            special("169.254.0.0/16", "a link-local address"),
            special("224.0.0.0/4", "a multicast address"),
            special("240.0.0.0/4", "a reserved address"),
            special("::/128", "the unspecified address"),
            special("::1/128", "the loopback address"),
            special("fe80::/10", "a link-local address"),
            special("ff00::/8", "a multicast address"));

    private AddressRules() {}

    private static Special special(String prefix, String kind) {
        return new Special(Cidr.parse(prefix).orElseThrow(), kind);
    }

    /** What is wrong with it, as {@code a multicast address}; empty where it is unicast and global or private. */
    static Optional<String> unusable(IpAddress address) {
        return SPECIAL.stream()
                .filter(special -> special.prefix().contains(address))
                .map(Special::kind)
                .findFirst();
    }
}
