package dev.turnout.p4.softswitch.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the command line says.
 *
 * @param ports interfaces by port number; empty where frames come and go by the control plane alone
 * @param program what to begin with; empty where a control plane will bring it
 */
record SwitchSettings(
        SortedMap<Integer, String> ports,
        InetSocketAddress listen,
        long deviceId,
        int cpuPort,
        Optional<ProgramFiles> program) {
    /** One more is a drop. */
    private static final int LAST_PORT = 510;

    private static final int LONGEST_NAME = 15;

    /** What the compiler has written. */
    record ProgramFiles(Path program, Path p4info) {}

    /** @throws IllegalArgumentException with a sentence for who wrote the options */
    SwitchSettings {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        if (deviceId < 0) {
            throw new IllegalArgumentException("--device-id takes a number from 0, not " + deviceId);
        }
        if (cpuPort < 0 || cpuPort > LAST_PORT) {
            throw new IllegalArgumentException("--cpu-port takes a number from 0 to " + LAST_PORT + ", not " + cpuPort);
        }
        if (ports.containsKey(cpuPort)) {
            throw new IllegalArgumentException("port " + cpuPort
                    + " is the control plane's: give the interface another number, or that another with --cpu-port");
        }
    }

    /** From {@code 1=eth0} and the like. */
    static SortedMap<Integer, String> ports(Collection<String> options) {
        SortedMap<Integer, String> ports = new TreeMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1 || !option.substring(0, equals).matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException(
                        "--port takes NUMBER=INTERFACE such as 1=eth0, not '" + option + "'");
            }
            int number = Integer.parseInt(option.substring(0, equals));
            String device = option.substring(equals + 1);
            if (number > LAST_PORT) {
                throw new IllegalArgumentException("--port takes numbers from 0 to " + LAST_PORT + ", not " + number);
            }
            if (device.isEmpty() || device.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("--port: '" + device + "' is no name of an interface");
            }
            if (ports.containsValue(device) || ports.putIfAbsent(number, device) != null) {
                throw new IllegalArgumentException(
                        "--port " + option + ": the number or the interface has been given before");
            }
        }
        return ports;
    }

    /** From {@code HOST:PORT}, an IPv6 address in brackets. */
    static InetSocketAddress address(String option) {
        int colon = option.lastIndexOf(':');
        if (colon <= 0 || !option.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("--listen takes HOST:PORT, not '" + option + "'");
        }
        int port = Integer.parseInt(option.substring(colon + 1));
        String host = option.substring(0, colon).replaceAll("^\\[|]$", "");
        if (port > 0xffff) {
            throw new IllegalArgumentException("--listen takes ports up to 65535, not " + port);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("--listen: '" + host + "' is no address and no host that is known here");
        }
        return address;
    }
}
