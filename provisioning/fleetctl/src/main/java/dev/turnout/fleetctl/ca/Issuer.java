package dev.turnout.fleetctl.ca;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates (RFC 5280): EC P-256 throughout, ECDSA with SHA-256. */
final class Issuer {
    static final String SIGNATURE = "SHA256withECDSA";

    /** Clocks differ: who is a little behind shall believe it too. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;

    Issuer(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** One that has signed itself. */
    static Issuer root(String name, Instant now, Duration valid) throws GeneralSecurityException {
        KeyPair pair = newKey();
        try {
            JcaX509v3CertificateBuilder builder = builder(name(name), name(name), pair.getPublic(), now, valid);
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            return new Issuer(pair.getPrivate(), signed(builder, pair.getPrivate()));
        } catch (CertIOException | OperatorCreationException unexpected) {
            throw new GeneralSecurityException(unexpected);
        }
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** For who connects; the common name is its user name at the broker. */
    X509Certificate client(String commonName, PublicKey of, Instant now, Duration valid)
            throws GeneralSecurityException {
        return leaf(commonName, of, now, valid, KeyPurposeId.id_kp_clientAuth, List.of());
    }

    /** @param hosts names and addresses by which clients reach it */
    X509Certificate server(String commonName, PublicKey of, Instant now, Duration valid, List<String> hosts)
            throws GeneralSecurityException {
        return leaf(commonName, of, now, valid, KeyPurposeId.id_kp_serverAuth, hosts);
    }

    private X509Certificate leaf(
            String commonName, PublicKey of, Instant now, Duration valid, KeyPurposeId purpose, List<String> hosts)
            throws GeneralSecurityException {
        try {
            X500Name issuer =
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            JcaX509v3CertificateBuilder builder = builder(issuer, name(commonName), of, now, valid);
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                    .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(of))
                    .addExtension(
                            Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(certificate));
            if (!hosts.isEmpty()) {
                GeneralName[] names = hosts.stream().map(Issuer::generalName).toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return signed(builder, key);
        } catch (CertIOException | OperatorCreationException unexpected) {
            throw new GeneralSecurityException(unexpected);
        }
    }

    /** In force until another takes its place: who cannot read the newest shall not let everybody in, nor nobody. */
    String revocationList(List<Issued.Line> revoked, Instant now) throws GeneralSecurityException {
        try {
            X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(now))
                    .setNextUpdate(certificate.getNotAfter());
            for (Issued.Line line : revoked) {
                builder.addCRLEntry(
                        line.serial(), Date.from(line.revoked().orElse(now)), CRLReason.cessationOfOperation);
            }
            byte[] signed = builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key))
                    .getEncoded();
            return Pems.block("X509 CRL", signed);
        } catch (java.io.IOException | OperatorCreationException unexpected) {
            throw new GeneralSecurityException(unexpected);
        }
    }

    private static GeneralName generalName(String host) {
        boolean address = IPV4.matcher(host).matches() || host.indexOf(':') >= 0;
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey of, Instant now, Duration valid)
            throws GeneralSecurityException {
        try {
            return new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer.getEncoded()),
                    new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
                    Date.from(now.minus(BACKDATED)),
                    Date.from(now.plus(valid)),
                    new X500Principal(subject.getEncoded()),
                    of);
        } catch (java.io.IOException impossible) {
            throw new GeneralSecurityException(impossible);
        }
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(by)));
    }
}
