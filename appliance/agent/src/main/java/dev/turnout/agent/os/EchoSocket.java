package dev.turnout.agent.os;

import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Sends echo requests and takes the replies, of one family (RFC 792, RFC 4443 §4). A raw socket and not an unprivileged one
 * of ping: those are for the groups of {@code net.ipv4.ping_group_range} alone, and that is nobody, root included, unless
 * somebody has set it.
 */
public final class EchoSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;
    private static final int SOL_RAW = 255;
    private static final int FILTER = 1;

    private static final int REPLY4 = 0;
    private static final int REQUEST4 = 8;
    private static final int REQUEST6 = 128;
    private static final int REPLY6 = 129;

    /** Type, code, checksum, identifier, sequence. */
    private static final int HEAD = 8;

    private static final int LONGEST = 256;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;

    private final NativeSocket socket;
    private final Family family;

    private EchoSocket(NativeSocket socket, Family family) {
        this.socket = socket;
        this.family = family;
    }

    /** Needs CAP_NET_RAW, and throws where it is missing. */
    public static EchoSocket open(Family family) {
        return new EchoSocket(
                switch (family) {
                    case IPV4 -> filtered(AF_INET, IPPROTO_ICMP, SOL_RAW, filter4());
                    case IPV6 -> filtered(AF_INET6, IPPROTO_ICMPV6, IPPROTO_ICMPV6, filter6());
                },
                family);
    }

    /** All other messages of ICMP would come here, too. */
    private static NativeSocket filtered(int family, int protocol, int level, byte[] blocked) {
        NativeSocket socket = NativeSocket.open(family, NativeSocket.RAW, protocol);
        socket.set(level, FILTER, blocked);
        return socket;
    }

    /** struct icmp_filter: a set bit blocks. */
    private static byte[] filter4() {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(~(1 << REPLY4))
                .array();
    }

    /** struct icmp6_filter, the same for 256 types. */
    private static byte[] filter6() {
        byte[] bits = new byte[32];
        Arrays.fill(bits, (byte) 0xff);
        ByteBuffer words = ByteBuffer.wrap(bits).order(ByteOrder.nativeOrder());
        int word = REPLY6 / 32 * 4;
        words.putInt(word, words.getInt(word) & ~(1 << REPLY6 % 32));
        return bits;
    }

    /**
     * Sends a request.
     *
     * @param payload comes back with the reply; at most 64 bytes
     * @return why it was not sent
     */
    public Optional<String> send(IpAddress to, int identifier, int sequence, byte[] payload) {
        ByteBuffer message = ByteBuffer.allocate(HEAD + payload.length);
        message.put((byte) (family == Family.IPV4 ? REQUEST4 : REQUEST6));
        message.put(
                4, new byte[] {(byte) (identifier >> 8), (byte) identifier, (byte) (sequence >> 8), (byte) sequence});
        message.put(HEAD, payload);
        if (family == Family.IPV4) {
            // For ICMPv6 the kernel computes it (RFC 3542 §3.1).
            message.putShort(2, checksum(message.array()));
        }
        return socket.send(message.array(), address(to));
    }

    private byte[] address(IpAddress to) {
        boolean ipv4 = family == Family.IPV4;
        ByteBuffer address =
                ByteBuffer.allocate(ipv4 ? SOCKADDR_IN : SOCKADDR_IN6).order(ByteOrder.nativeOrder());
        address.putShort((short) (ipv4 ? AF_INET : AF_INET6));
        address.put(ipv4 ? 4 : 8, to.wireBytes());
        return address.array();
    }

    /** RFC 1071, over an even number of bytes or an odd one. */
    private static short checksum(byte[] message) {
        int sum = 0;
        for (int i = 0; i < message.length; i++) {
            sum += (message[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~(sum + (sum >>> 16));
    }

    /** The payload of a reply that has come, to whomever; empty where there is none. Never blocks. */
    public Optional<byte[]> receive() {
        return socket.receive(LONGEST).map(message -> {
            int head = family == Family.IPV4 ? (message[0] & 0xf) * 4 + HEAD : HEAD;
            return message.length < head ? new byte[0] : Arrays.copyOfRange(message, head, message.length);
        });
    }

    @Override
    public void close() {
        socket.close();
    }
}
