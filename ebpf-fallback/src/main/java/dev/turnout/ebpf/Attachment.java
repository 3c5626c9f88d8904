package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The program on one interface, held by a pinned link: it outlives the process, and is replaced through the link without a packet
 * in between that meets none.
 *
 * <p>A process that dies between making a link and pinning it leaves nothing behind: the kernel drops the link with its last
 * descriptor.
 *
 * @param generic whether it runs in the kernel's generic mode, for the driver has no native one
 * @param programId by which the kernel knows it
 * @param change what was done to the link
 */
record Attachment(String device, int ifindex, boolean generic, int programId, Change change) {
    /** ADOPTED: it ran this very program already. */
    enum Change {
        ADOPTED,
        REPLACED,
        CREATED
    }

    private static final int BPF_XDP = 37;
    private static final int FLAG_GENERIC = 2;
    private static final int FLAG_NATIVE = 4;
    /** struct bpf_link_create_opts: sz 0, flags 8. */
    private static final int LINK_OPTIONS = 64;
    /** struct bpf_xdp_query_opts: sz 0, attach_mode 24. */
    private static final int QUERY_OPTIONS = 32;

    private static final int MODE_GENERIC = 2;

    /** The index of an interface of this network namespace. */
    static int index(String device) throws RefusedException {
        int index = LibC.interfaceIndex(device);
        if (index < 0) {
            throw new RefusedException("XDP_NO_DEVICE", Refusals.noDevice(device, Errno.describe(index)));
        }
        return index;
    }

    /** The index of the first of these that is there. Refused, as the first of all is, where none is. */
    static int anIndex(List<String> devices) throws RefusedException {
        for (String device : devices) {
            int index = LibC.interfaceIndex(device);
            if (index > 0) {
                return index;
            }
        }
        return index(devices.getFirst());
    }

    /** Makes the link that is pinned in that directory, or a new one, run the program. */
    static Attachment ensure(String device, Path directory, int programFd, boolean allowGeneric)
            throws RefusedException {
        int ifindex = index(device);
        Path pin = Pins.link(directory, ifindex);
        Optional<Attachment> adopted = adopt(device, ifindex, pin, programFd);
        if (adopted.isPresent()) {
            return adopted.get();
        }
        boolean generic = false;
        int link = create(ifindex, programFd, FLAG_NATIVE);
        if (allowGeneric && noNativeMode(link)) {
            generic = true;
            link = create(ifindex, programFd, FLAG_GENERIC);
        }
        if (link < 0) {
            throw new RefusedException(Refusals.attach(link, device, generic, LibbpfPrint.recent()));
        }
        try {
            Pins.pin(link, pin);
        } finally {
            LibC.close(link);
        }
        return new Attachment(device, ifindex, generic, BpfInfo.programId(programFd), Change.CREATED);
    }

    /** In the mode in which it runs: what forwards is not cut off because it would not be attached so today. */
    private static Optional<Attachment> adopt(String device, int ifindex, Path pin, int programFd)
            throws RefusedException {
        int link = Pins.get(pin);
        if (link < 0) {
            return Optional.empty();
        }
        try {
            BpfInfo.LinkInfo info = BpfInfo.link(link);
            if (info.ifindex() != ifindex) {
                // Its interface is gone; another has its number now, or its name.
                Pins.remove(pin);
                return Optional.empty();
            }
            boolean generic = runsGeneric(ifindex);
            Change change = replace(link, info.programId(), programFd, device, generic);
            return Optional.of(new Attachment(device, ifindex, generic, BpfInfo.programId(programFd), change));
        } finally {
            LibC.close(link);
        }
    }

    private static Change replace(int link, int runningId, int programFd, String device, boolean generic)
            throws RefusedException {
        if (runningId == BpfInfo.programId(programFd)) {
            return Change.ADOPTED;
        }
        int result = Libbpf.linkUpdate(link, programFd, MemorySegment.NULL);
        if (result != 0) {
            throw new RefusedException(Refusals.attach(result, device, generic, LibbpfPrint.recent()));
        }
        return Change.REPLACED;
    }

    /** Sentences for the log. */
    List<String> notes() {
        String note = this + " "
                + switch (change) {
                    case ADOPTED -> "was running and goes on";
                    case REPLACED -> "took over from another version of the program";
                    case CREATED -> "was attached";
                };
        return generic
                ? List.of(note, device + " has no native XDP: packets take the kernel's slow generic path")
                : List.of(note);
    }

    /**
     * Whether the link still holds this program on the device of that name; not where the device went away, or somebody
     * else has given the link another program.
     */
    boolean live(Path directory) throws RefusedException {
        int link = Pins.get(Pins.link(directory, ifindex));
        if (link < 0) {
            return false;
        }
        try {
            BpfInfo.LinkInfo info = BpfInfo.link(link);
            return info.ifindex() == ifindex && info.programId() == programId && LibC.interfaceIndex(device) == ifindex;
        } finally {
            LibC.close(link);
        }
    }

    /** Makes a link that is pinned elsewhere run the program, and pins it in the directory instead. */
    static void handOver(Path pin, Path directory, int programFd) throws RefusedException {
        int link = Pins.get(pin);
        if (link < 0) {
            throw new RefusedException(
                    "XDP_PINS", "The pinned link " + pin + " cannot be opened (" + Errno.describe(link) + ").");
        }
        try {
            BpfInfo.LinkInfo info = BpfInfo.link(link);
            if (info.ifindex() == 0) {
                Pins.remove(pin);
                return;
            }
            Change ignored = replace(link, info.programId(), programFd, "interface " + info.ifindex(), false);
            Pins.move(pin, Pins.link(directory, info.ifindex()));
        } finally {
            LibC.close(link);
        }
    }

    /** A link in generic mode that nobody pins: a descriptor, with which the program goes. */
    static int attachGeneric(String device, int programFd) throws RefusedException {
        int link = create(index(device), programFd, FLAG_GENERIC);
        if (link < 0) {
            throw new RefusedException(Refusals.attach(link, device, true, LibbpfPrint.recent()));
        }
        return link;
    }

    private static boolean noNativeMode(int result) {
        return result == -Errno.EOPNOTSUPP || result == -Errno.EINVAL || result == -Errno.ERANGE;
    }

    private static int create(int ifindex, int programFd, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(LINK_OPTIONS, 8);
            options.set(JAVA_LONG, 0, LINK_OPTIONS);
            options.set(JAVA_INT, 8, flags);
            return Libbpf.linkCreate(programFd, ifindex, BPF_XDP, options);
        }
    }

    private static boolean runsGeneric(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(QUERY_OPTIONS, 8);
            options.set(JAVA_LONG, 0, QUERY_OPTIONS);
            return Libbpf.xdpQuery(ifindex, 0, options) == 0 && options.get(JAVA_BYTE, 24) == MODE_GENERIC;
        }
    }

    @Override
    public String toString() {
        return "XDP " + (generic ? "generic" : "native") + " on " + device;
    }
}
