package dev.turnout.fleetctl.ca;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.turnout.broker.Identity;
import dev.turnout.v1.IdentityRequest;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for an identity, and what comes of it; no broker. */
class RegistrarTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    private Authority authority;
    private Registrar registrar;

    @BeforeEach
    void open() throws Exception {
        authority = Authority.init(directory.resolve("ca"), NOW);
        registrar = new Registrar(authority, Duration.ofDays(90));
    }

    private Claim claim(String box, int uses, Optional<String> serial) throws Exception {
        Path file = Files.createTempDirectory(directory, "claims").resolve("claim");
        return authority.createClaim(file, box, uses, serial, DAY, NOW);
    }

    private static byte[] request(KeyPair key, KeyPair signer, String serial) throws Exception {
        byte[] pkcs10 = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=whoever"), key.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))
                .getEncoded();
        return IdentityRequest.newBuilder()
                .setCertificateRequest(ByteString.copyFrom(pkcs10))
                .setSerial(serial)
                .build()
                .toByteArray();
    }

    private static byte[] request(String serial) throws Exception {
        KeyPair key = Issuer.newKey();
        return request(key, key, serial);
    }

    private String code(Claim claim, byte[] request, Instant when) throws Exception {
        return registrar
                .claim(claim.commonName(), request, when)
                .answer()
                .getReason()
                .getCode();
    }

    @Test
    void theNameIsTheClaimsWhateverTheRequestSays() throws Exception {
        Claim claim = claim("edge-1", 1, Optional.empty());
        byte[] request = request("");
        Registrar.Answered answered = registrar.claim(claim.commonName(), request, NOW);
        assertEquals(Optional.of("edge-1"), answered.box());
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        answered.answer().getCertificates(0).toByteArray()));
        assertEquals("CN=edge-1", certificate.getSubjectX500Principal().getName());
        certificate.verify(authority.fleetCertificate().getPublicKey());
        assertEquals(NOW.plus(Duration.ofDays(90)), certificate.getNotAfter().toInstant());
        assertEquals(
                Optional.of("edge-1"),
                registrar.claim(claim.commonName(), request, NOW.plus(DAY)).box(),
                "again");
        assertEquals("ENROL_USED_UP", code(claim, request(""), NOW), "by another key");
    }

    @Test
    void claimsEndAndAreBound() throws Exception {
        Claim bound = claim("edge-2", 1, Optional.of("S2"));
        assertEquals("ENROL_SERIAL", code(bound, request("S3"), NOW));
        assertEquals("ENROL_EXPIRED", code(bound, request("S2"), NOW.plus(DAY)));
        assertEquals("", code(bound, request("S2"), NOW.plus(DAY).minusNanos(1)));
        assertEquals(
                "ENROL_UNKNOWN",
                registrar
                        .claim("claim.0123456789abcdef", request(""), NOW)
                        .answer()
                        .getReason()
                        .getCode());
        for (String notOne : new String[] {"edge-1", "claim.", "claim.../../ca.p12", "fleetctl"}) {
            assertEquals(
                    "ENROL_UNKNOWN",
                    registrar
                            .claim(notOne, request(""), NOW)
                            .answer()
                            .getReason()
                            .getCode(),
                    notOne);
        }
    }

    @Test
    void manyBoxesOfOneClaimHaveNamesOfTheirOwn() throws Exception {
        Claim many = claim("shop", 3, Optional.empty());
        assertEquals("ENROL_SERIAL", code(many, request(""), NOW));
        assertEquals(
                Optional.of("shop-A"),
                registrar.claim(many.commonName(), request("A"), NOW).box());
        assertEquals("ENROL_NAME", code(many, request("A"), NOW), "another machine that says the same");
        assertEquals("ENROL_NAME", code(many, request("a/b"), NOW));
        assertEquals("", code(many, request("B"), NOW));
        assertEquals("", code(many, request("C"), NOW));
        assertEquals("ENROL_USED_UP", code(many, request("D"), NOW));
    }

    @Test
    void aKeyMustBeItsOwnersAndOfTheRightKind() throws Exception {
        Claim claim = claim("edge-3", 1, Optional.empty());
        assertEquals("ENROL_KEY", code(claim, request(Issuer.newKey(), Issuer.newKey(), ""), NOW));
        KeyPairGenerator larger = KeyPairGenerator.getInstance("EC");
        larger.initialize(384);
        KeyPair p384 = larger.generateKeyPair();
        assertEquals("ENROL_KEY", code(claim, request(p384, p384, ""), NOW));
        assertEquals("", code(claim, request(""), NOW), "nothing of that used it up");
    }

    @Test
    void whateverTheBytesTheyAreAnswered() throws Exception {
        Claim claim = claim("edge-4", 1, Optional.empty());
        Random random = new Random(5);
        byte[] good = request("");
        for (int i = 0; i < 500; i++) {
            byte[] bytes = random.nextBoolean() ? good.clone() : new byte[random.nextInt(400)];
            for (int change = random.nextInt(1, 8); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Registrar.Answered answered = registrar.claim(claim.commonName(), bytes, NOW);
            assertTrue(answered.box().isPresent() || answered.answer().hasReason());
        }
        assertEquals("ENROL_MALFORMED", code(claim, new byte[1 << 20], NOW));
    }

    @Test
    void renewalsAreBoxesAlone() throws Exception {
        assertEquals(
                Optional.of("edge-5"),
                registrar.renew("edge-5", request(""), NOW).box());
        for (String nobody : new String[] {"fleetctl", "claim.0123456789abcdef", "a/b", ""}) {
            assertEquals(
                    "ENROL_NAME",
                    registrar
                            .renew(nobody, request(""), NOW)
                            .answer()
                            .getReason()
                            .getCode());
        }
    }

    @Test
    void whatIsRevokedStaysSoUntilItWouldHaveEnded() throws Exception {
        assertEquals(0, authority.revoke("edge-6", NOW));
        Registrar.Answered first = registrar.renew("edge-6", request(""), NOW);
        Registrar.Answered second = registrar.renew("edge-6", request(""), NOW);
        assertTrue(first.box().isPresent() && second.box().isPresent());
        assertEquals(2, authority.revoke("edge-6", NOW));
        assertEquals(0, authority.revoke("edge-6", NOW), "they are already");
        Issued issued = new Issued(authority.directory());
        assertEquals(2, issued.revoked(NOW).size());
        assertEquals(0, issued.revoked(NOW.plus(Duration.ofDays(91))).size());
        assertTrue(authority.revocationList(NOW).startsWith("-----BEGIN X509 CRL-----\n"));
    }

    @Test
    void anAuthorityIsNotOverwritten() throws Exception {
        assertThrows(CaProblem.class, () -> Authority.init(directory.resolve("ca"), NOW));
        assertThrows(CaProblem.class, () -> Authority.load(directory.resolve("nowhere")));
        assertEquals(
                authority.fleetCertificate(),
                Authority.load(directory.resolve("ca")).fleetCertificate());
        assertEquals(authority.fleetCertificate(), Identity.certificate(directory.resolve("ca/ca.p12")));
    }
}
