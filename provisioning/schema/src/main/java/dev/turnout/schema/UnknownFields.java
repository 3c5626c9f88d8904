package dev.turnout.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;

/**
 * Finds what a newer fleet manager set and this version does not know. Protobuf would pass over it in silence, and the
 * box would then do something other than what it was told.
 */
final class UnknownFields {
    private final Findings findings;

    UnknownFields(Findings findings) {
        this.findings = findings;
    }

    void check(Message document) {
        check("", document);
    }

    private void check(String path, Message message) {
        for (int number : message.getUnknownFields().asMap().keySet()) {
            String text =
                    "field " + number + " of " + message.getDescriptorForType().getName()
                            + " is not known to this version: upgrade the box, or leave the field out";
            findings.add(ConfigCode.UNKNOWN_FIELD, path, text);
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            String at = path + (path.isEmpty() ? "" : ".") + entry.getKey().getJsonName();
            switch (entry.getValue()) {
                case Message inner -> check(at, inner);
                case List<?> items -> {
                    for (int i = 0; i < items.size() && items.get(i) instanceof Message inner; i++) {
                        check(at + "[" + i + "]", inner);
                    }
                }
                default -> {}
            }
        }
    }
}
