package dev.turnout.p4.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and whom it has signed, by the JDK's keytool, as PEM files. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final Path authority;

    Certificates(Path directory, String name) throws Exception {
        this.directory = Files.createDirectories(directory);
        authority = pair(name, "-ext", "bc:c");
        export(authority);
    }

    /** The authority's own certificate and key. */
    P4Settings.Tls own() throws Exception {
        return new P4Settings.Tls(pem(authority), pem(authority), key(authority));
    }

    /** A certificate and its key. */
    P4Settings.Tls signed(String name) throws Exception {
        Path store = pair(name);
        Path request = directory.resolve(name + ".csr");
        keytool(store, "-certreq", "-alias", "it", "-file", request.toString());
        Path certificate = pem(store);
        keytool(
                authority,
                "-gencert",
                "-alias",
                "it",
                "-rfc",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-infile",
                request.toString(),
                "-outfile",
                certificate.toString());
        return new P4Settings.Tls(pem(authority), certificate, key(store));
    }

    private Path pair(String name, String... more) throws Exception {
        Path store = directory.resolve(name + ".p12");
        List<String> arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", "it", "-keyalg", "EC", "-dname", "CN=" + name));
        arguments.addAll(List.of(more));
        keytool(store, arguments.toArray(String[]::new));
        return store;
    }

    private void export(Path store) throws Exception {
        keytool(
                store,
                "-exportcert",
                "-alias",
                "it",
                "-rfc",
                "-file",
                pem(store).toString());
    }

    private static Path pem(Path store) {
        return store.resolveSibling(store.getFileName() + ".crt");
    }

    private static Path key(Path store) throws GeneralSecurityException, IOException {
        Key key = KeyStore.getInstance(store.toFile(), PASSWORD).getKey("it", PASSWORD);
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(
                store.resolveSibling(store.getFileName() + ".key"),
                "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(1, List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }
}
