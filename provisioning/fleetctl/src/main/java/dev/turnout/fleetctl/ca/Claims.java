package dev.turnout.fleetctl.ca;

import dev.turnout.broker.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The claims of a fleet: what may be enrolled. */
final class Claims {
    private static final int ID_BYTES = 8;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private final Path directory;
    private final Issuer issuer;
    private final X509Certificate fleet;

    Claims(Path directory, Issuer issuer, X509Certificate fleet) {
        this.directory = directory;
        this.issuer = issuer;
        this.fleet = fleet;
    }

    /**
     * Makes one.
     *
     * @param file gets what a box needs to claim its identity
     */
    Claim create(Path file, String box, int uses, Optional<String> serial, Duration valid, Instant now)
            throws IOException, GeneralSecurityException {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        Claim claim = new Claim(HexFormat.of().formatHex(id), box, uses, serial, now.plus(valid), new TreeMap<>());
        KeyPair pair = Issuer.newKey();
        X509Certificate certificate = issuer.client(claim.commonName(), pair.getPublic(), now, valid);
        claim.store(directory);
        Identity.store(file, pair.getPrivate(), List.of(certificate, issuer.certificate()), List.of(fleet));
        return claim;
    }

    /** By the user name that a claim has at the broker; empty where it is none, or is not known. */
    Optional<Claim> find(String commonName) throws IOException, CaProblem {
        String id = commonName.startsWith(Claim.COMMON_NAME_PREFIX)
                ? commonName.substring(Claim.COMMON_NAME_PREFIX.length())
                : "";
        Path file = directory.resolve(id);
        return ID.matcher(id).matches() && Files.exists(file) ? Optional.of(Claim.load(file)) : Optional.empty();
    }

    void store(Claim claim) throws IOException {
        claim.store(directory);
    }

    /** By their ids. */
    List<Claim> all() throws IOException, CaProblem {
        List<Claim> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (ID.matcher(String.valueOf(file.getFileName())).matches()) {
                    all.add(Claim.load(file));
                }
            }
        }
        return all;
    }
}
