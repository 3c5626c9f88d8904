package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel settings that decide whether it answers ARP for an address on the loopback. */
final class ArpSettings {
    private static final Path CONF = Path.of("/proc/sys/net/ipv4/conf");

    private ArpSettings() {}

    static List<String> problems(List<Link> devices) {
        int all = arpIgnore("all");
        return devices.stream()
                .filter(device -> Math.max(all, arpIgnore(device.name())) > 0)
                .map(device -> device.name() + " answers no ARP for VIPs: sysctl -w net.ipv4.conf.all.arp_ignore=0"
                        + " net.ipv4.conf." + device.name() + ".arp_ignore=0")
                .toList();
    }

    /** 0 where it cannot be read: that is the kernel's default. */
    private static int arpIgnore(String device) {
        try {
            return Integer.parseInt(
                    Files.readString(CONF.resolve(device).resolve("arp_ignore")).strip());
        } catch (IOException | NumberFormatException unreadable) {
            return 0;
        }
    }
}
