package dev.turnout.schema;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Looks at the fields of a message before anything is made of them: two bytes on the wire can become an object of a
 * hundred, so 8 MiB could ask a small box for most of its memory.
 */
final class WireScan {
    private int left = Limits.WIRE_FIELDS;
    private boolean unknown;

    private WireScan() {}

    /** Goes over the bytes of a message; what is not even protobuf is for the parser to say. */
    static WireScan of(byte[] message, Descriptor type) {
        WireScan scan = new WireScan();
        try {
            scan.message(CodedInputStream.newInstance(message), type);
        } catch (IOException malformed) {
            // As far as it went, it was counted.
        }
        return scan;
    }

    /** Whether there are more fields than any document needs. */
    boolean isExcessive() {
        return left < 0;
    }

    /**
     * Whether there may be a field that this version does not know. If not, nobody needs to look for it in the message, which
     * costs more than all other checks together.
     */
    boolean mayHaveUnknown() {
        return unknown;
    }

    private void message(CodedInputStream in, Descriptor type) throws IOException {
        for (int tag = in.readTag(); tag != 0 && --left >= 0; tag = in.readTag()) {
            FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            boolean nested = field != null
                    && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                    && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (nested) {
                // The schema is not recursive, so this is as deep as it is.
                int outer = in.pushLimit(in.readRawVarint32());
                message(in, field.getMessageType());
                in.popLimit(outer);
            } else {
                // A known number with another kind of value counts as unknown too.
                unknown |= field == null
                        || WireFormat.getTagWireType(tag) != field.getLiteType().getWireType();
                in.skipField(tag);
            }
        }
    }
}
