package dev.turnout.agent.identity;

import dev.turnout.broker.Identity;
import dev.turnout.broker.SmallFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a box knows itself by, in its data directory:
 *
 * <pre>
 *   pending.key    a key that was asked a certificate for: two lengths and their bytes, PKCS #8 and SubjectPublicKeyInfo
 *   identity.p12   the key, its certificate, and who signs the broker's
 *   trust.pem      whose signatures count
 * </pre>
 */
public final class IdentityFiles {
    private static final int MOST_KEY = 4096;
    private static final Pattern COMMON_NAME = Pattern.compile("CN=([A-Za-z0-9._-]+)");

    private final Path directory;

    public IdentityFiles(Path directory) {
        this.directory = directory;
    }

    /** The file of the identity, where there is one. */
    public Optional<Path> identity() {
        return existing("identity.p12");
    }

    /** The file of the keys that are trusted, where there is one. */
    public Optional<Path> trust() {
        return existing("trust.pem");
    }

    /** The box's name in the fleet; empty where it is not enrolled, or its identity cannot be read. */
    public Optional<String> name() {
        return identity().flatMap(file -> {
            try {
                return commonName(Identity.certificate(file));
            } catch (IOException | GeneralSecurityException unreadable) {
                return Optional.empty();
            }
        });
    }

    private Optional<Path> existing(String name) {
        return Optional.of(directory.resolve(name)).filter(Files::isRegularFile);
    }

    /** The common name of a certificate whose name is nothing else; empty where it has another. */
    public static Optional<String> commonName(X509Certificate certificate) {
        Matcher name = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** The key that was asked for before, or a new one that is on the disk now: an answer may come for it whatever happens. */
    KeyPair pending() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("pending.key");
        if (Files.exists(file)) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            KeyFactory factory = KeyFactory.getInstance("EC");
            PrivateKey secret = factory.generatePrivate(new PKCS8EncodedKeySpec(block(bytes)));
            PublicKey shared = factory.generatePublic(new X509EncodedKeySpec(block(bytes)));
            return new KeyPair(shared, secret);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] shared = pair.getPublic().getEncoded();
        ByteBuffer bytes = ByteBuffer.allocate(8 + secret.length + shared.length);
        ByteBuffer filled =
                bytes.putInt(secret.length).put(secret).putInt(shared.length).put(shared);
        SmallFile.write(file, filled.array(), SmallFile.PRIVATE);
        return pair;
    }

    private static byte[] block(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining() < 4 ? -1 : bytes.getInt();
        if (length < 0 || length > MOST_KEY || length > bytes.remaining()) {
            throw new IOException("pending.key is damaged: remove it, and another key is made");
        }
        byte[] block = new byte[length];
        bytes.get(block);
        return block;
    }

    /** Takes a certificate for the pending key up; the identity is the last that is written, since by it a box is enrolled. */
    void take(KeyPair pair, List<X509Certificate> chain, List<X509Certificate> authorities, String trustedKeys)
            throws IOException, GeneralSecurityException {
        if (!trustedKeys.isEmpty()) {
            SmallFile.write(directory.resolve("trust.pem"), trustedKeys, SmallFile.PRIVATE);
        }
        Identity.store(directory.resolve("identity.p12"), pair.getPrivate(), chain, authorities);
        Files.deleteIfExists(directory.resolve("pending.key"));
    }
}
