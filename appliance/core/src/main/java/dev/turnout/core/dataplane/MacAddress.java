package dev.turnout.core.dataplane;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Ethernet address.
 *
 * @param bits its 48 bits, the first byte on the wire highest
 */
public record MacAddress(long bits) {
    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException("MAC " + Long.toHexString(bits));
        }
    }

    public static Optional<MacAddress> parse(String text) {
        return TEXT.matcher(text).matches()
                ? Optional.of(new MacAddress(Long.parseLong(text.replace(":", ""), 16)))
                : Optional.empty();
    }

    /** 6 bytes as on the wire. */
    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits >>> 40 - 8 * i);
        }
        return bytes;
    }

    @Override
    public String toString() {
        return COLONS.formatHex(bytes());
    }
}
