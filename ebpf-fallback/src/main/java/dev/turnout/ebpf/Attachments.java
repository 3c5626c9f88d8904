package dev.turnout.ebpf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where the program is attached, of the interfaces that the settings name, and where it is not. An interface that went away, or
 * that refuses, takes nothing from the others.
 *
 * @param made in the order of the settings, as are the gaps
 */
record Attachments(List<Attachment> made, List<Gap> gaps) {
    /** While the program of another layout still forwards, until the first plan has filled these maps. */
    static final Attachments NOT_YET = new Attachments(List.of(), List.of());

    /** @param ifindex 0 where there is no such interface */
    record Gap(String device, int ifindex, Refusal why) {}

    Attachments {
        made = List.copyOf(made);
        gaps = List.copyOf(gaps);
    }

    /** Attaches to one interface. */
    interface Step {
        Attachment attach(String device) throws RefusedException;
    }

    static Attachments of(List<String> devices, Step step) {
        List<Attachment> made = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        for (String device : devices) {
            int ifindex = indexOrZero(device);
            try {
                made.add(step.attach(device));
            } catch (RefusedException e) {
                gaps.add(new Gap(device, ifindex, e.refusal()));
            }
        }
        return new Attachments(made, gaps);
    }

    /** Refused, as the first interface was, where there are some and none is attached. */
    Attachments orRefuse() throws RefusedException {
        if (made.isEmpty() && !gaps.isEmpty()) {
            throw new RefusedException(gaps.getFirst().why());
        }
        return this;
    }

    /** Whether an interface was refused for want of native XDP. */
    boolean lackNative() {
        return gaps.stream().anyMatch(gap -> gap.why().code().equals(Refusals.NO_NATIVE));
    }

    /** Whether nothing has come or gone since: every link holds its device, and every gap is for the reason it was. */
    boolean settled(Path directory) throws RefusedException {
        for (Attachment attachment : made) {
            if (!attachment.live(directory)) {
                return false;
            }
        }
        return gaps.stream().allMatch(gap -> indexOrZero(gap.device()) == gap.ifindex());
    }

    /** The pins of its links, and of those that a gap has kept its interface from giving up. */
    List<Path> links(Path directory) {
        List<Path> links = new ArrayList<>();
        made.forEach(attachment -> links.add(Pins.link(directory, attachment.ifindex())));
        gaps.stream().filter(gap -> gap.ifindex() > 0).forEach(gap -> links.add(Pins.link(directory, gap.ifindex())));
        return links;
    }

    List<InterfaceState> states() {
        List<InterfaceState> states = new ArrayList<>();
        made.forEach(each -> states.add(new InterfaceState.Attached(each.device(), each.generic())));
        gaps.forEach(gap -> states.add(new InterfaceState.Detached(gap.device(), gap.why())));
        return states;
    }

    /** Sentences for the log. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        made.forEach(attachment -> notes.addAll(attachment.notes()));
        gaps.forEach(gap -> notes.add("not attached to " + gap.device() + ": " + gap.why()));
        return notes;
    }

    private static int indexOrZero(String device) {
        return Math.max(0, LibC.interfaceIndex(device));
    }

    @Override
    public String toString() {
        return made.isEmpty()
                ? "XDP, not attached"
                : made.stream().map(Attachment::toString).collect(Collectors.joining(", "));
    }
}
