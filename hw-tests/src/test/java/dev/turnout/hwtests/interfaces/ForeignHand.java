package dev.turnout.hwtests.interfaces;

import dev.turnout.hwtests.net.Bpf;
import dev.turnout.hwtests.net.Lab;
import dev.turnout.hwtests.net.Netns;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Somebody on the box who meddles with what its data plane has pinned. */
final class ForeignHand {
    private static final Pattern VALUE = Pattern.compile("\"bytes_value\":\\s*([0-9]+)");
    /** What comes before the two generations of the service table. */
    private static final long SERVICES_HEAD = 64;

    private final Lab lab;
    private final Netns box;
    private final Path pins;

    ForeignHand(Lab lab, Netns box, Path pins) {
        this.lab = lab;
        this.box = box;
        this.pins = pins;
    }

    /** The pin whose name begins so. */
    private Path pinned(String prefix) throws IOException {
        try (Stream<Path> tree = Files.walk(pins)) {
            return tree.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Takes the program off its interface. */
    void detach() throws IOException {
        Files.delete(pinned("link_"));
    }

    /** Gives the interface another program. */
    void replaceProgram() throws IOException {
        Path program = Path.of("/sys/fs/bpf", lab.prefix() + "foreign");
        String object = lab.resource("/dev/turnout/ebpf/decap.bpf.o").toString();
        box.run("bpftool", "prog", "load", object, program.toString(), "type", "xdp");
        try {
            Bpf.replace(pinned("link_"), program);
        } finally {
            Files.delete(program);
        }
    }

    /** Says of every slot that it is nobody's. */
    void emptySlots() throws IOException {
        erase("slots", 0);
    }

    /** Leaves no service in the service table. */
    void eraseServices() throws IOException {
        erase("services", SERVICES_HEAD);
    }

    private void erase(String map, long from) throws IOException {
        Path pin = pinned(map);
        Matcher size = VALUE.matcher(box.run("bpftool", "-j", "map", "show", "pinned", pin.toString()));
        if (!size.find()) {
            throw new IOException("no size of " + pin);
        }
        MemorySegment memory = Bpf.map(pin, Long.parseLong(size.group(1)));
        try {
            MemorySegment ignored = memory.asSlice(from).fill((byte) 0);
        } finally {
            Bpf.unmap(memory);
        }
    }
}
