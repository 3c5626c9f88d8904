package dev.turnout.schema.signed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** PEM as RFC 7468 has it: what stands between the marks, whatever stands around them. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int LINE = 64;

    private Pem() {}

    /** @param type of the marks: {@code PUBLIC KEY} */
    record Block(String type, byte[] bytes) {}

    static List<Block> read(String text) {
        List<Block> blocks = new ArrayList<>();
        for (MatchResult found : BLOCK.matcher(text).results().toList()) {
            try {
                blocks.add(new Block(found.group(1), Base64.getMimeDecoder().decode(found.group(2))));
            } catch (IllegalArgumentException notBase64) {
                blocks.add(new Block(found.group(1), new byte[0]));
            }
        }
        return blocks;
    }

    static String write(String type, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
