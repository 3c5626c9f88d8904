package dev.turnout.hwtests.agree;

import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Frames to VIPs and past them: whole ones of every kind that a data plane tells apart, and broken ones. */
final class RandomFrames {
    private static final int MOST = 1600;
    private static final int[] PORTS = {80, 53, 443, 1024};
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60};

    /** An IPv4 VIP as IPv6 writes it, which may be on no wire. */
    private static final String MAPPED = "mapped";

    private final Random random;

    RandomFrames(Random random) {
        this.random = random;
    }

    byte[] next() {
        ByteBuffer frame = ByteBuffer.allocate(MOST);
        boolean v4 = random.nextBoolean();
        ethernet(frame, v4);
        int network = frame.position();
        if (v4) {
            ipv4(frame, client(true), destination(true), transport(1), payload());
        } else {
            ipv6(frame, client(false), destination(false), payload());
        }
        if (random.nextInt(8) == 0) {
            frame.position(Math.min(MOST, frame.position() + random.nextInt(20))); // padding
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return random.nextInt(4) == 0 ? broken(bytes, network) : bytes;
    }

    private byte[] broken(byte[] frame, int network) {
        if (random.nextInt(3) == 0) {
            int length = 14 + random.nextInt(frame.length - 13);
            return Arrays.copyOf(frame, length);
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(4) == 0
                    ? random.nextInt(frame.length)
                    : Math.min(frame.length - 1, network + random.nextInt(64));
            frame[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : frame[at] ^ 1 << random.nextInt(8));
        }
        return frame;
    }

    private int payload() {
        return switch (random.nextInt(8)) {
            case 0 -> 600 + random.nextInt(880);
            case 1 -> random.nextInt(300);
            default -> random.nextInt(40);
        };
    }

    private void ethernet(ByteBuffer frame, boolean v4) {
        long destination = random.nextInt(20) == 0 ? 0x01005e000001L : 0x020000000099L;
        put48(frame, destination);
        put48(frame, 0x020000000088L);
        int tags = random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0;
        for (int i = 0; i < tags; i++) {
            frame.putShort((short) (random.nextBoolean() ? 0x8100 : 0x88a8)).putShort((short) random.nextInt(65_536));
        }
        int type = v4 ? 0x0800 : 0x86dd;
        frame.putShort((short) (random.nextInt(50) == 0 ? 0x0806 : type));
    }

    private static void put48(ByteBuffer frame, long value) {
        frame.putShort((short) (value >>> 32)).putInt((int) value);
    }

    private byte[] client(boolean v4) {
        if (random.nextInt(20) == 0) {
            return v4
                    ? IpAddress.ipv4(new int[] {0, 0x7f000001, 0xe0000001, -1}[random.nextInt(4)])
                            .wireBytes()
                    : oneOf("::", "::1", "ff02::1", MAPPED);
        }
        int host = random.nextInt(32) * 5;
        return v4 ? IpAddress.ipv4(0xc6336400 | host).wireBytes() : oneOf("2001:db8:f::" + Integer.toHexString(host));
    }

    private byte[] destination(boolean v4) {
        if (random.nextInt(12) == 0) {
            return v4 ? IpAddress.ipv4(0xc00002f0).wireBytes() : oneOf("2001:db8::f0", MAPPED);
        }
        return RandomStates.vip(v4 ? random.nextInt(4) : 4 + random.nextInt(3)).wireBytes();
    }

    /** 16 bytes. */
    private byte[] oneOf(String... addresses) {
        String chosen = addresses[random.nextInt(addresses.length)];
        return chosen.equals(MAPPED)
                ? RandomStates.vip(0).mappedBytes()
                : IpAddress.parse(chosen).orElseThrow().wireBytes();
    }

    private int transport(int icmp) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> icmp;
            case 3 -> 47;
            case 4, 5, 6 -> 17;
            default -> 6;
        };
    }

    private void ipv4(ByteBuffer frame, byte[] source, byte[] destination, int protocol, int payload) {
        int start = frame.position();
        int words = random.nextInt(10) == 0 ? 6 + random.nextInt(10) : 5;
        int fragment = random.nextInt(12) > 0 ? 0 : random.nextInt(3) == 0 ? 0x2000 : random.nextInt(0x2000);
        int flags = random.nextBoolean() ? 0x4000 : 0;
        frame.put((byte) (0x40 | words))
                .put((byte) random.nextInt(256))
                .putShort((short) 0)
                .putShort((short) random.nextInt(65_536))
                .putShort((short) (flags | fragment))
                .put((byte) (random.nextInt(8) == 0 ? random.nextInt(3) : 64))
                .put((byte) protocol)
                .putShort((short) random.nextInt(65_536));
        frame.put(source);
        frame.put(destination);
        for (int i = 5; i < words; i++) {
            frame.putInt(random.nextInt());
        }
        behind(frame, protocol, payload, true, source, destination);
        frame.putShort(start + 2, (short) (frame.position() - start));
    }

    private void ipv6(ByteBuffer frame, byte[] source, byte[] destination, int payload) {
        int start = frame.position();
        frame.putInt(0x60000000 | random.nextInt(1 << 28))
                .putShort((short) 0)
                .put((byte) 0)
                .put((byte) (random.nextInt(8) == 0 ? random.nextInt(3) : 64));
        frame.put(source);
        frame.put(destination);
        int protocol = transport(58);
        extensions(frame, start + 6, protocol);
        behind(frame, protocol, payload, false, source, destination);
        frame.putShort(start + 4, (short) (frame.position() - start - 40));
    }

    /** @param nextAt where the number of the first header behind belongs */
    private void extensions(ByteBuffer frame, int nextAt, int protocol) {
        int at = nextAt;
        int count = random.nextInt(3) > 0 ? 0 : random.nextInt(8);
        for (int i = 0; i < count; i++) {
            int kind = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
            frame.put(at, (byte) kind);
            at = frame.position();
            int units = kind == 44 ? 0 : random.nextInt(3);
            int length = kind == 51 ? 8 + 4 * units : 8 + 8 * units;
            byte[] header = new byte[length];
            random.nextBytes(header);
            header[1] = (byte) units;
            header[2] = 0;
            header[3] =
                    (byte) (kind == 43 && random.nextInt(3) > 0 ? 0 : random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            frame.put(header);
        }
        frame.put(at, (byte) protocol);
    }

    private int port() {
        return random.nextInt(6) == 0 ? random.nextInt(65_536) : PORTS[random.nextInt(PORTS.length)];
    }

    private void behind(ByteBuffer frame, int protocol, int payload, boolean v4, byte[] source, byte[] destination) {
        int start = frame.position();
        switch (protocol) {
            case 6 -> tcp(frame);
            case 17 ->
                frame.putShort((short) (1024 + random.nextInt(16)))
                        .putShort((short) port())
                        .putShort((short) (random.nextInt(16) == 0 ? random.nextInt(100) : 8 + payload))
                        .putShort((short) 0);
            case 1, 58 -> icmp(frame, v4, source, destination);
            default -> {}
        }
        byte[] data = new byte[Math.min(payload, frame.remaining() - 64)];
        random.nextBytes(data);
        frame.put(data);
        if (start == frame.position()) {
            frame.put((byte) 0);
        }
    }

    private void tcp(ByteBuffer frame) {
        int words = random.nextInt(16) == 0 ? random.nextInt(16) : 5;
        int flags = random.nextInt(3) == 0 ? 0x02 : random.nextInt(8) == 0 ? random.nextInt(256) : 0x10;
        frame.putShort((short) (1024 + random.nextInt(16)))
                .putShort((short) port())
                .putInt(random.nextInt())
                .putInt(random.nextInt())
                .put((byte) (words << 4))
                .put((byte) flags)
                .putShort((short) 1000)
                .putInt(0);
        for (int i = 5; i < words; i++) {
            frame.putInt(0);
        }
    }

    private void icmp(ByteBuffer frame, boolean v4, byte[] source, byte[] destination) {
        int[] types = v4 ? new int[] {8, 0, 3, 11, 12, 5, 3, 3} : new int[] {128, 129, 1, 2, 3, 4, 135, 143, 2, 1};
        int type = types[random.nextInt(types.length)];
        frame.put((byte) type)
                .put((byte) (random.nextInt(8) == 0 ? random.nextInt(256) : 0))
                .putShort((short) random.nextInt(65_536))
                .putInt(random.nextInt());
        boolean error = v4 ? type == 3 || type == 11 || type == 12 : type < 5;
        if (error) {
            embedded(frame, v4, source, destination);
        }
    }

    /** What the VIP sent to the client, as much of it as an error carries. */
    private void embedded(ByteBuffer frame, boolean v4, byte[] source, byte[] destination) {
        byte[] from = random.nextInt(8) == 0 ? destination(v4) : destination;
        byte[] to = random.nextInt(3) == 0 ? source : client(v4);
        int protocol = transport(v4 ? 1 : 58);
        if (v4) {
            int words = random.nextInt(6) == 0 ? 6 + random.nextInt(3) : 5;
            frame.put((byte) (0x40 | words))
                    .put((byte) 0)
                    .putShort((short) 1500)
                    .putShort((short) 0)
                    .putShort((short) (random.nextInt(8) == 0 ? random.nextInt(0x4000) : 0x4000))
                    .put((byte) 60)
                    .put((byte) protocol)
                    .putShort((short) 0);
            frame.put(from);
            frame.put(to);
            for (int i = 5; i < words; i++) {
                frame.putInt(0);
            }
        } else {
            int start = frame.position();
            frame.putInt(0x60000000).putShort((short) 1000).put((byte) 0).put((byte) 60);
            frame.put(from);
            frame.put(to);
            extensions(frame, start + 6, protocol);
        }
        frame.putShort((short) port())
                .putShort((short) (1024 + random.nextInt(16)))
                .putInt(random.nextInt());
        if (random.nextInt(6) == 0) {
            frame.position(frame.position() - 1 - random.nextInt(20));
        }
    }
}
