package dev.turnout.p4.softswitch.service;

import com.google.protobuf.ByteString;
import dev.turnout.p4.runtime.PacketMetadata;
import dev.turnout.p4.runtime.config.ControllerPacketMetadata;
import dev.turnout.p4.runtime.config.P4Info;
import io.grpc.Status;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in front of packet-ins or packet-outs: metadata to the controller, a header to the program.
 *
 * @param fields in their order in the header; together whole bytes
 */
record PacketHeader(List<ControllerPacketMetadata.Metadata> fields) {
    PacketHeader {
        fields = List.copyOf(fields);
    }

    static PacketHeader of(P4Info info, String name) throws RequestException {
        List<ControllerPacketMetadata.Metadata> fields = info.getControllerPacketMetadataList().stream()
                .filter(header -> header.getPreamble().getName().equals(name))
                .flatMap(header -> header.getMetadataList().stream())
                .toList();
        PacketHeader header = new PacketHeader(fields);
        if (header.bits() % 8 != 0) {
            throw new RequestException(
                    Status.Code.INVALID_ARGUMENT,
                    "controller header " + name + " has " + header.bits() + " bits, no whole bytes");
        }
        return header;
    }

    private int bits() {
        return fields.stream()
                .mapToInt(ControllerPacketMetadata.Metadata::getBitwidth)
                .sum();
    }

    int length() {
        return bits() / 8;
    }

    /** The header with the packet behind it. What is not told is 0. */
    byte[] join(List<PacketMetadata> metadata, ByteString payload) throws RequestException {
        Map<Integer, ByteString> told = new HashMap<>();
        metadata.forEach(each -> told.put(each.getMetadataId(), each.getValue()));
        BigInteger header = BigInteger.ZERO;
        for (ControllerPacketMetadata.Metadata field : fields) {
            ByteString value = told.remove(field.getId());
            BigInteger decoded = value == null
                    ? BigInteger.ZERO
                    : Values.decode(value, field.getBitwidth(), "metadata " + field.getName());
            header = header.shiftLeft(field.getBitwidth()).or(decoded);
        }
        if (!told.isEmpty()) {
            throw new RequestException(Status.Code.INVALID_ARGUMENT, "no metadata has id " + told.keySet());
        }
        byte[] frame = new byte[length() + payload.size()];
        byte[] bytes = header.toByteArray();
        int taken = Math.min(bytes.length, length());
        System.arraycopy(bytes, bytes.length - taken, frame, length() - taken, taken);
        payload.copyTo(frame, length());
        return frame;
    }

    /** @param frame at least as long as the header */
    List<PacketMetadata> metadata(byte[] frame) {
        BigInteger header = new BigInteger(1, frame, 0, length());
        List<PacketMetadata> metadata = new ArrayList<>();
        int left = bits();
        for (ControllerPacketMetadata.Metadata field : fields) {
            left -= field.getBitwidth();
            metadata.add(PacketMetadata.newBuilder()
                    .setMetadataId(field.getId())
                    .setValue(Values.encode(header.shiftRight(left).and(Values.mask(field.getBitwidth()))))
                    .build());
        }
        return metadata;
    }
}
