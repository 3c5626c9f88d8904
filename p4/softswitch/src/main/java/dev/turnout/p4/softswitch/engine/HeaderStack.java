package dev.turnout.p4.softswitch.engine;

import java.util.List;

/**
 * A header stack.
 *
 * @param index of the number of headers that have been extracted to it
 */
record HeaderStack(int index, String name, List<Header> headers) {
    HeaderStack {
        headers = List.copyOf(headers);
    }
}
