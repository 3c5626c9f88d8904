package dev.turnout.p4.driver;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.turnout.p4.runtime.ForwardingPipelineConfig;
import dev.turnout.p4.runtime.config.P4Info;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The compiled program.
 *
 * @param cookie by which it is known on the target: of the digest of both parts
 */
record Pipeline(P4Info info, ByteString deviceConfig, long cookie) {
    private static final String INFO = "turnout.p4info.txtpb";
    private static final String DEVICE_CONFIG = "turnout.json";

    /** The one that this driver was built with. */
    static Pipeline shipped() {
        byte[] info = resource(INFO);
        byte[] config = resource(DEVICE_CONFIG);
        try {
            return new Pipeline(
                    TextFormat.parse(new String(info, StandardCharsets.UTF_8), P4Info.class),
                    ByteString.copyFrom(config),
                    cookie(info, config));
        } catch (TextFormat.ParseException e) {
            throw new IllegalStateException(INFO, e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream stream = Pipeline.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " was not built in");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cookie(byte[] info, byte[] config) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(info);
            return ByteBuffer.wrap(digest.digest(config)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    ForwardingPipelineConfig message() {
        return ForwardingPipelineConfig.newBuilder()
                .setP4Info(info)
                .setP4DeviceConfig(deviceConfig)
                .setCookie(ForwardingPipelineConfig.Cookie.newBuilder().setCookie(cookie))
                .build();
    }
}
