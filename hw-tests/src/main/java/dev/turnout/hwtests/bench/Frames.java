package dev.turnout.hwtests.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Frames of 64 bytes, one a flow: IPv4, TCP with ACK, to the VIP, from sources all over. */
final class Frames {
    private static final int FRAME = 64;
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;

    private Frames() {}

    static void write(Path file, int flows) throws IOException {
        Random random = new Random(flows);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int flow = 0; flow < flows; flow++) {
                out.write(frame(random.nextInt(), 1024 + random.nextInt(64_512)));
            }
        }
    }

    private static byte[] frame(int source, int sourcePort) {
        ByteBuffer frame = ByteBuffer.allocate(FRAME);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (FRAME - ETHERNET));
        frame.putInt(0x00004000).put((byte) 64).put((byte) 6).putShort((short) 0);
        frame.putInt(source).putInt(BenchSite.VIP.ipv4Bits());
        frame.putShort(ETHERNET + 10, checksum(frame));
        frame.putShort((short) sourcePort)
                .putShort((short) BenchSite.PORT)
                .putInt(1)
                .putInt(1);
        frame.putShort((short) 0x5010).putShort((short) 1000);
        return frame.array();
    }

    private static short checksum(ByteBuffer frame) {
        int sum = 0;
        for (int i = ETHERNET; i < ETHERNET + IPV4; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((sum & 0xffff) + (sum >>> 16));
    }
}
