package dev.turnout.agent;

import dev.turnout.agent.os.TapDevice;
import dev.turnout.core.forwarding.IcmpAnswers;
import dev.turnout.p4.driver.Outcome;
import dev.turnout.p4.driver.PacketIo;
import dev.turnout.p4.driver.PacketSink;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The ports of a switch as the box's own stack sees them: a device of the kernel for each. What the switch passes on comes in there,
 * what the kernel sends leaves by the port, and what only software can answer is answered.
 */
final class SwitchPorts implements PacketSink, AutoCloseable {
    /** Packets come on another thread, from before the devices are there. */
    private final SortedMap<Integer, TapDevice> devices = new ConcurrentSkipListMap<>();

    private final Map<Integer, Integer> portOfIndex = new ConcurrentHashMap<>();
    private final AnswerRate rate;

    /** Nobody to send by while the switch is being opened. */
    private volatile Optional<PacketIo> packets = Optional.empty();

    SwitchPorts(AnswerRate rate) {
        this.rate = rate;
    }

    /**
     * Makes the devices, once there is a switch: one whose cable led nowhere would lose the kernel's first questions.
     *
     * @param names by port
     * @return why not, in a sentence that names the remedy; empty when done
     */
    Optional<String> open(SortedMap<Integer, String> names, PacketIo switchPackets) {
        packets = Optional.of(switchPackets);
        for (Map.Entry<Integer, String> entry : names.entrySet()) {
            int port = entry.getKey();
            switch (TapDevice.open(entry.getValue(), frame -> send(port, frame))) {
                case TapDevice.Opened.Open(TapDevice device) -> add(port, device);
                case TapDevice.Opened.Refused(String why) -> {
                    return Optional.of(why);
                }
            }
        }
        return Optional.empty();
    }

    private void add(int port, TapDevice device) {
        devices.put(port, device);
        try {
            NetworkInterface found = NetworkInterface.getByName(device.name());
            if (found != null) {
                portOfIndex.put(found.getIndex(), port);
            }
        } catch (SocketException gone) {
            // Without an index no next hop is by it, and says so.
        }
    }

    /** Names of the devices, by port. */
    List<String> names() {
        return devices.values().stream().map(TapDevice::name).toList();
    }

    /** @param index of a device of the kernel */
    OptionalInt portOf(int index) {
        Integer port = portOfIndex.get(index);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Frames are lost while the switch is away, as on any cable. */
    private void send(int port, byte[] frame) {
        packets.ifPresent(each -> {
            var ignored = each.send(port, frame);
        });
    }

    @Override
    public void packet(int port, Outcome outcome, int fits, byte[] frame) {
        switch (outcome) {
            case ANSWER_TOO_BIG -> answer(port, IcmpAnswers.tooBig(frame, fits));
            case ANSWER_REJECT -> answer(port, IcmpAnswers.portUnreachable(frame));
            default -> {
                TapDevice device = devices.get(port);
                if (device != null) {
                    device.write(frame);
                }
            }
        }
    }

    private void answer(int port, Optional<byte[]> frame) {
        if (frame.isPresent() && rate.take(System.nanoTime())) {
            send(port, frame.get());
        }
    }

    @Override
    public void close() {
        devices.values().forEach(TapDevice::close);
    }
}
