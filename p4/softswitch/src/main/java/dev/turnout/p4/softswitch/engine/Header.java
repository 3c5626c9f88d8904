package dev.turnout.p4.softswitch.engine;

import java.util.List;

/**
 * One header, or one struct of metadata.
 *
 * @param index of its validity
 * @param fields in their order on the wire
 * @param bits without the variable field
 * @param variableBits the most that its variable field takes; 0 where it has none
 */
record Header(int index, String name, boolean metadata, List<Field> fields, int bits, int variableBits) {
    Header {
        fields = List.copyOf(fields);
    }
}
