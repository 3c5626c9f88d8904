package dev.turnout.fleetctl.ca;

import dev.turnout.broker.Identity;
import dev.turnout.broker.SmallFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The directory of a fleet's certification authorities, and what they sign. */
public final class Authority {
    /** By which the broker knows the fleet manager; no box may be called so. */
    public static final String OPERATOR = "fleetctl";

    private static final Duration ROOT_VALID = Duration.ofDays(20 * 365);
    private static final Duration OPERATOR_VALID = Duration.ofDays(2 * 365);
    private static final Duration BROKER_VALID = Duration.ofDays(2 * 365);
    /** Of a box's certificate, where nothing else is said. */
    public static final Duration BOX_VALID = Duration.ofDays(365);

    private final Path directory;
    private final Issuer fleet;
    private final Issuer claims;

    private Authority(Path directory, Issuer fleet, Issuer claims) {
        this.directory = directory;
        this.fleet = fleet;
        this.claims = claims;
    }

    /** Makes both authorities and the operator's identity. */
    public static Authority init(Path directory, Instant now) throws CaProblem {
        try {
            if (Files.exists(directory.resolve("ca.p12"))) {
                throw new CaProblem(
                        directory + " has an authority already: name another directory, since who loses this"
                                + " one has to enrol every box anew");
            }
            Path ignored = Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            ignored = Files.createDirectories(directory.resolve("claims"));
            ignored = Files.createDirectories(directory.resolve("issued"));
            Authority made = new Authority(
                    directory,
                    Issuer.root("Turnout fleet", now, ROOT_VALID),
                    Issuer.root("Turnout claims", now, ROOT_VALID));
            made.writeRoots();
            made.writeOperator(now);
            return made;
        } catch (FileAlreadyExistsException notADirectory) {
            throw new CaProblem(directory + " is no directory", notADirectory);
        } catch (IOException | GeneralSecurityException failed) {
            throw new CaProblem("the authority cannot be written to " + directory + ": " + failed, failed);
        }
    }

    private void writeRoots() throws IOException, GeneralSecurityException {
        Identity.store(directory.resolve("claims-ca.p12"), claims.key(), claims.certificate());
        SmallFile.write(directory.resolve("claims-ca.pem"), Pems.of(claims.certificate()), SmallFile.SHARED);
        SmallFile.write(directory.resolve("ca.pem"), Pems.of(fleet.certificate()), SmallFile.SHARED);
        // The last, since by it an authority is known to be there.
        Identity.store(directory.resolve("ca.p12"), fleet.key(), fleet.certificate());
    }

    private void writeOperator(Instant now) throws IOException, GeneralSecurityException {
        KeyPair pair = Issuer.newKey();
        X509Certificate certificate = fleet.client(OPERATOR, pair.getPublic(), now, OPERATOR_VALID);
        Identity.store(
                directory.resolve("fleetctl.p12"),
                pair.getPrivate(),
                List.of(certificate, fleet.certificate()),
                List.of(fleet.certificate()));
    }

    /** That which {@link #init} made. */
    public static Authority load(Path directory) throws CaProblem {
        if (!Files.exists(directory.resolve("ca.p12"))) {
            throw new CaProblem(directory + " has no authority: 'fleetctl ca init " + directory + "' makes one");
        }
        try {
            return new Authority(
                    directory, issuer(directory.resolve("ca.p12")), issuer(directory.resolve("claims-ca.p12")));
        } catch (IOException | GeneralSecurityException unusable) {
            throw new CaProblem("the authority in " + directory + " cannot be read: " + unusable, unusable);
        }
    }

    private static Issuer issuer(Path file) throws IOException, GeneralSecurityException {
        return new Issuer(Identity.key(file), Identity.certificate(file));
    }

    public Path directory() {
        return directory;
    }

    /** Who signs boxes, brokers and operators. */
    public X509Certificate fleetCertificate() {
        return fleet.certificate();
    }

    /** Who signs claims. */
    public X509Certificate claimsCertificate() {
        return claims.certificate();
    }

    /**
     * Makes a claim.
     *
     * @param file gets what a box needs to claim its identity
     * @param box as {@link Claim} has it
     */
    public Claim createClaim(Path file, String box, int uses, Optional<String> serial, Duration valid, Instant now)
            throws CaProblem {
        try {
            return claims().create(file, box, uses, serial, valid, now);
        } catch (IOException | GeneralSecurityException failed) {
            throw new CaProblem("the claim cannot be written: " + failed, failed);
        }
    }

    /** By their ids. */
    public List<Claim> listClaims() throws CaProblem {
        try {
            return claims().all();
        } catch (IOException failed) {
            throw new CaProblem("the claims in " + directory + " cannot be read: " + failed, failed);
        }
    }

    Claims claims() {
        return new Claims(directory.resolve("claims"), claims, fleet.certificate());
    }

    /** The box's own first, then the authority's. What is given away is written down before, so that it can be revoked. */
    List<X509Certificate> box(String name, PublicKey key, Instant now, Duration valid)
            throws GeneralSecurityException, IOException {
        X509Certificate certificate = fleet.client(name, key, now, valid);
        new Issued(directory).note(name, certificate);
        return List.of(certificate, fleet.certificate());
    }

    /**
     * Makes all certificates of a box worthless.
     *
     * @return how many there were that are still good
     */
    public int revoke(String box, Instant now) throws CaProblem {
        try {
            return new Issued(directory).revoke(box, now);
        } catch (IOException failed) {
            throw new CaProblem("the revocation cannot be written to " + directory + ": " + failed, failed);
        }
    }

    /** Whose certificates are not worth anything any more, signed anew: PEM. */
    public String revocationList(Instant now) throws CaProblem {
        try {
            return fleet.revocationList(new Issued(directory).revoked(now), now);
        } catch (IOException | GeneralSecurityException failed) {
            throw new CaProblem("the revocation list cannot be made: " + failed, failed);
        }
    }

    /** A broker's key and certificate, as PEM. */
    public record ForBroker(String key, String certificates) {}

    /** @param hosts names and addresses by which boxes reach it */
    public ForBroker broker(List<String> hosts, Instant now) throws CaProblem {
        try {
            KeyPair pair = Issuer.newKey();
            X509Certificate certificate = fleet.server("broker", pair.getPublic(), now, BROKER_VALID, hosts);
            return new ForBroker(Pems.of(pair.getPrivate()), Pems.of(certificate));
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new CaProblem("no certificate can be made for " + hosts + ": " + unusable.getMessage(), unusable);
        }
    }

    /** The public keys that boxes are given to trust; empty where they are to trust their broker. */
    public Optional<String> trustedKeys() throws CaProblem {
        Path file = directory.resolve("trust.pem");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new CaProblem(file + " cannot be read: " + unreadable, unreadable);
        }
    }
}
