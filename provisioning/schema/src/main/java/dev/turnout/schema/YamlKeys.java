package dev.turnout.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Comparator;
import java.util.Optional;

/** The keys of a message: {@code tableSize}, and {@code table_size} too, as the protobuf JSON mapping has it. */
final class YamlKeys {
    private static final int CLOSE = 2;
    private static final int LONGEST_COMPARED = 40;

    private YamlKeys() {}

    static Optional<FieldDescriptor> field(Descriptor message, String key) {
        return message.getFields().stream()
                .filter(field ->
                        field.getJsonName().equals(key) || field.getName().equals(key))
                .findFirst();
    }

    /** {@code table_size} as {@code tableSize}. */
    static String canonical(String key) {
        if (key.indexOf('_') < 0) {
            return key;
        }
        StringBuilder name = new StringBuilder(key.length());
        for (int i = 0; i < key.length(); i++) {
            boolean next = key.charAt(i) == '_' && i + 1 < key.length();
            name.append(next ? Character.toUpperCase(key.charAt(++i)) : key.charAt(i));
        }
        return name.toString();
    }

    /** What may stand where an unknown key does, the likeliest named first. */
    static String remedy(Descriptor message, String key) {
        Optional<String> close = message.getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .filter(name -> distance(name, key) <= CLOSE)
                .min(Comparator.comparingInt(name -> distance(name, key)));
        if (close.isPresent()) {
            return "did you mean " + close.get() + "?";
        }
        return "there are "
                + String.join(
                        ", ",
                        message.getFields().stream()
                                .map(FieldDescriptor::getJsonName)
                                .toList());
    }

    /** Levenshtein's, case aside. */
    private static int distance(String name, String key) {
        if (key.length() > LONGEST_COMPARED) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[key.length() + 1];
        for (int j = 0; j <= key.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= name.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= key.length(); j++) {
                boolean same = Character.toLowerCase(name.charAt(i - 1)) == Character.toLowerCase(key.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[key.length()];
    }
}
