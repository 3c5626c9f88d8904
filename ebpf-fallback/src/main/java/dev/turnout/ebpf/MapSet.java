package dev.turnout.ebpf;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The pinned maps of one directory, opened: descriptors, and what stands behind each. Forwards on when closed. */
final class MapSet implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Map<String, Integer> descriptors = new LinkedHashMap<>();
    private final Map<String, Sizes.Shape> shapes = new HashMap<>();
    private final Map<String, MappedMap> mapped = new HashMap<>();
    private final Set<Integer> ids = new HashSet<>();

    private MapSet() {}

    /** Opens every map that a set needs. Refused with {@code XDP_PINS} where one is missing. */
    static MapSet open(Path directory) throws RefusedException {
        MapSet set = new MapSet();
        try {
            for (String name : Maps.MEMORY) {
                set.add(name, directory);
                set.mapped.put(
                        name, MappedMap.open(name, set.fd(name), set.shape(name).valueBytes(), set.arena));
            }
            for (String name : Maps.ENTRIES) {
                set.add(name, directory);
            }
            return set;
        } catch (RefusedException e) {
            set.close();
            throw e;
        }
    }

    private void add(String name, Path directory) throws RefusedException {
        int fd = Pins.get(directory.resolve(name));
        if (fd < 0) {
            throw new RefusedException(
                    "XDP_PINS",
                    "The pinned map " + directory.resolve(name) + " cannot be opened (" + Errno.describe(fd) + ").");
        }
        descriptors.put(name, fd);
        BpfInfo.MapInfo info = BpfInfo.map(fd);
        ids.add(info.id());
        shapes.put(name, new Sizes.Shape(info.valueBytes(), info.entries()));
    }

    int fd(String name) {
        Integer fd = descriptors.get(name);
        if (fd == null) {
            throw new IllegalArgumentException("no map " + name);
        }
        return fd;
    }

    Sizes.Shape shape(String name) {
        Sizes.Shape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no map " + name);
        }
        return shape;
    }

    MappedMap memory(String name) {
        MappedMap map = mapped.get(name);
        if (map == null) {
            throw new IllegalArgumentException("map " + name + " is not memory");
        }
        return map;
    }

    Map<String, Sizes.Shape> shapes() {
        return shapes;
    }

    /** By which the kernel knows them. */
    Set<Integer> ids() {
        return ids;
    }

    Map<String, Integer> descriptors() {
        return descriptors;
    }

    @Override
    public void close() {
        arena.close();
        descriptors.values().forEach(LibC::close);
        descriptors.clear();
    }
}
