package dev.turnout.hwtests.kernel;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Maps of a program, and packets with what it must make of them, to be replayed by the runner.
 *
 * @param object file name
 * @param program its name in the object
 * @param maps records as {@code runner dump} writes them
 * @param packets in the order in which they run
 */
record Bundle(String object, String program, String maps, List<Packet> packets) {
    Bundle {
        packets = List.copyOf(packets);
    }

    /**
     * A frame and what must come of it.
     *
     * @param name without spaces
     * @param expected empty where it is still to be recorded
     */
    record Packet(String name, String input, Optional<Output> expected) {
        static Packet open(String name, byte[] input) {
            return new Packet(name, HexFormat.of().formatHex(input), Optional.empty());
        }

        Packet expecting(Output output) {
            return new Packet(name, input, Optional.of(output));
        }
    }

    /**
     * What a program made of a frame.
     *
     * @param verdict {@code XDP_TX} and the like
     * @param frame hexadecimal
     */
    record Output(String verdict, String frame) {
        byte[] bytes() {
            return HexFormat.of().parseHex(frame);
        }
    }

    Bundle withPackets(List<Packet> others) {
        return new Bundle(object, program, maps, others);
    }

    String text() {
        StringBuilder text = new StringBuilder("program %s %s\n".formatted(object, program)).append(maps);
        for (Packet packet : packets) {
            String expected = packet.expected()
                    .map(output -> output.verdict() + " " + output.frame())
                    .orElse("? -");
            text.append("packet %s %s %s\n".formatted(packet.name(), packet.input(), expected));
        }
        return text.toString();
    }
}
