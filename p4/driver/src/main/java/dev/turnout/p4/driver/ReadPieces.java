package dev.turnout.p4.driver;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import dev.turnout.p4.runtime.Entity;
import dev.turnout.p4.runtime.P4RuntimeGrpc;
import dev.turnout.p4.runtime.ReadRequest;
import dev.turnout.p4.runtime.ReadResponse;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * The answers to a read, as bytes until somebody wants an entity: a target may put a million into one message, and as objects they
 * take ten times the room.
 */
final class ReadPieces {
    static final MethodDescriptor<ReadRequest, byte[]> METHOD = P4RuntimeGrpc.getReadMethod().toBuilder(
                    P4RuntimeGrpc.getReadMethod().getRequestMarshaller(), new Raw())
            .build();

    private static final int ENTITIES = ReadResponse.ENTITIES_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private ReadPieces() {}

    /** Hands on each entity of a {@code ReadResponse}. */
    static void each(byte[] response, Consumer<Entity> sink) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(response);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (tag == ENTITIES) {
                sink.accept(input.readMessage(Entity.parser(), ExtensionRegistryLite.getEmptyRegistry()));
            } else {
                boolean ignored = input.skipField(tag);
            }
        }
    }

    private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
