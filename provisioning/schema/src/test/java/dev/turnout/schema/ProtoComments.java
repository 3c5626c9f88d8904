package dev.turnout.schema;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments of the schema, which the running code no longer has: from the descriptors that the build keeps. */
final class ProtoComments {
    /** Field numbers of descriptor.proto, of which a location's path is made. */
    private static final int MESSAGES = 4;

    private static final int FIELDS = 2;
    private static final int NESTED_ENUMS = 4;
    private static final int ENUM_VALUES = 2;
    private static final int SYNTAX = 12;

    private final Map<String, Map<List<Integer>, Location>> locations = new HashMap<>();

    ProtoComments() throws IOException {
        try (InputStream in = Files.newInputStream(Repository.path("provisioning/schema/target/turnout-v1.binpb"))) {
            for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
                Map<List<Integer>, Location> byPath = new HashMap<>();
                file.getSourceCodeInfo().getLocationList().forEach(at -> byPath.put(at.getPathList(), at));
                locations.put(file.getName(), byPath);
            }
        }
    }

    /** What stands at the head of a file; empty lines part its paragraphs. */
    String of(FileDescriptor file) {
        return at(file, List.of(SYNTAX))
                .getLeadingComments()
                .lines()
                .map(String::strip)
                .reduce("", (a, b) -> a + b + "\n")
                .strip();
    }

    String of(Descriptor message) {
        return joined(message.getFile(), path(message));
    }

    String of(FieldDescriptor field) {
        return joined(field.getFile(), path(field.getContainingType(), FIELDS, field.getIndex()));
    }

    String of(EnumValueDescriptor value) {
        EnumDescriptor type = value.getType();
        return joined(
                value.getFile(),
                path(type.getContainingType(), NESTED_ENUMS, type.getIndex(), ENUM_VALUES, value.getIndex()));
    }

    private static List<Integer> path(Descriptor message, Integer... more) {
        List<Integer> path = new ArrayList<>(List.of(MESSAGES, message.getIndex()));
        path.addAll(List.of(more));
        return path;
    }

    private String joined(FileDescriptor file, List<Integer> path) {
        return at(file, path).getLeadingComments().strip().replaceAll("\\s*\n\\s*", " ");
    }

    private Location at(FileDescriptor file, List<Integer> path) {
        Location location = locations.get(file.getName()).get(path);
        if (location == null || location.getLeadingComments().isBlank()) {
            throw new IllegalStateException(file.getName() + " has something without a comment: " + path);
        }
        return location;
    }
}
