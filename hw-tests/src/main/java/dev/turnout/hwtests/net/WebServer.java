package dev.turnout.hwtests.net;

import dev.turnout.core.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * A backend: a namespace that runs nginx on ports 80 of both families.
 *
 * <p>{@code /} answers with the backend's name; {@code /download} sends {@link #DOWNLOAD_BYTES} bytes, the same from each
 * backend, at the rate that was asked for; {@code /ready} answers 200 or 503, as {@link #ready} says.
 *
 * @param name as it answers: b1
 */
public record WebServer(String name, Netns netns, IpAddress address4, IpAddress address6) {
    public static final int DOWNLOAD_BYTES = 4 << 20;

    /**
     * Starts nginx and waits until it listens.
     *
     * @param downloadRate of {@code /download}, in bytes a second; 0 for no limit
     */
    public Daemon serve(int downloadRate) {
        Path root = netns.scratch();
        Path configuration = root.resolve("nginx.conf");
        try {
            Files.write(root.resolve("download"), download());
            Files.writeString(configuration, configuration(root, downloadRate));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        ready(true);
        return netns.start("nginx", "-e", "stderr", "-p", root.toString(), "-c", configuration.toString())
                .awaitListening(80);
    }

    public Daemon serve() {
        return serve(0);
    }

    /** Whether it says that it wants to serve; whatever it says, it serves. */
    public void ready(boolean willing) {
        Path file = netns.scratch().resolve("ready");
        try {
            if (willing) {
                Files.writeString(file, "ready\n");
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** What {@code /download} sends: pseudo-random, so that a hole or a swap shows. */
    public static byte[] download() {
        byte[] bytes = new byte[DOWNLOAD_BYTES];
        new Random(DOWNLOAD_BYTES).nextBytes(bytes);
        return bytes;
    }

    /** The SHA-256 of {@link #download()} as sha256sum(1) prints it. */
    public static String downloadDigest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(download()));
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every JDK has SHA-256", missing);
        }
    }

    private String configuration(Path root, int downloadRate) {
        return """
                daemon off;
                worker_processes 1;
                user root;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 80;
                        listen [::]:80;
                        add_header X-Backend %2$s;
                        location = / { default_type text/plain; return 200 "%2$s\\n"; }
                        location = /download { root %1$s; limit_rate %3$d; }
                        location = /ready { root %1$s; try_files /ready =503; }
                    }
                }
                """.formatted(root, name, downloadRate);
    }
}
