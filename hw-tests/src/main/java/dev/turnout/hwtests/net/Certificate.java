package dev.turnout.hwtests.net;

import java.nio.file.Path;

/** A self-signed certificate and its key, in PEM files. */
public record Certificate(Path file, Path key) {
    /** Made in the scratch directory of whoever shows it. */
    public static Certificate of(Netns server, String name) {
        Certificate made = new Certificate(
                server.scratch().resolve("cert.pem"), server.scratch().resolve("key.pem"));
        String request = "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN="
                + name + " -addext subjectAltName=DNS:" + name + " -keyout " + made.key() + " -out " + made.file();
        server.run(request.split(" ", -1));
        return made;
    }

    /** The lines of an nginx server that shows it. */
    public String nginx() {
        return "ssl_certificate " + file + "; ssl_certificate_key " + key + ";";
    }
}
