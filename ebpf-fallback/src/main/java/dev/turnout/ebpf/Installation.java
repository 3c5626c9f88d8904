package dev.turnout.ebpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Brings maps, program and links under the pins from whatever state they are found in to the one that is wanted. The process may
 * die between any two system calls: each state on the way is recognised by the next start.
 *
 * <pre>
 *   nothing ─▶ v3_new (maps) ─rename─▶ v3 ─▶ v3/program_X ─▶ v3/link_N             made
 *   v2 ─▶ v2_new (larger maps, filled) ─rename─▶ v2_next ─▶ links ─▶ no v2 ─rename─▶ v2    grown
 *   v1 with links ─▶ v2, filled by the first plan ─▶ links of v1 ─▶ no v1          another layout
 * </pre>
 */
final class Installation {
    private final XdpSettings settings;
    private final byte[] elf;
    private final Path pins;
    private final Path current;
    private boolean allowGeneric;

    Installation(XdpSettings settings, byte[] elf) {
        this.settings = settings;
        this.elf = elf;
        pins = settings.pins();
        current = Pins.current(pins);
        allowGeneric = settings.allowGeneric();
    }

    void allowGeneric(boolean allow) {
        allowGeneric = allow;
    }

    /** Whether an interface lacks nothing but the permission to be slow. */
    boolean waitsForGeneric(Attachments attachments) {
        return !allowGeneric && attachments.lackNative();
    }

    /** The maps, complete and of sufficient size, pinned in the directory of this layout. */
    MapSet maps() throws RefusedException {
        Pins.removeDirectory(Pins.unfinished(pins));
        if (Files.isDirectory(Pins.next(pins))) {
            promote();
        }
        if (Files.isDirectory(current) && Pins.links(current).isEmpty() && !complete()) {
            // A removal that did not end, or a foreign hand. Nothing forwards by it.
            Pins.removeDirectory(current);
        }
        if (!Files.isDirectory(current)) {
            create();
        }
        MapSet found = MapSet.open(current);
        Sizes sizes = Sizes.of(settings).with(found.shapes());
        if (sizes.shapes().entrySet().stream()
                .allMatch(entry -> found.shape(entry.getKey()).holds(entry.getValue()))) {
            return found;
        }
        try (found) {
            Growth growth = Growth.grow(found, sizes, this);
            promote();
            MapSet larger = MapSet.open(current);
            growth.catchUp(larger);
            return larger;
        }
    }

    private boolean complete() {
        try (MapSet _ = MapSet.open(current)) {
            return true;
        } catch (RefusedException _) {
            return false;
        }
    }

    private void create() throws RefusedException {
        Sizes sizes = Sizes.of(settings);
        try (BpfObject object = prepared(sizes, false)) {
            object.load();
            Path unfinished = Pins.unfinished(pins);
            pinMaps(object, unfinished);
            try (MapSet made = MapSet.open(unfinished)) {
                TransitFilters.drawKeys(made.memory(Maps.TRANSIT));
            }
            Pins.pin(object.programFd(), Pins.program(unfinished, digest(sizes)));
            Pins.move(unfinished, current);
        }
    }

    void pinMaps(BpfObject object, Path directory) throws RefusedException {
        Pins.makeDirectory(directory);
        for (String map : Maps.MEMORY) {
            Pins.pin(object.mapFd(map), directory.resolve(map));
        }
        for (String map : Maps.ENTRIES) {
            Pins.pin(object.mapFd(map), directory.resolve(map));
        }
    }

    /** The object with its sizes and settings, not loaded. */
    BpfObject prepared(Sizes sizes, boolean dryRun) throws RefusedException {
        BpfObject object = BpfObject.open(elf);
        try {
            object.requireLayout();
            object.resize(sizes);
            sizes.writeTo(object.settings(), settings, dryRun);
            return object;
        } catch (RefusedException e) {
            object.close();
            throw e;
        }
    }

    /** The next set of maps is complete: the links move over to it, and it takes the place of the current one. */
    private void promote() throws RefusedException {
        Path next = Pins.next(pins);
        try (MapSet maps = MapSet.open(next)) {
            takeLinks(List.of(current), next, maps);
        }
        Pins.move(next, current);
    }

    /** Moves the links of other directories to this one and its program, then removes those directories. */
    private void takeLinks(List<Path> from, Path to, MapSet maps) throws RefusedException {
        int program = program(to, maps);
        try {
            for (Path directory : from) {
                for (Path link : Pins.links(directory)) {
                    Attachment.handOver(link, to, program);
                }
                Pins.removeDirectory(directory);
            }
        } finally {
            LibC.close(program);
        }
    }

    /** Whether the program of another layout is still the one that forwards. */
    boolean handoverPending() {
        return Pins.others(pins).stream()
                .anyMatch(directory -> !Pins.links(directory).isEmpty());
    }

    /** Attaches to every interface that the settings name, as far as there is one and it allows it, and to no other. */
    Attachments attach(MapSet maps) throws RefusedException {
        takeLinks(Pins.others(pins), current, maps);
        int program = program(current, maps);
        try {
            Attachments attachments = Attachments.of(
                    settings.interfaces(), device -> Attachment.ensure(device, current, program, allowGeneric));
            List<Path> wanted = attachments.links(current);
            for (Path link : Pins.links(current)) {
                if (!wanted.contains(link)) {
                    Pins.remove(link);
                }
            }
            removeOtherPrograms(maps);
            return attachments;
        } finally {
            LibC.close(program);
        }
    }

    /** Whether the attachments are still what they were: no interface went away or came back, or may be slow now. */
    boolean settled(Attachments attachments) throws RefusedException {
        boolean maybeSlowNow = allowGeneric && attachments.lackNative();
        return attachments.settled(current) && !maybeSlowNow;
    }

    /** A descriptor of the wanted program on the maps of that directory: the pinned one, or one that is loaded and pinned now. */
    private int program(Path directory, MapSet maps) throws RefusedException {
        Sizes sizes = Sizes.of(settings).with(maps.shapes());
        Path pin = Pins.program(directory, digest(sizes));
        int fd = Pins.get(pin);
        if (fd >= 0 && BpfInfo.programMaps(fd).containsAll(maps.ids())) {
            return fd;
        }
        if (fd >= 0) {
            // A foreign hand put it there: it forwards by other maps than those that are programmed.
            LibC.close(fd);
            Pins.remove(pin);
        }
        try (BpfObject object = prepared(sizes, false)) {
            for (var map : maps.descriptors().entrySet()) {
                object.reuse(map.getKey(), map.getValue());
            }
            object.load();
            Pins.pin(object.programFd(), pin);
        }
        return Pins.get(pin);
    }

    /** Programs that no link runs any more. */
    private void removeOtherPrograms(MapSet maps) throws RefusedException {
        Path wanted = Pins.program(current, digest(Sizes.of(settings).with(maps.shapes())));
        for (Path program : Pins.programs(current)) {
            if (!program.equals(wanted)) {
                Pins.remove(program);
            }
        }
    }

    /** Names a program by all that it is made of: 16 hexadecimal digits. */
    String digest(Sizes sizes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Layout.Settings.SIZE, 8);
            sizes.writeTo(memory, settings, false);
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(elf);
            sha.update(memory.asByteBuffer());
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Path pins() {
        return pins;
    }

    XdpSettings settings() {
        return settings;
    }
}
